// The promise of the super-server: no connection is ever served by a worker at another level than its
// peer's. Ten thousand connections from clients at random levels, while workers die at random.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { OURS, PORT } from './mls-server.ts';

const CONNECTIONS = 10_000;
const CLIENTS = 16;

/** The server's log: ten thousand lines take a console longer than the server. */
const LOG = '/root/mls-server.log';

const storm = scenario('a super-server in use', { policy: 'mls' });

storm('should serve nobody by a worker at another level, whatever dies', async (guest) => {
	await guest.network('full-labels');
	for (const name of ['witness.mjs', 'client.py', 'killer.sh']) {
		await guest.bring(join(import.meta.dirname, name), `/usr/local/lib/${name}`);
	}
	guest.start(`mls-server ${PORT} -- /usr/local/lib/witness.mjs 2>&1 | cat > ${LOG}`);
	await guest.must(`until grep -q listening ${LOG}; do sleep 0.1; done`);
	const levels = Array.from({ length: CLIENTS }, randomLevel);
	const each = CONNECTIONS / CLIENTS;
	const clients = levels.map((level) =>
		guest.start(`runcon -l ${level} python3 /usr/local/lib/client.py ${PORT} ${each}`),
	);
	guest.start(`runcon -l s15:c0.c1023 sh /usr/local/lib/killer.sh ${LOG}`);
	const count = { right: 0, wrong: 0, unserved: 0 };
	for (const { ended } of clients) {
		const seen = JSON.parse((await ended).output);
		for (const name of ['right', 'wrong', 'unserved'] as const) count[name] += seen[name];
	}
	const killed = Number(await guest.quietly(`grep -c 'has ended: it ended with SIGKILL' ${LOG}`));
	const seen = `${JSON.stringify(count)}, ${killed} workers killed, at ${levels.join(' ')}`;
	console.log(seen);
	assert.is(count.wrong, 0, seen);
	assert.is(count.right + count.unserved, CONNECTIONS);
	assert.ok(count.right > 0.9 * CONNECTIONS, `most are served: ${seen}`);
	assert.ok(killed > 0, `some were killed: ${seen}`);
	// The super-server compares what the kernel says of each worker with what it asked for.
	assert.is(await guest.quietly(`grep 'it runs as' ${LOG}`), '');
	await guest.expectNoDenials(...OURS);
});

/** s0 to s15, with up to three of eight categories: two clients may well have the same one. */
function randomLevel(): string {
	const categories = Array.from({ length: random(4) }, () => random(8));
	const names = [...new Set(categories)].sort((a, b) => a - b).map((each) => `c${each}`);
	return [`s${random(16)}`, names.join(',')].filter((part) => part !== '').join(':');
}

function random(below: number): number {
	return Math.floor(below * Math.random());
}

storm.run();
