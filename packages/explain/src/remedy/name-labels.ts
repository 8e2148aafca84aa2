// Files whose names tell what label they are to have, whatever they have.

import { shellWord } from '@peercon/context/foreign-text';
import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { command, operand } from '../names.ts';
import { isContainer } from './container-domain.ts';
import {
	folderOf,
	howToFind,
	isNotThereYet,
	labelFolder,
	labelLastingly,
	pathOf,
	restorecon,
} from './path.ts';
import type { Remedy } from './remedy.ts';

/** Whether it is a file of every host that has lost its label: a rule on that would only hide it. */
export function hasLostLabel(record: AccessRecord): boolean {
	return [...socketOfLog(record), ...knownFile(record), ...likeShadow(record)].length > 0;
}

/** What to do where such a file has another label. */
export function labelByName(record: AccessRecord): Remedy[] {
	if (record.subject.user === 'u') return installedPackage(record);
	return [
		...socketOfLog(record),
		...resolver(record),
		...knownFile(record),
		...listOfLogins(record),
		...likeShadow(record),
		...keyringElsewhere(record),
		...fileOfHome(record),
		...settingsOfHome(record),
	];
}

/** /dev/log, or what it is a link to, with the label of its folder: somebody has made it who is not to. */
function socketOfLog(record: AccessRecord): Remedy[] {
	const { object, class: of, details } = record;
	const path = pathOf(record);
	const place =
		path === undefined ? details.name === 'log' && details.dev === 'devtmpfs' : path === '/dev/log';
	if (!/^(?:sock|lnk)_file$/.test(of) || object.type !== 'device_t' || !place) return [];
	return [
		{
			kind: 'command',
			why: 'Probably this is /dev/log, which is devlog_t: policies have a rule for what the syslog daemon or systemd makes there, so something else has made it, or a container with the /dev of the host in it, and all that logs is refused. Give it the label that the policy has:',
			text: 'restorecon -v /dev/log',
		},
		{
			kind: 'command',
			why: 'If the wrong one comes back, see who listens there, and let it have a /dev of its own (a container without the volume /dev), or start the socket of the journal anew (`systemctl restart systemd-journald-dev-log.socket systemd-journald.service`, both at once):',
			text: "ss -xlp src '*/log'",
		},
	];
}

/** @see sysnetwork.fc of both policies */
const KNOWN_RESOLVERS =
	/^\/run\/(?:NetworkManager|network|systemd\/resolve|resolvconf)\/[^/]*resolv\.conf$/;

/** What tells a host its name servers: everything that looks up a name reads it (sysnet_read_config). */
function resolver(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	if (of !== 'file' || !/(?:^|[-.])resolv\.conf$/.test(nameOf(record))) return [];
	if (!/_(?:var_run|runtime|run)_t$|^(?:var_run|run)_t$/.test(object.type)) return [];
	if (isContainer(subject.type)) return [];
	const path = pathOf(record);
	const isOfPlace = /^(?:var_)?run_t$/.test(object.type);
	if (isOfPlace && (path === undefined || KNOWN_RESOLVERS.test(path)))
		return [
			{
				kind: 'command',
				why: `A file with the name servers is net_conf_t, which everything that looks up names may read. ${object.type} is what all in /run has for which nothing gives another label, and policies have one for the files of the usual services there (NetworkManager, systemd-resolved): probably it was made by something else, or before the policy was loaded, and with it the folder that it lies in. Give it the one that the policy has${howToFind(record)}:`,
				text:
					path === undefined ? restorecon(record) : command('restorecon', '-Rv', folderOf(path)),
			},
			{
				kind: 'command',
				why: 'If that finds nothing wrong, the policy is older than the program: update selinux-policy, and until then tell it:',
				text: labelLastingly(record, 'net_conf_t'),
			},
		];
	return [
		{
			kind: 'command',
			why: `A file with the name servers is net_conf_t, which everything that looks up names may read; this one has what ${object.type} is for, and every resolver would take a rule. Update selinux-policy; until it knows the file, tell it (whoever writes the file anew may give it the old label again: then the rule below):`,
			text: labelLastingly(record, 'net_conf_t'),
		},
	];
}

/** Files that each host has at one path: most programs read them, by types that policies let all of these read. */
const IN_ETC =
	/^(?:g?shadow-?|resolv\.conf|hosts|hostname|passwd|group|localtime|ld\.so\.cache|nsswitch\.conf|machine-id|fstab|mtab)$/;
