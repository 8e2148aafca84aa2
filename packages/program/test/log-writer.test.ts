import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createSocketPair } from '@peercon/native';
import { LogWriter } from '@peercon/program';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const droppedLine = (count: number) => `${count} dropped\n`;

/** The number of lines that a log has or says that it has not. */
function accountedFor(log: string): number {
	return log
		.trimEnd()
		.split('\n')
		.reduce((sum, line) => sum + Number(/^(\d+) dropped$/.exec(line)?.[1] ?? 1), 0);
}

/** Runs a program whose stdout is a LogWriter's, in a shell that decides where stdout leads. */
async function logged(program: string, shell: string): Promise<string> {
	const dist = join(import.meta.dirname, '../dist/index.js');
	const script = `import { LogWriter } from '${dist}';
		const writer = new LogWriter(process.stdout, (count) => count + ' dropped\\n');
		${program}`;
	const child = spawn('bash', ['-c', shell, 'bash', process.execPath, script]);
	const [said] = await Promise.all([text(child.stderr), text(child.stdout)]);
	return said;
}

const writer = suite('LogWriter');

writer('should keep memory bounded while nobody reads, and tell what it has dropped', async () => {
	const [ours, theirs] = createSocketPair('stream');
	const stream = new Socket({ fd: ours, writable: true, readable: false });
	const log = new LogWriter(stream, droppedLine);
	const count = 50_000;
	let most = 0;
	for (let i = 0; i < count; i++) {
		log.write(`${'x'.repeat(99)}\n`);
		most = Math.max(most, stream.writableLength);
	}
	assert.ok(most < 2 ** 21, `${most} bytes wait`);
	const reader = new Socket({ fd: theirs });
	const read = text(reader);
	await once(stream, 'drain');
	log.write('last\n');
	stream.end();
	const lines = await read;
	assert.match(lines, /\n\d+ dropped\nlast\n$/);
	assert.is(accountedFor(lines), count + 1);
});

writer('should go on when its reader has left', async () => {
	const program = `writer.write('first\\n');
		setTimeout(() => writer.write('second\\n'), 500);
		setTimeout(() => console.error('it goes on'), 1000);`;
	const said = await logged(program, '"$1" --input-type=module -e "$2" | head -n 1');
	assert.is(said, 'it goes on\n');
});

writer('should go on while the disk is full, and tell afterwards what is missing', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-log-'));
	const path = join(folder, 'log');
	// /dev/full is a disk that is always full; there is another one in its place before the third line.
	const program = `import { closeSync, openSync } from 'node:fs';
		writer.write('first\\n');
		writer.write('second\\n');
		closeSync(1);
		openSync('${path}', 'a');
		setTimeout(() => writer.write('third\\n'), 3000);`;
	assert.is(await logged(program, '"$1" --input-type=module -e "$2" > /dev/full'), '');
	assert.is(readFileSync(path, 'utf8'), '2 dropped\nthird\n');
	rmSync(folder, { recursive: true });
});

writer.run();
