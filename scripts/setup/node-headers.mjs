import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @typedef {object} NodeBuild - the Node that runs
 * @property {string} path - its executable
 * @property {number} major - its version
 * @property {boolean} shared - whether its executable is linked with a libnode.so
 */

/** @returns {NodeBuild} */
export function thisNode() {
	return {
		path: process.execPath,
		major: Number.parseInt(process.versions.node, 10),
		shared: Boolean(/** @type {any} */ (process.config.variables).node_shared),
	};
}

/**
 * Finds Node's own headers where its installers put them: next to the executable's folder.
 *
 * @param {NodeBuild} node
 * @param {string} root - the machine's root folder
 * @returns {string | undefined} the folder that node-gyp calls nodedir; undefined if they are not
 * there, or belong to another Node
 */
export function findNodeHeaders(node, root = '/') {
	const prefix = join(root, dirname(dirname(node.path)));
	const headers = join(prefix, 'include/node');
	const version = join(headers, 'node_version.h');
	const complete =
		existsSync(version) &&
		existsSync(join(headers, 'node_api.h')) &&
		// Distributions package libuv by itself, one folder higher.
		(existsSync(join(headers, 'uv.h')) || existsSync(join(prefix, 'include/uv.h')));
	if (!complete) return undefined;
	const [, major] = /#define NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(version, 'utf8')) ?? [];
	return Number(major) === node.major ? prefix : undefined;
}

/**
 * Whether Node's headers have to come from a package. Debian and Fedora link Node with a libnode.so
 * and package its headers apart; every other build's headers are beside it, or node-gyp downloads
 * them.
 *
 * @param {NodeBuild} node
 * @param {string} root
 */
export function lacksNodeHeaders(node, root) {
	return node.shared && findNodeHeaders(node, root) === undefined;
}
