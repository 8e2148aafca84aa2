// A guest with somebody's modules, in which a test is run again and again while some of the policy is away.
import { printable } from '@peercon/context/foreign-text';
import { type Denial, denialText, parseDenials } from '../denials.ts';
import type { KernelName } from '../engines/engine.ts';
import { LabError } from '../errors.ts';
import type { Guest } from '../guest.ts';
import type { Machine } from '../machine.ts';
import { shellWord } from '../shell-word.ts';
import { startGuest } from '../start.ts';
import { endOf, firstOf } from './few.ts';
import { WORK } from './payload.ts';
import { HUNG } from './repeatable.ts';
import { type Ended, LimitedGuest, runTest } from './test-run.ts';
import { newRecords, POLICY_LOADED } from './trial.ts';
import { type Built, buildVariants, type Wanted } from './variants.ts';

/** A test may take this many times as long as it takes with everything, and these seconds at least. */
const PATIENCE = 4;
const LEAST_LIMIT = 10;

/** What a test may take that nobody knows yet, in seconds. */
const FIRST_LIMIT = 300;

/** What a test has shown. */
export interface Run extends Ended {
	denials: Denial[];
}

/** How often a test was run. */
export interface Runs {
	all: number;
	/** Of them, those while some lines were away. */
	without: number;
}

export interface Bench extends Built {
	guest: Guest;
	kernel: KernelName;
	/** The command that runs one as somebody who may change what the policy allows. */
	asAdministrator(command: string): string;
	/** Runs the test, and gives all that was seen. */
	run(): Promise<Run>;
	/** Runs it while some lines are away. Its denials are left in the log. */
	runWithout(): Promise<Ended>;
	/** How often it was run by either. */
	runs(): Runs;
	/** Runs it with each step of its shell scripts printed, and gives what was printed. */
	steps(): Promise<string>;
	/** Which booleans the policy has, and their values. */
	booleans(): Promise<Map<string, boolean>>;
	/** Does something while nothing is enforced. */
	whilePermissive<T>(work: () => Promise<T>): Promise<T>;
	/** Does something with the modules' other variant: nothing is enforced, and their domains may nothing. */
	whileBare<T>(work: () => Promise<T>): Promise<T>;
	close(): Promise<void>;
}

/**
 * Builds modules and starts a guest that has them.
 *
 * @param command - the test, for bash(1); it runs in a copy of the modules' folder
 * @param limit - on one run of it, in seconds; otherwise one of the first run's making
 */
export async function openBench(wanted: Wanted, command: string, limit?: number): Promise<Bench> {
	const { payload, ...built } = await buildVariants(wanted);
	const { machine, terminals, engine } = await startGuest(wanted.policy, { payload });
	try {
		const guest = new LimitedGuest(terminals);
		await guest.must('systemctl start lab-install');
		await guest.must('systemctl start lab-policy@switched');
		const labeled = [...built.labeled, WORK].map(shellWord).join(' ');
		await guest.must(
			`sh /usr/lib/peercon/payload | tar -tf - | sed 's,^\\(\\./\\)*,/,' | restorecon -F -i -f - && ` +
				`restorecon -R -F -i ${labeled} && chcon -R -t bin_t ${WORK} && systemctl daemon-reload`,
		);
		const asAdministrator =
			wanted.policy === 'mls' ? asSecurityAdministrator : (line: string) => line;
		return {
			...benchOf(machine, guest, { command, limit, asAdministrator }),
			...built,
			kernel: engine.kernel,
		};
	} catch (error) {
		await machine.kill();
		throw error;
	}
}

/** Under the MLS policy that is not for root's login, but for its role of the security administrator. */
const asSecurityAdministrator = (command: string) =>
	`runcon -r secadm_r -t secadm_t sh -c ${shellWord(command)}`;

interface Test extends Pick<Bench, 'asAdministrator'> {
	command: string;
	limit: number | undefined;
}

