import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNodeHeaders, thisNode } from './node-headers.mjs';
import { ROOT } from './paths.mjs';
import { step } from './report.mjs';
import { run } from './run.mjs';
import { hashFiles, isStamped, stampAfter } from './stamp.mjs';

const PACKAGE = join(ROOT, 'packages/native');
const BUILD = join(PACKAGE, 'build');
const ADDON = join(BUILD, 'Release/peercon.node');

/** Builds the native addon, if its sources or the Node that it is for changed. */
export async function ensureAddon() {
	const key = addonKey();
	if (isStamped(BUILD, key) && existsSync(ADDON)) return;

	const nodeGyp = join(PACKAGE, 'node_modules/node-gyp/bin/node-gyp.js');
	await step('building the native addon', () =>
		stampAfter(BUILD, key, () =>
			// Always from scratch: an interrupted compiler can leave half an object file behind.
			run(process.execPath, [nodeGyp, 'rebuild', '--jobs=max', ...nodeHeaders()], { cwd: PACKAGE }),
		),
	);
}

/** What the addon follows from. */
function addonKey() {
	const sources = readdirSync(join(PACKAGE, 'src'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(PACKAGE.length + 1));
	const api = readFileSync(join(PACKAGE, 'node_modules/node-addon-api/package.json'), 'utf8');
	const node = `node ${thisNode().major} ${process.arch}`;
	return hashFiles(PACKAGE, ['binding.gyp', ...sources], JSON.parse(api).version, node);
}

/** Points node-gyp at the headers on this machine; without any it downloads them. */
function nodeHeaders() {
	// Who set nodedir in npm's configuration knows better: npm hands it on, and node-gyp heeds it.
	if (process.env.npm_config_nodedir) return [];
	const folder = findNodeHeaders(thisNode());
	return folder === undefined ? [] : [`--nodedir=${folder}`];
}
