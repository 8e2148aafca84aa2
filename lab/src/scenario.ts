import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import { GuestLostError } from './errors.ts';
import { isEvidenceWanted, leaveEvidence } from './evidence.ts';
import { Guest } from './guest.ts';
import { checkPlan, type HostPlan } from './hosts/plan.ts';
import { type Open, startHosts } from './hosts/start-hosts.ts';
import type { Machine } from './machine.ts';
import { VARIANTS, type Variant } from './policies.ts';
import { ScenarioGuest } from './scenario-guest.ts';
import { type StartOptions, startGuest } from './start.ts';
import { MachineTerminals } from './terminals.ts';
import { within } from './within.ts';

/** The limit for a step that hangs, in seconds: below that for its file (scripts/test.ts), so that it is told where. */
const STEP_LIMIT = 900;

/** The limit for the report on it, in seconds. It takes a shell, and all of them may hang. */
const REPORT_LIMIT = 60;

/** What a scenario's guests are, and where what they show is printed. */
export interface ScenarioOptions extends StartOptions {
	/** Debian's MCS policy (`default`), its MLS policy, or a variant of the former. */
	policy?: Variant;
	/** The document, in docs/, whose blocks show what its steps see. */
	document?: string;
}

/** What a scenario's hosts are, which differ from each other in policy. */
export interface HostsOptions<Name extends string> {
	/** The hosts, as in a file of hosts: lab/README.md. */
	hosts: Record<Name, HostPlan>;
	/** What each of them reads as its second disk: as in {@link StartOptions}. */
	payload?: string;
	/** As in {@link ScenarioOptions}. */
	document?: string;
}

/** A step, for whoever reads of it elsewhere. */
interface StepName {
	scenario: string;
	step: string;
}

/** Declares one step of a scenario. */
type Step<Guests> = (name: string, act: (guests: Guests) => Promise<void>) => void;

type Scenario<Guests> = Step<Guests> & { run(): void };

/**
 * A scenario: steps that each start from the same clean, enforcing guest, or from hosts that are.
 *
 * @param name - for the report
 * @param options - what its guests are; on the kernel that is faster, with the policy `default`
 * @returns a function that declares a step; call its `run` at the end
 */
export function scenario<Name extends string>(
	name: string,
	options: HostsOptions<Name>,
): Scenario<Record<Name, ScenarioGuest>>;
export function scenario(name: string, options?: ScenarioOptions): Scenario<ScenarioGuest>;
export function scenario(
	name: string,
	options: ScenarioOptions | HostsOptions<string> = {},
): Scenario<ScenarioGuest> | Scenario<Record<string, ScenarioGuest>> {
	return 'hosts' in options
		? stepsIn<Record<string, ScenarioGuest>>(name, (step, act) => inOwnHosts(options, step, act))
		: stepsIn<ScenarioGuest>(name, (step, act) => inOwnGuest(options, step, act));
}

/** Declares steps, each of which is done in guests of its own. */
function stepsIn<Guests>(
	name: string,
	inOwn: (step: StepName, act: (guests: Guests) => Promise<void>) => Promise<void>,
): Scenario<Guests> {
	const steps: Test = suite(name);
	const declare: Step<Guests> = (title, act) => {
		const step = { scenario: name, step: title };
		steps(title, async () => {
			try {
				await inOwn(step, act);
			} catch (error) {
				if (!(error instanceof GuestLostError)) throw error;
				// No verdict about the step: it gets another guest, once.
				console.log(`${title}: ${error.message}\nOnce more, in another guest:`);
				await inOwn(step, act);
			}
		});
	};
	return Object.assign(declare, { run: () => steps.run() });
}

async function inOwnGuest(
	{ policy = 'default', document, ...options }: ScenarioOptions,
	step: StepName,
	act: (guest: ScenarioGuest) => Promise<void>,
): Promise<void> {
	const { machine, ...own } = await startGuest(policy, options);
	const guest = new ScenarioGuest(own, document);
	await inEnforcing(step, [{ name: 'the guest', policy, machine, guest }], () => act(guest));
}

async function inOwnHosts(
	{ hosts, payload, document }: HostsOptions<string>,
	step: StepName,
	act: (guests: Record<string, ScenarioGuest>) => Promise<void>,
): Promise<void> {
	checkPlan(hosts, VARIANTS);
	const open: Open<Pick<Own, 'machine' | 'guest'>> = async (_, machine, { switches }, engine) => {
		const own = { terminals: new MachineTerminals(machine), switches, engine };
		// Apart from the guest of a scenario, whose report shows what was run: here it is none of its steps.
		const must = (command: string) => new Guest(own.terminals).must(command);
		await must('dmesg --clear');
		return { opened: { machine, guest: new ScenarioGuest(own, document) }, must };
	};
	const started = await startHosts(hosts, open, payload);
	const all = [...started].map(([name, own]): Own => {
		return { name, policy: hosts[name]?.policy ?? 'default', ...own };
	});
	const guests = Object.fromEntries(all.map(({ name, guest }) => [name, guest]));
	await inEnforcing(step, all, () => act(guests));
}

/** A guest of a step's, with its name for the report. */
interface Own {
	name: string;
	policy: Variant;
	machine: Machine;
	guest: ScenarioGuest;
}

/** Does a step, before and after which its guests enforce, and ends them. */
async function inEnforcing(step: StepName, guests: Own[], act: () => Promise<void>): Promise<void> {
	try {
		for (const { guest } of guests) await enforcing(guest);
		await within(act(), STEP_LIMIT, step.step);
		for (const { guest } of guests) await enforcing(guest);
		await leaveEvidenceOf(step, guests);
	} catch (error) {
		if (error instanceof GuestLostError) throw error;
		for (const { name, guest } of guests) {
			const report = within(guest.report(), REPORT_LIMIT, 'the report');
			console.log(`In ${name}:\n${await report.catch(({ message }) => message)}`);
		}
		await leaveEvidenceOf(step, guests, String(error));
		throw error;
	} finally {
		await Promise.all(guests.map(({ machine }) => machine.kill()));
	}
}

/** Leaves what a step has shown where somebody wants it. */
async function leaveEvidenceOf(step: StepName, guests: Own[], failure?: string): Promise<void> {
	if (!isEvidenceWanted()) return;
	const seen = guests.map(async ({ name, policy, guest }) => {
		return { name, policy, ...(await guest.evidence()) };
	});
	leaveEvidence({ ...step, failure, guests: await Promise.all(seen) });
}

async function enforcing(guest: ScenarioGuest): Promise<void> {
	assert.is(await guest.quietly('getenforce'), 'Enforcing\n', 'the guest enforces');
}

export { denialText } from './denials.ts';
export { ScenarioGuest };