/** What a domain's policy gives to all that it makes in /etc, whatever its name, and the name that it is for: lvm.te, sysnetwork.te, mta.te and others. */
const OF_MAKERS: [type: RegExp, own: RegExp][] = [
	[
		/^(?:lvm_metadata|modules_conf|sshd_key|etc_aliases|alsa_etc_rw|quota_db|rhsmcertd_config|NetworkManager_etc_rw|cupsd_rw_etc|krb5_conf)_t$/,
		/^$/,
	],
	[/^net_conf_t$/, /^(?:resolv\.conf|hosts|hostname)$/],
	[/^hostname_etc_t$/, /^hostname$/],
	[/^ld_so_cache_t$/, /^ld\.so\.cache$/],
	[/^locale_t$/, /^localtime$/],
	[/^passwd_file_t$/, /^(?:passwd|group)$/],
	[/^shadow_t$/, /^g?shadow-?$/],
];
/** What they have who were brought from elsewhere, or written by who should not. */
const OF_ELSEWHERE =
	/^(?:var|var_log|var_lib|var_run|tmp|user_tmp|user_home|admin_home|home_root|default|file|unlabeled|mnt|usr|lib)_t$|_tmp_t$/;

/** iproute2 has a file `group` of its own, in /usr/share/iproute2 or /etc/iproute2: names of interface groups. */
function isOfIproute({ details: { comm = '' } }: AccessRecord): boolean {
	return /^(?:ip|tc|bridge|ss|rdma|devlink)$/.test(comm);
}

/** What to do where such a file has a label that none of its kind has. */
function knownFile(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	const name = nameOf(record);
	if (of !== 'file' || !IN_ETC.test(name) || isOfIproute(record)) return [];
	// What is in /etc has etc_t where the policy has no type for it: not so for these.
	const isOfEtc =
		object.type === 'etc_t' && /^(?:g?shadow-?|resolv\.conf|hosts|hostname)$/.test(name);
	const isOfMaker = OF_MAKERS.some(([type, own]) => type.test(object.type) && !own.test(name));
	if (!isOfEtc && !isOfMaker && !OF_ELSEWHERE.test(object.type)) return [];
	const path = pathOf(record) ?? `/etc/${name}`;
	if (path !== `/etc/${name}` || isContainer(subject.type) || isNotThereYet(record)) return [];
	return [
		{
			kind: 'command',
			why: `Probably this is ${path}, and ${object.type === 'unlabeled_t' ? 'it has lost its label: it was written where SELinux was off (a rescue system, or a shell in place of init to set a password), or' : `${object.type} is a wrong label for it: ${isOfMaker ? 'a program has put it there anew, and its domain gives that to what it makes in /etc (mv(1) keeps a label, too), or' : 'somebody has moved it there (mv(1) keeps the label), or'}`} a program writes it that should not or does not label it. ${isOfEtc ? 'No rule for one of those who write it mends that.' : 'All that reads it meets that label, and most services are refused, so no rule for one of them.'} Give it the one that the policy has:`,
			text: command('restorecon', '-v', path),
		},
		{
			kind: 'command',
			why: 'If the wrong one comes back, this tells who writes it (`ausearch -f` of the path shows it then; where `auditctl -l` shows `-a never,task`, take that out before, auditctl -d never,task, and start anew what may write it):',
			text: command('auditctl', '-w', path, '-p', 'wa'),
		},
	];
}

/** Lists of logins, which each host has in /var/log: lastlog(8), utmp(5), faillog(5). @see authlogin.fc of both policies */
const OF_LOGINS: Record<string, RegExp> = {
	lastlog: /^lastlog_t$/,
	wtmp: /^wtmp_t$/,
	btmp: /^(?:faillog|wtmp)_t$/,
	faillog: /^faillog_t$/,
};

/** Such a list with a service's label: that has made it anew, or it was brought from elsewhere. */
function listOfLogins(record: AccessRecord): Remedy[] {
	const { class: of, subject, object } = record;
	const name = nameOf(record);
	const right = Object.hasOwn(OF_LOGINS, name) ? OF_LOGINS[name] : undefined;
	if (of !== 'file' || right === undefined || right.test(object.type)) return [];
	const isOther = /_log_t$|^(?:var|tmp|user_tmp|default|unlabeled|file|etc)_t$/.test(object.type);
	if (!isOther || isContainer(subject.type) || isNotThereYet(record)) return [];
	const path = pathOf(record) ?? `/var/log/${name}`;
	if (path !== `/var/log/${name}`) return [];
	return [
		{
			kind: 'command',
			why: `Probably this is ${path}, which has a type of its own, and ${object.type} is none that programs of logins may use: something has made it anew, or put it there, in a domain that gives it that. Give it the one that the policy has:`,
			text: command('restorecon', '-v', path),
		},
	];
}

