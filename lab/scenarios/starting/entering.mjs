// What has come into a domain: the environment, modules, files and descriptors of whoever started this.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import tls from 'node:tls';

/**
 * Does something, or gives why it could not be done.
 *
 * @param {() => any} act
 */
function attempt(act) {
	try {
		return act();
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code;
	}
}

/** @param {string} path */
const text = (path) => fs.readFileSync(path, 'utf8').trim();

console.log('domain', text('/proc/self/attr/current').split(':')[2]);
console.log('environment', Object.keys(process.env).sort().join(' '));
console.log(
	'module',
	attempt(() => createRequire(import.meta.url)('mine')),
);
console.log(
	'home',
	attempt(() => text('/root/mine/data')),
);
console.log('libraries', text('/proc/self/maps').match(/\S*mine\S*/)?.[0] ?? 'no other');
tls.createSecureContext();
for (const fd of [40, 41, 42, 43]) {
	const where = attempt(() => fs.readlinkSync(`/proc/self/fd/${fd}`));
	console.log(
		fd,
		where,
		attempt(() => fs.readFileSync(fd, 'utf8')),
	);
}
console.log(
	'within',
	attempt(() => text('/proc/self/fd/41/data')),
);
