// Many labs at once.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findKeeper } from '../src/keeper.ts';
import { descendantsOf, lab, lives, ownCache, ownRuntime, startLab } from './command.ts';

ownRuntime();

const parallel = suite('labs at once');

parallel.after(() => lab('down').then(() => {}));

parallel("should bring one guest up between them: 'lab up'", async () => {
	const outcomes = await Promise.all([lab('up'), lab('up'), lab('up')]);
	assert.equal(
		outcomes.map(({ status }) => status),
		[0, 0, 0],
	);
	const told = outcomes.map(({ stderr }) => /the guest is up( already)?/.exec(stderr)?.[0]).sort();
	assert.equal(told, ['the guest is up', 'the guest is up already', 'the guest is up already']);
	const { pid = 0 } = (await findKeeper('default')) ?? {};
	assert.ok(lives(pid) && descendantsOf(pid).length > 0);
	assert.is((await lab('down')).status, 0);
	assert.is(await findKeeper('default'), null);
});

parallel("should each have a guest of its own: seven 'lab run'", async () => {
	const outcomes = await Promise.all(
		Array.from({ length: 7 }, (_, i) => lab('run', `echo ${i} >> /root/all; cat /root/all`)),
	);
	assert.equal(
		outcomes.map(({ stdout }) => stdout),
		['0\n', '1\n', '2\n', '3\n', '4\n', '5\n', '6\n'],
	);
});

parallel('should build once what is not there, and both run', async () => {
	const home = ownCache((name) => !name.startsWith('ready-'));
	try {
		const env = { XDG_CACHE_HOME: home };
		const runs = [1, 2].map(() => startLab(['run', 'getenforce'], { env }).ended);
		const outcomes = await Promise.all(runs);
		for (const { status, stdout } of outcomes) {
			assert.is(status, 0);
			assert.is(stdout.toString(), 'Enforcing\n');
		}
		const builds = outcomes.filter(({ stderr }) => stderr.includes('installing the policy'));
		assert.is(builds.length, 1);
		const left = readdirSync(join(home, 'peercon/lab')).filter((name) =>
			/^(unfinished|guest)-/.test(name),
		);
		assert.equal(left, []);
	} finally {
		rmSync(home, { recursive: true });
	}
});

parallel.run();
