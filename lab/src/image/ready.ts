import { copyFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { cached, filesBelow, keyOf } from '../cache.ts';
import type { Disk, Engine } from '../engines/engine.ts';
import { PAYLOAD_SIZE } from '../engines/engine.ts';
import { host } from '../host.ts';
import { CACHE, LAB } from '../paths.ts';
import type { Variant } from '../policies.ts';
import { step } from '../report.ts';
import { installedPrograms } from './packages.ts';
import { builtPolicy } from './policy.ts';
import type { Switch } from './switches.ts';
import { systemImage } from './system.ts';

/** The disk of a guest with a policy and the project's programs, labeled; every engine starts it. */
export interface ReadyGuest extends Disk {
	/** What a test can switch off, with the variant `switched`. */
	switches: Switch[];
}

/** How networks are set up. In the guest these are in /usr/local/sbin, which is in root's path. */
const NETWORK = join(LAB, 'network');

function networkFiles(): string[] {
	return filesBelow(NETWORK).filter((name) => name.endsWith('.sh'));
}

/** A boot for nothing but this takes longer than so many times what a boot takes only if it hangs. */
const PATIENCE = 30;

/**
 * Gives a guest with the project's programs installed, and makes it if it is not there.
 *
 * @param variant - which policy
 * @param engine - what makes it: the guest installs and labels its files itself, in a boot of its own
 */
export async function readyGuest(variant: Variant, engine: Engine): Promise<ReadyGuest> {
	const installing = installedPrograms(); // meanwhile
	installing.catch(() => {}); // told below
	const system = await systemImage();
	const built = await builtPolicy(variant);
	const programs = await installing;
	const key = keyOf(NETWORK, networkFiles(), system.folder, programs, built);
	const folder = await cached(CACHE, `ready-${variant}`, key, 2, (unfinished) =>
		step('installing the policy and the programs', 3, () =>
			install(system, [built, programs], unfinished, engine),
		),
	);
	const switches = JSON.parse(readFileSync(join(built, 'switches.json'), 'utf8'));
	return { folder, image: join(folder, 'disk.raw'), boot: system.boot, switches };
}

type System = Awaited<ReturnType<typeof systemImage>>;

async function install(
	system: System,
	[built, programs]: [built: string, programs: string],
	folder: string,
	engine: Engine,
) {
	const payload = join(folder, 'payload');
	const image = join(folder, 'disk.raw');
	copyFileSync(join(built, 'policy.tar'), payload);
	await host(['tar', '-Af', payload, join(programs, 'programs.tar')]);
	const place = ['--transform=s,^,usr/local/sbin/,', '--owner=0', '--group=0', '--mode=755'];
	await host(['tar', '-C', NETWORK, ...place, '-rf', payload, ...networkFiles()]);
	truncateSync(payload, PAYLOAD_SIZE);
	await host(['cp', '--sparse=always', '--reflink=auto', join(system.folder, 'disk.raw'), image]);
	const errand = { image, boot: system.boot, init: '/usr/lib/peercon/install', payload };
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
