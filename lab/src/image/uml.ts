// The stage `uml`: Linux as a program, from Debian's packages.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { host, hostAsRoot } from '../host.ts';

/**
 * The version of Debian's package user-mode-linux that the scenarios have passed on, in the suite that
 * has it. Another one is taken only where somebody asks for it, to try it.
 */
const TRIED = '7.2um1';
export const UML_VERSION = process.env.PEERCON_LAB_UML_VERSION || TRIED;
const SUITE = 'forky'; // testing; the kernels of Debian 12 and 13 do not run on processors with AMX

/** What the guest may use of the kernel's modules: all that has to do with labeled networking. */
const MODULES = [
	...['crypto', 'lib', 'drivers/net/dummy.ko', 'drivers/net/veth.ko'],
	...['core', 'ipv4', 'ipv6', 'key', 'netfilter', 'netlink', 'packet', 'sctp', 'unix', 'xfrm'].map(
		(name) => `net/${name}`,
	),
	'net/vmw_vsock',
	// A bridge, for marks: `bridge` is the only family of nf_tables in this kernel.
	...['net/bridge/bridge.ko', 'net/802/stp.ko', 'net/llc/llc.ko'],
];

/** What it finds in the folder that it is started in: so it does not matter where the cache is. */
export const LIBRARIES = ['ld.so', 'libc.so.6'];
const LINKING = ['--set-interpreter', './ld.so', '--set-rpath', '.'];

/** What decides what it becomes. */
export const UML_OPTIONS = [UML_VERSION, SUITE, ...LINKING, ...MODULES];

/** Takes the kernel, and the libc that it wants, which is newer than that of most hosts, from Debian's packages. */
export async function getUml(folder: string): Promise<void> {
	const root = join(folder, 'root');
	await extract(root);
	const libraries = { 'usr/lib/x86_64-linux-gnu/libc.so.6': 'libc.so.6' };
	const loader = { 'usr/lib64/ld-linux-x86-64.so.2': 'ld.so' };
	const program = { 'usr/bin/linux.uml': 'linux' };
	for (const [from, to] of Object.entries({ ...libraries, ...loader, ...program })) {
		cpSync(join(root, from), join(folder, to), { dereference: true });
	}
	// Started through its loader by hand, it would find its own memory taken: uml_reserved.
	await host(['patchelf', ...LINKING, join(folder, 'linux')]);
	copyModules(join(root, 'usr/lib/uml/modules'), join(folder, 'modules'));
	await hostAsRoot(['rm', '-rf', root]);
}

/** Unpacks the packages; what they would run when they are installed does not run. */
async function extract(root: string): Promise<void> {
	const options = [
		'--variant=extract',
		`--include=user-mode-linux=${UML_VERSION},libc6`,
		// A mirror's copy of a suite that changes every day may be older than it says it may be. Its
		// signature is checked all the same.
		'--aptopt=Acquire::Check-Valid-Until "false"',
	];
	await host(['mmdebstrap', ...options, SUITE, root]).catch((error: Error) => {
		const [reason = ''] = /^E: .*$/m.exec(error.message) ?? [error.message];
		throw new LabError(
			`Debian's package user-mode-linux ${UML_VERSION} is not to be had: ${reason}`,
		);
	});
}

function copyModules(from: string, to: string): void {
	const [release = ''] = readdirSync(from);
	mkdirSync(join(to, release), { recursive: true });
	const lists = readdirSync(join(from, release)).filter((name) => name.startsWith('modules.'));
	const kept = [...lists, ...MODULES.map((name) => `kernel/${name}`)];
	for (const name of kept) {
		cpSync(join(from, release, name), join(to, release, name), { recursive: true });
	}
}
