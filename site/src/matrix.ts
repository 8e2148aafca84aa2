// The section on what the lab has shown: which checks refused something, on which kernel and policy, and
// every step of every scenario, with its commands, their output and the kernel's records.

import type { Evidence, GuestEvidence } from '@peercon/lab';
import { html, nothing, type TemplateResult } from 'lit-html';
import { writePlace } from './link.ts';

/** What a run of the scenarios has shown. */
export interface Report {
	/** The commit that was run. */
	commit: string;
	steps: Evidence[];
}

/** Which cell of the tables is looked at: none, a check, or a step. */
export interface Chosen {
	/** A check such as `peer recv`. */
	check?: string | undefined;
	/** A kernel and a policy: see {@link columnOf}. */
	on?: string | undefined;
	/** The number of a step in the report. */
	step?: string | undefined;
}

/** Channels, by the classes that the kernel checks for them; the first that fits is taken. */
const CHANNELS: [channel: string, classes: RegExp][] = [
	['TCP', /^tcp_socket$/],
	['UDP', /^udp_socket$/],
	['SCTP', /^sctp_socket$/],
	['What any of them passes on the network', /^(netif|node|peer|packet|association)$/],
	['UNIX sockets', /^(unix_.*|sock_file)$/],
	['Shared memory and semaphores', /^(shm|sem)$/],
	['Message queues', /^(msgq|msg)$/],
	['Pipes and FIFOs', /^fifo_file$/],
	['Netlink', /^netlink_/],
	['vsock', /^vsock_socket$/],
	['Descriptors that are handed over', /^fd$/],
	['Programs that start, and what they become', /^process2?$/],
	['Capabilities', /^cap/],
	['Files, and what else there is', /./],
];

/** A step that shows something, and the guest that shows it. */
interface Showing {
	/** The step's number in the report. */
	number: number;
	step: Evidence;
	guest: GuestEvidence;
}

/** A row of the table of checks: what was seen of it, by column. */
export interface CheckRow {
	/** Class and permission: `peer recv`. */
	check: string;
	seen: Map<string, Showing[]>;
}

/** Where a guest stands in the tables: its kernel and its policy. */
export function columnOf({ kernel, release, policy }: GuestEvidence): string {
	return `${kernel === 'uml' ? 'user-mode Linux' : 'Debian’s Linux'} ${release}, ${policy}`;
}

/** The columns of a report, in their order. */
export function columnsOf(report: Report): string[] {
	const all = report.steps.flatMap(({ guests }) => guests.map(columnOf));
	return [...new Set(all)].sort();
}

/** The checks that a report has records of, by channel. */
export function checksOf(report: Report): Map<string, CheckRow[]> {
	const rows = new Map<string, CheckRow>();
	for (const [number, step] of report.steps.entries()) {
		for (const guest of step.guests) {
			for (const check of new Set(guest.records.flatMap(checksIn))) {
				const row = rows.get(check) ?? { check, seen: new Map() };
				rows.set(check, row);
				const column = columnOf(guest);
				row.seen.set(column, [...(row.seen.get(column) ?? []), { number, step, guest }]);
			}
		}
	}
	const sorted = [...rows.values()].sort((a, b) => (a.check < b.check ? -1 : 1));
	return new Map(
		CHANNELS.map(([channel]): [string, CheckRow[]] => [
			channel,
			sorted.filter(({ check }) => channelOf(check) === channel),
		]).filter(([, found]) => found.length > 0),
	);
}

function checksIn({ class: of, permissions }: GuestEvidence['records'][number]): string[] {
	return permissions.map((permission) => `${of} ${permission}`);
}

function channelOf(check: string): string | undefined {
	const [of = ''] = check.split(' ');
	return CHANNELS.find(([, classes]) => classes.test(of))?.[0];
}

/** The section. */
export function matrix(report: Report, chosen: Chosen): TemplateResult {
	const failed = report.steps.filter(({ failure }) => failure !== undefined).length;
	return html`
		<h2>What the lab has shown</h2>
		<p>
			Commit <code>${report.commit}</code>: ${report.steps.length} steps of scenarios, each in a guest of
			its own whose kernel enforces SELinux; ${failed === 0 ? 'none' : failed} failed. The policies are
			Debian’s: <code>default</code> (MCS), <code>mls</code>, and two that are the former with more:
			<code>switched</code>, in which each permission can be taken away alone, and
			<code>checked</code>, in which the network is checked without labels, too.
		</p>
		${details(report, chosen)} ${checkTable(report, chosen)} ${stepTable(report, chosen)}
	`;
}

