// What a program makes anew each time it runs: a label given by hand does not last there.

import type { AccessRecord } from '@peercon/records';
import { isMadeByCall, nameOf } from '../check/situation.ts';
import { PEOPLE, VIRTUAL_MACHINE } from '../layer/domains.ts';
import { command, operand } from '../names.ts';
import { isWriting, ownType, someType, stemOf } from './own-type.ts';
import { folderOf, isNotThereYet, labelFolder, pathOf, restorecon } from './path.ts';
import { GAP, ifOfDistribution } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { isFileOfSession } from './session-socket.ts';

const VOLATILE_DEVICE = /^(?:tmpfs|ramfs|hugetlbfs)$/;
const VOLATILE_PATH = /^\/(?:tmp|var\/tmp|run|var\/run|dev\/shm)\//;
/** Names of mkstemp(3) and the like: `tmpy6epkors`, `settings.TrlEAv`, `.#50-CPUQuota.conf02880`; but not `db.sqlite3`. */
const MADE_UP =
	/^\.#|^tmp(?=\w*[\dA-Z_])\w{5,}$|\.tmp$|~[A-Za-z\d]{6}$|\.(?=[A-Za-z\d]+[A-Z])(?=[A-Z]*[a-z\d])[A-Za-z\d]{6,}$/;

/** Whether an object is one that is made anew: by what or where it is, or by its name. */
export function isMadeAnew(record: AccessRecord): boolean {
	return isVolatile(record) || isNamedAnew(record);
}

/** Whether an object does not last: a socket or a pipe, or what a tmpfs or /tmp has. */
export function isVolatile({ class: of, details }: AccessRecord): boolean {
	const { dev = '', path = '' } = details;
	return (
		/^(?:sock|fifo)_file$/.test(of) ||
		VOLATILE_DEVICE.test(dev) ||
		VOLATILE_PATH.test(path) ||
		/ \(deleted\)$/.test(path)
	);
}

/** Whether a file has another name each time it is made. */
export function isNamedAnew({
	class: of,
	details: { path = '', name = '' },
}: AccessRecord): boolean {
	return of === 'file' && MADE_UP.test(path.split('/').pop() || name);
}

/** What files have in folders that all share, and that no label by path is for. */
const SHARED = /^(?:tmp|user_tmp|tmpfs|var_run|run|var_lock|device)_t$/;

/** Whether such a file is in a folder that lasts, whose label is then what it has, each time. */
export function isNamedAnewInFolder(record: AccessRecord): boolean {
	return isNamedAnew(record) && !isVolatile(record) && !SHARED.test(record.object.type);
}

/** What gives a label to such a file: that of its folder. */
export function labelOfItsFolder(record: AccessRecord): Remedy[] {
	const folder = folderOf(pathOf(record) ?? '') || 'FOLDER';
	const type = ownType(record);
	return [
		{
			kind: 'command',
			why: `By its name it is probably made anew each time (mkstemp(3)), and takes after its folder${folder === 'FOLDER' ? ', FOLDER' : ''}: that is to be labeled, and not the file. See what the policy says of it, and give it that:`,
			text: command('restorecon', '-Rv', ...operand(folder)),
		},
		{
			kind: 'command',
			why: `If it says the same, and the folder is for this domain${folder === 'FOLDER' ? ' alone (never /etc itself, or another that all share)' : ''}, tell it ${type ?? someType(record)}:`,
			text: labelFolder(folder, type ?? 'TYPE'),
		},
	];
}

/**
 * What gives a label to something that is made anew: its maker.
 *
 * @returns a note, and a rule with the maker and the type to be filled in
 */
