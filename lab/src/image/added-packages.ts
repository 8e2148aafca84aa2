// Packages of Debian's that only some scenarios want: an archive that they bring into their guests, so
// that everybody else's disk stays as it is.
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabError } from '../errors.ts';
import { CommandError, host } from '../host.ts';
import { LAB } from '../paths.ts';
import { padPayload } from '../payload.ts';
import { INSTALL_OPTIONS, SUITE } from './base.ts';
import { folderOf, stage } from './stage.ts';
import { BASE } from './stages.ts';
import { inWorkshop } from './workshop.ts';

const SCRIPTS = ['pack-added.sh', 'without-devices.sh'].map((name) => `lab/image/${name}`);

/**
 * Packs what packages add to the base image, for a guest to unpack: see lab/scenarios/common/packages.ts.
 * It is made once, and kept beside the stages.
 *
 * @param names - Debian's packages; what they depend on comes with them
 * @returns the path of the payload: see startMachine
 * @throws LabError if a package cannot be had
 */
export async function addedPackages(names: readonly string[]): Promise<string> {
	const added = stage({
		name: 'added',
		inputs: { base: BASE },
		files: () => SCRIPTS,
		others: [...HOOKS, ...names],
		kept: 6,
		told: [`installing ${names.join(', ')} from packages`, 25],
		make: (folder, { base }) => install(names, base, join(folder, 'payload')),
	});
	return join(await folderOf(added), 'payload');
}

/** What mmdebstrap(1) does with the base image before it installs packages, and after. */
const HOOKS = [
	'--setup-hook=tar-in base.tar /',
	'--setup-hook=upload pack-added.sh /tmp/pack-added.sh',
	'--setup-hook=touch "$1/tmp/stamp"',
	'--customize-hook=chroot "$1" sh /tmp/pack-added.sh /tmp/stamp /tmp/added.tar',
	'--customize-hook=download /tmp/added.tar added.tar',
];

async function install(names: readonly string[], base: string, payload: string): Promise<void> {
	await inWorkshop(async (cwd) => {
		for (const script of SCRIPTS) cpSync(join(LAB, '..', script), join(cwd, basename(script)));
		const archive = join(base, 'root.tar.zst');
		await host(['sh', 'without-devices.sh', archive, 'base.tar'], { cwd });
		// It installs into a system that is there, with its own package manager and nothing of the host's.
		const options = ['--variant=custom', ...INSTALL_OPTIONS, `--include=${names.join(',')}`];
		try {
			await host(['mmdebstrap', ...options, ...HOOKS, '--format=null', SUITE, '/dev/null'], {
				cwd,
			});
		} catch (error) {
			throw unknownPackage(error) ?? error;
		}
		cpSync(join(cwd, 'added.tar'), payload);
		padPayload(payload, names.join(', '));
	});
}

/** What apt(8) says, among much else, of a name that no package has. */
const UNKNOWN =
	/^E: (?:Unable to locate package ([a-z0-9.+-]+)|Package '([a-z0-9.+-]+)' has no installation candidate)/m;

/** What is to be told then; null of another failure. */
export function unknownPackage(error: unknown): LabError | null {
	if (!(error instanceof CommandError)) return null;
	const [, one, other] = UNKNOWN.exec(error.output) ?? [];
	const name = one ?? other;
	return name === undefined ? null : new LabError(`Debian ${SUITE} has no package ${name}`);
}
