// Programs that look through /proc: what is there has the label of its process, and they meet them all.

import type { AccessRecord } from '@peercon/records';
import { isLookAtProcess, nameOf } from '../check/situation.ts';
import { command } from '../names.ts';
import { isConfinedContainer, isContainer } from './container-domain.ts';
import { AS_SPC, lookAtHost } from './container-host.ts';
import { isProcessOfContainer } from './container-process.ts';
import { isNamespace } from './namespace.ts';
import { ifOfDistribution, newerPolicy, policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { HIDE, HIDE_IN_CONTAINERS, hushed } from './rule.ts';

/** Programs that go through all of /proc, by comm=. */
const LISTS_PROCESSES =
	/^(?:ps|pidof|pgrep|pkill|killall5?|fuser|lsof|ss|netstat|[ahi]?top|w|who|uptime|sosreport|pmdaproc|snmpd|collectd|reader#\d+|telegraf|netdata|gnome-system-mo|(?:node|process)[-_]?export\w*|zabbix_agent\w*|check_procs|systemd-cgls|auditd|needs-restartin)$/;

/** What to do about that: mostly nothing. */
export function lookAtProcess(record: AccessRecord): Remedy[] {
	if (!isLookAtProcess(record) || isNamespace(record) || lookAtHost(record).length > 0) return [];
	if (isProcessOfContainer(record)) return [];
	if (isOfFirst(record)) return [LOOK_AT_FIRST, hushed(record, HIDE)];
	const { subject, object } = record;
	const forAll =
		subject.user === 'u'
			? ''
			: ` (for all domains: domain_dontaudit_read_all_domains_state(${subject.type}))`;
	const hides = `this hides the record and allows nothing${forAll}:`;
	if (!isInPassing(record))
		return [oneOrAll(record), hushed(record, `If it goes through all of /proc, ${hides}`)];
	return [
		{
			kind: 'note',
			why: `Probably it looks through /proc, as ps, pidof, pgrep, killall, lsof and top do, and so meets the processes of every domain, not of ${object.type} alone. Mostly that is harmless: it does not see them.`,
		},
		hushed(record, `${newerPolicy(record)} Until then ${hides}`),
	];
}

/** Whether it is probably not after this one: threads of the kernel and sessions are no clients of a web page's script. */
function isInPassing(record: AccessRecord): boolean {
	const { subject, object, details } = record;
	const { comm } = details;
	// Of one process alone: whose session it is of.
	if (/^(?:sessionid|loginuid|current|exec)$/.test(nameOf(record))) return false;
	if (comm === undefined || LISTS_PROCESSES.test(comm)) return true;
	return subject.user === 'u' || object.type === 'kernel_t' || /^httpd_/.test(subject.type);
}

/** Whether it is of PID 1, by the path or by the name of its directory. */
function isOfFirst(record: AccessRecord): boolean {
	const { object, details } = record;
	const { path = '', name, comm = '' } = details;
	if (LISTS_PROCESSES.test(comm)) return false;
	// Nobody looks at another's: whether / is that of PID 1 tells who is in a chroot.
	const isRoot = name === 'root' && record.class === 'lnk_file';
	return object.type === 'init_t' && (path.startsWith('/proc/1/') || name === '1' || isRoot);
}

/** @see detect_container and running_in_chroot in systemd's src/basic/virt.c, which other libraries do alike */
const LOOK_AT_FIRST: Remedy = {
	kind: 'note',
	why: 'It looks at PID 1, probably to see where it runs, in a container, in a chroot or under systemd, as libraries and systemctl do (/proc/1/environ, cgroup, sched, root); or in passing, through all of /proc. Mostly it goes on without. Newer policies have the rule for many (init_read_state() of the reference policy): update selinux-policy first.',
};

/** A daemon looks at one process, its client; what goes through all meets others at the same moment. */
function oneOrAll({ subject, object, details: { comm = '' } }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `What is in /proc/PID has the label of that process. Records of other domains' processes from the same moment tell two cases apart (\`${command('ausearch', '-m', 'avc', '-ts', 'recent', '-c', comm)}\`). Only of ${object.type}: probably ${comm} has to do with that one, as a daemon that looks who its client is (for polkit, or by the pid that a socket or D-Bus tells), and needs the rule; a gap in the policy${ifOfDistribution(subject.type)}: update selinux-policy first. Of many domains: it goes through all of /proc, as ps and pidof do, and mostly does without those that it does not see.`,
	};
}

/** What is read of /proc/sys, which every user may read: who only watches or measures goes on without. */
export function readsSysctl(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions, details } = record;
	const isLook = permissions.every((each) => /^(?:getattr|open|read|search)$/.test(each));
	if (!isLook || !/^(?:file|dir)$/.test(of) || subject.user === 'u') return [];
	if (!/^sysctl(?:_\w+)?_t$/.test(object.type) || isContainer(subject.type)) return [];
	const { path, name = '' } = details;
	const where = path ?? (name === 'sysinfo' ? '/proc/sysinfo' : `mostly /proc/sys/.../${name}`);
	return [
		{
			kind: 'note',
			why: `It is a setting, a counter or a description of the kernel (${where}; sysctl(8)), which by its mode mostly all may read; no label is to be changed there. What only watches or measures (a monitor, a database's own diagnostics) mostly goes on without.`,
		},
		...policyGap(record),
		hushed(record, HIDE),
	];
}

/** What a container is to do that looks at what the kernel shows of the host in /proc. */
export function lookAtKernel(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions, details } = record;
	const isLook = permissions.every((each) =>
		/^(?:getattr|open|read|search|ioctl|lock)$/.test(each),
	);
	if (!isConfinedContainer(subject.type) || details.dev !== 'proc') return [];
	if (!isLook || object.role !== 'object_r' || !/^(?:file|dir)$/.test(of)) return [];
	return [
		{
			kind: 'note',
			why: `The kernel shows this of the whole host, or of the container's own namespace. A program that walks through /proc, as for monitoring, mostly goes on without: then it is harmless. What must see it is to run as ${AS_SPC}; no label of a volume (:Z) reaches /proc.`,
		},
		hushed(record, HIDE_IN_CONTAINERS),
	];
}
