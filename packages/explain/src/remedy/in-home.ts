// What lies in homes: types of the system are not for it, nor is a label for what is being made there.

import type { AccessRecord } from '@peercon/records';
import { knownBoolean } from '../layer/booleans.ts';
import { command } from '../names.ts';
import { fileServerOf } from './file-servers.ts';
import { isHelperOfPam } from './makes-home.ts';
import { isWriting } from './own-type.ts';
import { howToFind, isNotThereYet, labelLastingly, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

const OF_HOME = /^(?:user_home|admin_home|user_home_dir)_t$/;

/** Whether a file lies in somebody's home, by its path or else by its type. */
export function isInHome(record: AccessRecord): boolean {
	const path = pathOf(record);
	return path === undefined
		? OF_HOME.test(record.object.type)
		: /^\/(?:var\/)?home\/[^/]+\/|^\/root\//.test(path);
}

/** Whether it is somebody's home itself, by its path. */
function isHome(record: AccessRecord): boolean {
	return /^\/(?:var\/)?home(?:\/[^/]+)?\/?$/.test(pathOf(record) ?? '');
}

/** Whether it is the home of root itself, by its name: /root. */
export function isRootsHome(record: AccessRecord): boolean {
	const { class: of, object, details } = record;
	const isNamed =
		pathOf(record) === '/root' || (pathOf(record) === undefined && details.name === 'root');
	return of === 'dir' && object.type === 'admin_home_t' && isNamed;
}

/** Images of systemd, by what uses them (comm=, of 15 characters), and the folder that each looks in: their man pages. */
const IMAGES: [comm: RegExp, what: string, place: string][] = [
	[/^systemd-portabl/, 'a portable service (portablectl(1))', '/var/lib/portables'],
	[/^systemd-nspawn$/, 'a container of systemd (machinectl(1))', '/var/lib/machines'],
	[/^systemd-(?:sysext|confext)$/, 'an extension (systemd-sysext(8))', '/var/lib/extensions'],
];

/** What to do where systemd uses an image that lies in a home, or was moved out of one. */
export function imageInHome(record: AccessRecord): Remedy[] {
	const { class: of, object, details } = record;
	const [, what, place] = IMAGES.find(([comm]) => comm.test(details.comm ?? '')) ?? [];
	if (what === undefined || place === undefined) return [];
	if (!/^(?:file|dir|lnk_file)$/.test(of) || !/^(?:user|admin)_home(?:_dir)?_t$/.test(object.type))
		return [];
	return [
		{
			kind: 'command',
			why: `Probably it is of the image of ${what}, which lies in a home, or was moved out of one (mv(1) keeps labels). Policies keep systemd's services out of homes, and restorecon changes nothing there. Copy the whole image to ${place} (cp(1), not mv), or where it is there already, give all of it its labels:`,
			text: command('restorecon', '-RFv', place),
		},
	];
}

/** Who reads certificates of logins: userdom_read_home_certs() in Fedora's policy; and logins themselves. */
const OF_VPN =
	/^(?:openvpn|openfortivpn|vpnc|ipsec|NetworkManager|ssh|virsh|chrome_sandbox|mozilla_plugin|staff|user|sysadm)_t$/;

function certificateElsewhere({ subject, object }: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `Services are kept out of homes (${object.type}), and certificates and keys are mostly cert_t, which most of them may read, or of a type of the service's own (\`semanage fcontext -l | grep cert_t\`). If it was moved out of a home already, mv(1) has kept its label: give it the one that the policy has where it lies, as below /etc/pki/tls, /etc/ssl or in the service's own folder of certificates. Otherwise copy it there first by cp(1), and tell ${subject.type.replace(/_t$/, '')} the new place:`,
		text: 'restorecon -v PATH',
	};
}

/** Where certificates and keys of a login are, by the policy's own file contexts. */
export function certificateInHome(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	// /root has no label for certificates of a login: what has its type elsewhere was moved from there.
	if (!OF_VPN.test(subject.type) || object.type === 'admin_home_t')
		return [certificateElsewhere(record)];
	return [
		{
			kind: 'command',
			why: `Certificates and keys in a home are home_cert_t, which the policy gives to all in ~/.cert and ~/.pki: keep them there, HOME being that home, and ${subject.type} may read them if it may read any there.`,
			text: 'restorecon -Rv HOME/.cert',
		},
		{
			kind: 'command',
			why: 'Or label this one where it is (where the domain may not pass its folder, that is asked as well):',
			text: labelLastingly(record, 'home_cert_t'),
		},
	];
}

