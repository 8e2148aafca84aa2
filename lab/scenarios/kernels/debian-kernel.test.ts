// What user-mode Linux does not check, and so runs on Debian's own kernel. It has SECMARK and nothing that
// could mark what comes from a program: Debian builds 7.2 with nf_tables for bridges alone, and without
// the older tables (hosts/marks.test.ts). And all memory is executable to it.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { isForDebianKernel } from '../../src/workbench/removable.ts';
import { type Case, startPrograms, withoutEach } from '../networking/each-permission.ts';
import { forwardWithoutEach } from '../networking/forwarding.ts';
import { unneeded } from '../policy/needed.ts';
import { networkProbes } from '../policy/network-probes.ts';
import { type Probe, setUp } from '../policy/probes.ts';
import { statementsOf } from '../policy/statements.ts';

/** As in permissions.test.ts. */
const CASES: Case[] = [
	['echo_client_t echo_client_packet_t:packet { send }', 'tcp', 'ECONNREFUSED'],
	['echo_client_t echo_client_packet_t:packet { recv }', 'tcp', 'ETIMEDOUT'],
	['echo_server_t echo_server_packet_t:packet { recv }', 'tcp', 'ETIMEDOUT'],
	['echo_server_t echo_server_packet_t:packet { send }', 'tcp', 'ETIMEDOUT'],
];

/** What a router needs, in the order in which it is asked for. */
const FORWARDING = [
	'netlabel_peer_t echo_server_packet_t:packet { forward_in }',
	'netlabel_peer_t echo_server_packet_t:packet { forward_out }',
];

const packets = scenario('marked packets', {
	policy: 'switched',
	document: 'checks.md',
	kernel: 'debian',
});

packets('should need each permission, and record its absence', async (guest) => {
	const programs = await startPrograms(guest, 'secmark');
	guest.documented('permissions-packets', await withoutEach(guest, programs, CASES));
});

packets('should be checked when they are forwarded', async (guest) => {
	const seen = await forwardWithoutEach(guest, FORWARDING, 'secmark');
	guest.documented('forwarding-packets', seen);
});

packets('should need each rule about them', async (guest) => {
	const programs = await setUp(guest);
	await guest.network('secmark');
	const statements = statementsOf(guest.switches).filter(
		(statement) =>
			isForDebianKernel(statement) && /echo_(client|server)\.te.*:packet/.test(statement.name),
	);
	const left = await unneeded(guest, statements, networkProbes(programs));
	assert.equal(
		left.map(({ name }) => name),
		[],
	);
});

/** A program that compiles when it starts, and whose boolean lets it. */
const compiles = (name: string, guest: ScenarioGuest): Probe => ({
	name: `${name} starts`,
	about: new RegExp(`\\.te.* ${name.replace('-', '_').replace('-jit', '')}_t self:process execmem`),
	async act() {
		const { status, output } = await guest.run(`${name} --version`);
		return status === 0 ? 'fine' : output;
	},
	leavesNothing: true,
});

packets('should not be all: each program needs the rule about executable memory', async (guest) => {
	await guest.must('setsebool mls_server_jit on');
	const programs = [
		'channel-client',
		'channel-server',
		'echo-client',
		'echo-server',
		'getpeercon-server',
		'mls-server-jit',
	];
	const probes: Probe[] = [
		...programs.map((name) => compiles(name, guest)),
		{
			name: 'a worker starts',
			about: /worker_type self:process execmem/,
			async act() {
				// It tries a worker out, and has then no port that it may bind to.
				const { output } = await guest.run('mls-server 1');
				return /EACCES: permission denied, bind/.test(output) ? 'fine' : output;
			},
			leavesNothing: true,
		},
	];
	const statements = statementsOf(guest.switches).filter(({ name }) => /execmem/.test(name));
	const left = await unneeded(guest, statements, probes);
	assert.equal(
		left.map(({ name }) => name),
		[],
	);
});

packets.run();
