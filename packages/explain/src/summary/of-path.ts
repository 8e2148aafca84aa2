// What may be said of a file by its path and its program.

import type { KernelMessage } from '@peercon/records';
import { command, operand } from '../names.ts';
import { LOGS_ELSEWHERE, logFolder } from '../remedy/log-folder.ts';
import { isWriting } from '../remedy/own-type.ts';
import { folderOf, isOfEverySystem, labelFolder } from '../remedy/path.ts';
import { folderThere, isUnknownPlace } from '../remedy/place.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { domainOfProgram } from './domain.ts';
import { inLikelyPlace, inUnknownPlace, ofLikelyData, ofScanner } from './likely-record.ts';
import type { Summary } from './summary.ts';

/** Whether it is a web server, or runs applications behind one. */
function isOfWeb(program: string): boolean {
	return program === 'uwsgi' || domainOfProgram(program) === 'httpd';
}

/** Files that the kernel shows, whose labels nobody gives. */
const OF_KERNEL = /^\/(?:proc|sys)\//;

/** Settings of the kernel, by the last part of their paths: /proc/sys (Documentation/admin-guide/sysctl). */
const SETTING =
	/^(?:max_map_count|overcommit_(?:memory|ratio|kbytes)|nr_hugepages|swappiness|somaxconn|file-max|nr_open|pid_max|threads-max|ip_local_port_range|disable_ipv6|ip_forward|core_pattern|cap_last_cap|osrelease|random_uuid|boot_id|entropy_avail|shmmax|msgmax|aio-max-nr|inotify|max_user_(?:watches|instances|namespaces)|perf_event_paranoid|ptrace_scope)$/;

/** Whether a path, or a name alone, is of what the kernel shows. */
export function isOfKernel(path: string): boolean {
	return OF_KERNEL.test(path) || SETTING.test(path);
}

/** What to do about the label of a path; none for a name alone, but for those of the kernel's settings. */
export function byPath(told: Summary, permissions: string[]): Remedy[] {
	const { path = '', name, class: of } = told;
	if (isOfKernel(path)) {
		return [
			{
				kind: 'note',
				why: 'The kernel gives what is there its labels: no restorecon. If the program does without, it is harmless; otherwise the policy lacks the rule: update selinux-policy, and until then put the one rule that the explanation of the full record prints into a module.',
			},
		];
	}
	if (isOfFlatpak(path)) return [EXPORTS];
	const scanned = ofScanner(told, permissions);
	if (scanned.length > 0) return scanned;
	if (!path.startsWith('/')) return byName(told, permissions);
	if (path.startsWith('/dev/')) return [nodeOf(path, of)];
	if (isUnknownPlace(path)) return whereNoneIs(told, permissions);
	const likely = inLikelyPlace(told, permissions);
	if (likely.length > 0) return likely;
	const label: Remedy = {
		kind: 'command',
		why: 'Probably its label is not the one that the policy has for its path. This says so, and without -n gives it:',
		text: command('restorecon', '-nv', ...operand(path)),
	};
	const written = isOfWeb(name) && isWriting({ permissions }) ? writtenByWebServer(path, of) : [];
	const logs = ofLogs(path);
	// All below /opt has the type of programs there, logs too.
	if (path.startsWith('/opt/') && logs.length > 0) return [...withRightLabel(path), label];
	return [...written, label, ...(isOfWeb(name) ? ofWebServer(path) : logs)];
}

/** What Flatpak shows of its applications to the desktop: links, which have the type of /var/lib by the policy. */
export function isOfFlatpak(path: string): boolean {
	return path.startsWith('/var/lib/flatpak/exports/');
}

/** @see files_read_var_lib_symlinks(xdm_t) in xserver.te of newer policies of Fedora, and flatpak-selinux */
const EXPORTS: Remedy = {
	kind: 'note',
	why: 'Flatpak shows there what applications there are, mostly by links, and their label is right: no restorecon. Mostly the screen to log in (gdm, SDDM) looks at them, in its own domain, and nothing is lost without: update selinux-policy and flatpak-selinux.',
};

/** Devices that programs open by a name of their own. */
const NODE = /^(?:null|zero|full|u?random)$/;

/** @see null(4), random(4) */
function noNodeAnyMore(path: string): Remedy {
	return {
		kind: 'command',
		why: `${path} is a device, and this is probably a file in its place: somebody has removed the node (a script as root that moves or writes to it), and a program has made a file of its name. The first letter says so: c is the device. Remove the file, and have the node made anew (at the next boot, or by mknod(1) and restorecon); no rule and no label:`,
		text: `ls -lZ ${path}`,
	};
}

