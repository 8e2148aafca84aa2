// The section on denials: what `peercon explain` says of a record that is pasted.

import type { Explained, Remedy } from '@peercon/explain';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Found } from './paste.ts';

/** One record that needs an answer, for who has none at hand. */
export const EXAMPLE =
	'avc:  denied  { name_bind } for  pid=731 comm="nginx" src=8099 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:unreserved_port_t:s0 tclass=tcp_socket permissive=0';

/** What was pasted, what it means, and what to do when it changes. */
export interface DenialsProps {
	text: string;
	found: Found;
	onInput(text: string): void;
}

/** The section. */
export function denials({ text, found, onInput }: DenialsProps): TemplateResult {
	return html`
		<h2>Denials</h2>
		<p>
			Paste records: from ausearch, dmesg, the journal, sealert or a mail. They are read here, in the
			browser; nothing leaves this page.
		</p>
		<label for="record">Records</label>
		<textarea
			id="record"
			rows="6"
			spellcheck="false"
			.value=${text}
			@input=${(event: Event) => onInput((event.target as HTMLTextAreaElement).value)}
		></textarea>
		<p><button type="button" @click=${() => onInput(EXAMPLE)}>Show an example</button></p>
		<div aria-live="polite">
			${found.problems.map((problem) => html`<p class="problem">${problem}</p>`)}
			${found.explained.map(explanation)}
		</div>
	`;
}

function explanation({ explanation: said, count }: Explained): TemplateResult {
	const times = count > 1 ? ` (recorded ${count} times)` : '';
	return html`<article>
		<h3>${said.sentence}${times}</h3>
		<dl>
			<dt>Layer</dt>
			<dd>${said.certain ? '' : 'probably '}${said.layer}</dd>
			<dt>Why</dt>
			<dd>${said.reason}</dd>
			${said.remedies.length > 0 ? html`<dt>To allow it</dt>` : nothing}
			${said.remedies.map(remedy)}
			${said.active === undefined ? nothing : html`<dt>When it is checked</dt><dd>${said.active}</dd>`}
			${said.notes.length > 0 ? html`<dt>Notes</dt>` : nothing}
			${said.notes.map((note) => html`<dd>${note}</dd>`)}
		</dl>
	</article>`;
}

function remedy({ why, text }: Remedy): TemplateResult {
	return html`<dd>${why}${text === undefined ? nothing : html`<pre><code>${text}</code></pre>`}</dd>`;
}
