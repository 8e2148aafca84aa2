import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSocket, createSocketPair, sys } from '@peercon/native';
import { Journal } from '@peercon/program';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { journalEntry } from '../src/journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'peercon-journal-'));

/** An entry's fields, as journald reads their binary form: journald-native.c, process_entry. */
function fields(entry: Buffer): [name: string, value: string][] {
	const read: [string, string][] = [];
	for (let at = 0; at < entry.length; ) {
		const end = entry.indexOf('\n', at);
		const length = Number(entry.readBigUInt64LE(end + 1));
		const value = end + 1 + 8;
		read.push([entry.toString('utf8', at, end), entry.toString('utf8', value, value + length)]);
		assert.is(entry[value + length], 0x0a, 'a line feed ends each field');
		at = value + length + 1;
	}
	return read;
}

const journal = suite('Journal');

journal("should have --json's names as fields, and the level of the peer", () => {
	const record = {
		event: 'connect',
		time: '2026-01-02T03:04:05.678Z',
		peer: { family: 'inet', address: '127.0.0.1', port: 40000 },
		rawContext: 'root:sysadm_r:sysadm_t:s0-s15:c0.c1023',
		error: undefined,
		local: null,
	};
	assert.equal(fields(journalEntry('echo-server', '-> connect()\n', record)), [
		['MESSAGE', '-> connect()'],
		['PRIORITY', '6'],
		['SYSLOG_IDENTIFIER', 'echo-server'],
		['PEERCON_EVENT', 'connect'],
		['PEERCON_TIME', '2026-01-02T03:04:05.678Z'],
		['PEERCON_PEER_FAMILY', 'inet'],
		['PEERCON_PEER_ADDRESS', '127.0.0.1'],
		['PEERCON_PEER_PORT', '40000'],
		['PEERCON_RAW_CONTEXT', 'root:sysadm_r:sysadm_t:s0-s15:c0.c1023'],
		['PEERCON_LEVEL', 's0-s15:c0.c1023'],
	]);
});

journal('should let no value begin a field', () => {
	const forged = 'x\nPEERCON_LEVEL=s0\nPRIORITY=0';
	const entry = fields(journalEntry('mls-server', forged, { event: 'output', text: forged }));
	assert.equal(entry, [
		['MESSAGE', forged],
		['PRIORITY', '6'],
		['SYSLOG_IDENTIFIER', 'mls-server'],
		['PEERCON_EVENT', 'output'],
		['PEERCON_TEXT', 'x\\x0aPEERCON_LEVEL=s0\\x0aPRIORITY=0'],
	]);
});

journal('should warn of who is not served', () => {
	assert.equal(fields(journalEntry('mls-server', 'no', { event: 'refused' }))[1], [
		'PRIORITY',
		'4',
	]);
});

journal('should take what is no context of this form for no level', () => {
	const names = fields(journalEntry('x', '', { rawContext: 'kernel' })).map(([name]) => name);
	assert.not.ok(names.includes('PEERCON_LEVEL'));
});

journal('should send an event as a datagram, and say if nobody takes it', () => {
	const path = join(folder, 'socket');
	const journald = createSocket('unix-dgram', 'unix');
	const to = new Journal(path, 'echo-server');
	assert.is(to.send('a\n', { event: 'resumed' }), false, 'nobody listens');
	sys.bind(journald, { family: 'unix', path });
	assert.is(to.send('a\n', { event: 'resumed' }), true);
	const buffer = Buffer.alloc(1000);
	const length = sys.recv(journald, buffer);
	assert.equal(fields(buffer.subarray(0, length))[0], ['MESSAGE', 'a']);
	// Larger than a datagram may be: the stream takes it.
	assert.is(to.send('a'.repeat(1 << 20), {}), false);
	sys.close(journald);
});

journal('should be behind no other descriptor', () => {
	const [one, other] = createSocketPair('stream');
	assert.is(Journal.behind(one, 'x'), null);
	const [from, into] = sys.pipe();
	assert.is(Journal.behind(into, 'x'), null);
	for (const fd of [one, other, from, into]) sys.close(fd);
});

journal.after(() => rmSync(folder, { recursive: true }));

journal.run();