/** Nodes of devices have their labels from udev, by the paths that the policy knows. */
function nodeOf(path: string, of: string | undefined): Remedy {
	if (of === 'file' && NODE.test(path.slice('/dev/'.length))) return noNodeAnyMore(path);
	return {
		kind: 'command',
		why: 'udev gives nodes of devices their labels, by what the policy has for their paths. This says whether it has another (device_t: made before udev was there, or anew), and without -n gives it; if it says nothing, the policy lacks the rule: update selinux-policy first.',
		text: command('restorecon', '-nv', ...operand(path)),
	};
}

/** What a name alone tells: the link that programs log by, and what a web server writes. */
function byName(told: Summary, permissions: string[]): Remedy[] {
	const { path: file = '', name, class: of } = told;
	if (isLinkOfLog(file, of)) return [LINK_OF_LOG];
	if (of === 'file' && NODE.test(file)) return [noNodeAnyMore(`/dev/${file}`)];
	if (file === '' || of === undefined || !/^(?:dir|(?:lnk_)?file)$/.test(of)) return [];
	const inContainer = MOSTLY_IN_CONTAINERS.test(name) ? [givenToContainer(name)] : [];
	if (!isOfWeb(name) || of === 'lnk_file' || !isWriting({ permissions }))
		return [...inContainer, LABEL_BY_FOLDER, ...toldByFolder(told, permissions)];
	const where = of === 'dir' ? 'this folder, FOLDER' : 'the folder, FOLDER, where this lies';
	return [
		{
			kind: 'command',
			why: `A web server may write few files: those of its logs, its cache, and what is httpd_sys_rw_content_t. If it, or an application in it, is to write in ${where} (the next file of it is refused, too), and nobody else is:`,
			text: labelFolder('FOLDER', 'httpd_sys_rw_content_t'),
		},
	];
}

/** The label of the service's own, where the policy has none for the place. */
function toldByFolder(told: Summary, permissions: string[]): Remedy[] {
	const { type, switches } = ofLikelyData(told, permissions);
	if (type === undefined || told.class === 'lnk_file') return switches;
	return [
		{
			kind: 'command',
			why: `If that says nothing, the policy has probably none for the place (a folder of one's own in /, or below /mnt or /srv). If all in FOLDER is for this service, tell it ${type}:`,
			text: labelFolder('FOLDER', type),
		},
		...switches,
	];
}

const LABEL_BY_FOLDER: Remedy = {
	kind: 'command',
	why: 'Probably the label is not the one that the policy has for its path: moved there, made by hand, or taken over from a folder whose label is wrong. This says so of all in its folder, FOLDER, and without -n gives it:',
	text: 'restorecon -nRv FOLDER',
};

/** Agents that look at a node of Kubernetes, and what its network and volumes are of: mostly run as pods. */
const MOSTLY_IN_CONTAINERS =
	/^(?:alloy|cadvisor|calico-node|cilium-agent|coredns|csi-[\w-]+|falco|filebeat|flanneld|fluent-?bit|fluentd|longhorn-\w+|metricbeat|node_exporter|otelcol[\w-]*|promtail|traefik|vector)$/;

function givenToContainer(program: string): Remedy {
	return {
		kind: 'command',
		why: `${program} mostly runs in a container. If scontext= of the record has container_t, this is of a folder of the host that the container was given (hostPath, -v), which no engine labels by itself: give that folder, FOLDER, the label of containers, if nobody else uses it; what is to see or change the host itself runs as spc_t (seLinuxOptions.type, --security-opt label=type:spc_t):`,
		text: "semanage fcontext -a -t container_file_t 'FOLDER(/.*)?' && restorecon -RF FOLDER",
	};
}

/** Whether it is /dev/log, which systemd makes a link to the socket of the journal: systemd-journald.service(8). */
export function isLinkOfLog(file: string, of: string | undefined): boolean {
	return of === 'lnk_file' && /^(?:\/dev\/)?log$/.test(file);
}

const LINK_OF_LOG: Remedy = {
	kind: 'note',
	why: 'Probably it is /dev/log, a link to the socket of the journal, by which programs log: no label is wrong. Each domain that logs has rules for that (logging_send_syslog_msg() of the reference policy), so probably the program was started by a service, runs in its domain, and the policy of that service lacks them (of sudo(8), a monitoring agent: the record says in scontext= which). Update what brings that policy.',
};

/** Folders in which others have a part, too: one in / or of a mount as a whole, what homes lie in. */
export function isOfMany(folder: string): boolean {
	return (
		/^\/[^/]+$|^\/(?:mnt|media|nfs|net|export)\/[^/]+$|\/(?:home|homes|users)(?:\/|$)/.test(
			folder,
		) || isOfEverySystem(folder)
	);
}

/** What holds the mailboxes of all, and not one of them. */
const MAIL_OF_ALL = /^(\/[^/]+\/[^/]+)\/./;