function benchOf(
	machine: Machine,
	guest: Guest,
	{ command, limit: given, asAdministrator }: Test,
): Omit<Bench, keyof Built | 'kernel'> {
	let limit = given ?? FIRST_LIMIT;
	let isFirst = given === undefined;
	const runs = { all: 0, without: 0 };
	const act = async () => {
		runs.all++;
		const began = performance.now();
		const ended = await runTest(guest, command, limit);
		if (isFirst)
			limit = Math.max(LEAST_LIMIT, Math.ceil(((performance.now() - began) / 1000) * PATIENCE));
		isFirst = false;
		return ended;
	};
	return {
		guest,
		asAdministrator,
		async run() {
			await newRecords(guest);
			const ended = await act();
			const records = await newRecords(guest);
			checkPolicy(records);
			return { ...ended, denials: parseDenials(records) };
		},
		runWithout() {
			runs.without++;
			return act();
		},
		runs: () => ({ ...runs }),
		async steps() {
			const script = `bash /usr/lib/peercon/with-steps.sh ${shellWord(command)}`;
			return (await runTest(guest, script, limit)).output;
		},
		async booleans() {
			const lines = (await guest.quietly('getsebool -a')).matchAll(/^(\w+) --> (\w+)/gm);
			return new Map(Array.from(lines, ([, name = '', value]) => [name, value === 'on']));
		},
		async whilePermissive(work) {
			await guest.must(asAdministrator('setenforce 0'));
			try {
				return await work();
			} finally {
				await guest.must(asAdministrator('setenforce 1'));
			}
		},
		async whileBare(work) {
			await guest.must(asAdministrator('setenforce 0'));
			await guest.must('systemctl start lab-policy@bare');
			try {
				return await work();
			} finally {
				await guest.must('systemctl start lab-policy@switched');
				await guest.must(asAdministrator('setenforce 1'));
			}
		},
		close: () => machine.kill(),
	};
}

/**
 * Fails if a test has loaded another policy: nothing that is seen then is about the modules as they were built.
 *
 * @param records - of the kernel, while it ran
 */
function checkPolicy(records: string): void {
	if (!records.includes(POLICY_LOADED)) return;
	throw new LabError(
		'the test loads a policy in the place of the one that is tried, as semodule(8), semanage(8) and setsebool -P do. Put what it needs of them into a module beside the others: a port, in CIL, is (portcon tcp 8099 (system_u object_r echo_port_t ((s0) (s0))))',
	);
}

/** Fails if the test does not pass, or something was denied to the modules' domains. */
export function checkWhole(
	{ seen, output, denials, hasHung }: Run,
	domains: readonly string[],
): void {
	const isOwn = ({ subject }: Denial) => domains.includes(subject.type);
	const denied = denials.filter(isOwn);
	const others = denials.filter((each) => !isOwn(each));
	if (seen !== 'fine') {
		throw new LabError(
			`with all that the modules allow, the test fails: ${seen}${hasHung ? HUNG : ''}\n${textsOf([...denied, ...others])}${printable(endOf(output), '\n\t')}`,
		);
	}
	if (denied.length === 0) return;
	throw new LabError(
		`with all that the modules allow, something is denied to their domains, so that no denial could show what a line is for:\n${textsOf(denied)}`,
	);
}

/**
 * Fails if a test has never entered one of the modules' domains.
 *
 * @param asked - what was denied while the domains might nothing: whoever runs in one is denied something
 */
export function checkEntered(asked: readonly Denial[], domains: readonly string[]): void {
	if (domains.length === 0 || asked.some(({ subject }) => domains.includes(subject.type))) return;
	throw new LabError(
		`nothing of the test runs in ${domains.join(', ')}: is the program's file labeled (ls -Z), and may who starts it enter the domain?`,
	);
}

/** Each denial once, in a line. */
function textsOf(denials: readonly Denial[]): string {
	return firstOf([...new Set(denials.map(denialText))])
		.map((text) => `${text}\n`)
		.join('');
}
