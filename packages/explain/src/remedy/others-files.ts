// Settings and data of another program, which that one has to go on using: a label for the domain that asks now
// would take them away from it.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { hasPathOfContainer } from './container.ts';
import { isContainer } from './container-domain.ts';
import { isWriting } from './own-type.ts';
import { folderOf, labelFolder, pathOf } from './path.ts';
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
	return isStarted || isNamedAfterProgram(record) || isKeptAmongData(record);
}

/** certmonger(8) renews keys and certificates where each service has its own. */
function isKeptByCertmonger(record: AccessRecord): boolean {
	const name =
		(record.class === 'dir' ? pathOf(record)?.replace(/\/$/, '') : undefined) ?? nameOf(record);
	const isOfCertificates =
		record.class === 'dir'
			? isWriting(record) && /(?:^|\/)(?:ssl|tls|certs?|certificates|private|pki)$/.test(name)
			: /\.(?:key|crt|cer|pem|cert)$/.test(name);
	return record.subject.type === 'certmonger_t' && isOfCertificates;
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

/** Of a service's data the policy is to know who else writes them: of settings it is the folder of certificates that does. */
function isKeptAmongData(record: AccessRecord): boolean {
	return (
		isKeptByCertmonger(record) && !/_(?:config|conf|etc|etc_rw|rw_etc)_t$/.test(record.object.type)
	);
}

const RENEWED: Remedy = {
	kind: 'note',
	why: 'Probably certmonger(8) was told to keep a key and a certificate there, where that service has them: do not relabel them. It may write cert_t, which most services may read, too: until the policy has the rule, have it keep them in a folder of their own with that type, as below /etc/pki/tls.',
};

/** @see miscfiles_manage_all_certs in certmonger.te, and miscfiles_read_generic_certs, which most services have */
function renewed(record: AccessRecord): Remedy {
	const path = pathOf(record) ?? '';
	const folder = record.class === 'dir' ? path.replace(/\/$/, '') : folderOf(path);
	return {
		kind: 'command',
		why: "Probably certmonger(8) was told to keep keys and certificates there, among what is the service's own. certmonger may write cert_t, which most services may read: give the FOLDER that has certificates and keys alone that type, and not the settings or data of the service (where they lie among those, have certmonger keep them in a folder of their own, as below /etc/pki/tls):",
		text: labelFolder(OF_CERTIFICATES.test(folder) ? folder : 'FOLDER', 'cert_t'),
	};
}

/** Folders that are for certificates and keys alone. */
const OF_CERTIFICATES = /\/(?:ssl|tls|certs?|certificates|private|pki)$/;

/** What to know before a domain may use them. */
export function othersFiles(record: AccessRecord): Remedy[] {
	if (!isOfOtherProgram(record)) return [];
	const { subject, object } = record;
	if (isKeptAmongData(record)) return [RENEWED];
	if (isKeptByCertmonger(record)) return [renewed(record)];
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
	if (isOfOpenstack(record)) return [OF_OPENSTACK];
	return [
		{
			kind: 'note',
			why: `${object.type} is by its name the type of another program's files. If they are that one's, do not relabel them: it has to go on using them.${whose}`,
		},
	];
}

/** Services of OpenStack run in the web server (mod_wsgi), and keep their state where they did before. */
function isOfOpenstack({ subject, object }: AccessRecord): boolean {
	const isState =
		/^(?:cinder|nova|neutron|glance|keystone|swift|heat|ceilometer|manila|octavia|barbican|aodh|gnocchi|ironic|placement)_/;
	return subject.type === 'httpd_t' && isState.test(object.type);
}

const OF_OPENSTACK: Remedy = {
	kind: 'note',
	why: "Probably a service of OpenStack that runs in the web server (mod_wsgi), and uses its own files: no label is wrong. The package openstack-selinux has the rules for that, beside the distribution's policy: update it first, and where the newest lacks one, too, report it there. To make something in a folder takes more than write (add_name, and create of the file).",
};

/** Whether a service is to make its socket in the folder of a program that is to talk to it, as a mail filter. */
function isSocketPlaced({ class: of, details: { name = '' }, permissions }: AccessRecord): boolean {
	const isAdded = of === 'dir' && permissions.includes('add_name');
	return (isAdded || of === 'sock_file') && /\.sock(?:et)?$/.test(name);
}

const SOCKET_ELSEWHERE: Remedy = {
	kind: 'note',
	why: "By its name it is probably a socket that the service is told to make in the folder of a program that talks to it, whose files the policy keeps from it: no label is wrong. Have it made where the service's own policy expects it (its folder below /run, or what `semanage fcontext -l` lists for it), or listen on 127.0.0.1, and tell the other program that. If it must be there, as for a program that is shut in by chroot(2): in a folder of its own in that place, with the type that the service's own has below /run.",
};
