// Several kernels, joined: as a person starts them and works with them.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hostsUp } from '../src/attach.ts';
import type { HostsPlan } from '../src/hosts/plan.ts';
import { descendantsOf, lab, lives, ownRuntime } from './command.ts';

const runtime = ownRuntime();

/** Two hosts of different policies, named by interfaces of their own, with CIPSO between them. */
const PLAN: HostsPlan = {
	left: {
		interfaces: { lan: { link: 'wire', addresses: ['10.9.0.1/24', 'fd00:9::1/64'] } },
		labeling: [
			'cipsov4 add pass doi:1 tags:1',
			'map del default',
			'map add default address:0.0.0.0/0 protocol:unlbl',
			'map add default address:::/0 protocol:unlbl',
			'map add default address:10.9.0.0/24 protocol:cipsov4,1',
		],
	},
	right: {
		policy: 'mls',
		interfaces: { wan: { link: 'wire', addresses: ['10.9.0.2/24', 'fd00:9::2/64'] } },
	},
};

const folder = mkdtempSync(join(tmpdir(), 'peercon-hosts-'));
const file = join(folder, 'hosts.json');
writeFileSync(file, JSON.stringify(PLAN));

const hosts = suite('lab up --hosts');

hosts.after(async () => {
	await lab('down');
	rmSync(runtime, { recursive: true });
	rmSync(folder, { recursive: true });
});

const onHost = (host: string, line: string) => lab('run', '--host', host, line);

hosts('should say that no hosts are up, where none are', async () => {
	const { status, stderr } = await onHost('left', 'true');
	assert.match(stderr, /^lab: no hosts are up: 'npx lab up --hosts /);
	assert.is(status, 1);
});

hosts(
	'should start those of a file, each with its policy, its name and its interfaces',
	async () => {
		const { status, stderr } = await lab('up', '--hosts', file);
		assert.match(stderr, /^lab: the hosts are up: left, right\. Try/m);
		assert.is(status, 0);
		const shown =
			'uname -n; id -Z; ip -o -4 addr show scope global | tr -s " " | cut -d " " -f 2-4';
		assert.equal((await onHost('left', shown)).stdout.split('\n'), [
			'left',
			'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023',
			'lan inet 10.9.0.1/24',
			'',
		]);
		assert.equal((await onHost('right', shown)).stdout.split('\n'), [
			'right',
			'root:sysadm_r:sysadm_t:s0-s15:c0.c1023',
			'wan inet 10.9.0.2/24',
			'',
		]);
		const { stdout } = await onHost('left', 'netlabelctl -p cipsov4 list');
		assert.match(stdout, 'Configured CIPSO mappings (1)\n DOI value : 1\n');
	},
);

hosts('should leave hosts alone that are the very same', async () => {
	const { pid } = (await hostsUp()).get('left') ?? {};
	assert.match((await lab('up', '--hosts', file)).stderr, 'the hosts are up already: left, right');
	assert.is((await hostsUp()).get('left')?.pid, pid);
});

hosts(
	'should join them by links of their own, over which they know each other by name',
	async () => {
		const { stdout } = await onHost('left', 'ncat -6 right 9 2>&1; ncat -4 right 9 2>&1');
		// Over IPv4 there is a label of a DOI that the other host does not know, which it says: icmp(7).
		assert.is(stdout, 'Ncat: Connection refused.\nNcat: Protocol error.\n');
	},
);

hosts('should tell the denials of one, and not those of the other', async () => {
	const refused = await onHost('left', 'runcon system_u:system_r:kernel_t:s0 true');
	assert.is(refused.status, 126);
	assert.match((await lab('denials', '--host', 'left')).stdout, /denied \{ transition \}/);
	assert.not.match((await lab('denials', '--host', 'right')).stdout, /transition/);
});

hosts('should go on without one that is taken down', async () => {
	assert.match((await lab('down', '--host', 'right')).stderr, 'the host right is down');
	assert.is((await onHost('left', 'uname -n')).stdout, 'left\n');
	// Nobody answers, and nothing tells it that nobody can.
	assert.match((await onHost('left', 'ncat -w 2 10.9.0.2 9')).stderr, 'Ncat: TIMEOUT.');
	const { status, stderr } = await onHost('right', 'true');
	assert.is(stderr, 'lab: no host right is up; left can be reached\n');
	assert.is(status, 1);
});

hosts('should start them anew when one is missing, or they are to be others', async () => {
	const { stderr } = await lab('up', '--hosts', 'left,right');
	assert.match(stderr, 'the hosts that are up are others, or of older sources');
	assert.is((await onHost('right', 'id -Z')).stdout.split(':').at(2), 'unconfined_t');
});

hosts('should say what does not come up, and leave nothing behind', async () => {
	const wrong = { ...PLAN, left: { ...PLAN.left, labeling: ['cipsov4 add pass doi:1 tags:9'] } };
	writeFileSync(file, JSON.stringify(wrong));
	const { status, stderr } = await lab('up', '--hosts', file);
	assert.match(stderr, "netlabelctl 'cipsov4' 'add' 'pass' 'doi:1' 'tags:9'\nfailed with status");
	assert.is(status, 1);
	assert.equal(readdirSync(runtime), []);
});

hosts('should end all of them with their keeper, however that ends', async () => {
	await lab('up', '--hosts', 'left,right');
	const pid = (await hostsUp()).get('left')?.pid as number;
	const processes = descendantsOf(pid);
	assert.ok(processes.length >= 2, 'two kernels run');
	process.kill(pid, 'SIGKILL');
	await eventually(() => !processes.some(lives), 'all that it started has ended');
	assert.is((await hostsUp()).size, 0);
	assert.match((await lab('down')).stderr, 'no guest with the default policy is up');
});

hosts('should be ended, all of them, by lab down', async () => {
	await lab('up', '--hosts', 'left,right');
	assert.match((await lab('down')).stderr, 'the hosts are down: left, right');
	assert.equal(readdirSync(runtime), []);
});

hosts.run();
