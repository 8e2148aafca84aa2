import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { getpeercon, socketFd, tryGetpeercon } from '@peercon/native';
import { compile } from './build.ts';
import { median, shown, spread, table } from './numbers.ts';
import { run } from './processes.ts';

/** What a call may cost, in calls of getpeercon(3). */
const TARGET = 1.3;

/** Calls between two looks at the clock. */
const BATCH = 1000;

const REFERENCE = 'getpeercon(3) in C';

/** What one way to ask cost in one round. */
export interface CallRun {
	round: number;
	call: string;
	nanoseconds: number;
}

/**
 * Measures what asking for the peer's context costs, by turns in C and through packages/native.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchGetpeercon(rounds: number, seconds: number): Promise<CallRun[]> {
	const program = compile('getpeercon-loop', ['selinux']);
	const inC = async (...flags: string[]) =>
		Number(await run([program, `${seconds}`, ...flags], seconds + 10));
	const { accepted, close } = await connection();
	const fd = socketFd(accepted);
	const calls: [string, () => number | Promise<number>][] = [
		[REFERENCE, () => inC()],
		['the same beside a thread', () => inC('threads')],
		['tryGetpeercon', () => nanoseconds(() => tryGetpeercon(fd), seconds)],
		['getpeercon', () => nanoseconds(() => thrown(() => getpeercon(fd)), seconds)],
	];
	const runs: CallRun[] = [];
	for (let round = 1; round <= rounds; round++) {
		process.stderr.write(`getpeercon: round ${round} of ${rounds}\n`);
		for (const [call, measure] of calls) {
			runs.push({ round, call, nanoseconds: await measure() });
		}
	}
	process.stdout.write(report(runs, tryGetpeercon(fd)));
	close();
	return runs;
}

/** A TCP connection over loopback. Asked is its accepted end, as a server would. */
async function connection(): Promise<{ accepted: Socket; close: () => void }> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
	const [accepted] = (await once(server, 'connection')) as [Socket];
	const close = () => {
		client.destroy();
		accepted.destroy();
		server.close();
	};
	return { accepted, close };
}

function nanoseconds(call: () => unknown, seconds: number): number {
	const started = process.hrtime.bigint();
	const duration = BigInt(Math.round(seconds * 1e9));
	for (let calls = BATCH; ; calls += BATCH) {
		for (let i = 0; i < BATCH; i++) call();
		const took = process.hrtime.bigint() - started;
		if (took >= duration) return Number(took) / calls;
	}
}

function thrown(call: () => unknown): unknown {
	try {
		return call();
	} catch (error) {
		return error;
	}
}

function report(runs: CallRun[], answer: string | number): string {
	const reference = runs.filter(({ call }) => call === REFERENCE);
	const rows = [...new Set(runs.map(({ call }) => call))].map((call) => {
		const own = runs.filter((one) => one.call === call).map((one) => one.nanoseconds);
		const ratio = median(own.map((one, i) => one / (reference[i]?.nanoseconds ?? Number.NaN)));
		const verdict = `target at most ${TARGET}: ${ratio <= TARGET ? 'reached' : 'MISSED'}`;
		const remark = call === 'tryGetpeercon' ? verdict : '';
		return [call, shown(median(own)), spread(own), shown(ratio, 2), remark];
	});
	return [
		'\nasking for the context of a TCP peer: nanoseconds per call\n',
		table([['', 'median', 'min..max', 'ratio', ''], ...rows]),
		typeof answer === 'string'
			? `  The answer was ${answer}.\n`
			: '  Nothing labels this connection: every call ends in ENOPROTOOPT, which getpeercon throws.\n',
	].join('');
}