/** A label of the service's own, where the policy has none. */
function whereNoneIs(told: Summary, permissions: string[]): Remedy[] {
	const { path = '', name, class: of } = told;
	// Keys of logins lie in homes, which have labels of their own as a whole.
	const ofHomes = /\/\.ssh\//.test(path) ? inUnknownPlace(told, permissions) : [];
	if (ofHomes.length > 0) return ofHomes;
	const { type: own, switches } = ofLikelyData(told, permissions);
	const there = of === 'dir' ? path : (folderThere(path) ?? path);
	const mail = own === 'mail_spool_t' ? MAIL_OF_ALL.exec(path)?.[1] : undefined;
	const folder = isOfMany(mail ?? there) ? 'FOLDER' : (mail ?? there);
	const [type, which] = isOfWeb(name)
		? !permissions.every((each) => /^(?:getattr|map|read|search)$/.test(each))
			? [
					'httpd_sys_rw_content_t',
					'If the folder is for a web application, tell it httpd_sys_rw_content_t (httpd_sys_content_t for what it only reads):',
				]
			: [
					'httpd_sys_content_t',
					'If it is what the web server is to serve, tell it httpd_sys_content_t (what an application in it writes is httpd_sys_rw_content_t):',
				]
		: own !== undefined
			? [
					own,
					`Tell it ${own}, of this folder or of the one above it that holds all that the service keeps there:`,
				]
			: [
					'TYPE',
					'Tell it a TYPE that the service may use, of the folder that holds all that it keeps there:',
				];
	return [
		{
			kind: 'command',
			why: `The policy has probably no label for that place, and then restorecon alone changes nothing. ${which}`,
			text: labelFolder(folder, type),
		},
		...switches,
	];
}

/**
 * Whether sealert, which compares the label of a path with the policy's (its plugin restorecon), has found nothing
 * to change: its plugin catchall comes first only where it is alone.
 */
export function isFoundRight({ plugin, path = '' }: KernelMessage['details']): boolean {
	return (
		plugin === 'catchall' &&
		path.startsWith('/') &&
		!OF_KERNEL.test(path) &&
		!MADE_ANEW.test(path) &&
		!isUnknownPlace(path)
	);
}

/** What is there has the label of its folder or its maker, and policies have few by path. */
const MADE_ANEW = /^\/(?:(?:var\/)?(?:tmp|run)|dev\/shm)\//;

/** What there is to do about a path whose label is probably right. */
export function withRightLabel(path: string): Remedy[] {
	// The policy has a label for what lies there, and it is none of logs.
	const folder = logFolder(path);
	if (folder !== undefined)
		return [{ kind: 'command', why: `${LOGS_ELSEWHERE}:`, text: labelFolder(folder, 'var_log_t') }];
	return [
		{
			kind: 'note',
			why: "sealert has compared the label with the one that the policy has for its path, and found neither that to change nor a boolean (its plugin catchall): probably a gap in the policy. Update selinux-policy (or what brings the program's own policy), and where the newest lacks the rule, too, report it there; until then put the one rule that the full record's explanation prints into a module.",
		},
		{
			kind: 'command',
			why: 'To be sure of the label: this says nothing if it is right, and without -n mends it:',
			text: command('restorecon', '-nv', ...operand(path)),
		},
	];
}

/** What lies there is httpd_sys_content_t by the policy, which the web server only reads: the label is right, and too little. */
function writtenByWebServer(path: string, of: string | undefined): Remedy[] {
	if (!/^\/(?:var\/www|usr\/share\/nginx\/html)\/./.test(path)) return [];
	const folder = of === 'dir' ? path.replace(/\/$/, '') : folderOf(path);
	return [
		{
			kind: 'command',
			why: 'What lies there the policy lets a web server read, not write. If the application is to write in this folder, and not in all of its own (a folder above it that is for nothing else will do as well):',
			text: labelFolder(folder, 'httpd_sys_rw_content_t'),
		},
	];
}

function ofWebServer(path: string): Remedy[] {
	if (/^\/(?:etc|usr|var\/www|var\/log|run|tmp|home|root)\//.test(path)) return [];
	const folder = folderOf(path) || path;
	return [
		{
			kind: 'command',
			why: 'If that says nothing, and the folder is for a web application, tell the policy so (httpd_sys_content_t for what it only reads):',
			text: labelFolder(folder, 'httpd_sys_rw_content_t'),
		},
	];
}

function ofLogs(path: string): Remedy[] {
	const folder = logFolder(path);
	if (folder === undefined) return [];
	const why = `If that says nothing: p${LOGS_ELSEWHERE.slice(1)}:`;
	return [{ kind: 'command', why, text: labelFolder(folder, 'var_log_t') }];
}
