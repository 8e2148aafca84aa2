import type { Names, ServerEvent } from '@peercon/endpoint';

/** Limit on events that wait for the names of their contexts. */
const MOST_WAITING = 1000;

/** Takes an event; returns a promise if there is no room for more, which is kept when there is. */
type Write = (event: ServerEvent, time: Date) => Promise<void> | undefined;

interface Waiting {
	event: ServerEvent;
	time: Date;
	/** Called when the event is written and there is room for more. */
	onWritten: () => void;
}

/**
 * Events on their way to people, who read contexts by their names. Each waits until the name of its
 * peer's context is known, and they keep their order. When names are long in coming and too many
 * wait, they go on with raw contexts, so that none is lost and memory is bounded.
 */
export class NamedEvents {
	readonly #names: Names;
	readonly #write: Write;
	#waiting: Waiting[] = [];

	/**
	 * @param names - who is asked
	 * @param write - takes each event, with the time when it happened
	 */
	constructor(names: Names, write: Write) {
		this.#names = names;
		this.#write = write;
	}

	/** Takes an event, as {@link Write} does. Most names are known, and it is written at once. */
	add(event: ServerEvent): Promise<void> | undefined {
		const time = new Date();
		const raw = contextOf(event);
		const name = raw === null ? '' : this.#names.known(raw);
		if (this.#waiting.length === 0 && name !== undefined) {
			return this.#write(named(event, name), time);
		}
		return new Promise((onWritten) => {
			this.#waiting.push({ event, time, onWritten });
			if (this.#waiting.length === 1) this.#lookUp();
			else if (this.#waiting.length > MOST_WAITING) this.flush();
		});
	}

	/** Waits for no name any more: what waits is written with raw contexts. */
	flush(): void {
		for (const each of this.#waiting.splice(0)) this.#handOn(each, contextOf(each.event) ?? '');
	}

	/** Writes the first one that waits when its name is there, and those behind it. */
	async #lookUp(): Promise<void> {
		for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
			const raw = contextOf(first.event);
			const name = raw === null ? '' : await this.#names.of(raw);
			// It may have been written meanwhile, and another look-up begun for those after it.
			if (this.#waiting[0] !== first) return;
			this.#waiting.shift();
			this.#handOn(first, name);
		}
	}

	#handOn({ event, time, onWritten }: Waiting, name: string): void {
		const written = this.#write(named(event, name), time);
		if (written) written.then(onWritten);
		else onWritten();
	}
}

/** The raw context that an event is about; null if it has none. */
function contextOf(event: ServerEvent): string | null {
	return 'peer' in event ? event.peer.rawContext : null;
}

function named(event: ServerEvent, name: string): ServerEvent {
	if (contextOf(event) === null || !('peer' in event)) return event;
	return { ...event, peer: { ...event.peer, context: name } };
}
