import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { arch, userInfo } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '../engines/engine.ts';
import { whyClosed } from '../engines/kvm.ts';
import { recall } from '../engines/proof.ts';
import { qemuVersion } from '../engines/qemu.ts';
import { hostAsRoot } from '../host.ts';
import { UML_VERSION } from '../image/uml.ts';
import { CACHE, nearestFolder, ROOT } from '../paths.ts';

/** What building takes on the disk, and a guest in memory: its 1 GB, and QEMU's own. In bytes. */
const DISK_NEEDED = 3e9;
const MEMORY_NEEDED = 1.5e9;

/** As many ids as a Debian system has: subuid(5). */
const SUB_IDS_NEEDED = 65536;

/** Something about this host, and whether the lab can do with it. */
export interface Finding {
	line: string;
	suffices: boolean;
}

/**
 * Prints what a person needs to know about this host to run the lab on it.
 *
 * @returns whether the lab has all that it needs
 */
export async function doctor(): Promise<boolean> {
	const hasPackages = await checkPackages();
	const findings = [
		...aboutEngines(),
		aboutProcessor(arch()),
		await aboutUser(),
		...aboutRoom(),
		aboutSelinux(readOrNone('/sys/fs/selinux/enforce')),
	];
	for (const { line } of findings) console.log(line);
	const suffices = hasPackages && findings.every((finding) => finding.suffices);
	console.log(suffices ? 'The lab can run here.' : 'The lab needs more than is here: see above.');
	return suffices;
}

const fine = (line: string): Finding => ({ line, suffices: true });
const tooLittle = (line: string): Finding => ({ line, suffices: false });

/** Lets set-up say which system packages are missing. */
async function checkPackages(): Promise<boolean> {
	const words = [join(ROOT, 'scripts/setup.mjs'), '--check'];
	const [status] = await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'close');
	return status === 0;
}

function aboutEngines(): Finding[] {
	const kvm = whyClosed() ?? recall('kvm')?.obstacle;
	const uml = recall('uml')?.obstacle;
	const version = qemuVersion();
	const tcg = version === 'unknown' ? 'QEMU does not start' : null;
	return [
		aboutEngine('kvm', `QEMU ${version} with KVM`, kvm),
		aboutEngine('uml', `user-mode Linux ${UML_VERSION}`, uml),
		aboutEngine('tcg', `QEMU ${version}, which translates every instruction`, tcg),
	];
}

/**
 * @param name - the engine's
 * @param title - what it is
 * @param obstacle - why it does not work, null if it does, undefined if that was not tried yet
 */
export function aboutEngine(
	name: EngineName,
	title: string,
	obstacle: string | null | undefined,
): Finding {
	const state = obstacle === null ? 'works' : (obstacle ?? 'not tried yet: the first guest shows');
	return fine(`engine ${name}: ${title}: ${state}`);
}

/** @param architecture - this host's, as os.arch() names it */
export function aboutProcessor(architecture: string): Finding {
	if (architecture === 'x64') return fine("processor: x86-64, as the guest's");
	return tooLittle(`processor: ${architecture}; so far the guest is built on x86-64 alone`);
}

/** Whether who runs this can make files that belong to the guest's users. */
async function aboutUser(): Promise<Finding> {
	const uid = process.getuid?.() ?? 0;
	if (uid === 0) return fine('user: root, who may build the guest');
	const name = userName(uid);
	const files = ['/etc/subuid', '/etc/subgid'];
	const bare = files.filter((file) => !hasSubIds(readOrNone(file) ?? '', name, uid));
	if (bare.length > 0) {
		const remedy = 'see usermod(8), --add-subuids and --add-subgids';
		return tooLittle(`user: ${name} has too few ids in ${bare.join(' and ')}; ${remedy}`);
	}
	return hostAsRoot(['true']).then(
		() => fine(`user: ${name}, who may build the guest in a user namespace`),
		(error: Error) =>
			tooLittle(`user: ${name}, who may not build the guest: ${lastLine(error.message)}`),
	);
}

/** An id need not have a name, as in a container. */
function userName(uid: number): string {
	try {
		return userInfo().username;
	} catch {
		return String(uid);
	}
}

/**
 * @param text - what is in /etc/subuid or /etc/subgid
 * @param name - the user's
 * @param uid - the user's
 * @returns whether the user has ids enough for a guest's users
 */
export function hasSubIds(text: string, name: string, uid: number): boolean {
	return text.split('\n').some((line) => {
		const [owner, , count] = line.split(':');
		return (owner === name || owner === String(uid)) && Number(count) >= SUB_IDS_NEEDED;
	});
}

function lastLine(text: string): string {
	return text.trimEnd().split('\n').at(-1) ?? '';
}

function aboutRoom(): Finding[] {
	const { bavail, bsize } = statfsSync(nearestFolder(CACHE));
	return [
		aboutMemory(process.availableMemory()),
		aboutDisk(bavail * bsize),
		fine(`cache: ${gigabytes(existsSync(CACHE) ? sizeOf(CACHE) : 0)} in ${CACHE}`),
	];
}

/** @param free - in bytes */
export function aboutMemory(free: number): Finding {
	const line = `memory: ${gigabytes(free)} free, and each guest needs ${gigabytes(MEMORY_NEEDED)}`;
	return free < MEMORY_NEEDED ? tooLittle(line) : fine(line);
}

/** @param free - in bytes */
export function aboutDisk(free: number): Finding {
	const line = `disk: ${gigabytes(free)} free, and building a guest needs ${gigabytes(DISK_NEEDED)}`;
	return free < DISK_NEEDED ? tooLittle(line) : fine(line);
}

/** What a folder takes on the disk, in bytes; du(1) goes on where a guest's files are not readable. */
function sizeOf(folder: string): number {
	const { stdout } = spawnSync('du', ['-s', '--block-size=1', '--', folder], { encoding: 'utf8' });
	return Number.parseInt(stdout, 10) || 0;
}

function gigabytes(bytes: number): string {
	return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** @param enforce - what selinuxfs says, '1' or '0'; undefined where there is none */
export function aboutSelinux(enforce: string | undefined): Finding {
	if (enforce === undefined) return fine("SELinux: this host's own kernel does not run it");
	const mode = enforce === '1' ? 'enforcing' : 'permissive';
	return fine(`SELinux: this host's own kernel runs it, ${mode}`);
}

function readOrNone(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
