// The page: which section is shown, what was typed in it, and what follows from that.

import { html, render, type TemplateResult } from 'lit-html';
import { denials } from './denials.ts';
import { EXAMPLE, labels } from './labels.ts';
import { readPlace, writePlace } from './link.ts';
import { type Chosen, matrix } from './matrix.ts';
import { explainPaste, type Found } from './paste.ts';
import { builtInReport } from './report.ts';

const REPORT = builtInReport();
const SECTIONS = {
	labels: 'Labels',
	denials: 'Denials',
	...(REPORT ? { matrix: 'What was shown' } : {}),
};
type Section = 'labels' | 'denials' | 'matrix';

const state = {
	section: 'labels' as Section,
	chosen: {} as Chosen,
	...EXAMPLE,
	text: '',
	found: { explained: [], problems: [] } as Found,
};

function show(): void {
	const content: Record<Section, () => TemplateResult> = {
		labels: () => labels({ a: state.a, b: state.b, onInput: typedLabel }),
		denials: () => denials({ text: state.text, found: state.found, onInput: pasted }),
		matrix: () => (REPORT ? matrix(REPORT, state.chosen) : html``),
	};
	const link = ([section, name]: [string, string]) =>
		html`<a href="#${section}" aria-current=${section === state.section ? 'page' : 'false'}>${name}</a>`;
	const page = html`
		<header>
			<h1>peercon</h1>
			<nav aria-label="Sections">${Object.entries(SECTIONS).map(link)}</nav>
		</header>
		<main>${content[state.section]()}</main>
	`;
	render(page, document.body);
}

function typedLabel(which: 'a' | 'b', text: string): void {
	state[which] = text;
	// The address holds what was typed; each letter is no page of its own to go back to.
	history.replaceState(null, '', writePlace('labels', { a: state.a, b: state.b }));
	show();
}

async function pasted(text: string): Promise<void> {
	state.text = text;
	const found = await explainPaste(text);
	// A longer paste may be answered after the next one.
	if (state.text === text) state.found = found;
	show();
}

function goTo(hash: string): void {
	const { section, typed } = readPlace(hash);
	if (section in SECTIONS) state.section = section as Section;
	state.a = typed.get('a') ?? state.a;
	state.b = typed.get('b') ?? state.b;
	state.chosen = Object.fromEntries(typed);
	show();
}

addEventListener('hashchange', () => goTo(location.hash));
goTo(location.hash);
document.getElementById('unopened')?.remove();