/** The files that are shadow_t, and what programs make of them while they write. @see system/authlogin.fc */
const SHADOW = /^\.?(?:g?shadow|nshadow|passwd|group|g?pwd|opasswd|sub[ug]id)\b|\.(?:lock|\d+)$/;

/** A file that has the label of passwords by another name: it says nothing of what is in it, and no rule is to open that. */
function likeShadow(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	const name = nameOf(record);
	if (of !== 'file' || object.type !== 'shadow_t' || name === '' || SHADOW.test(name)) return [];
	if (isContainer(subject.type) || isNotThereYet(record)) return [];
	return [
		{
			kind: 'command',
			why: `shadow_t is the label of /etc/shadow and its like alone, and ${name} is none: somebody has copied it from there, or written it in the domain of a program that makes such files. No rule: ${subject.type} could then read every password's hash. Give it the label that the policy has for its path${howToFind(record)}:`,
			text: restorecon(record),
		},
	];
}

/** Names in homes that policies have types of their own for. @see HOME_DIR in the file contexts of Fedora's policy */
const OF_HOMES: [name: RegExp, type: string][] = [
	[/^(?:\.forward.*|\.mailrc|\.esmtprc|dead\.letter)$/, 'mail_home_t'],
	[/^(?:Maildir|\.maildir|\.esmtp_queue)$/, 'mail_home_rw_t'],
	[/^\.procmailrc$/, 'procmail_home_t'],
	[/^\.fetchmailrc$/, 'fetchmail_home_t'],
	[/^\.(?:spamassassin|razor|pyzor)$/, 'spamc_home_t'],
	[/^\.my\.cnf$/, 'mysqld_home_t'],
	[/^\.k5(?:login|identity|users)$/, 'krb5_home_t'],
	[/^(?:\.google_authenticator~?|\.yubico)$/, 'auth_home_t'],
	[/^\.shosts$/, 'ssh_home_t'],
	[/^\.r(?:hosts|login)$/, 'rlogind_home_t'],
	[/^\.gnupg$/, 'gpg_secret_t'],
	[/^\.(?:pki|cert)$/, 'home_cert_t'],
	[/^\.(?:Xauthority.*|xauth.*)$/, 'xauth_home_t'],
	[/^\.ICEauthority.*$/, 'iceauth_home_t'],
	[/^\.hushlogin$/, 'local_login_home_t'],
];

/** Folders in homes, all of which has a type of its own. @see HOME_DIR in the file contexts of both policies */
const FOLDERS_OF_HOMES: [folder: RegExp, type: string][] = [
	[/^\/(?:var\/)?home\/[^/]+\/(?:\.local\/share\/fonts|\.fonts)(?=\/)/, 'user_fonts_t'],
	[/^\/(?:(?:var\/)?home\/[^/]+|root)\/\.gnupg(?=\/)/, 'gpg_secret_t'],
	[/^\/(?:(?:var\/)?home\/[^/]+|root)\/\.(?:pki|cert)(?=\/)/, 'home_cert_t'],
];

/** What lies in such a folder, and was brought there with the label of another place in the home. */
function inFolderOfHome(record: AccessRecord): Remedy[] {
	const path = pathOf(record) ?? '';
	for (const [pattern, type] of FOLDERS_OF_HOMES) {
		const [folder] = pattern.exec(path) ?? [];
		if (folder === undefined) continue;
		return [
			{
				kind: 'command',
				why: `The policy has a type of its own for all below ${shellWord(folder)}, ${type}, and this has ${record.object.type}: probably it was unpacked or downloaded elsewhere in the home and moved there, for mv(1) keeps a label. Give all of it the one that the policy has:`,
				text: command('restorecon', '-Rv', ...operand(folder)),
			},
		];
	}
	return [];
}

/** Files of gpg(1) in its home, wherever --homedir puts that. */
const OF_KEYRING =
	/^(?:(?:pubring|secring|trustdb)\.(?:gpg|kbx)(?:~|\.(?:lock|tmp))?|private-keys-v1\.d|tofu\.db|random_seed|gpg(?:-agent)?\.conf)$/;

