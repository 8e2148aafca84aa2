// Settings and data of another program, which that one has to go on using: a label for the domain that asks now
// would take them away from it.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { hasPathOfContainer } from './container.ts';
import { isContainer } from './container-domain.ts';
import { isWriting } from './own-type.ts';
import type { Remedy } from './remedy.ts';
import { isOfService } from './settings-type.ts';

const OF_PROGRAM =
	/^(?<module>\w+?)_(?:etc|etc_rw|rw_etc|conf|config|var_lib|db|data|var_spool|spool|var_cache|cache)_t$/;
/** Modules whose files are many programs', or a place's. */
const OF_MANY =
	/^(?:var|etc|usr|net|system|user|cert|locale|fonts?|ld_so|hostname|selinux|default|file|modules|mail|print|public|krb5|dbusd|security|admin|unconfined|home|init|initrc|systemd|kernel|container|device|svirt|virt|xkb|xdg)(?:_|$)/;
/** Domains of people, and those that are there for the files of all. */
const OF_ALL =
	/^(?:unconfined\w*|staff|user|sysadm|guest|xguest|init|initrc|kernel|logrotate|setfiles|rpm|rpm_script|dpkg|useradd|tmpreaper|systemd_\w+|restorecond|rsync|bacula|amanda|virt\w*|svirt\w*|fsdaemon|mount|cloud_init)_t$/;

/** Whether a file is another program's, by its type. */
export function isOfOtherProgram(record: AccessRecord): boolean {
	const { class: of, subject, object } = record;
	const { module } = OF_PROGRAM.exec(object.type)?.groups ?? {};
	if (module === undefined || OF_MANY.test(module) || !/^(?:dir|file|lnk_file)$/.test(of))
		return false;
	if (isContainer(subject.type) || hasPathOfContainer(record) || object.role !== 'object_r')
		return false;
	return !OF_ALL.test(subject.type) && !isOfService(subject.type, module);
}

/**
 * Services that start others, which keep leases, PIDs and settings in their folders.
 *
 * @see the lines with _domtrans( in contrib/networkmanager.te and contrib/quantum.te of Fedora's policy
 */
const STARTS: Record<string, RegExp> = {
	NetworkManager:
		/^(?:dnsmasq|dhcpc|openvpn|vpnc|pppd|l2tpd|ipsec|ipsec_mgmt|openfortivpn|dnssec_trigger|iodined)_t$/,
	neutron: /^(?:dnsmasq|haproxy|openvswitch)_t$/,
};

/** Whether a file is of who starts the domain: then the policy has rules between them, or lacks one. */
export function servesIt(record: AccessRecord): boolean {
	const { subject, object } = record;
	const { module = '' } = OF_PROGRAM.exec(object.type)?.groups ?? {};
	const isStarted = Object.hasOwn(STARTS, module) && STARTS[module]?.test(subject.type) === true;
	return isStarted || isNamedAfterProgram(record) || isKeptByCertmonger(record);
}

/** certmonger(8) renews keys and certificates where each service has its own. */
function isKeptByCertmonger(record: AccessRecord): boolean {
	const isOfService = /\.(?:key|crt|cer|pem|cert)$/.test(nameOf(record));
	return record.subject.type === 'certmonger_t' && isOfService;
}

/** Whether the program has named the file after itself, as `ID.pid.keepalived` in neutron's folder: it is its own. */
function isNamedAfterProgram(record: AccessRecord): boolean {
	const { class: of, details } = record;
	const { comm = '' } = details;
	return (
		of === 'file' &&
		comm.length > 3 &&
		nameOf(record)
			.split(/[^\w-]/)
			.includes(comm)
	);
}

function whoseFiles({ type }: AccessRecord['object']): string {
	return OF_PROGRAM.exec(type)?.groups?.module ?? type;
}

const RENEWED: Remedy = {
	kind: 'note',
	why: 'Probably certmonger(8) was told to keep a key and a certificate there, where that service has them: do not relabel them.',
};

/** What to know before a domain may use them. */
export function othersFiles(record: AccessRecord): Remedy[] {
	if (!isOfOtherProgram(record)) return [];
	const { subject, object } = record;
	if (isKeptByCertmonger(record)) return [RENEWED];
	if (servesIt(record)) {
		return [
			{
				kind: 'note',
				why: `Probably ${whoseFiles(object)} has started the program, and has it keep files beside its own: do not relabel them.`,
			},
		];
	}
	const whose = isWriting(record)
		? ` Policies seldom let ${subject.type} change what another program goes by. Where one starts or serves the other, it is probably a gap: update selinux-policy first. If only this host has it so, as by a web front end, it is probably a rule for this host alone, in a module of its own.`
		: '';
	if (isSocketPlaced(record)) return [SOCKET_ELSEWHERE];
	return [
		{
			kind: 'note',
			why: `${object.type} is by its name the type of another program's files. If they are that one's, do not relabel them: it has to go on using them.${whose}`,
		},
	];
}

/** Whether a service is to make its socket in the folder of a program that is to talk to it, as a mail filter. */
function isSocketPlaced({ class: of, details: { name = '' }, permissions }: AccessRecord): boolean {
	const isAdded = of === 'dir' && permissions.includes('add_name');
	return (isAdded || of === 'sock_file') && /\.sock(?:et)?$/.test(name);
}

const SOCKET_ELSEWHERE: Remedy = {
	kind: 'note',
	why: "By its name it is probably a socket that the service is told to make in the folder of a program that talks to it, whose files the policy keeps from it: no label is wrong. Have it made where the service's own policy expects it (its folder below /run, or what `semanage fcontext -l` lists for it), or listen on 127.0.0.1, and tell the other program that. If it must be there, as for a program that is shut in by chroot(2): in a folder of its own in that place, with the type that the service's own has below /run.",
};
