// Files, folders and sockets that a program says it was refused.

import { printable, shellWord } from '@peercon/context/foreign-text';
import { refusedPath } from '@peercon/records';
import { isForAllFiles } from '../layer/booleans.ts';
import { command, operand } from '../names.ts';
import { hasDots, isOfEverySystem, labelFolder } from '../remedy/path.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { applicationBehind } from '../remedy/shared-object.ts';
import { domainOfProgram } from '../summary/domain.ts';
import { byPath } from '../summary/of-path.ts';
import { type Message, record } from './message.ts';
import { type Volume, volumeOf } from './volumes.ts';

const WRITES = /\b(?:append|create|creating|mkdir|rename|rotate|save|unlink|write|writing)\b/i;
const OF_FOLDERS = /\b(?:change dir|chdir|mkdir|opendir|data ?dir|directory)\b/i;

/**
 * What a message about a file leads to; none for others.
 *
 * @param volumes - those that stand in the same paste
 */
export function aboutFile(message: Message, volumes: Volume[] = []): Remedy[] {
	const { program, isOfContainer, text } = message;
	const path = refusedPath(message);
	// What copies from host to host may mean the other one.
	if (path === undefined || /^(?:scp|sftp|ssh|rsync)$/.test(program ?? '')) return [];
	const refused: Remedy = {
		kind: 'note',
		why: `${printable(program ?? 'A program')} was refused ${shellWord(path)}.`,
	};
	const first = [refused, record(isOfContainer ? undefined : program)];
	const volume = volumeOf(path, volumes);
	if (volume !== undefined && domainOfProgram(program ?? '') === undefined)
		return [refused, record(), isShared(volume) ? IN_A_VOLUME : ofVolume(volume)];
	if (isOfContainer) return [...first, OF_CONTAINER, IN_A_VOLUME];
	if (/\bCannot access storage file '/.test(text)) return [...first, OF_MACHINE, ways(path)];
	if (program?.startsWith('qemu')) return [...first, OF_MACHINE, ways(path)];
	const likely = bySelinux(path, message);
	return [...first, ...(likely.length > 0 ? [IF_RECORDED, ...likely] : []), ways(path)];
}

function ways(path: string): Remedy {
	return {
		kind: 'command',
		why: 'Without a record it is mostly the owner or the mode of the file, or of a folder on the way:',
		text: command('namei', '-l', ...operand(path)),
	};
}

const IF_RECORDED: Remedy = { kind: 'note', why: 'If there is one, it is mostly this:' };

/** What SELinux would have refused there, by the place and by who asked. */
function bySelinux(path: string, { program = '', isOfWeb, text }: Message): Remedy[] {
	if (!path.startsWith('/') || hasDots(path)) return [];
	const isOfSite = path.startsWith('/var/www/') && domainOfProgram(program) === undefined;
	const name = isOfWeb || isOfSite ? 'httpd' : program;
	if (/^connect\(\) to unix:/.test(text))
		return domainOfProgram(name) === 'httpd'
			? [applicationBehind('unconfined_service_t', path)]
			: [];
	const permission = WRITES.test(text) ? 'write' : 'read';
	const of = path.endsWith('/') || OF_FOLDERS.test(text) ? 'dir' : 'file';
	const told = { name, path: path.replace(/(?<=.)\/+$/, ''), class: of, permissions: permission };
	// Which file of a site it is, a peer has chosen; what PHP says it was refused, the application.
	const isOfPeer = isOfWeb && !/^(?:Fatal error|Warning):/.test(text);
	return byPath(told, [permission])
		.filter(({ text: each = '' }) => !/^setsebool /.test(each) || !isForAllFiles(each))
		.map((each) => (isOfPeer ? ofFolder(each) : each));
}

/** The same label of a folder that the reader is to name. */
function ofFolder(remedy: Remedy): Remedy {
	const type = /^semanage fcontext -a -t (\w+) /.exec(remedy.text ?? '')?.[1];
	if (type === undefined) return remedy;
	return {
		...remedy,
		why: remedy.why.replace(/:$/, ' (FOLDER being it):'),
		text: labelFolder('FOLDER', type),
	};
}

/** @see virSecuritySELinuxSetImageLabel of libvirt, and qemu.conf: dynamic_ownership */
const OF_MACHINE: Remedy = {
	kind: 'note',
	why: 'libvirt labels an image when the machine starts, and makes the user qemu its owner (Debian: libvirt-qemu); the folders on the way it leaves as they are, and that user has to pass them: keep images in /var/lib/libvirt/images, or let it pass a home (`setfacl -m u:qemu:x HOME`). Of an image on NFS it is mostly the boolean virt_use_nfs (CIFS: virt_use_samba), and then root_squash.',
};

/** Whether a volume is what the host's own programs use, and no engine is to label. */
function isShared({ host }: Volume): boolean {
	return isOfEverySystem(host) || /^(?:~|\$HOME|\.{1,2})?\/?$|\.sock$/.test(host);
}

/** @see podman-run(1), --volume: Z gives a volume the categories of the one container */
function ofVolume({ host, inside, options }: Volume): Remedy {
	const all = options.split(',').filter((each) => each !== '');
	const withOption = (option: string) => {
		const others = all.filter((each) => each.toLowerCase() !== 'z');
		return command('-v', `${host}:${inside}:${[...others, option].join(',')}`);
	};
	const what = `It lies in the volume ${shellWord(host)}`;
	if (all.includes('z'))
		return {
			kind: 'note',
			why: `${what}, which the engine labels (:z): see the mode, for the user that the container runs as (--user, --userns=keep-id).`,
		};
	if (all.includes('Z'))
		return {
			kind: 'note',
			why: `${what}, which has :Z: that is for one container alone, and takes it from any other each time it is started. If several are to use it, :z for all of them:`,
			text: withOption('z'),
		};
	return {
		kind: 'note',
		why: `${what}. On a host with SELinux that is to be labeled for the container, by :Z for this one, or :z for several (never a home, /etc or /usr as a whole, nor a socket):`,
		text: withOption('Z'),
	};
}

const OF_CONTAINER: Remedy = {
	kind: 'note',
	why: 'It is probably a container that was refused: the line begins as those of compose do.',
};

/** @see podman-run(1), --volume */
const IN_A_VOLUME: Remedy = {
	kind: 'note',
	why: 'If what a container may not use is a file or a folder of the host that it was given, that is to be labeled for it on a host with SELinux: `:Z` behind the volume (./FILE:/PATH:ro,Z) for one container, `:z` for several, never for a home, /etc or /usr as a whole, nor for a socket. Without SELinux it is the mode, for the user that the container runs as.',
};
