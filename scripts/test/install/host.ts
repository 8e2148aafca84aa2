// A host on which nothing is installed but Node and npm: no compiler is in its path, nor anything else.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	copyFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeOf, npmOf, REGISTRY } from './registry.ts';

/** Who installs: root, where Node is; or somebody else, with a prefix of his own. */
export type Who = 'root' | 'user';

/** nobody's, who is on every host. */
const USER = 65534;

/** Nothing depends on how long anything takes; this ends what hangs, in milliseconds. */
const HANG = 120_000;

export const isRoot = process.getuid?.() === 0;

export class Host {
	/** The folder that stands for the root folder. */
	readonly root = mkdtempSync(join(tmpdir(), 'peercon-install-'));
	readonly who: Who;
	/** Below this npm installs. */
	readonly prefix: string;
	readonly #path: string;

	/**
	 * @param node - Node's version
	 * @param npm - npm's
	 * @param who - who installs, and runs what is installed
	 */
	constructor(node: string, npm: string, who: Who) {
		this.who = who;
		chmodSync(this.root, 0o755);
		const local = join(this.root, 'usr/local');
		const home = this.home;
		for (const folder of [join(local, 'bin'), join(local, 'lib/node_modules'), home]) {
			mkdirSync(folder, { recursive: true });
		}
		// npm installs beside the Node that runs it, so a link to it would not do.
		copyFileSync(nodeOf(node), join(local, 'bin/node'));
		cpSync(npmOf(npm), join(local, 'lib/node_modules/npm'), { recursive: true });
		symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
		this.prefix = who === 'root' ? local : join(home, '.local');
		// As npm's documentation has it for who may not write there.
		if (who === 'user') writeFileSync(join(home, '.npmrc'), `prefix=${this.prefix}\n`);
		if (isRoot && who === 'user') {
			chownSync(home, USER, USER);
			chownSync(join(home, '.npmrc'), USER, USER);
		}
		this.#path = `${this.prefix}/bin:${local}/bin`;
	}

	get home(): string {
		return join(this.root, this.who);
	}

	/** Where npm puts packages that are installed for everybody. */
	get packages(): string {
		return join(this.prefix, 'lib/node_modules');
	}

	/** Runs a line of sh(1); gives its status and what it prints. */
	run(line: string, cwd = this.home) {
		const [command = '', ...args] = this.#command(line);
		const { status, stdout, stderr } = spawnSync(command, args, {
			...this.#options(cwd),
			encoding: 'utf8',
		});
		return { status, stdout, stderr };
	}

	/** Starts a line of sh(1) that goes on. */
	start(line: string): ChildProcess {
		const [command = '', ...args] = this.#command(`exec ${line}`);
		return spawn(command, args, { ...this.#options(this.home), stdio: ['ignore', 'pipe', 'pipe'] });
	}

	#command(line: string): string[] {
		const isOther = isRoot && this.who === 'user';
		const become = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'];
		// The path that is given to the line is not the one in which these are looked for.
		return [...(isOther ? become : []), 'env', `PATH=${this.#path}`, '/bin/sh', '-c', line];
	}

	#options(cwd: string) {
		// How this machine reaches the network, and nothing of what npm passes on to what it runs.
		const inherited = Object.entries(process.env).filter(
			([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name),
		);
		const env = { ...Object.fromEntries(inherited), ...REGISTRY, HOME: this.home, LC_ALL: 'C' };
		return { cwd, env, timeout: HANG };
	}
}
