import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EngineName } from '../engines/engine.ts';
import { LabError } from '../errors.ts';
import { locked } from '../flock.ts';
import { findKeeper, READY } from '../keeper.ts';
import { guestSocket, LAB } from '../paths.ts';
import type { Policy } from '../policies.ts';
import { say } from '../progress.ts';
import { buildGuest } from '../start.ts';
import { down } from './down.ts';

/** Starts a guest that stays up; builds what is missing before. */
export async function up(policy: Policy): Promise<void> {
	const wanted = await buildGuest(policy);
	const unlock = await locked(
		openSync(dirname(guestSocket(policy)), 'r'),
		'waiting for another lab to start its guest',
	);
	try {
		await bringUp(policy, wanted.ready.folder, wanted.engine.name);
	} finally {
		unlock();
	}
}

/** Starts the guest, unless it is up: nobody else does either meanwhile. */
async function bringUp(policy: Policy, folder: string, engine: EngineName): Promise<void> {
	const keeper = await findKeeper(policy);
	if (keeper?.folder === folder && keeper.engine === engine) return say('the guest is up already');
	if (keeper) {
		say('the guest that is up is of older sources, or of another engine');
		await down(policy);
	}
	await startKeeper(policy);
	const option = policy === 'default' ? '' : ` --policy ${policy}`;
	say(`the guest is up. Try 'npx lab run${option} -- id -Z' or 'npx lab shell${option}'`);
}

/** Starts a process in the background that runs the guest, and waits until it can be reached. */
async function startKeeper(policy: Policy): Promise<void> {
	const command = [join(LAB, 'bin/lab.js'), 'keep', '--policy', policy];
	const keeper = spawn(process.execPath, command, {
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let errors = '';
	keeper.stderr.on('data', (text) => {
		errors += text;
	});
	const failed = once(keeper, 'close').then(() => {
		throw new LabError(`the guest did not come up:\n${errors.trim()}`);
	});
	const [text] = await Promise.race([once(keeper.stdout, 'data'), failed]);
	if (String(text) !== READY) throw new LabError(`the guest did not come up:\n${text}`);
	failed.catch(() => {});
	keeper.stdout.destroy();
	keeper.stderr.destroy();
	keeper.unref();
}