function details(report: Report, { check, on, step }: Chosen): TemplateResult | typeof nothing {
	const one = report.steps[Number(step ?? Number.NaN)];
	if (one) return html`<section aria-label="The step">${transcript(one)}</section>`;
	const rows = [...checksOf(report).values()].flat();
	const showings = rows.find((row) => row.check === check)?.seen.get(on ?? '');
	if (!showings) return nothing;
	return html`<section aria-label="The check">
		<h3><code>${check}</code> on ${on}</h3>
		<p>Refused in ${plural(showings.length, 'step')}:</p>
		${showings.map(({ number, step, guest }) => {
			const records = guest.records.filter((record) => checksIn(record).includes(check ?? ''));
			return html`<h4><a href=${writePlace('matrix', { step: `${number}` })}>${titleOf(step)}</a></h4>
				<pre><code>${records.map(({ text }) => text).join('\n')}</code></pre>`;
		})}
	</section>`;
}

function titleOf({ scenario, step }: Evidence): string {
	return `${scenario}: ${step}`;
}

function plural(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What was done in a step and seen, as on a terminal; a record stands where it was first looked for. */
function transcript(step: Evidence): TemplateResult {
	return html`
		<h3>${titleOf(step)}</h3>
		<p><code>${step.file}</code></p>
		${step.failure === undefined ? nothing : html`<p class="problem">It failed: ${step.failure}</p>`}
		${step.guests.map(
			(guest) => html`<h4>${guest.name}: ${columnOf(guest)}</h4>
				<pre tabindex="0"><code>${terminalOf(guest)}</code></pre>`,
		)}
	`;
}

/** A guest's commands, outputs and records, in the order in which they were seen. */
export function terminalOf({ commands, records }: GuestEvidence): string {
	const seenAfter = (count: number) =>
		records.filter(({ after }) => after === count).map(({ text }) => `kernel: ${text}\n`);
	const lines = commands.flatMap(({ command, output }, at) => [
		`# ${command}\n`,
		output === '' || output.endsWith('\n') ? output : `${output}\n`,
		...seenAfter(at + 1),
	]);
	return [...seenAfter(0), ...lines].join('') || 'Nothing was run here.';
}

function checkTable(report: Report, chosen: Chosen): TemplateResult {
	const columns = columnsOf(report);
	const cell = ({ check, seen }: CheckRow, column: string) => {
		const count = seen.get(column)?.length ?? 0;
		const isChosen = chosen.check === check && chosen.on === column;
		return html`<td>
			${
				count === 0
					? nothing
					: html`<a
						href=${writePlace('matrix', { check, on: column })}
						aria-current=${isChosen}
						aria-label="${check} on ${column}: refused in ${plural(count, 'step')}"
						>${count}</a
					>`
			}
		</td>`;
	};
	return html`<h3>Checks that refused something</h3>
		<table>
			<caption>
				By channel: the class and the permission; in how many steps the kernel recorded that it refused it.
				An empty cell was not tried, or refused nothing.
			</caption>
			${head('Check', columns)}
			${[...checksOf(report)].map(
				([channel, rows]) => html`<tbody>
					<tr>
						<th scope="rowgroup" colspan=${columns.length + 1}>${channel}</th>
					</tr>
					${rows.map(
						(row) => html`<tr>
							<th scope="row"><code>${row.check}</code></th>
							${columns.map((column) => cell(row, column))}
						</tr>`,
					)}
				</tbody>`,
			)}
		</table>`;
}

function head(first: string, columns: readonly string[]): TemplateResult {
	return html`<thead>
		<tr>
			${[first, ...columns].map((column) => html`<th scope="col">${column}</th>`)}
		</tr>
	</thead>`;
}

function stepTable(report: Report, chosen: Chosen): TemplateResult {
	const columns = columnsOf(report);
	const row = (step: Evidence, number: number) => {
		const ran = new Set(step.guests.map(columnOf));
		const outcome = step.failure === undefined ? 'passed' : 'failed';
		return html`<tr>
			<th scope="row">
				<a
					href=${writePlace('matrix', { step: `${number}` })}
					aria-current=${chosen.step === `${number}`}
					>${titleOf(step)}</a
				>
			</th>
			${columns.map((column) => html`<td>${ran.has(column) ? outcome : nothing}</td>`)}
		</tr>`;
	};
	return html`<h3>Every step</h3>
		<table>
			<caption>
				The steps of the scenarios, and on what they ran.
			</caption>
			${head('Step', columns)}
			<tbody>
				${report.steps.map(row)}
			</tbody>
		</table>`;
}
