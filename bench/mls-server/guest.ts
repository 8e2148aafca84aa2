import { denialText, Guest, isContext, parseDenials, READ_LOG, startGuest } from '@peercon/lab';
import { rotated } from '../load.ts';
import { median } from '../numbers.ts';
import { type Run, report, verdict } from '../report.ts';
import { DIRECT, OURS } from './contenders.ts';
import { type GuestCase, guestCases } from './guest-cases.ts';
import { type GuestContender, guestContenders, PROGRAMS } from './guest-contenders.ts';
import { guestPayload } from './guest-image.ts';

/** Who sees the processes of all levels, and the names of those that serve. */
const HIGH = 's15:c0.c1023';
const SERVING = 'node,xinetd,epoll-hello,hello-once';

/** Tries that a contender gets, a second apart, to answer. */
const TRIES = 60;
/** How many times as long those are counted that serve few in a second. */
const LONGER = 2;
/** What a client gets beyond what it measures, in seconds: an emulated processor is slow. */
const PATIENCE_S = 40;

/**
 * Measures mls-server beside other servers in the lab's MLS guest, enforcing, with labeled loopback.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement of a rate takes
 */
export async function benchMlsServerGuest(rounds: number, seconds: number): Promise<object> {
	const payload = await guestPayload();
	const { machine, terminals } = await startGuest('mls', { payload });
	try {
		return await measure(new Guest(terminals), rounds, seconds);
	} finally {
		await machine.kill();
	}
}

async function measure(guest: Guest, rounds: number, seconds: number): Promise<Run[]> {
	await guest.must('test "$(getenforce)" = Enforcing && systemctl start lab-install');
	await guest.network('full-labels');
	const broken = new Map<string, string>();
	for (const contender of guestContenders) {
		const error = await begin(guest, contender);
		if (error !== undefined) broken.set(contender.name, error);
	}
	const runs: Run[] = [];
	for (const oneCase of guestCases) {
		// Round 0 is not counted: it starts the workers, V8 compiles what it finds hot, and QEMU
		// translates what V8 has compiled.
		for (let round = 0; round <= rounds; round++) {
			process.stderr.write(`mls-server-guest: ${oneCase.name}: round ${round} of ${rounds}\n`);
			const contenders = guestContenders.filter(({ name }) => oneCase.contenders.includes(name));
			for (const contender of rotated(contenders, round)) {
				const error = broken.get(contender.name);
				const lasting =
					round === 0 ? warmUp(contender, oneCase) : seconds * (contender.isSlow ? LONGER : 1);
				const run = error ? { error } : await once(guest, contender, oneCase, lasting);
				if (round > 0) runs.push({ round, case: oneCase.name, contender: contender.name, ...run });
			}
		}
		process.stdout.write(text(oneCase, runs));
	}
	process.stdout.write(await contexts(guest));
	process.stdout.write(await denials(guest));
	await guest.must('test "$(getenforce)" = Enforcing');
	return runs;
}

/** What the runs of one case come to, as a table and a sentence for each target. */
function text({ targets, ...oneCase }: GuestCase, runs: Run[]): string {
	return report(runs, {
		...oneCase,
		reference: DIRECT,
		sentences: (ofCase) => targets.map(({ than, ratio }) => verdict(ofCase, OURS, than, ratio)),
	});
}

/** Starts a contender and waits until it answers; says why if it does not. */
async function begin(guest: Guest, { unit, port }: GuestContender): Promise<string | undefined> {
	const started = await guest.run(`systemctl start ${unit}`);
	if (started.status !== 0) return `${unit} does not start: ${started.output.trim()}`;
	const asked = await guest.run(
		`runcon -l s1 curl -sS -o /dev/null --retry ${TRIES} --retry-delay 1 --retry-all-errors 127.0.0.1:${port}`,
	);
	if (asked.status === 0) return undefined;
	return asked.output.trim().split('\n').at(-1);
}

function warmUp({ isNode }: GuestContender, { warmUp }: GuestCase): number {
	return isNode ? warmUp : 1;
}

/** One contender in one case once. Clients of several levels run at the same time. */
async function once(
	guest: Guest,
	{ port }: GuestContender,
	{ levels, client, sum }: GuestCase,
	seconds: number,
): Promise<{ value: number } | { error: string }> {
	const limit = Math.ceil(seconds) + PATIENCE_S;
	const clients = levels.map(
		(level) => `runcon -l ${level} timeout ${limit} ${PROGRAMS}/${client(port, seconds)}`,
	);
	const ended = await Promise.all(clients.map((command) => guest.run(command)));
	const failed = ended.find(({ status }) => status !== 0);
	if (failed) return { error: failed.output.trim() || `status ${failed.status}` };
	const values = ended.map(({ output }) =>
		median(
			output
				.trim()
				.split('\n')
				.map((line) => Number.parseFloat(line)),
		),
	);
	return { value: sum ? values.reduce((all, one) => all + one, 0) : median(values) };
}

/** What the contenders run in. A program for one connection stays as long as nothing is asked of it. */
async function contexts(guest: Guest): Promise<string> {
	const open = guestContenders.map(({ port }, i) => `exec ${i + 3}<>/dev/tcp/127.0.0.1/${port};`);
	const holding = guest.run(`runcon -l s1 bash -c '${open.join(' ')} sleep 6'`);
	await guest.run('sleep 3');
	const { output } = await guest.run(`runcon -l ${HIGH} ps -C ${SERVING} -o label=`);
	await holding;
	const lines = [...new Set(output.trim().split('\n'))].sort();
	return `\nprocesses that serve:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** What was denied to the contenders or of them: it would say that they did not do what they should. */
async function denials(guest: Guest): Promise<string> {
	const { output } = await guest.run(READ_LOG);
	const types = [...new Set(guestContenders.flatMap((contender) => contender.types))];
	const denied = parseDenials(output).filter(({ subject, object }) =>
		types.some((type) => isContext(subject, type) || isContext(object, type)),
	);
	const lines = [...new Set(denied.map(denialText))];
	if (lines.length === 0) return '\nNothing was denied to any of them.\n';
	return `\ndenied:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
