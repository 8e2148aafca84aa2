// The stage `ready`, for each policy: policy, programs and networks installed, every file labeled.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../cache.ts';
import type { Engine } from '../engines/engine.ts';
import { host } from '../host.ts';
import { LAB } from '../paths.ts';
import { padPayload } from '../payload.ts';
import type { Folders } from './stage.ts';

/** A boot for nothing but this that takes this many times as long as a boot hangs. */
const PATIENCE = 30;

/** How networks are set up. In the guest these are in /usr/local/sbin, which is in root's path. */
const NETWORK = join(LAB, 'network');

export function networkFiles(): string[] {
	return filesBelow(NETWORK).filter((name) => name.endsWith('.sh'));
}

/**
 * Makes the disk, disk.raw, of a guest that is ready.
 *
 * @param engine - what makes it: the guest installs and labels its files itself, in a boot of its own
 */
export async function makeReady(
	engine: Engine,
	folder: string,
	{ system, policy, programs }: Folders<'system' | 'policy' | 'programs'>,
): Promise<void> {
	const payload = join(folder, 'payload');
	const image = join(folder, 'disk.raw');
	copyFileSync(join(policy, 'policy.tar'), payload);
	await host(['tar', '-Af', payload, join(programs, 'programs.tar')]);
	const place = ['--transform=s,^,usr/local/sbin/,', '--owner=0', '--group=0', '--mode=755'];
	await host(['tar', '-C', NETWORK, ...place, '-rf', payload, ...networkFiles()]);
	padPayload(payload);
	await host(['cp', '--sparse=always', '--reflink=auto', join(system, 'disk.raw'), image]);
	const errand = { image, boot: system, init: '/usr/lib/peercon/install', payload };
	const machine = await engine.run(errand);
	try {
		const told = 'peercon: installed';
		await machine.within(machine.ended, engine.usualBoot * PATIENCE).catch(() => {});
		if (!machine.lastWords.includes(told)) throw machine.lost();
	} finally {
		await machine.kill();
	}
	await host(['rm', payload]);
}
