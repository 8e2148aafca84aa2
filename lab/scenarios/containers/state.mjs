// What @peercon/native tells of SELinux from where this runs: a line for each call, with its error's code.
import { openSync } from 'node:fs';

/** Where npm has installed the package in the guest. */
const INSTALLED = '/usr/local/lib/node_modules/@peercon';
const native = await import(`${INSTALLED}/native/dist/index.js`);

const labeled = native.getcon_raw();
const calls = {
	is_selinux_enabled: native.is_selinux_enabled,
	selinuxState: native.selinuxState,
	whySelinuxHidden: native.whySelinuxHidden,
	getcon: native.getcon_raw,
	getpidcon: () => native.getpidcon_raw(process.pid),
	getpeercon: () => native.getpeercon_raw(native.createSocketPair('stream')[0]),
	getsocketcon: () => native.getsocketcon_raw(native.createSocketPair('stream')[0]),
	fgetfilecon: () => native.fgetfilecon_raw(openSync('/usr/bin/node', 'r')),
	setsockcreatecon: () => native.getsocketcon_raw(native.createSocket('tcp', 'inet', labeled)),
	selinux_raw_to_trans_context: () => native.selinux_raw_to_trans_context(labeled),
	security_getenforce: native.security_getenforce,
	security_check_context: () => native.security_check_context(labeled),
	selinux_check_access: () => native.selinux_check_access(labeled, labeled, 'file', 'read'),
};

for (const [name, call] of Object.entries(calls)) {
	console.log(`${name.padEnd(30)}${saidBy(call)}`);
}

/** @param {() => unknown} call */
function saidBy(call) {
	try {
		return call();
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code;
	}
}
