// What user-mode Linux does not check, and so runs on Debian's own kernel. It has SECMARK and nothing that
// could set a mark: Debian builds 7.2 without nf_tables for IP and without the older tables. And all
// memory is executable to it.
import * as assert from 'uvu/assert';
import { documented, scenario } from '../src/scenario.ts';
import { type Case, startPrograms, withoutEach } from './each-permission.ts';
import { forwardWithoutEach } from './forwarding.ts';
import { secmark } from './intranet.ts';
import { unneeded } from './needed.ts';
import { networkProbes } from './network-probes.ts';
import { setUp } from './probes.ts';
import { startProbes } from './starts.ts';
import { isForDebianKernel, unitsOf } from './units.ts';

const DOCUMENT = 'networking-in-selinux.md';

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

const packets = scenario('marked packets', 'switched', { kernel: 'debian' });

packets('should need each permission, and record its absence', async (guest) => {
	const programs = await startPrograms(guest, secmark());
	documented(DOCUMENT, 'permissions-packets', await withoutEach(guest, programs, CASES));
});

packets('should be checked when they are forwarded', async (guest) => {
	const seen = await forwardWithoutEach(guest, FORWARDING, secmark());
	documented(DOCUMENT, 'forwarding-packets', seen);
});

packets('should need each rule about them, and that about executable memory', async (guest) => {
	const programs = await setUp(guest);
	await guest.must(secmark());
	const units = unitsOf(guest.switches).filter(isForDebianKernel);
	const starts = startProbes(guest).filter(({ name }) => name === 'a person starts echo-client');
	const left = await unneeded(guest, units, [...networkProbes(programs), ...starts]);
	assert.equal(
		left.map(({ name }) => name),
		[],
	);
});

packets.run();
