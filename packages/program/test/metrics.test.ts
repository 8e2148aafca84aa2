import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { dominates, parseContext, type Range } from '@peercon/context';
import { Metrics, PeerMetrics, serveMetrics } from '@peercon/program';
import { startProgram } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const NAMES = {
	peercon_connections_total: { type: 'counter', help: 'Connections.' },
	peercon_workers: { type: 'gauge', help: 'Workers.' },
} as const;

const at = (level: string) => `system_u:system_r:x_t:${level}`;

/** An asker as the kernel would tell of it. */
function askerAt(range: string) {
	const { high } = parseContext(at(range)).range as Range;
	return {
		mayKnow(context: string | null) {
			const of = context === null ? undefined : parseContext(context).range;
			return of === undefined || dominates(high, of.high);
		},
	};
}

const everything = { mayKnow: () => true };

const metrics = suite('Metrics');

metrics('should be text for Prometheus, each level by itself', () => {
	const counted = new Metrics(NAMES, assert.unreachable);
	counted.add('peercon_connections_total', at('s1:c1'));
	counted.add('peercon_connections_total', 'other_u:other_r:y_t:s1:c1', 2);
	counted.add('peercon_connections_total', null);
	counted.add('peercon_workers', at('s0-s15:c0.c1023'));
	counted.add('peercon_workers', at('s0-s15:c0.c1023'), -1);
	assert.is(
		counted.text(everything),
		`# HELP peercon_connections_total Connections.
# TYPE peercon_connections_total counter
peercon_connections_total{level=""} 1
peercon_connections_total{level="s1:c1"} 3
# HELP peercon_workers Workers.
# TYPE peercon_workers gauge
peercon_workers{level="s0-s15:c0.c1023"} 0
`,
	);
});

metrics(
	'should tell nobody of a level that they do not dominate, not even that it is there',
	() => {
		const quiet = new Metrics(NAMES, assert.unreachable);
		const busy = new Metrics(NAMES, assert.unreachable);
		for (const each of [quiet, busy]) each.add('peercon_connections_total', at('s1'));
		for (let count = 0; count < 1000; count++) busy.add('peercon_workers', at('s2:c5'), count);
		for (const range of ['s1', 's0-s1:c0.c1023', 's2:c4', 's3']) {
			assert.is(busy.text(askerAt(range)), quiet.text(askerAt(range)), range);
		}
		assert.not.match(quiet.text(askerAt('s0')), '{');
		assert.match(busy.text(askerAt('s0-s2:c5')), 'peercon_workers{level="s2:c5"} 499500\n');
	},
);

metrics('should count what the peers of a server do', () => {
	const counted = new PeerMetrics(assert.unreachable);
	const from = { local: null, peer: { address: null, context: '', rawContext: at('s1') } };
	const data = Buffer.from('hello');
	counted.count({ event: 'connect', protocol: 'tcp', ...from });
	counted.count({ event: 'connect', protocol: 'tcp', ...from });
	counted.count({ event: 'data', protocol: 'tcp', data, ...from });
	counted.count({ event: 'close', protocol: 'tcp', bytes: 5, ...from });
	counted.count({ event: 'datagram', protocol: 'udp', data, ...from });
	const lines = counted.text(everything).split('\n');
	assert.equal(
		lines.filter((line) => line !== '' && !line.startsWith('#')),
		[
			'peercon_connections_total{level="s1"} 2',
			'peercon_open_connections{level="s1"} 1',
			'peercon_datagrams_total{level="s1"} 1',
			'peercon_received_bytes_total{level="s1"} 10',
		],
	);
});

metrics('should have a limit on levels', () => {
	let told = 0;
	const counted = new Metrics(NAMES, () => told++);
	for (let category = 0; category < 1024; category++) {
		counted.add('peercon_connections_total', at(`s0:c${category}`));
		assert.is(told, category < 1000 ? 0 : 1);
	}
	counted.add('peercon_connections_total', at('s0:c7'));
	const lines = counted.text(everything).match(/^peercon_connections_total/gm) ?? [];
	assert.is(lines.length, 1000);
	assert.match(counted.text(everything), '{level="s0:c7"} 2\n');
});

const folder = mkdtempSync(join(tmpdir(), 'peercon-metrics-'));
const socketPath = join(folder, 'metrics');

async function asked(path: string, method = 'GET') {
	const request = http.request({ socketPath, path, method });
	const [response] = (await once(request.end(), 'response')) as [http.IncomingMessage];
	const { statusCode: status, headers } = response;
	return { status, type: headers['content-type'], said: await text(response) };
}

metrics('should be told over HTTP on a path, and nothing else', async () => {
	const counted = new Metrics(NAMES, assert.unreachable);
	const answering = await serveMetrics(socketPath, counted);
	assert.is(statSync(socketPath).mode & 0o777, 0o660);
	counted.add('peercon_connections_total', null);
	const { status, type, said } = await asked('/metrics');
	assert.is(status, 200);
	assert.is(type, 'text/plain; version=0.0.4; charset=utf-8');
	assert.is(said, counted.text(everything));
	assert.is((await asked('/')).status, 404);
	assert.is((await asked('/metrics', 'POST')).status, 404);
	// Who says nothing, or what is no HTTP, is no reason to tell others nothing.
	const silent = net.connect(socketPath);
	const other = net.connect(socketPath);
	other.write('\0\r\n\r\n');
	assert.match(await text(other), '400 Bad Request');
	assert.is((await asked('/metrics')).status, 200);
	answering.close();
	await once(silent, 'close');
	assert.throws(() => statSync(socketPath), /ENOENT/);
});

for (const name of ['echo-server', 'getpeercon-server']) {
	metrics(`should be told by ${name}, until it ends`, async () => {
		const program = startProgram(name, ['--tcp', '--metrics', socketPath, '0']);
		const [, port] = await program.waitFor(/TCP port (\d+) \.\.\. ok/);
		const socket = net.connect({ port: Number(port), allowHalfOpen: true }).end('hello');
		assert.is(await text(socket), name === 'echo-server' ? 'hello' : '');
		const { said } = await asked('/metrics');
		assert.match(said, 'peercon_connections_total{level=""} 1\n');
		assert.match(said, 'peercon_received_bytes_total{level=""} 5\n');
		await program.stop();
		assert.throws(() => statSync(socketPath), /ENOENT/);
	});
}

metrics.after(() => rmSync(folder, { recursive: true }));

metrics.run();
