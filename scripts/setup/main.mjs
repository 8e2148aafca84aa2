import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findNodeHeaders, onPath, thisNode } from './machine.mjs';
import { fail, finish, lockCheckout, ROOT, run, SEARCH_PATH, SetupError, step } from './run.mjs';
import { checkSystemPackages, ensureSystemPackages } from './system-packages.mjs';

const USAGE = `Usage: node scripts/setup.mjs [--bench] [--dist] [--check]

Installs and builds what this checkout lacks; takes a moment when nothing does.

  --bench  also the system packages that \`npm run bench\` compares with
  --dist   also the system packages that \`npm run dist\` builds with
  --check  install nothing: name the system packages that are missing, with the command that
           installs them
  --help   show this`;

/**
 * Runs the steps in order. Each looks first whether its work was done, and marks it as done only at
 * its very end, so that a run that was interrupted is repaired by the next one.
 *
 * @param {string[]} argv - the arguments after the script's name
 */
export async function main(argv) {
	try {
		const { values } = parseArgs({
			args: argv,
			options: {
				bench: { type: 'boolean', default: false },
				dist: { type: 'boolean', default: false },
				check: { type: 'boolean' },
				help: { type: 'boolean' },
			},
		});
		if (values.help) return console.log(USAGE);
		if (values.check) return checkSystemPackages(values);

		lockCheckout();
		await ensureSystemPackages(values);
		await ensurePackages();
		await ensureAddon();
		await compileTypeScript();
		finish();
	} catch (error) {
		fail(error);
	}
}

/** Installs the npm packages that pnpm-lock.yaml names, if anything that they follow from changed. */
async function ensurePackages() {
	const packages = packageFolders();
	const manifests = packages.map((folder) => join(folder, 'package.json'));
	const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests];
	const key = hashFiles(ROOT, files);
	const folder = join(ROOT, 'node_modules');
	if (isStamped(folder, key) && packages.every(hasDependencies)) return;

	if (!onPath('npx', SEARCH_PATH)) {
		throw new SetupError('npx is not on the path. It comes with Node, or as the package npm.');
	}
	// corepack would do this by package.json alone; Debian has none, and Node 25 no longer.
	const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	await step('installing npm packages', () =>
		stampAfter(folder, key, () =>
			run('npx', [
				'--yes',
				packageManager,
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

/** @returns {string[]} the folders of the npm packages in this checkout, as in pnpm-workspace.yaml */
function packageFolders() {
	const packages = readdirSync(join(ROOT, 'packages')).map((name) => join('packages', name));
	return [...packages, 'lab'].filter((folder) => existsSync(join(ROOT, folder, 'package.json')));
}

/** @param {string} folder - a package's, whose dependencies should be beside its package.json */
function hasDependencies(folder) {
	const manifest = readFileSync(join(ROOT, folder, 'package.json'), 'utf8');
	const { dependencies = {}, devDependencies = {} } = JSON.parse(manifest);
	return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
		existsSync(join(ROOT, folder, 'node_modules', name, 'package.json')),
	);
}

/** Builds the native addon, if its sources or the Node that it is for changed. */
async function ensureAddon() {
	const folder = join(ROOT, 'packages/native');
	const build = join(folder, 'build');
	const key = addonKey(folder);
	if (isStamped(build, key) && existsSync(join(build, 'Release/peercon.node'))) return;

	const nodeGyp = join(folder, 'node_modules/node-gyp/bin/node-gyp.js');
	// Who set nodedir in npm's configuration knows better: npm hands it on, and node-gyp heeds it.
	// Without any headers node-gyp downloads them.
	const headers = process.env.npm_config_nodedir ? undefined : findNodeHeaders(thisNode());
	const where = headers === undefined ? [] : [`--nodedir=${headers}`];
	await step('building the native addon', () =>
		stampAfter(build, key, () =>
			// Always from scratch: an interrupted compiler can leave half an object file behind.
			run(process.execPath, [nodeGyp, 'rebuild', '--jobs=max', ...where], { cwd: folder }),
		),
	);
}

/** @param {string} folder - packages/native @returns {string} the key of what the addon follows from */
function addonKey(folder) {
	const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
	const api = 'node_modules/node-addon-api/package.json';
	const node = `node ${thisNode().major} ${process.arch}`;
	return hashFiles(folder, ['binding.gyp', api, ...sources], node);
}

/** Compiles what changed since the last time. tsc finds that out itself, and quickly. */
async function compileTypeScript() {
	const compile = () =>
		run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b']);
	// The lab is what it compiles last. Only the first time is long enough to be told.
	const first = !existsSync(join(ROOT, 'lab/dist'));
	await (first ? step('compiling TypeScript', compile) : compile());
}

/**
 * A stamp is a small file inside a folder that set-up made. It holds the key of what the folder was
 * made from, and it is written last: without it the folder is unfinished or somebody else's. Who
 * deletes the folder deletes the stamp with it.
 */
const STAMP = '.peercon-setup';

/**
 * @param {string} folder
 * @param {string} key
 * @returns {boolean} whether the folder was finished, and from the same things
 */
export function isStamped(folder, key) {
	try {
		return readFileSync(join(folder, STAMP), 'utf8') === key;
	} catch {
		return false;
	}
}

/**
 * Does the work that makes a folder, and stamps the folder when all of it is done.
 *
 * @param {string} folder
 * @param {string} key - what the folder is made from: see hashFiles
 * @param {() => Promise<unknown>} work
 */
export async function stampAfter(folder, key, work) {
	rmSync(join(folder, STAMP), { force: true });
	await work();
	writeFileSync(join(folder, STAMP), key);
}

/**
 * @param {string} folder - what the paths are relative to
 * @param {string[]} paths
 * @param {string[]} others - what else the key should depend on
 * @returns {string} a hash of the files' names and contents
 */
export function hashFiles(folder, paths, ...others) {
	const hash = createHash('sha256');
	for (const path of paths.toSorted()) {
		const content = readFileSync(join(folder, path));
		// The lengths keep one file's end apart from the next one's name.
		hash.update(`${path}\0${content.length}\0`).update(content);
	}
	return hash.update(others.join('\0')).digest('hex');
}
