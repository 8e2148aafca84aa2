import type { Denial } from '../../src/denials.ts';
import type { Running } from '../../src/guest.ts';
import { denialText, type ScenarioGuest, type scenario } from '../../src/scenario.ts';
import { withoutV8sWarning } from './node.ts';

/** What a login on Debian's MCS policy runs as. */
export const LOGIN = 'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023';

/** The same at a level of its own. */
export function loginAt(range: string): string {
	return `unconfined_u:unconfined_r:unconfined_t:${range}`;
}

/** What a peer is whose label has a level and nothing else. */
export function peerAt(level: string): string {
	return `system_u:object_r:netlabel_peer_t:${level}`;
}

/** What `netlabelctl -p map list` shows of lab/network/two-dois.sh; how many domains there are, it says in a line before. */
export const ARTICLE_MAP = `\
 domain: DEFAULT (IPv4)
   address: 127.0.0.1/32
    protocol: CIPSO, DOI = 2
   address: 192.168.8.4/32
    protocol: CIPSO, DOI = 1
   address: 0.0.0.0/0
    protocol: UNLABELED
 domain: DEFAULT (IPv6)
   address: ::/0
    protocol: UNLABELED
`;

/** A terminal: what is typed there, and what it then shows. */
export class Terminal {
	readonly #guest: ScenarioGuest;
	text = '';

	constructor(guest: ScenarioGuest) {
		this.#guest = guest;
	}

	/** Types a command and waits for its end. */
	async type(command: string): Promise<{ status: number; output: string }> {
		const { status, output: shown } = await this.#guest.run(command);
		const output = withoutV8sWarning(shown);
		this.text += `# ${command}\n${output}`;
		return { status, output };
	}
}

/** Waits until a server has seen off a number of clients, and gives what it has shown. */
export async function after(clients: number, server: Running): Promise<string> {
	await server.waitFor(
		new RegExp(`^(?:[\\s\\S]*?connection closed){${clients}}\n-> waiting \\.\\.\\. $`),
	);
	return server.output;
}

/** Whom a server has seen: each peer's address and context. */
export function peers(server: string): string[] {
	return Array.from(server.matchAll(/(?:connect|datagram)\((.*)\)/g), ([, peer = '']) => peer);
}

/** Says a denial in one line without a port that differs from run to run. */
export function denialWithout(detail: 'src' | 'dest', denial: Denial): string {
	const { [detail]: _, ...details } = denial.details;
	return `${denialText({ ...denial, details })}\n`;
}

/** Says a denial in one line without the client's port, on whichever side it is: ip_local_port_range. */
export function denialWithoutClientPort(denial: Denial): string {
	const isClientPort = (name: string, value: string) =>
		['src', 'dest'].includes(name) && Number(value) >= 32768;
	const details = Object.entries(denial.details).filter(([...pair]) => !isClientPort(...pair));
	return denialText({ ...denial, details: Object.fromEntries(details) });
}

/** The label that the server's file has without the policy modules. */
export const UNCONFINE =
	'chcon -t bin_t /usr/local/lib/node_modules/@peercon/getpeercon-server/bin/getpeercon-server.js';

/**
 * Has getpeercon-server run in its caller's domain, as where the policy modules are not installed:
 * for scenarios about labels on the policy that Debian installs.
 *
 * @param declare - declares a step of the scenario
 */
export function withoutModule(declare: ReturnType<typeof scenario>): typeof declare {
	const step: typeof declare = Object.assign(
		(title: string, act: (guest: ScenarioGuest) => Promise<void>) =>
			declare(title, async (guest) => {
				await guest.must(UNCONFINE);
				await act(guest);
			}),
		{ run: () => declare.run() },
	);
	return step;
}