/** The home of gpg(1) elsewhere, as that of pacman(8) in /etc, has the type of what lies around it. */
function keyringElsewhere(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const isKeyring = OF_KEYRING.test(nameOf(record));
	if (!/^gpg(?:_agent)?_t$/.test(subject.type) || !isKeyring || object.type.startsWith('gpg_'))
		return [];
	const path = pathOf(record);
	return [
		{
			kind: 'command',
			why: 'By its name it is a part of a keyring of gpg(1), which the policy knows in homes alone (.gnupg). Where --homedir or GNUPGHOME puts one elsewhere, that folder, which is for nothing else, is to have the same type:',
			text: labelFolder(path === undefined ? 'FOLDER' : folderOf(path), 'gpg_secret_t'),
		},
	];
}

/** user_home_dir_t is for homes themselves: what was made in one without a rule for that has taken it over. */
function fileOfHome(record: AccessRecord): Remedy[] {
	const { class: of, subject, object } = record;
	if (!/^(?:lnk_|sock_|fifo_)?file$/.test(of) || object.type !== 'user_home_dir_t') return [];
	if (isNotThereYet(record)) return [];
	return [
		{
			kind: 'command',
			why: `user_home_dir_t is the type of homes themselves, and of no file in one: a program has made it in a domain whose policy gives it no type there (a transition by userdom_user_home_dir_filetrans and the like), so it took after the home. Give it the one that the policy has for its path${howToFind(record)}, and write no rule for this one:`,
			text: restorecon(record),
		},
		{
			kind: 'note',
			why: `If it comes back, that transition is what is missing, in the policy of who makes the file, perhaps ${subject.type} itself: update what brings that, and where the newest lacks it, too, report it there.`,
		},
	];
}

/** What has the type of a home still: made by hand or moved there, where no rule gives it its own. */
function settingsOfHome(record: AccessRecord): Remedy[] {
	if (!/^(?:admin|user)_home_t$/.test(record.object.type) || isNotThereYet(record)) return [];
	if (isOfMaildir(record)) return [maildir(record)];
	const inFolder = inFolderOfHome(record);
	if (inFolder.length > 0) return inFolder;
	const [, type] = OF_HOMES.find(([name]) => name.test(nameOf(record))) ?? [];
	if (type === undefined) return [];
	return [
		{
			kind: 'command',
			why: `By its name the policy has a type of its own for it in a home, ${type}: probably it was made or moved there by somebody whose files have ${record.object.type}. Give it that${howToFind(record)}:`,
			text: restorecon(record),
		},
	];
}

/** What puts mail into a home, or shows what is there. */
const OF_MAIL =
	/^(?:dovecot|dovecot_deliver|postfix_(?:local|virtual)|procmail|sendmail|exim|courier_\w+)_t$/;

/** The folders of a Maildir, in a home or in one that it has for each mailbox: maildir(5). */
function isOfMaildir(record: AccessRecord): boolean {
	const isOfMail = OF_MAIL.test(record.subject.type) && record.class === 'dir';
	return isOfMail && /^(?:cur|new|tmp)$/.test(nameOf(record));
}

function maildir({ object }: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `Probably it is of a Maildir, which is mail_home_rw_t, and was made or moved there by somebody whose files have ${object.type}. The policy knows Maildir and .maildir in a home, HOME (another name: semanage fcontext -a -t mail_home_rw_t for it first):`,
		text: 'restorecon -Rv HOME/Maildir',
	};
}

/** @see file_contexts of Android's system/sepolicy: all below /data/local/tmp */
const SHARED_BY_SHELL: Remedy = {
	kind: 'note',
	why: 'shell_data_file is right for what lies below /data/local/tmp, where adb puts what the shell is to use. Install the package (adb install, or pm install from there) rather than have it used where it lies: what is installed is apk_data_file.',
};

/** Data that modules of Magisk, adb or another app have put in the place of an app's program. */
function installedPackage(record: AccessRecord): Remedy[] {
	const { object, class: of } = record;
	if (of !== 'file' || !/\.(?:apk|odex|vdex|art|oat)$/.test(nameOf(record))) return [];
	if (
		/^(?:apk|apk_tmp|dalvikcache|vendor_app|system|vendor|staging|oem)_?\w*file$/.test(object.type)
	)
		return [];
	if (/^\/data\/local\/tmp\//.test(record.details.path ?? '')) return [SHARED_BY_SHELL];
	return [
		{
			kind: 'command',
			why: `${object.type} is probably the wrong label for it: a package that is installed is apk_data_file, and this one was put there by other means (adb, a Magisk module, a mount over the app). Give it that before it is mounted or used, at each boot (post-fs-data.sh), FILE being its path:`,
			text: 'chcon u:object_r:apk_data_file:s0 FILE',
		},
	];
}
