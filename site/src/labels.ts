// The section on labels: two contexts or ranges compared.

import {
	type CipsoTag,
	cipsoOption,
	fitsCipsoTag,
	formatLevel,
	glb,
	type Level,
	lub,
} from '@peercon/context';
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { inclusion, readTyped, relation, type Typed } from './comparison.ts';
import { type Lattice, layOut, type Node } from './lattice.ts';
import { writePlace } from './link.ts';
import { ACCESSES, judge, type Verdict } from './passes.ts';

const TAGS: readonly CipsoTag[] = [1, 2, 5];
/** The DOI of the example: an option has some. */
const DOI = 1;

export const EXAMPLE = { a: 'system_u:system_r:mls_server_t:s1:c0.c5-s3:c0.c9', b: 's2:c3,c7' };

/** What was typed, and what to do when it changes. */
export interface LabelsProps {
	a: string;
	b: string;
	onInput(which: 'a' | 'b', text: string): void;
}

/** The section. */
export function labels({ a, b, onInput }: LabelsProps): TemplateResult {
	const [first, second] = [read(a), read(b)];
	const isReadable = 'range' in first && 'range' in second;
	return html`
		<h2>Labels</h2>
		<p>
			Two security contexts, ranges or levels, such as <code>s0-s15:c0.c1023</code>. A is who acts, B
			what it acts on.
		</p>
		<form @submit=${(event: Event) => event.preventDefault()}>
			${field('a', 'A', a, first, onInput)} ${field('b', 'B', b, second, onInput)}
		</form>
		<div aria-live="polite">${isReadable ? compared(first, second) : nothing}</div>
		<p><a href=${writePlace('labels', { a, b })}>Link to this comparison</a></p>
	`;
}

type Read = Typed | { problem: string };

function read(text: string): Read {
	try {
		return readTyped(text);
	} catch (error) {
		const { message } = error as Error;
		return { problem: message };
	}
}

function field(
	which: 'a' | 'b',
	name: string,
	text: string,
	is: Read,
	onInput: LabelsProps['onInput'],
): TemplateResult {
	const problem = 'problem' in is ? is.problem : undefined;
	return html`
		<label for=${which}>${name}</label>
		<input
			id=${which}
			.value=${text}
			spellcheck="false"
			autocomplete="off"
			aria-invalid=${problem === undefined ? 'false' : 'true'}
			aria-describedby="${which}-problem"
			@input=${(event: Event) => onInput(which, (event.target as HTMLInputElement).value)}
		/>
		<pre id="${which}-problem" class="problem" role="status">${problem ?? nothing}</pre>
	`;
}

function compared(a: Typed, b: Typed): TemplateResult {
	const [lowA, lowB] = [a.range.low, b.range.low];
	const isOfMcs = [a.range.high, b.range.high].every(({ sensitivity }) => sensitivity === 0);
	return html`
		<h3>Who dominates whom</h3>
		<table>
			<thead>
				<tr>
					<th scope="col">Of A and B</th>
					<th scope="col">Order</th>
					<th scope="col">Greatest lower bound</th>
					<th scope="col">Least upper bound</th>
				</tr>
			</thead>
			<tbody>
				${order('low (current) levels', lowA, lowB)}
				${order('high levels (clearances)', a.range.high, b.range.high)}
			</tbody>
		</table>
		<p>${inclusion(a.range, b.range)}</p>
		${drawn(
			layOut([
				["A's low", a.range.low],
				["A's high", a.range.high],
				["B's low", b.range.low],
				["B's high", b.range.high],
				['glb of the low levels', glb(lowA, lowB)],
				['lub of the low levels', lub(lowA, lowB)],
			]),
		)}
		<h3>What passes</h3>
		<p>
			As far as levels decide: a rule of the policy must allow it to the types as well. l1 and h1 are
			A's low and high level, l2 and h2 are B's; <em>dom</em> is 'dominates'.
		</p>
		${ACCESSES.map(
			(access) => html`
				<h4>For A to ${access.name} <code>${access.class} ${access.permission}</code></h4>
				<ul>
					${(['mls', 'mcs'] as const).map((kind) => verdict(judge(access, kind, a.context, b.context), isOfMcs))}
				</ul>
			`,
		)}
		<h3>On the wire</h3>
		<p>
			The kernel sends the low level. As CIPSO options (IPv4), with the mapping 'pass' and DOI ${DOI}:
		</p>
		${tags("A's low level", a.range.low)} ${tags("B's low level", b.range.low)}
	`;
}

