import { printable } from '@peercon/context/foreign-text';
import { listeningText, peerText, type ServerEvent, UNCOUNTED } from '@peercon/endpoint';
import { runningAs } from '@peercon/program';

/** Where a transcript goes: diagnostics and received data, as stderr and stdout are apart. */
export interface Output {
	diagnostic(text: string): void;
	/** Returns a promise if there is no room for more; it is kept when there is. */
	received(data: Buffer): Promise<void> | undefined;
	/** For what cannot wait: a datagram. */
	datagram(data: Buffer): void;
}

type FromPeer = Extract<ServerEvent, { peer: unknown }>;

/**
 * Writes what happens as Paul Moore's getpeercon_server does, to the letter as long as clients come
 * one after another. That tool knows no second client while the first is there; here each event then
 * stands on a line of its own, and says with the port whose it is.
 */
export class Transcript {
	readonly #output: Output;
	#open = 0;
	/** Set from a second client's arrival until nobody is connected. */
	#crowded = false;
	/** '-> waiting ... ' has been written, and what comes next stands behind it. */
	#waiting = false;
	/** The last thing received did not end its line. */
	#midLine = false;
	/** Whose data was received last, while it is crowded. */
	#speaker = '';
	#ended = false;

	constructor(output: Output) {
		this.#output = output;
	}

	/** The first line. @param context - the server's own, or NO_CONTEXT */
	begin(context: string): void {
		this.#output.diagnostic(`-> ${printable(runningAs(context))}\n`);
	}

	/** After all 'listening' events: now clients may come. */
	wait(): void {
		if (this.#ended) return;
		this.#output.diagnostic('-> waiting ... ');
		this.#waiting = true;
	}

	/**
	 * Instead of a 'listening' event: what failed, in words where the original has a number.
	 *
	 * @param place - where it was to listen, such as `TCP port 5000`
	 * @param error - why it does not
	 */
	fail(place: string, { syscall, message }: NodeJS.ErrnoException): void {
		this.#output.diagnostic('-> creating socket ... ');
		if (syscall !== 'socket') {
			this.#output.diagnostic(`ok\n-> listening on ${printable(place)} ... ${syscall} `);
		}
		this.#output.diagnostic(`error: ${printable(message)}\n`);
	}

	/** No client comes any more: ends the line that waits for one. Those who are there still close. */
	end(): void {
		if (this.#waiting) this.#output.diagnostic('\n');
		this.#waiting = false;
		this.#ended = true;
	}

	/** Writes one event. Returns a promise if there is no room for more; it is kept when there is. */
	write(event: ServerEvent): Promise<void> | undefined {
		switch (event.event) {
			case 'listening':
				// Not where a service manager has made it.
				if (!('socketContext' in event)) this.#output.diagnostic('-> creating socket ... ok\n');
				this.#output.diagnostic(`-> ${printable(listeningText(event))}\n`);
				break;
			case 'connect':
				this.#open++;
				if (this.#open > 1) this.#crowded = true;
				this.#announce(`connect(${this.#who(event)})`);
				break;
			case 'data':
				return this.#data(event);
			case 'datagram':
				this.#announce(`datagram(${this.#who(event)})`);
				this.#notes(event.data);
				this.#output.datagram(event.data);
				this.#finishLine();
				if (this.#open === 0) this.wait();
				break;
			case 'close':
				this.#disconnect(event);
				break;
			case 'error':
				this.#announce(`error: ${event.error.message}`);
				break;
			case 'paused':
				this.#announce(`accepting no connections: ${event.reason}`);
				break;
			case 'resumed':
				this.#announce('accepting connections again');
				break;
			case 'uncounted':
				this.#announce(UNCOUNTED);
				break;
			case 'untold':
				this.#announce(`the service manager could not be told: ${event.reason}`);
				break;
		}
		return undefined;
	}

	/** A line of its own; the first one behind '-> waiting ... ' if that is where the line stands. */
	#announce(text: string): void {
		if (!this.#waiting) this.#finishLine();
		this.#output.diagnostic(`${this.#waiting ? '' : '-> '}${printable(text)}\n`);
		this.#waiting = false;
		this.#speaker = '';
	}

	#data(event: FromPeer & { data: Buffer }): Promise<void> | undefined {
		const speaker = this.#who(event);
		if (this.#crowded && speaker !== this.#speaker) {
			this.#announce(`data(${speaker})`);
			this.#speaker = speaker;
		}
		this.#notes(event.data);
		return this.#output.received(event.data);
	}

	/** Notes where what is received leaves the line. */
	#notes(data: Buffer): void {
		if (data.length > 0) this.#midLine = data.at(-1) !== 0x0a;
	}

	#disconnect(event: FromPeer & { error?: NodeJS.ErrnoException }): void {
		this.#open--;
		if (this.#crowded) this.#finishLine();
		this.#midLine = false;
		this.#speaker = '';
		if (event.error) this.#output.diagnostic(`error: ${printable(event.error.message)}\n`);
		const who = this.#crowded ? ` (${this.#who(event)}), ${this.#open} open` : '';
		this.#output.diagnostic(`-> connection closed${printable(who)}\n`);
		if (this.#open > 0) return;
		this.#crowded = false;
		this.wait();
	}

	#finishLine(): void {
		if (this.#midLine) this.#output.diagnostic('\n');
		this.#midLine = false;
	}

	/** Who it is; with the port while that is needed to tell one client from another. */
	#who({ protocol, peer }: FromPeer): string {
		const port = peer.address && 'port' in peer.address ? ` port ${peer.address.port},` : ',';
		const text = peerText(protocol, peer);
		return this.#crowded ? text.replace(',', port) : text;
	}
}
