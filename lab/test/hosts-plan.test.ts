import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LabError } from '../src/errors.ts';
import { chainOf } from '../src/hosts/chain.ts';
import { commandsFor } from '../src/hosts/configure.ts';
import { checkPlan, type HostsPlan } from '../src/hosts/plan.ts';
import { readHosts } from '../src/hosts/read-hosts.ts';
import { VARIANTS } from '../src/policies.ts';

const PLAN: HostsPlan = {
	a: {
		policy: 'mls',
		interfaces: { eth0: { link: 'wire', addresses: ['10.0.1.1/24', 'fd00:1::1/64'] } },
		routes: { default: '10.0.1.2' },
		forwards: true,
		labeling: ['cipsov4 add pass doi:1 tags:1'],
	},
	b: { interfaces: { eth0: { link: 'wire' } } },
};

const plans = suite('hosts that somebody wants');

plans('should be fine as they are described', () => {
	checkPlan(PLAN, VARIANTS);
	checkPlan({ a: {}, b: {} }, VARIANTS);
});

/** The plan with one thing of the host `a` changed. */
const withA = (changed: object) => ({ ...PLAN, a: { ...PLAN.a, ...changed } });
const withEth0 = (changed: object) => withA({ interfaces: { eth0: { link: 'wire', ...changed } } });
const HOSTS = Array.from({ length: 9 }, (_, index) => [`h${index}`, {}]);

const WRONG: [plan: unknown, said: string][] = [
	[null, 'the hosts: is an object, {...}, not null'],
	[[], 'the hosts: is an object, {...}, not []'],
	[{ a: {} }, 'the hosts: 2 to 8 can be up, not 1'],
	[Object.fromEntries(HOSTS), 'the hosts: 2 to 8 can be up, not 9'],
	[{ A: {}, b: {} }, 'A: "A" is no name here: lowercase letters, digits and hyphens'],
	[{ 'a;b': {}, b: {} }, 'a;b: "a;b" is no name here: lowercase letters, digits and hyphens'],
	[{ a: 1, b: {} }, 'a: is an object, {...}, not 1'],
	[
		withA({ hostname: 'x' }),
		'a: has "hostname", and can have policy, interfaces, routes, forwards and labeling',
	],
	[
		withA({ policy: 'strict' }),
		'a.policy: is one of default, mls, switched, checked, not "strict"',
	],
	[withA({ forwards: 'yes' }), 'a.forwards: is true or false, not "yes"'],
	[
		withA({ routes: { '10.0.0.0': '10.0.1.2' } }),
		'a.routes: "10.0.0.0" is not a network, such as 10.0.2.0/24, or \'default\'',
	],
	[
		withA({ routes: { default: 'b' } }),
		'a.routes: "default" goes to the address of a router, not to "b"',
	],
	[withA({ labeling: 'map list' }), 'a.labeling: is a list, [...], not "map list"'],
	[
		withA({ labeling: ['map list', 'reboot'] }),
		'a.labeling[1]: "reboot" is not what netlabelctl(8) is told: mgmt, map, unlbl, cipsov4, calipso, and the rest',
	],
	[
		withA({ interfaces: {} }),
		'b.interfaces.eth0: the link wire has one end: it joins two interfaces',
	],
	[
		{ ...PLAN, c: { interfaces: { eth1: { link: 'wire' } } } },
		'a.interfaces.eth0 and b.interfaces.eth0 and c.interfaces.eth1: the link wire has 3 ends: it joins two interfaces',
	],
	[withEth0({ mtu: 9000 }), 'a.interfaces.eth0: has "mtu", and can have link and addresses'],
	[withEth0({ link: '' }), 'a.interfaces.eth0.link: "" is no name here: letters, digits, and ._-'],
	[
		withA({ interfaces: { lo: { link: 'wire' } } }),
		'a.interfaces.lo: every host has one that leads to itself',
	],
	[
		withA({ interfaces: { 'sixteen-letters-': { link: 'wire' } } }),
		'a.interfaces.sixteen-letters-: "sixteen-letters-" is no name here: letters, digits, and ._-, at most 15',
	],
	...['10.0.1.1', '10.0.1.1/33', '10.0.1/24', 'fe80::1%eth0/64', '10.0.1.1/24; reboot', 5].map(
		(address): [unknown, string] => [
			withEth0({ addresses: [address] }),
			`a.interfaces.eth0.addresses: ${JSON.stringify(address)} is not an address with its prefix, such as 10.0.1.1/24 or fd00:1::1/64`,
		],
	),
];