function order(which: string, a: Level, b: Level): TemplateResult {
	return html`<tr>
		<th scope="row">${which}</th>
		<td>${relation(a, b)}</td>
		<td><code>${formatLevel(glb(a, b))}</code></td>
		<td><code>${formatLevel(lub(a, b))}</code></td>
	</tr>`;
}

const COLUMN = 230;
const ROW = 84;

function drawn({ nodes, edges, rows, columns }: Lattice): TemplateResult {
	const x = ({ column, row }: Node) => {
		const inRow = nodes.filter((node) => node.row === row).length;
		return ((column + 0.5) * columns * COLUMN) / inRow;
	};
	const y = ({ row }: Node) => (rows - row - 0.5) * ROW;
	const said = edges
		.map(({ upper, lower }) => `${formatLevel(upper.level)} dominates ${formatLevel(lower.level)}`)
		.join('; ');
	return html`
		<svg
			role="img"
			aria-label="Lattice: ${said || 'one level'}"
			viewBox="0 0 ${columns * COLUMN} ${rows * ROW}"
			style="max-width: ${columns * COLUMN}px"
		>
			${edges.map(
				({ upper, lower }) =>
					svg`<line x1=${x(upper)} y1=${y(upper)} x2=${x(lower)} y2=${y(lower)} />`,
			)}
			${nodes.map(
				(node) => svg`<g transform="translate(${x(node)}, ${y(node)})">
					<rect x="-105" y="-22" width="210" height="44" rx="6" />
					<text y="-4" class="level">${short(formatLevel(node.level))}</text>
					<text y="14" class="names">${node.names.join(', ')}</text>
				</g>`,
			)}
		</svg>
	`;
}

/** A level may have hundreds of runs of categories. */
function short(level: string): string {
	return level.length <= 26 ? level : `${level.slice(0, 25)}…`;
}

function verdict(
	{ kind, constraints, exemptions, isForConstrained }: Verdict,
	isOfMcs: boolean,
): TemplateResult {
	const name = kind.toUpperCase();
	if (kind === 'mcs' && !isOfMcs) {
		return html`<li>${name} has one sensitivity, s0: these are levels of an MLS policy.</li>`;
	}
	if (constraints.length === 0) {
		return html`<li><strong>${name}: passes.</strong> No policy compares levels for this.</li>`;
	}
	const failed = constraints.filter(({ failure }) => failure !== undefined);
	const word =
		failed.length === 0 ? 'passes' : failed.length < constraints.length ? 'differs' : 'refused';
	return html`<li class=${word}>
		<strong>${name}: ${word === 'differs' ? 'passes under some policies' : word}.</strong>
		<ul>
			${constraints.map(
				({ formula, whose, failure }) => html`<li>
					<code>${formula}</code> (${whose}): ${failure ?? 'holds.'}
				</li>`,
			)}
		</ul>
		${
			isForConstrained
				? html`<p>
						MCS binds types with the attribute mcs_constrained_type alone: containers and virtual
						machines, but no ordinary domain.
					</p>`
				: nothing
		}
		${
			exemptions.length > 0
				? html`<details>
						<summary>Types that are exempt</summary>
						<p>Those with one of these attributes, each within its own bounds: ${exemptions.join(', ')}.</p>
					</details>`
				: nothing
		}
	</li>`;
}

function tags(whose: string, level: Level): TemplateResult {
	return html`<table>
		<caption>${whose}, <code>${short(formatLevel(level))}</code></caption>
		<thead>
			<tr>
				<th scope="col">Tag</th>
				<th scope="col">Octets</th>
			</tr>
		</thead>
		<tbody>
			${TAGS.map((tag) => {
				const fit = fitsCipsoTag(level, tag);
				return html`<tr>
					<th scope="row">${tag}</th>
					<td>${fit.fits ? html`<code>${octets(cipsoOption(level, tag, DOI))}</code>` : fit.reason}</td>
				</tr>`;
			})}
		</tbody>
	</table>`;
}

function octets(option: Uint8Array): string {
	return Array.from(option, (octet) => octet.toString(16).padStart(2, '0')).join(' ');
}
