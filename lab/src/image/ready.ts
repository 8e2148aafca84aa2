import { copyFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keyOf } from '../cache.ts';
import { Guest } from '../guest.ts';
import { host } from '../host.ts';
import { Machine } from '../machine.ts';
import { debianPolicy, type Variant } from '../policies.ts';
import { PAYLOAD_SIZE } from '../qemu-args.ts';
import { step } from '../report.ts';
import { MachineTerminals } from '../terminals.ts';
import { baseImage } from './base.ts';
import { bootedGuest, machineIn, save } from './booted.ts';
import { installPackages, packagesKey } from './packages.ts';
import { builtPolicy } from './policy.ts';
import type { Switch } from './switches.ts';

/** A guest to resume: its saved state, its own disk, and the booted guest that both build on. */
export interface ReadyGuest {
	folder: string;
	booted: string;
	/** What a test can switch off, with the variant `switched`. */
	switches: Switch[];
}

/** Gives a guest with the project's programs installed, and makes it if it is not there. */
export async function readyGuest(variant: Variant): Promise<ReadyGuest> {
	const booted = await bootedGuest(debianPolicy(variant));
	const built = await builtPolicy(await baseImage(), booted, variant);
	const key = keyOf('', [], packagesKey(), built);
	const folder = await cached(booted, `ready-${variant}`, key, 2, (unfinished) =>
		step("installing the project's packages", 12, () => install(booted, built, unfinished)),
	);
	const switches = JSON.parse(readFileSync(join(built, 'switches.json'), 'utf8'));
	return { folder, booted, switches };
}

/** The settings of the machine that goes on from a ready guest; what it writes is lost with it. */
export function readyMachine({ folder, booted }: Pick<ReadyGuest, 'folder' | 'booted'>) {
	return {
		...machineIn(booted, join(folder, 'state.zst')),
		disk: join(folder, 'disk.qcow2'),
		keepsWrites: false,
	};
}

/** Unpacks the policy and the packages in a booted guest, and saves it. */
async function install(booted: string, built: string, folder: string): Promise<void> {
	const payload = join(folder, 'payload');
	const tree = join(folder, 'tree');
	await installPackages(tree);
	copyFileSync(join(built, 'policy.tar'), payload);
	await host(['tar', '-C', tree, '--owner=0', '--group=0', '-rf', payload, 'usr/local']);
	truncateSync(payload, PAYLOAD_SIZE);

	const disk = join(folder, 'disk.qcow2');
	const backing = ['-b', join(booted, 'disk.qcow2'), '-F', 'qcow2'];
	await host(['qemu-img', 'create', '-q', '-f', 'qcow2', ...backing, disk]);
	const machine = new Machine({
		...machineIn(booted, join(booted, 'state.zst')),
		disk,
		payload,
	});
	const guest = new Guest(new MachineTerminals(machine));
	try {
		await guest.must('systemctl start lab-install || { systemctl status lab-install; exit 1; }');
		await save(machine, guest, folder);
	} finally {
		await machine.kill();
	}
	await host(['rm', '-rf', payload, tree]);
}
