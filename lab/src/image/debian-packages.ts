// The project's Debian packages: built by debhelper in a clean Debian 13 that has nothing else.
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../cache.ts';
import { LabError } from '../errors.ts';
import { host, hostAsRoot } from '../host.ts';
import { LAB, ROOT } from '../paths.ts';
import { INSTALL_OPTIONS, SUITE, unpackBase } from './base.ts';
import { PACK, packageFiles } from './packages.ts';
import { projectFiles } from './project.ts';
import { folderOf, stage } from './stage.ts';
import { inWorkshop } from './workshop.ts';

/** debian/ as a package's sources have it. */
const DEBIAN = 'packaging/debian';

/** What of npm's packages is packed besides code: pages, completions, units. */
const DATA = ['man', 'completions', 'systemd'];

/**
 * Builds the packages, if they are not there.
 *
 * @returns the paths of the packages, *.deb
 * @throws LabError with what debhelper or lintian(1) says
 */
export async function debianPackages(): Promise<string[]> {
	const folder = await folderOf(packagesStage());
	return filesBelow(folder)
		.filter((name) => name.endsWith('.deb'))
		.map((name) => join(folder, name))
		.toSorted();
}

/** A Debian with what the packages are built with. */
function builderStage() {
	const needed = ['build-essential', 'lintian', ...buildDepends()];
	const options = ['--variant=minbase', ...INSTALL_OPTIONS, `--include=${needed.join(',')}`];
	return stage({
		name: 'debian-builder',
		inputs: {},
		files: () => [],
		others: [SUITE, ...options],
		kept: 1,
		told: ['gathering what Debian packages are built with', 90],
		make: async (folder) => {
			await host(['mmdebstrap', ...options, SUITE, join(folder, 'root.tar.zst')]);
		},
	});
}

/** The names of the packages that debian/control asks for. */
function buildDepends(): string[] {
	const control = readFileSync(join(ROOT, DEBIAN, 'control'), 'utf8');
	const [, list] = /^Build-Depends:\n((?: .*\n)+)/m.exec(control) ?? [];
	if (list === undefined) throw new LabError(`${DEBIAN}/control has no Build-Depends`);
	const names = list.split(',').map((each) => each.trim().split(/[ (]/)[0] ?? '');
	// debhelper provides the level that is asked of it: debhelper(7).
	return names.map((name) => name.replace('debhelper-compat', 'debhelper'));
}

function packagesStage() {
	return stage({
		name: 'debian-packages',
		inputs: { builder: builderStage() },
		files: () => [
			...packageFiles(),
			...dataFiles(),
			...policyFiles().map((name) => `policy/${name}`),
			...filesBelow(join(ROOT, DEBIAN)).map((name) => `${DEBIAN}/${name}`),
			...['in-root.sh', 'build-debian.sh'].map((name) => `lab/image/${name}`),
			'LICENSE',
		],
		others: [],
		kept: 2,
		told: ['building the Debian packages', 60],
		make: (folder, { builder }) =>
			inWorkshop(async (root) => {
				await unpackBase(builder, root);
				await putSources(join(root, 'tmp/build'));
				await inRoot(root, 'build-debian.sh');
				for (const name of readdirSync(join(root, 'tmp/build'))) {
					const isPackage = name.endsWith('.deb') && !name.includes('-dbgsym_');
					if (isPackage) cpSync(join(root, 'tmp/build', name), join(folder, name));
				}
			}),
	});
}

/**
 * Runs a script of lab/image in a system's root folder.
 *
 * @returns what it wrote to stdout
 */
export function inRoot(root: string, script: string): Promise<string> {
	const run = ['unshare', '--mount', '--net', 'sh', join(LAB, 'image/in-root.sh')];
	return hostAsRoot([...run, root, script]);
}

function dataFiles(): string[] {
	return readdirSync(join(ROOT, 'packages')).flatMap((name) =>
		DATA.flatMap((data) => {
			const place = join('packages', name, data);
			try {
				return filesBelow(join(ROOT, place)).map((file) => join(place, file));
			} catch {
				return []; // no program, or no service
			}
		}),
	);
}

/** What of policy/ is packed, or builds what is packed. */
function policyFiles(): string[] {
	const installer = filesBelow(join(ROOT, 'policy/install')).filter((name) => name.endsWith('.py'));
	return [...projectFiles(), ...installer.map((name) => `install/${name}`), 'README.md', 'COPYING'];
}

/** Puts the sources together, as debian/rules has them. */
async function putSources(build: string): Promise<void> {
	const [, version] =
		/^peercon \((.*)-[^-]+\)/.exec(readFileSync(join(ROOT, DEBIAN, 'changelog'), 'utf8')) ?? [];
	const sources = join(build, `peercon-${version}`);
	const packed = join(build, 'packed');
	mkdirSync(packed, { recursive: true });
	await host([process.execPath, PACK, packed]);
	for (const archive of readdirSync(packed)) {
		const [, name] = /^peercon-(.*)-[^-]+\.tgz$/.exec(archive) ?? [];
		const folder = join(sources, 'packages', name ?? archive);
		mkdirSync(folder, { recursive: true });
		await host(['tar', '-C', folder, '--strip-components=1', '-xf', join(packed, archive)]);
	}
	for (const name of policyFiles()) {
		cpSync(join(ROOT, 'policy', name), join(sources, 'policy', name));
	}
	cpSync(join(ROOT, DEBIAN), join(sources, 'debian'), { recursive: true });
}
