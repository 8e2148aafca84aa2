// What strangers have chosen (peers, whoever made a file or a record, whoever answers) and what a
// person has typed is shown on a terminal by every program, and no character of it is obeyed there.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Denial, denialText, parseDenials } from '@peercon/lab';
import {
	eventually,
	type Outcome,
	runProgram,
	skipUnless,
	startProgram,
} from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../runner/files.ts';

/** Clears the screen, ends a line and begins a false one, C1's CSI, DEL, and a mark for right to left. */
const HOSTILE = '\x1b[2J\nfalse: line\r\x9b2J\x7f\u202e';
const SHOWN = '\\x1b[2J\\x0afalse: line\\x0d\\x9b2J\\x7f\\u{202e}';

const folder = mkdtempSync(join(tmpdir(), 'peercon-terminal-'));

/** The outputs are collected a byte a character. */
function utf8(latin1: string): string {
	return Buffer.from(latin1, 'latin1').toString();
}

function nothingObeyed({ stdout, stderr }: Pick<Outcome, 'stdout' | 'stderr'>): void {
	for (const line of `${utf8(stdout)}\n${utf8(stderr)}`.split('\n')) {
		assert.not.match(line, /[\p{Cc}\p{Bidi_Control}]/u);
		assert.not.match(line, /^false: line/);
	}
}

const errors = suite('error lines');

errors.after(() => rmSync(folder, { recursive: true }));

/** Each names what was given in an error line. */
const MISTAKES: [program: string, ...args: string[]][] = [
	['echo-client', `/no/${HOSTILE}`],
	['echo-client', '-p', HOSTILE, 'localhost'],
	['echo-client', `--${HOSTILE}`, 'localhost'],
	['echo-server', `/no/${HOSTILE}`],
	['echo-server', '--host', HOSTILE, '0'],
	['getpeercon-server', `/no/${HOSTILE}`],
	['getpeercon-server', '--log', `/no/${HOSTILE}`, '0'],
	['getpeercon-server', `1${HOSTILE}`],
	['mls-server', '--allow-no-selinux', '0', '--', `/no/${HOSTILE}`],
	['mls-server', '--status', `/no/${HOSTILE}`],
	['explain', 'explain', `/no/${HOSTILE}`],
	['explain', 'explain', '--policy', `/no/${HOSTILE}`, '-'],
	['explain', HOSTILE],
];

for (const [program, ...args] of MISTAKES) {
	errors(`should show what was given to ${program}, escaped: ${JSON.stringify(args)}`, async () => {
		const outcome = await runProgram(program, args);
		assert.is.not(outcome.status, 0);
		assert.ok(utf8(outcome.stderr).includes(SHOWN), outcome.stderr);
		nothingObeyed(outcome);
	});
}

errors('should show a file name, escaped, with the lines of it that are malformed', async () => {
	const path = join(folder, HOSTILE);
	writeFileSync(path, `avc:  denied  { read } for  scontext=${HOSTILE.replaceAll('\n', '')}:b\n`);
	const outcome = await runProgram('explain', ['explain', path]);
	assert.is(outcome.status, 3);
	nothingObeyed(outcome);
});

errors.run();

const reports = suite('reports');

for (const program of ['echo-server', 'getpeercon-server']) {
	reports(`should show the path that ${program} listens on, escaped`, async () => {
		const path = join(tmpdir(), `p${process.pid}${HOSTILE}`);
		for (const options of [[], ['--json']]) {
			const server = startProgram(program, [...options, path]);
			await server.waitFor(/listening/, options.length > 0 ? 'stdout' : 'stderr');
			const outcome = await server.stop();
			nothingObeyed(outcome);
			if (options.length > 0) {
				const [first = ''] = utf8(outcome.stdout).split('\n');
				assert.is(JSON.parse(first).local.path, path);
			} else {
				assert.ok(utf8(outcome.stderr).includes(SHOWN));
			}
		}
	});
}