for (const [plan, said] of WRONG) {
	plans(`should be refused: ${said.slice(0, 70)}`, () => {
		assert.throws(
			() => checkPlan(plan, VARIANTS),
			(error: Error) => {
				assert.instance(error, RangeError);
				assert.is(error.message, said);
				return true;
			},
		);
	});
}

plans('should say what somebody else wrote without its control characters', () => {
	assert.throws(
		() => checkPlan(withA({ '\x1b[2J': 1 }), VARIANTS),
		({ message }: Error) => message.startsWith('a: has "') && !message.includes('\x1b'),
	);
	assert.throws(
		() => checkPlan({ '\x1b[2J': {}, b: {} }, VARIANTS),
		({ message }: Error) => !message.includes('\x1b'),
	);
});

plans.run();

const commands = suite('a host of a plan');

commands('should be set up in order: a name, interfaces, routes, labeling', () => {
	assert.equal(
		commandsFor('a', PLAN, (index) => `vec${index}`),
		[
			'hostname a',
			"printf '%s\\n' '10.0.1.1 a' 'fd00:1::1 a' >> /etc/hosts",
			'ip link set vec0 name eth0',
			'ip addr add 10.0.1.1/24 dev eth0',
			'ip addr add fd00:1::1/64 dev eth0 nodad',
			'ip link set eth0 up',
			'ip route add default via 10.0.1.2',
			'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1',
			"netlabelctl 'cipsov4' 'add' 'pass' 'doi:1' 'tags:1'",
		],
	);
});

commands('should take what labels it as words, not as a line for the shell', () => {
	const plan = { ...PLAN, a: { labeling: ['map list; reboot $(x) \'"'] } };
	const [last] = commandsFor('a', plan, String).slice(-1);
	assert.is(last, `netlabelctl 'map' 'list;' 'reboot' '$(x)' ''\\''"'`);
});

commands.run();

const chains = suite('hosts in a row');

chains('should be joined each with the next one, and reach all others', () => {
	const plan = chainOf(['one', 'two', 'three', 'four'], 'mls');
	checkPlan(plan, VARIANTS);
	assert.equal(plan.one, {
		policy: 'mls',
		interfaces: { intranet0: { link: 'one-two', addresses: ['192.168.7.1/27'] } },
		routes: { '192.168.7.32/27': '192.168.7.2', '192.168.7.64/27': '192.168.7.2' },
		forwards: false,
	});
	assert.equal(plan.three, {
		policy: 'mls',
		interfaces: {
			intranet0: { link: 'two-three', addresses: ['192.168.7.34/27'] },
			intranet1: { link: 'three-four', addresses: ['192.168.7.65/27'] },
		},
		routes: { '192.168.7.0/27': '192.168.7.33' },
		forwards: true,
	});
});

chains('should have addresses of the intranet, however many they are', () => {
	const plan = chainOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], 'default');
	checkPlan(plan, VARIANTS);
	assert.equal(plan.h?.interfaces?.intranet0?.addresses, ['192.168.7.194/27']);
});

chains.run();

const files = suite('--hosts');

const folder = mkdtempSync(join(tmpdir(), 'peercon-hosts-'));
files.after(() => rmSync(folder, { recursive: true }));

/** A file with a text in it. */
function fileOf(text: string): string {
	const path = join(folder, 'hosts.json');
	writeFileSync(path, text);
	return path;
}

files('should take names, or the path of a file', () => {
	assert.equal(readHosts('a,b', undefined), chainOf(['a', 'b'], 'default'));
	assert.equal(readHosts('a,b', 'mls'), chainOf(['a', 'b'], 'mls'));
	assert.equal(readHosts(fileOf(JSON.stringify(PLAN)), undefined), PLAN);
});

files('should tell what is wrong with names', () => {
	assert.throws(() => readHosts('a,b,a', undefined), '--hosts names a twice');
	assert.throws(() => readHosts('a', undefined), 'the hosts: 2 to 8 can be up, not 1');
	assert.throws(() => readHosts('a,', undefined), ': "" is no name here');
	assert.throws(() => readHosts(fileOf('{}'), 'mls'), /^--policy is for hosts that are named/);
});

files('should tell what is wrong with a file, and in which', () => {
	const path = fileOf('{"a": ');
	for (const [text, said] of [
		['{"a": ', 'Unexpected end of JSON input'],
		['{"a": {}}', '2 to 8 can be up, not 1'],
	] as const) {
		assert.throws(
			() => readHosts(fileOf(text), undefined),
			(error: Error) => {
				assert.instance(error, LabError);
				assert.ok(error.message.startsWith(`the hosts of ${path}: `), error.message);
				assert.match(error.message, said);
				return true;
			},
		);
	}
	assert.throws(() => readHosts('/no/such.json', undefined), /ENOENT.*'\/no\/such\.json'/);
});

files.run();
