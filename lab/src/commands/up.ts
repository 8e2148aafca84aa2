import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostsUp } from '../attach.ts';
import type { EngineName } from '../engines/engine.ts';
import { LabError } from '../errors.ts';
import { locked } from '../flock.ts';
import type { HostsPlan } from '../hosts/plan.ts';
import { buildHosts } from '../hosts/start-hosts.ts';
import { findKeeper, READY } from '../keeper.ts';
import { guestSocket, LAB } from '../paths.ts';
import type { Policy } from '../policies.ts';
import { say } from '../progress.ts';
import { buildGuest } from '../start.ts';
import { down, downHosts } from './down.ts';

/** Starts a guest that stays up; builds what is missing before. */
export async function up(policy: Policy): Promise<void> {
	const wanted = await buildGuest(policy);
	await alone(() => bringUp(policy, wanted.ready.folder, wanted.engine.name));
}

/** Starts hosts that stay up; builds what is missing before. */
export async function upHosts(plan: HostsPlan): Promise<void> {
	const folders = (await buildHosts(plan)).map(({ folder }) => folder);
	await alone(() => bringHostsUp(plan, folders));
}

/** Does something while nobody else starts a guest that stays up. */
async function alone(act: () => Promise<void>): Promise<void> {
	const unlock = await locked(
		openSync(dirname(guestSocket('default')), 'r'),
		'waiting for another lab to start its guest',
	);
	try {
		await act();
	} finally {
		unlock();
	}
}

/** Starts the guest, unless it is up. */
async function bringUp(policy: Policy, folder: string, engine: EngineName): Promise<void> {
	const keeper = await findKeeper(policy);
	if (keeper?.folder === folder && keeper.engine === engine) return say('the guest is up already');
	if (keeper) {
		say('the guest that is up is of older sources, or of another engine');
		await down({ policy });
	}
	await startKeeper('the guest', ['--policy', policy]);
	const option = policy === 'default' ? '' : ` --policy ${policy}`;
	say(`the guest is up. Try 'npx lab run${option} -- id -Z' or 'npx lab shell${option}'`);
}

/** Starts the hosts, unless the very same are up. */
async function bringHostsUp(plan: HostsPlan, folders: string[]): Promise<void> {
	const names = Object.keys(plan);
	const keepers = await hostsUp();
	const text = JSON.stringify(plan);
	const isUp = names.every((name) => {
		const keeper = keepers.get(name);
		return keeper?.plan === text && folders.includes(keeper.folder);
	});
	if (isUp) return say(`the hosts are up already: ${names.join(', ')}`);
	if (keepers.size > 0) {
		say('the hosts that are up are others, or of older sources');
		await downHosts();
	}
	await startKeeper('the hosts', ['--plan', text]);
	const [first] = names;
	say(`the hosts are up: ${names.join(', ')}. Try 'npx lab run --host ${first} -- id -Z'`);
}

/** Starts a process in the background that runs guests, and waits until they can be reached. */
async function startKeeper(what: string, options: string[]): Promise<void> {
	const command = [join(LAB, 'bin/lab.js'), 'keep', ...options];
	const keeper = spawn(process.execPath, command, {
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let errors = '';
	keeper.stderr.on('data', (text) => {
		errors += text;
	});
	const failed = once(keeper, 'close').then(() => {
		throw new LabError(`${what} did not come up:\n${errors.trim()}`);
	});
	const [text] = await Promise.race([once(keeper.stdout, 'data'), failed]);
	if (String(text) !== READY) throw new LabError(`${what} did not come up:\n${text}`);
	failed.catch(() => {});
	keeper.stdout.destroy();
	keeper.stderr.destroy();
	keeper.unref();
}
