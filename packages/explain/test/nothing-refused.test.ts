// 'SELinux has not refused anything' is said only where the text has nothing of a refusal.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../src/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'peercon-explain-'));

async function said(text: string, port?: number) {
	const file = join(folder, 'log');
	writeFileSync(file, text);
	const shown: string[] = [];
	const onOutput = (each: string) => shown.push(each);
	const options = { file, last: false, port, json: false, policy: undefined };
	const status = await run({ ...options, onOutput, onProblem: onOutput });
	return { status, text: shown.join('').replace(/\s+/g, ' ') };
}

const CONTEXTS = 'scontext=system_u:system_r:a_t:s0 tcontext=system_u:object_r:b_t:s0 tclass=file';

const nothing = suite('a log without a record');

nothing('should be said to have none, and perhaps no refusal', async () => {
	const { status, text } = await said('Nov 27 host kernel: eth0: link up\n');
	assert.is(status, 1);
	assert.match(text, /has no record of SELinux.*semodule -DB.*has not refused anything\./);
});

nothing('should be said to have a part of one where it has', async () => {
	for (const part of [
		CONTEXTS,
		`comm="x" ${CONTEXTS}`,
		`denied { read } ${CONTEXTS.slice(0, 40)}`,
	]) {
		const { status, text } = await said(part);
		assert.is(status, 3, part);
		assert.match(text, /missing: a part of a record, expected the whole record/);
		assert.not.match(text, /not refused/);
	}
});

nothing('should not be said to have no refusal where its words tell of one', async () => {
	for (const words of [
		'Access was denied by the policy, 3 times.',
		'system, acting as root, violated-mac-policy using /usr/bin/x',
	]) {
		const { status, text } = await said(words);
		assert.is(status, 1, words);
		assert.match(text, /has no record of SELinux.*semodule -DB/);
		assert.not.match(text, /not refused/);
	}
});

nothing(
	'should be said to lack the permission where a report begins with its contexts',
	async () => {
		const report = [
			'Source Context                system_u:system_r:container_t:s0:c380,c597',
			'Target Context                system_u:object_r:xserver_misc_device_t:s0',
			'Target Objects                /dev/nvidia0 [ chr_file ]',
			'Source                        python',
		].join('\n');
		const { status, text } = await said(report);
		assert.is(status, 3);
		assert.match(text, /container_t was refused something on chr_file \/dev\/nvidia0 .*permission/);
		assert.not.match(text, /not refused|has no record/);
		// What only looks like it: contexts without an object, as of ls -Z.
		const { status: none } = await said(report.split('\n').slice(0, 2).join('\n'));
		assert.is(none, 1);
	},
);

nothing('should not be said to be hushed where setroubleshoot tells of it', async () => {
	for (const words of [
		'SELinux is preventing this from working, see sealert -l 7',
		"SELinux prevented the ftp daemon from reading users' home directories.",
	]) {
		const { status, text } = await said(words);
		assert.is(status, 1, words);
		assert.match(text, /has no record of SELinux.*in words that are not known here.*ausearch/);
		assert.not.match(text, /semodule -DB|not refused/);
	}
});

nothing('should not be said to have no refusal where it has those of another port', async () => {
	const record = `avc: denied { name_bind } for pid=7 src=80 ${CONTEXTS.replace('file', 'tcp_socket')}`;
	const { status, text } = await said(record, 443);
	assert.is(status, 1);
	assert.match(text, /about port 443.*semodule -DB/);
	assert.not.match(text, /not refused/);
});

nothing.after(() => rmSync(folder, { recursive: true, force: true }));
nothing.run();
