import type { Evidence, GuestEvidence } from '@peercon/lab';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checksOf, columnsOf, terminalOf } from '../src/matrix.ts';

const matrix = suite('the matrix');

/** A guest whose kernel has recorded something. */
function guestWith(...records: [objectClass: string, permissions: string[]][]): GuestEvidence {
	return {
		name: 'the guest',
		policy: 'mls',
		kernel: 'uml',
		release: '7.2.7',
		commands: [
			{ command: 'first', output: 'one' },
			{ command: 'second', output: '' },
		],
		records: records.map(([of, permissions], at) => ({
			class: of,
			permissions,
			text: `avc: ${of}`,
			after: at,
		})),
	};
}

function step(...guests: GuestEvidence[]): Evidence {
	return { file: 'lab/scenarios/x.test.ts', scenario: 'a scenario', step: 'should show', guests };
}

matrix('should have each permission of a record, once for each step and column', () => {
	const guest = guestWith(['peer', ['recv']], ['peer', ['recv']], ['shm', ['unix_read', 'read']]);
	const debian: GuestEvidence = { ...guest, kernel: 'debian', release: '6.12' };
	const found = checksOf({ commit: 'x', steps: [step(guest), step(guest, debian)] });
	const rows = [...found].map(([channel, checks]) => [channel, checks.map(({ check }) => check)]);
	assert.equal(rows, [
		['What any of them passes on the network', ['peer recv']],
		['Shared memory and semaphores', ['shm read', 'shm unix_read']],
	]);
	const [, peer] = [...found][0] ?? [];
	const counts = [...(peer?.[0]?.seen ?? [])].map(([column, seen]) => [column, seen.length]);
	assert.equal(counts, [
		['user-mode Linux 7.2.7, mls', 2],
		['Debian’s Linux 6.12, mls', 1],
	]);
});

matrix('should have a channel for every class, and a column for every kernel and policy', () => {
	const guest = guestWith(['no_class_yet', ['p']], ['unix_stream_socket', ['connectto']]);
	const report = { commit: 'x', steps: [step(guest, { ...guest, policy: 'default' })] };
	assert.equal([...checksOf(report).keys()], ['UNIX sockets', 'Files, and what else there is']);
	assert.equal(columnsOf(report), ['user-mode Linux 7.2.7, default', 'user-mode Linux 7.2.7, mls']);
});

matrix('should show records where they were first seen', () => {
	const guest = guestWith(['peer', ['recv']], ['shm', ['read']]);
	assert.is(terminalOf(guest), 'kernel: avc: peer\n# first\none\nkernel: avc: shm\n# second\n');
	assert.match(terminalOf({ ...guest, commands: [], records: [] }), 'Nothing was run');
});

matrix.run();
