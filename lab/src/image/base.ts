// The stage `base`: Debian 13, from packages.
import { join } from 'node:path';
import { host, hostAsRoot } from '../host.ts';

export const SUITE = 'trixie'; // Debian 13

/** What the guest has. Not what the packages recommend: see the options below. */
const PACKAGES = [
	// A system that boots quickly: this kernel has what virtual machines need.
	...['linux-image-cloud-amd64', 'initramfs-tools', 'zstd', 'systemd-sysv', 'udev', 'login'],
	// SELinux: both policies, and the tools to change and to ask them.
	...['selinux-policy-default', 'selinux-policy-mls', 'selinux-utils', 'policycoreutils'],
	...['policycoreutils-python-utils', 'selinux-policy-dev', 'make', 'setools'],
	// Labeled networking, and the programs that the articles use.
	...[
		'netlabel-tools',
		'iproute2',
		'nftables',
		'ncat',
		'socat',
		'curl',
		'tcpdump',
		'iputils-ping',
		'xinetd',
	],
	// What peercon's programs run on.
	...['nodejs', 'libselinux1'],
	...['procps', 'psmisc', 'kmod', 'strace', 'less'],
];

/** Folders of the packages that nobody reads in the guest. */
const LEFT_OUT = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*'];

/** How mmdebstrap(1) installs packages. */
export const INSTALL_OPTIONS = [
	'--aptopt=APT::Install-Recommends "false"',
	...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
];

/** How mmdebstrap(1) makes it. */
export const BASE_OPTIONS = [
	'--variant=minbase',
	...INSTALL_OPTIONS,
	`--include=${PACKAGES.join(',')}`,
];

/** Gathers Debian, as its packages are, into root.tar.zst. */
export async function makeBase(folder: string): Promise<void> {
	// No mirror is named: mmdebstrap takes the host's own, or Debian's.
	await host(['mmdebstrap', ...BASE_OPTIONS, SUITE, join(folder, 'root.tar.zst')]);
}

/** Unpacks the base image, but for the device nodes: the kernel makes them, and a user may not. */
export function unpackBase(base: string, root: string): Promise<string> {
	return unpack(base, root, ['./dev/*']);
}

/** Unpacks as much of the base image as it takes to build a policy in it. */
export function unpackForPolicy(base: string, root: string): Promise<string> {
	const unused = ['boot', 'usr/lib/modules', 'usr/lib/udev', 'usr/share/nodejs', 'var/cache'];
	const node = ['usr/bin/node', 'usr/lib/x86_64-linux-gnu/libnode*', '*/libicudata*'];
	return unpack(base, root, ['./dev/*', ...[...unused, ...node].map((path) => `./${path}`)]);
}

function unpack(base: string, root: string, excluded: string[]): Promise<string> {
	const archive = join(base, 'root.tar.zst');
	const options = excluded.map((path) => `--exclude=${path}`);
	return hostAsRoot(['tar', '-C', root, ...options, '-xf', archive]);
}