reports('should show what --status receives, escaped', async () => {
	const path = join(tmpdir(), `status-${process.pid}`);
	const worker = {
		pid: 1,
		context: `u:r:${HOSTILE}:s0`,
		connections: 1,
		memory: null,
		since: HOSTILE,
		draining: false,
	};
	const server = createServer((socket) => socket.end(JSON.stringify([worker]))).listen(path);
	await once(server, 'listening');
	try {
		const table = await runProgram('mls-server', ['--status', path]);
		nothingObeyed(table);
		assert.ok(utf8(table.stdout).includes(`u:r:${SHOWN}:s0 `), table.stderr);
		const json = await runProgram('mls-server', ['--json', '--status', path]);
		nothingObeyed(json);
		assert.is(JSON.parse(utf8(json.stdout))[0].since, HOSTILE);
	} finally {
		server.close();
	}
});

const RECORD = `avc:  denied  { read } for  comm="x" name=1B5B324A9B32 path="${HOSTILE.replaceAll('\n', '')}" scontext=u:r:t:Secret\u202e tcontext=u:r:o:s0 tclass=file\n`;

reports('should show what a record has in it, escaped', async () => {
	for (const options of [[], ['--json']]) {
		const outcome = await runProgram('explain', ['explain', ...options, '-'], { input: RECORD });
		assert.is(outcome.status, 0, outcome.stderr);
		nothingObeyed(outcome);
	}
});

reports('should show a denial of the lab, escaped', () => {
	const [denial] = parseDenials(RECORD);
	const text = denialText(denial as Denial);
	assert.match(text, 'tclass=file');
	nothingObeyed({ stdout: text, stderr: '' });
});

reports.run();

const peers = suite('what a peer sends to getpeercon-server');

/** Sends the bytes to a server that listens on a path, and ends. */
async function send(path: string, data: string | Buffer): Promise<void> {
	const socket = connect(path);
	socket.end(data);
	socket.resume();
	await once(socket, 'close');
}

peers('should come as it was into a pipe and into the log', async () => {
	const [path, log] = [join(tmpdir(), `peer-${process.pid}`), join(tmpdir(), `log-${process.pid}`)];
	const sent = Buffer.from(`${HOSTILE}\n\xff\n`, 'latin1');
	try {
		const server = startProgram('getpeercon-server', ['--log', log, path]);
		await server.waitFor(/waiting/);
		await send(path, sent);
		await server.waitFor(/closed/);
		assert.is((await server.stop()).stdout, sent.toString('latin1'));
		assert.ok(readFileSync(log).includes(sent));
	} finally {
		rmSync(log, { force: true });
	}
});

const SCRIPT = '/usr/bin/script';
const onTerminal = skipUnless(peers, existsSync(SCRIPT) ? undefined : 'there is no script(1)');

onTerminal('should be escaped on a terminal, but for the ends of lines', async () => {
	const path = join(tmpdir(), `tty-${process.pid}`);
	const bin = join(ROOT, 'packages/getpeercon-server/bin/getpeercon-server.js');
	// It gives the program a terminal, and copies what comes there; a terminal sends CR LF for LF.
	const command = `exec '${process.execPath}' '${bin}' '${path}'`;
	const terminal = spawn(SCRIPT, ['-qefc', command, '/dev/null'], {
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let seen = '';
	terminal.stdout.on('data', (data) => {
		seen += data;
	});
	const until = (text: string) => eventually(() => seen.includes(text), `it says '${text}'`);
	try {
		await until('waiting');
		await send(path, `GET /\r\n${HOSTILE}\n`);
		await until('closed');
	} finally {
		terminal.stdin.write('\x03');
		await once(terminal, 'close');
	}
	assert.ok(
		seen.includes(`GET /\r\r\n\\x1b[2J\r\nfalse: line\\x0d\\x9b2J\\x7f\\u{202e}\r\n`),
		seen,
	);
});

peers.run();