/**
 * What to do where the home of root is served.
 *
 * @see userdomain.te of Fedora's policy: admin_home_t has not the attribute user_home_type, which
 *   samba_enable_home_dirs and its like are for
 */
export function servedHomeOfRoot(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const server = fileServerOf(subject.type);
	if (object.type !== 'admin_home_t' || server === undefined) return [];
	// What lies elsewhere with that label was moved from there, where the server is to have no homes.
	if (!server.servesHomes && !isRootsHome(record)) return [];
	return [
		{
			kind: 'command',
			why: `Probably what is served here is root's home, /root, or a part of it: admin_home_t is right for that, and booleans for homes are not for root's. It has root's keys and settings; serve another FOLDER, with the type for that:`,
			text: `semanage fcontext -a -t ${server.servesHomes ? server.write : server.read} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
		},
	];
}

/**
 * What to do where the daemon of rsync reads homes, as for a backup; none for other records. What lies elsewhere with
 * that label was brought there, and is given another.
 *
 * @see rsync_selinux(8): no boolean is for homes alone
 */
export function homesByRsync(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const isOfHomes = /^(?:user_home|user_home_dir|home_root)_t$/.test(object.type);
	const isElsewhere = pathOf(record) !== undefined && !isInHome(record) && !isHome(record);
	if (subject.type !== 'rsync_t' || !isOfHomes || isElsewhere || isWriting(record)) return [];
	return [
		{
			kind: 'note',
			why: 'If it lies in a home, its label is right, and the daemon of rsync is kept out of homes: policies have no boolean for those alone. Best have rsync go over SSH, as the user or as root, which takes no daemon. If the daemon is to read them, the boolean below is for that, and lets it read nearly every file of the host. (What lies elsewhere was brought with that label: restorecon gives it another, or rsync_data_t is told to the policy by semanage-fcontext(8).)',
		},
	];
}

/** Whether a server of files reads in a home by its path, as a boolean lets it: what lies there has its label. */
export function isServedHome(record: AccessRecord): boolean {
	const isKnown = pathOf(record) !== undefined && isInHome(record);
	const server = fileServerOf(record.subject.type);
	return isKnown && OF_HOME.test(record.object.type) && server?.servesHomes === true;
}

/**
 * What to do where a folder has the type of what lies in homes, and its path is not known.
 *
 * @param type - the one that the service has for its files
 */
export function folderFromHome(record: AccessRecord, type: string): Remedy {
	const own = knownBoolean(record)
		? 'If it lies in a home, its label is right, and the boolean is for that.'
		: 'If it lies in a home, its label is right, and the service is mostly kept out of it.';
	return {
		kind: 'command',
		why: `${own} If it lies elsewhere (/srv, /data, /var/www), it was made in a home and moved, and mv(1) has kept its label${howToFind(record)}: restorecon -Rv gives it the one of its path. If that is none for this domain, tell FOLDER, which holds all that is for the service, ${type}:`,
		text: `semanage fcontext -a -t ${type} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
	};
}

/** What to do where a service makes something in a home itself; none for other records. */
export function madeInHome(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions, permissive } = record;
	const isMaking = isNotThereYet(record) && /^(?:file|dir)$/.test(of);
	if (!isMaking || object.type !== 'user_home_dir_t') return [];
	if (permissions.some((each) => /^relabel/.test(each)) || !/_t$/.test(subject.type)) return [];
	if (isHelperOfPam(record)) return [];
	const where = /^sshd(?:_session)?_t$/.test(subject.type)
		? `For what sshd and PAM keep that is ~/.ssh (ssh_home_t; of pam_google_authenticator: secret=\${HOME}/.ssh/.google_authenticator).`
		: `Mostly it has an option for that. If it is to make such things in homes, its policy is to give them a type (userdom_user_home_dir_filetrans_user_home_content(${subject.type}, { dir file }) of the reference policy).`;
	const what = permissive
		? `It was made all the same, and has the type of the home itself now, ${object.type}: \`restorecon -R\` of it gives it the one of its place.`
		: `It is only being made, so there is nothing to relabel: ${object.type} is the home itself.`;
	return [
		{
			kind: 'note',
			why: `${what} Let the service keep it in a folder of the home that has a type of its own. ${where} The rule is one of several: to make a file and put it in place takes add_name and write of the folder, and rename and unlink, too.`,
		},
	];
}