export function labelOfMaker(record: AccessRecord): Remedy[] {
	const { class: of, object, details } = record;
	// libvirt and its helpers name and make what a machine's process talks to: nobody else can label it.
	if (of === 'sock_file' && VIRTUAL_MACHINE.test(record.subject.type)) return [];
	if (isFileOfSession(record)) return [];
	const type = handedOver(record);
	if (type !== undefined) return [inFolderOf(record, type)];
	if (isLeftInRun(record)) return [leftInRun(record)];
	if (isMessageOfDay(record)) return [MESSAGE_OF_DAY];
	if (/^\/(?:etc|run)\/machine-id$/.test(pathOf(record) ?? '')) return [MACHINE_ID];
	const folder = ownFolderInRun(record);
	if (folder !== undefined)
		return [...knownFolderInRun(record, folder), labelOfFolderInRun(record, folder)];
	const what =
		of === 'sock_file'
			? 'A socket is'
			: of === 'fifo_file'
				? 'A pipe is mostly'
				: 'What is here is probably';
	const isInRun =
		/^\/(?:var\/)?run\//.test(details.path ?? '') || /^(?:var_)?run_t$/.test(object.type);
	const bySystemd = isInRun
		? ' What systemd makes (RuntimeDirectory= or a .socket unit, tmpfiles.d(5)) is labeled by its path: for that folder `semanage fcontext` lasts.'
		: '';
	// Such a type has its own rule already, of who logs in.
	const isOfLogins =
		(isLeftByHand(record) || of === 'sock_file') && /^user_tmp(?:fs)?_t$/.test(object.type);
	const byPackage =
		of !== 'file' && /^(?:var_)?run_t$/.test(object.type)
			? ' Its maker may have a policy of its own, in a package NAME-selinux, that has: install that, and start it anew.'
			: '';
	const byAnother =
		of === 'file' && isInRun
			? " If it is the service's own (a PID file), which has another type otherwise, somebody else has made it this time, at its installation or to check its settings: remove it, and start the service anew."
			: '';
	return [
		...(isLookupOfUser(record) ? [LOOKUP] : []),
		...(isLeftByHand(record) ? [LEFT_IN_TMP] : []),
		...(isOfLogins && of === 'sock_file' ? [SOCKET_OF_PERSON] : []),
		...(of === 'sock_file' && object.type === 'user_home_t' ? [SOCKET_IN_HOME] : []),
		...(isOfLogins ? [] : socketOfApplication(record)),
		...socketInRunItself(record),
		...labelOfPathInRun(record),
		{
			kind: 'note',
			why: `${what} made anew each time: a label that chcon, restorecon or semanage gives is gone with it${of === 'sock_file' ? ' (but of one that a .socket unit names: systemd labels that by its path)' : ''}. ${isOfLogins ? `${object.type} is what logins make in folders that all share (/tmp, /dev/shm)` : `${object.type} is probably its folder's type, which it took over`}; a folder of its own with another type, or a rule of its maker's policy, gives it another.${byPackage}${bySystemd}${byAnother}`,
		},
		...(isOfLogins ? [] : [ofItsMaker(record)]),
	];
}

function ofItsMaker(record: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: `A rule that gives what MAKER, its maker, makes there a TYPE that the domain may use${likelyTypes(record)}:`,
		text: `type_transition MAKER ${record.object.type}:${record.class} TYPE;`,
	};
}

/** @see machine-id(5) and machine_id_setup in systemd's src/shared/machine-id-setup.c */
const MACHINE_ID: Remedy = {
	kind: 'note',
	why: 'Where /etc cannot be written, or has no machine-id yet, systemd writes it to /run/machine-id at boot and mounts that on /etc/machine-id: so it has the type of what systemd makes in /run, where the policy has no other for that name. A newer policy has (machineid_t in Fedora, etc_runtime_t in the reference policy): update selinux-policy first. Or give the image an /etc/machine-id of its own, an empty one or "uninitialized", on a disk that can be written.',
};

/** Whether what logs people in is to read a message for them, by its name. */
function isMessageOfDay(record: AccessRecord): boolean {
	const isLogin = /^(?:sshd(?:_session)?|local_login|remote_login|xdm|cockpit_session)_t$/;
	return (
		record.class === 'file' &&
		isLogin.test(record.subject.type) &&
		/(?:\.|^)motd$/.test(nameOf(record))
	);
}

/** @see authlogin.fc and authlogin.te of Fedora's policy: login_pgm reads motd_var_run_t */
const MESSAGE_OF_DAY: Remedy = {
	kind: 'command',
	why: 'By its name it is a message of the day, which PAM shows at each login (pam_motd(8)), also where only a link in /run/motd.d leads to it. What may be read so is motd_var_run_t, which policies of Fedora and RHEL have for /run/motd and all in /run/motd.d: best have it written there. In another FOLDER below /run, what makes it is to be labeled so (and what makes it, mostly by tmpfiles.d(5), is to be started anew); a newer policy may know that folder: update selinux-policy first.',
	text: "semanage fcontext -a -t motd_var_run_t 'FOLDER(/.*)?' && restorecon -Rv FOLDER",
};

/** Sockets of services that know a host's users: of PBIS, SSSD, Samba, nslcd(8), Centrify and VAS. */
const OF_IDENTITIES =
	/^\.?(?:lsassd|lsassd-\w+|nss|pam|sss\w*|winbindd?|pipe|nslcd|adclient|vasd)$/;

/** Whether a program looks a user up, as every one does that uses NSS or PAM. */
function isLookupOfUser(record: AccessRecord): boolean {
	const isOfUsers = /^(?:sudo|su|id|getent|sshd|login|crond?|unix_chkpwd|systemd-logind)$/;
	const socket = nameOf(record);
	return (
		record.class === 'sock_file' &&
		(isOfUsers.test(record.details.comm ?? '') || /lsassd/.test(socket)) &&
		OF_IDENTITIES.test(socket)
	);
}

const LOOKUP: Remedy = {
	kind: 'note',
	why: "Probably it looks a user up (NSS, PAM), by the socket of what knows this host's users beside its files: every program that does so meets it, so its policy is to bring a type for the socket, and who may use it (an interface for all, as sssd_stream_connect() of SSSD's). A product of its own that brings none (PBIS, Centrify, VAS): report it there; until then:",
};

/** What a server's clients may talk to, of servers that ask others: which types those sockets have. */
function likelyTypes({ class: of, subject }: AccessRecord): string {
	if (of !== 'sock_file') return '';
	if (ASKS_MILTERS.test(subject.type))
		return ' (of a mail filter, milter, one of those, as dkim_milter_data_t or spamass_milter_data_t)';
	return subject.type === 'httpd_t'
		? ' (of an application behind the web server httpd_var_run_t)'
		: '';
}

/**
 * Of some files in /run itself policies know the path, as of what an initramfs leaves there (iscsi.fc), and of many
 * folders, as /run/faillock.
 */
function labelOfPathInRun(record: AccessRecord): Remedy[] {
	const path = pathOf(record);
	const isThere = record.class === 'file' && OF_RUN.test(record.object.type);
	if (!isThere || path === undefined) return [];
	const [, folder] = FOLDER_IN_RUN.exec(path) ?? [];
	if (folder !== undefined && !OF_ALL.test(folder)) return [ofFolderInRun(folder)];
	if (!/^(?:\/var)?\/run\/[^/]+$/.test(path)) return [];
	return [
		{
			kind: 'command',
			why: 'If the policy has a label for this very path (a newer one may: update selinux-policy), who has made it did not give it that: an initramfs, before a policy was loaded, or a script. This gives it that, and says nothing where the policy has none:',
			text: command('restorecon', '-v', ...operand(path)),
		},
	];
}

function ofFolderInRun(folder: string): Remedy {
	return {
		kind: 'command',
		why: `If the policy has a label for the folder ${folder}, who has made it did not give it that, as a script or an older policy. This gives it that, with all below, and says nothing where the policy has none:`,
		text: command('restorecon', '-Rv', ...operand(folder)),
	};
}

/** The folder below /run that a socket has for itself, where it has the type of /run: no policy knows it. */
function ownFolderInRun(record: AccessRecord): string | undefined {
	if (record.class !== 'sock_file' || !OF_RUN.test(record.object.type)) return undefined;
	const [, folder] = FOLDER_IN_RUN.exec(pathOf(record) ?? '') ?? [];
	return folder === undefined || OF_ALL.test(folder) ? undefined : folder;
}

const FOLDER_IN_RUN = /^((?:\/var)?\/run\/[^/]+)\/./;
/** Folders below /run that many share. */
const OF_ALL = /\/run\/(?:user|systemd|lock|udev)$/;

/** Domains of mail servers, which talk to filters over sockets of a milter's type. */
const ASKS_MILTERS = /^(?:sendmail|postfix_(?:smtpd|cleanup))_t$/;

/** A folder of the domain's own its policy mostly knows; then who has made it has not labeled it. */
function knownFolderInRun({ subject }: AccessRecord, folder: string): Remedy[] {
	const [stem = ''] = subject.type.replace(/d?_t$/, '').split('_');
	if (stem.length < 3 || !folder.includes(stem)) return [];
	return [
		{
			kind: 'command',
			why: `The policy of ${subject.type} probably knows ${folder}, and it was made by hand or by a script, which labels nothing (RuntimeDirectory= of a unit and tmpfiles.d(5) do). This gives it the label that the policy has, and says nothing where it has none:`,
			text: command('restorecon', '-Rv', ...operand(folder)),
		},
	];
}

function labelOfFolderInRun({ subject, object }: AccessRecord, folder: string): Remedy {
	const type = subject.type === 'httpd_t' ? 'httpd_var_run_t' : 'TYPE';
	const found = ASKS_MILTERS.test(subject.type)
		? ` For TYPE take that of a mail filter (milter) if it is one, as dkim_milter_data_t or spamass_milter_data_t; \`sesearch -A -s ${subject.type} -c sock_file -p write\` lists all that ${subject.type} may use.`
		: type === 'TYPE'
			? ` For TYPE take one whose sockets ${subject.type} may use: \`sesearch -A -s ${subject.type} -c sock_file -p write\` lists them.`
			: '';
	return {
		kind: 'command',
		why: `If the policy does not know the folder ${folder}, what is made there has ${object.type}, as /run itself. Give the folder a type of its own, and start again what makes the socket: it takes after its folder.${found} If semanage refuses /var/run, write /run there (newer policies have turned the two round):`,
		text: labelFolder(folder.replace(/^\/run/, '/var/run'), type),
	};
}

/** Types of folders for what services make while they run: PID files, locks. */
const OF_RUN = /^(?:(?:var_)?run|var_lock)_t$/;

/** Whether a person's process has made a file that does not last, and a service is to use it: by their users. */
function isLeftByHand(record: AccessRecord): boolean {
	const { class: of, subject, object } = record;
	return (
		/^(?:file|lnk_file)$/.test(of) &&
		isVolatile(record) &&
		subject.user === 'system_u' &&
		!/^(?:system_u|u)$/.test(object.user)
	);
}

/** Whether it is one of those that the service makes itself otherwise, and its policy has a type for. */
export function isLeftInRun(record: AccessRecord): boolean {
	return OF_RUN.test(record.object.type) && isLeftByHand(record);
}

function leftInRun(record: AccessRecord): Remedy {
	const { object, subject, details } = record;
	const { name = 'it' } = details;
	const isPid = /\.(?:pid|lock)$/.test(name);
	const place = isPid ? 'below /run' : `/run/${stemOf(subject.type)}/${details.name ?? 'NAME'}`;
	const where = pathOf(record) === undefined ? `, PATH (mostly ${place})` : '';
	const anew = isPid
		? `Remove ${name} and start the service by systemctl, and no longer by hand; or give it`
		: `If it is the service's own, remove ${name} and start the service by systemctl. If people run the program themselves, as a tool, a newer policy may name the type of what they make with it: update selinux-policy. Until then give it`;
	return {
		kind: 'command',
		why: `Probably a login made it by hand, for its user is ${object.user}, and what services make has system_u: the program was run from a shell, or asked only to check its settings (as \`nginx -t\` does). It has its folder's type then; what the service makes there itself has mostly one of its own. ${anew} the label that the policy has for its path${where}; if that is ${object.type}, too, the policy does not know it (update selinux-policy, or what brings the program's policy):`,
		text: restorecon(record),
	};
}

/** Where a socket lies in /run itself, a folder of its own has the type that who talks to it may use. */
function socketInRunItself(record: AccessRecord): Remedy[] {
	const [, name] = /^(?:\/var)?\/run\/([\w-]+)(?:\.\w+)?$/.exec(pathOf(record) ?? '') ?? [];
	if (record.class !== 'sock_file' || name === undefined || !OF_RUN.test(record.object.type))
		return [];
	return [
		{
			kind: 'note',
			why: `Best have it made in a folder of its own (RuntimeDirectory=${name} of the unit that makes it), and tell who talks to it the new path:`,
		},
		labelOfFolderInRun(record, `/run/${name}`),
	];
}

/** An application behind the web server makes a socket wherever its settings say, and mostly in its own tree. */
function socketOfApplication(record: AccessRecord): Remedy[] {
	const isKnown = socketInRunItself(record).length > 0;
	if (record.class !== 'sock_file' || record.subject.type !== 'httpd_t' || isKnown) return [];
	return [
		{
			kind: 'command',
			why: "Probably it is an application's behind the web server (gunicorn, uWSGI, PHP-FPM and the like). Have it made in a folder of its own below /run (RuntimeDirectory=NAME of the application's unit; of a .socket unit, ListenStream= there), tell the web server the new path, and the policy httpd_var_run_t for it: systemd labels by the path what it makes, and other sockets take after their folder. Or let the application listen on 127.0.0.1. If semanage refuses /var/run, write /run there:",
			text: labelFolder('/var/run/NAME', 'httpd_var_run_t'),
		},
	];
}

const SOCKET_IN_HOME: Remedy = {
	kind: 'note',
	why: 'It lies in a home, which policies keep services out of, the folders on the way included. Best have it made in a folder below /run (RuntimeDirectory=NAME of the unit that makes it), with a type whose sockets the domain may use (of an application behind the web server httpd_var_run_t), or let that listen on 127.0.0.1. To connect to who listens is asked next.',
};

/** @see userdom_write_user_tmp_sockets of Fedora's policy */
const SOCKET_OF_PERSON: Remedy = {
	kind: 'note',
	why: 'Probably a person has started what listens there: a client of the service that waits for the answer on a socket of its own (hostapd_cli, wpa_cli), which the service is to be let write to; then it is a gap in the policy: update selinux-policy first. (To send to that process takes a rule, too.) If it is a service that was started by hand, start it by its unit.',
};

const LEFT_IN_TMP: Remedy = {
	kind: 'note',
	why: 'Probably a login made it by hand, for its user is not system_u. If the service otherwise makes it itself (a lock, a cache), remove it: the service then makes it with a type of its own. If it is handed to the service:',
};

/** The type of what is put into a shared folder for a service to read, where that is known. */
function handedOver(record: AccessRecord): string | undefined {
	const { class: of, subject, object, details } = record;
	const isShared =
		/^\/(?:dev\/shm|(?:var\/)?tmp)\//.test(details.path ?? '') ||
		(details.path === undefined && details.dev === 'tmpfs' && !isWriting(record));
	const isOfLogin = /^(?:user_)?tmp(?:fs)?_t$/.test(object.type) && !PEOPLE.test(subject.type);
	return of === 'file' && isShared && isOfLogin ? ownType(record) : undefined;
}

function inFolderOf({ subject, object }: AccessRecord, type: string): Remedy {
	return {
		kind: 'command',
		why: `Probably somebody hands the file over by a folder that all share (or the program was run there by hand once, and left it: then remove it), and it has ${object.type} for that: a label given by hand is gone with it. Let it be made in a folder, FOLDER, of a type that ${subject.type} may use, ${type} (by an option for its temporary folder, or TMPDIR=): what is made there takes after that.`,
		text: `semanage fcontext -a -t ${type} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
	};
}

/** What a folder has whose files are to have types of their own makers. */
const FOLDERS =
	/^(?:tmp|user_tmp|var_run|run|var|var_lib|var_log|var_spool|var_cache|var_lock|etc|tmpfs|cache_home|config_home|data_home|gconf_home|user_home|admin_home|root|device)_t$/;
/** Whether a type is one of folders, which what is made there takes over. */
export function isFoldersType(type: string): boolean {
	return FOLDERS.test(type) || /^(?:default|file|mnt|usr|etc_runtime)_t$/.test(type);
}

/** Whether a record is of something that its maker has no type for. */
export function isMadeWithoutType(record: AccessRecord): boolean {
	const { class: of, subject, object, permissions } = record;
	return (
		(permissions.includes('create') || isMadeByCall(record)) &&
		/^(?:dir|file|lnk_file|sock_file|fifo_file)$/.test(of) &&
		FOLDERS.test(object.type) &&
		!PEOPLE.test(subject.type)
	);
}

/** Whether a service makes something below /run, in a folder that has no type of its own, or in /run itself. */
export function isMadeInRun(record: AccessRecord): boolean {
	const { subject, object } = record;
	return OF_RUN.test(object.type) && isNotThereYet(record) && !PEOPLE.test(subject.type);
}

/**
 * What is made has the user of its maker, unless that has asked for a label.
 *
 * @see security_compute_sid in security/selinux/ss/services.c
 */
function asked({ subject, object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `Its user (${object.user}) is not the program's (${subject.user}): so probably the program has asked for this label itself (setfscreatecon(3)), mostly by the path of what it makes, and no type_transition changes that. See what the policy has for the path (\`matchpathcon PATH\`). ${GAP}, if the program is there to make such things: update selinux-policy first.`,
	};
}

/** What gives a type to what the domain itself makes. */
export function labelOfMade(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions } = record;
	if (permissions.includes('create') && object.user !== subject.user) return [asked(record)];
	const rule: Remedy = {
		kind: 'rule',
		why: `What is made mostly takes after its folder, so ${object.type} is probably the folder's type, and the policy has no type for it there. Mostly one of the domain's own is wanted, TYPE, with rules for that (the reference policy's interfaces for it end in _filetrans). ${GAP}${ifOfDistribution(subject.type)}: update selinux-policy first; or see whether the program has an option for another place, as a folder of its own below /run. In a module of one's own:`,
		text: `type_transition ${subject.type} ${object.type}:${of} TYPE;`,
	};
	if (object.type === 'var_lock_t') return [lockOf(record), BY_SYSTEMD];
	if (!isMadeInRun(record)) return [rule];
	// The record of a name that is to be added does not tell the class of what gets it.
	if (!permissions.includes('create')) return [folderInRun(record), BY_SYSTEMD];
	// A folder is mostly made in /run itself, and what is no folder in one of the service's own.
	if (of === 'dir') return [rule, BY_SYSTEMD];
	return [folderInRun(record), BY_SYSTEMD, { ...rule, why: IN_RUN_ITSELF }];
}

/** Locks are mostly made in /run/lock itself, as LCK..ttyS0. */
function lockOf({ subject, class: of, permissions }: AccessRecord): Remedy {
	const made = permissions.includes('create') && of !== 'dir' ? of : 'file';
	return {
		kind: 'rule',
		why: `Mostly it is made in /run/lock itself, whose type, var_lock_t, is right: what is made there takes it over where the policy has no type for the domain's locks. ${GAP}${ifOfDistribution(subject.type)}: update selinux-policy first. In the source of a module of one's own, TYPE being that type (files_lock_file(TYPE)); if it is made in a folder of the service's own there, that is to have a label of its own instead:`,
		text: `files_lock_filetrans(${subject.type}, TYPE, ${made})`,
	};
}

/** Whether the folder itself is to be written, /run: the record does not tell what is to be made in it. */
export function isRunWritten(record: AccessRecord): boolean {
	const { class: of, subject, object, permissions, details } = record;
	const isRun =
		details.name === '/'
			? details.dev === 'tmpfs'
			: /^\/?(?:var\/)?run$/.test(pathOf(record) ?? details.name ?? '');
	return (
		of === 'dir' &&
		isRun &&
		/^(?:var_)?run_t$/.test(object.type) &&
		permissions.includes('write') &&
		!PEOPLE.test(subject.type)
	);
}

/** What a service is to have there, in a folder or with a type of its own. */
export function inRunItself({ subject }: AccessRecord): Remedy[] {
	return [
		{
			kind: 'note',
			why: `It is probably /run itself, and its label is right: ${subject.type} is to make something in it, as a file with its PID or a socket. If that is a domain of the distribution's, update selinux-policy first. Otherwise best let systemd make a folder there, which it labels by its path (RuntimeDirectory= of the unit), and tell the program to use that.`,
		},
		{
			kind: 'rule',
			why: 'What is to be in /run itself needs a type of its own, TYPE: with that of /run it is for everybody who may use such files. The interface for it lets the domain into /run, too (of the reference policy; files_pid_filetrans in that of Fedora):',
			text: `files_runtime_filetrans(${subject.type}, TYPE, file)`,
		},
	];
}

/** Whether something is made in / itself, as a folder of a service's own. */
export function isMadeInRoot({ object, permissions }: AccessRecord): boolean {
	return object.type === 'root_t' && permissions.some((each) => /^(?:create|add_name)$/.test(each));
}

/** What a service is to make there somebody makes for it, once. */
export function inRootItself({ class: of, details }: AccessRecord): Remedy[] {
	const { name = '', path = name } = details;
	const own = path.split('/').pop() ?? '';
	const place = /^[\w.-]+$/.test(own) ? `/${own}` : 'PATH';
	return [
		{
			kind: 'note',
			why: `root_t is / itself, in which no service is to make anything. Best tell it another place, as a folder of its own below /var/lib or /srv (its settings; a newer release may have another by itself).`,
		},
		{
			kind: 'command',
			why: `Or make it by hand, once, and give it the label that the policy has for that path; if it has none (default_t), tell it a TYPE that the domain may use (\`semanage fcontext -a -t TYPE '${place}(/.*)?'\`) before that:`,
			text:
				of === 'dir'
					? `mkdir -p ${place} && restorecon -Rv ${place}`
					: `touch ${place} && restorecon -v ${place}`,
		},
	];
}

/** A folder there that a script has made has the type of /run, and what is made in it takes after that. */
function folderInRun({ object }: AccessRecord): Remedy {
	const place = object.type === 'var_lock_t' ? '/run/lock' : '/run';
	return {
		kind: 'command',
		why: `What is made takes after its folder, FOLDER. If that is one of the service's own below /run, it was probably made by hand or by a script, for it has ${object.type}, as ${place} itself. Give it the label that the policy has for its path:`,
		text: 'restorecon -Rv FOLDER',
	};
}

/** What lasts of a folder below /run. */
export const BY_SYSTEMD: Remedy = {
	kind: 'note',
	why: 'What is in /run is gone with each boot. Let systemd make the folder, which labels it by its path: RuntimeDirectory= of the unit, or a line of tmpfiles.d(5). If the policy has no label for that path, tell it one of the service: semanage fcontext lasts for such a folder.',
};

const IN_RUN_ITSELF =
	"If it is made in /run itself, the policy has no type for it there, and a newer one may: update selinux-policy first. In a module of one's own, a rule gives it a TYPE of the domain, with rules for that (the reference policy has an interface for it, files_pid_filetrans or files_runtime_filetrans):";
