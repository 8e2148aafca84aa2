import { randomInt } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { shellWord } from './shell-word.ts';

/** How a command ended, and what it wrote to its terminal, stdout and stderr together. */
export interface Outcome {
	status: number;
	output: string;
}

export interface CommandOptions {
	/** What its stdin is read from, as behind `<` in the shell; by default it has none. */
	stdin?: string | undefined;
	/** Where its stderr goes in the guest, such as /dev/hvc3; by default to the same terminal. */
	stderr?: string | undefined;
	/** Told of what it writes while it runs. */
	onOutput?: ((data: Buffer) => void) | undefined;
}

/** A line that is longer would be cut by the guest's terminal: N_TTY_BUF_SIZE, termios(3). */
const LONGEST_LINE = 4095;

/**
 * What the guest's shell prints when a command has ended: its number and status (.bash_profile). In
 * their place agetty says that it waits for a line feed to log root in (lab-console@.service).
 */
const ESCAPE = '\x1b';
const BELL = '\x07';
const MARK = `${ESCAPE}]peercon;`;
const WHOLE_MARK = new RegExp(`${ESCAPE}\\]peercon;(?:login|(\\d+);(\\d+))${BELL}`);
const CUT_MARK = new RegExp(`^${ESCAPE}\\]peercon;[\\d;a-z]*$`);

const ignore = () => {};

/** Makes the terminal one for a program, as .bash_profile does. */
export const QUIET_TERMINAL = 'stty -echo -opost noflsh';

/**
 * One of the guest's consoles, where a login shell waits that prints nothing but a mark after each
 * command: see lab/guest/root/.bash_profile. One command at a time.
 */
export class Console {
	/** Its name in the guest, such as /dev/hvc3. */
	readonly device: string;
	readonly #stream: Duplex;
	readonly #lost: Promise<never>;
	#onClose = () => {};
	/** What has arrived and may be the beginning of a mark. */
	#pending = '';
	/** The number of the last command that was sent; the login itself is number 0. Whoever had the
	 * console before counted from somewhere else. */
	#number = randomInt(1_000_000_000);
	#onMark: (number: number, status: number) => void = () => {};
	/** Whether root is logged in, or is to be as soon as agetty waits. */
	#isAwake: boolean;
	#isWaiting = false;
	/** Told of everything that arrives here until the command's mark. */
	onOutput: (data: Buffer) => void = ignore;

	/**
	 * @param device - its name in the guest, such as /dev/hvc3
	 * @param stream - the console's bytes
	 * @param lost - tells why the stream has ended
	 * @param isAwake - whether root is logged in there
	 */
	constructor(device: string, stream: Duplex, lost: () => Promise<Error>, isAwake = true) {
		this.device = device;
		this.#stream = stream;
		this.#isAwake = isAwake;
		this.#lost = new Promise((_, reject) => {
			this.#onClose = async () => reject(await lost());
		});
		this.#lost.catch(() => {}); // whoever waits for something gets it
		// It may have been paused: stream.unpipe() does that.
		stream.on('close', this.#onClose).on('data', this.#onData).resume();
	}

	readonly #onData = (data: Buffer) => this.#take(data.toString('latin1'));

	/** Reads no more: the stream is somebody else's from now on. */
	release(): void {
		this.#stream.off('close', this.#onClose).off('data', this.#onData);
	}

	/** Logs root in, if nobody is: a login takes a while, and most consoles are never used. */
	async wake(): Promise<void> {
		if (this.#isAwake) return;
		this.#isAwake = true;
		const loggedIn = this.loggedIn();
		if (this.#isWaiting) this.#logIn();
		await loggedIn;
	}

	/** Waits until a login that has begun, or is about to, has ended in a shell. */
	loggedIn(): Promise<number> {
		return this.#mark(0);
	}

	#logIn(): void {
		this.#isWaiting = false;
		this.#stream.write('\n');
	}

	/**
	 * Runs a command in a shell and waits for its end.
	 *
	 * @param command - for bash(1)
	 * @param options - where its output goes besides
	 * @returns its exit status, and what it wrote
	 * @throws RangeError if a line of it is too long; GuestLostError
	 */
	async run(command: string, options: CommandOptions = {}): Promise<Outcome> {
		const chunks: Buffer[] = [];
		const onOutput = (data: Buffer) => {
			chunks.push(data);
			options.onOutput?.(data);
		};
		const status = await this.stream(command, { ...options, onOutput });
		return { status, output: Buffer.concat(chunks).toString() };
	}

	/** The same, without keeping what it wrote. */
	stream(command: string, { stdin, stderr, onOutput }: CommandOptions = {}): Promise<number> {
		this.onOutput = onOutput ?? ignore;
		const redirections = stderr === undefined ? '' : ` 2> ${stderr}`;
		// A subshell, so that 'cd' and 'exit' are the command's own affair.
		return this.enter(`(eval ${shellWord(command)}) < ${stdin ?? '/dev/null'}${redirections}`);
	}

	/**
	 * Enters a line in the shell itself, where it can change the terminal and read what is typed.
	 *
	 * @param line - for bash(1)
	 * @returns its exit status
	 */
	enter(line: string): Promise<number> {
		const tooLong = line.split('\n').find((each) => Buffer.byteLength(each) > LONGEST_LINE - 20);
		if (tooLong !== undefined) {
			throw new RangeError(`a line of a command has at most ${LONGEST_LINE - 20} bytes`);
		}
		const number = ++this.#number;
		const ended = this.#mark(number);
		this.#stream.write(`n=${number}; ${line}\n`);
		return ended;
	}

	/** Lets what arrives wait, and so the guest, until {@link resume}. */
	pause(): void {
		this.#stream.pause();
	}

	resume(): void {
		this.#stream.resume();
	}

	/** Types into what runs. */
	type(data: Buffer | string): void {
		this.#stream.write(data);
	}

	/** Types Ctrl-C, which sends SIGINT to what runs. */
	interrupt(): void {
		this.type('\x03');
	}

	/** Waits for a command's mark. */
	#mark(wanted: number): Promise<number> {
		const marked = new Promise<number>((resolve) => {
			this.#onMark = (number, status) => {
				// A Ctrl-C that comes too late makes the shell mark the same command once more.
				if (number !== wanted) return;
				// What may follow in the same bytes, such as the prompt of another shell, is not its output.
				this.onOutput = ignore;
				resolve(status);
			};
		});
		return Promise.race([marked, this.#lost]);
	}

	/** Passes on all but the marks, and holds back what may become one. */
	#take(text: string): void {
		this.#pending += text;
		for (
			let match = WHOLE_MARK.exec(this.#pending);
			match !== null;
			match = WHOLE_MARK.exec(this.#pending)
		) {
			this.#pass(match.index);
			this.#pending = this.#pending.slice(match[0].length);
			if (match[1] === undefined) {
				this.#isWaiting = true;
				if (this.#isAwake) this.#logIn();
			} else {
				this.#onMark(Number(match[1]), Number(match[2]));
			}
		}
		this.#pass(this.#pending.length - beginningOfMark(this.#pending));
	}

	#pass(length: number): void {
		if (length === 0) return;
		this.onOutput(Buffer.from(this.#pending.slice(0, length), 'latin1'));
		this.#pending = this.#pending.slice(length);
	}
}

/** How many characters at the text's end may be the beginning of a mark. */
function beginningOfMark(text: string): number {
	const at = text.lastIndexOf(ESCAPE);
	const rest = at < 0 ? '' : text.slice(at);
	return MARK.startsWith(rest) || CUT_MARK.test(rest) ? rest.length : 0;
}
