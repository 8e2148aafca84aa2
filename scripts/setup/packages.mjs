import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_FOLDER, packageFolders, ROOT, SEARCH_PATH } from './paths.mjs';
import { SetupError, step } from './report.mjs';
import { onPath } from './requirements.mjs';
import { run } from './run.mjs';
import { hashFiles, isStamped, stampAfter } from './stamp.mjs';

/**
 * Installs pnpm at the version that package.json names, for this checkout alone.
 *
 * @returns {Promise<string>} its program, to be run with node
 */
export async function ensurePnpm() {
	const version = pinnedPnpm();
	const folder = join(ROOT, OWN_FOLDER, 'node_modules');
	const program = join(folder, 'pnpm/bin/pnpm.cjs');
	if (isStamped(folder, version) && existsSync(program)) return program;

	if (!onPath('npm', SEARCH_PATH)) {
		throw new SetupError('npm is not on the path. It comes with Node, or as the package npm.');
	}
	await step(`installing pnpm ${version}`, async () => {
		rmSync(folder, { recursive: true, force: true });
		const where = ['--prefix', OWN_FOLDER, '--no-save', '--no-package-lock'];
		const quiet = ['--no-audit', '--no-fund', '--ignore-scripts'];
		await stampAfter(folder, version, () =>
			run('npm', ['install', ...where, ...quiet, `pnpm@${version}`]),
		);
	});
	return program;
}

/** The version of pnpm in package.json's packageManager field, without its optional hash. */
function pinnedPnpm() {
	const { packageManager = '' } = readJson('package.json');
	const [, version] = /^pnpm@([^+]+)/.exec(packageManager) ?? [];
	if (version === undefined) throw new SetupError('package.json names no pnpm@VERSION.');
	return version;
}

/**
 * Installs the npm packages that pnpm-lock.yaml names, if anything that they follow from changed.
 *
 * @param {string} pnpm - its program
 */
export async function ensurePackages(pnpm) {
	const manifests = findManifests();
	const key = hashFiles(ROOT, ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]);
	const folder = join(ROOT, 'node_modules');
	if (isStamped(folder, key) && manifests.every(hasDependencies)) return;

	await step('installing npm packages', () =>
		stampAfter(folder, key, () =>
			run(process.execPath, [
				pnpm,
				'install',
				'--frozen-lockfile',
				'--ignore-scripts',
				// Even where NODE_ENV=production: the tools that build are among the others.
				'--prod=false',
				// Nobody is there to answer when pnpm wants to lay node_modules anew.
				'--config.confirm-modules-purge=false',
			]),
		),
	);
}

/** @returns {string[]} the paths of the package.json files */
function findManifests() {
	const packages = packageFolders().map((folder) => join(folder, 'package.json'));
	return ['package.json', ...packages.filter((path) => existsSync(join(ROOT, path)))];
}

/** @param {string} manifest - the path of a package.json, whose dependencies should be beside it */
function hasDependencies(manifest) {
	const { dependencies = {}, devDependencies = {} } = readJson(manifest);
	return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
		existsSync(join(ROOT, manifest, '../node_modules', name, 'package.json')),
	);
}

/** @param {string} path */
function readJson(path) {
	return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}
