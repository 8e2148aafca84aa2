// What services say of a refusal in words that tell its cause.

import { shellWord } from '@peercon/context/foreign-text';
import { hasDots, labelFolder } from '../remedy/path.ts';
import { isUnknownPlace } from '../remedy/place.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { isOfMany } from '../summary/of-path.ts';
import { type Known, record } from './message.ts';

/**
 * rsync(1) with -X makes the labels there those of the source.
 *
 * @see selinux_inode_removexattr in security/selinux/hooks.c: it is refused whatever the policy
 */
function labelsByRsync(isRemoved: boolean): Remedy[] {
	const why = isRemoved
		? 'rsync -X was to take the label of a file away, since the one in the source has none (made or changed where SELinux was off), and the kernel lets nobody do that while SELinux runs. Give the source its labels (restorecon -R of it, where it is mounted in its place), or leave labels out of the copy'
		: 'rsync -X was to give a file the label that the one in the source has, and may not. Leave labels out of the copy';
	return [
		{
			kind: 'note',
			why: `${why} (--filter='-x security.selinux'), and give them by restorecon where the copy lies.`,
		},
		record('rsync'),
	];
}

/** Their messages. */
export const OF_SERVICES: Known[] = [
	[
		/^postgresql/,
		/^Directory "(\/[^"]{1,4095})" is missing or empty\./,
		([path = '']) => dataOfPostgresql(path),
	],
	[
		/^systemctl$/,
		/^(?:Failed to (?:execute operation|enable(?: unit)?|start \S{1,128}|reload daemon)): Access denied$/,
		() => UNIT,
	],
	[
		/^zabbix/,
		/^Connection to Zabbix server "[^"\s]{1,255}:(\d{1,5})" failed\. Possible reasons:/,
		() => ZABBIX,
	],
	[
		/^unix_chkpwd$/,
		/^could not obtain user info \(\w{1,32}\)/,
		(_found, { program }) => (program === undefined ? [] : SHADOW),
	],
	[
		/^nginx$/,
		/^the "user" directive makes sense only if the master process runs with super-user privileges/,
		() => NOT_ROOT,
	],
	[
		/^rsync$/,
		/^rsync_xal_(?:set|clear): l(set|remove)xattr\(".{1,4096}","security\.selinux"\) failed: Permission denied/,
		([call]) => labelsByRsync(call === 'remove'),
	],
	[
		/^(?:ba|da)?sh$/,
		/^(?:Got error '?sh: )?(?:line \d{1,6}: )?\/usr\/(?:sbin|lib)\/sendmail: Permission denied/,
		() => STARTS_SENDMAIL,
	],
	[
		/^(?:postfix\/)?postdrop$/,
		/^(?:warning: )?mail_queue_enter: create file maildrop\/[\w.]{1,64}: Permission denied/,
		() => MAIL_OF_SERVICE,
	],
];

/** @see postgresql-check-db-dir, which runs in postgresql_t: postgresql.fc */
function dataOfPostgresql(path: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `PostgreSQL does not see what is in ${shellWord(path)}. If its data are there (PG_VERSION), do not initialize them: mostly they have no label by which it may read them.`,
		},
		record(),
		{
			kind: 'command',
			why: 'The policy has labels for /var/lib/pgsql alone. If all in the folder is of PostgreSQL, tell it that of its data (FOLDER where that is another one):',
			text: labelFolder(
				!hasDots(path) && isUnknownPlace(path) && !isOfMany(path) ? path : 'FOLDER',
				'postgresql_db_t',
			),
		},
	];
}

/** @see the units' own types, systemd.fc of both policies: systemd asks the policy about the file of a unit */
const UNIT: Remedy[] = [
	{
		kind: 'note',
		why: "systemd says 'Access denied' where SELinux, or polkit(8), refuses what it was asked to do with a unit. Of a unit that was moved from a home (mv(1) keeps the label) it is that label.",
	},
	record(),
	{
		kind: 'command',
		why: 'This gives units the labels that the policy has for them:',
		text: 'restorecon -Rv /etc/systemd/system && systemctl daemon-reload',
	},
];

/** @see httpd_can_connect_zabbix in apache.te of Fedora's policy */
const ZABBIX: Remedy[] = [
	{
		kind: 'note',
		why: "The web pages of Zabbix may not connect to its server. Where the server runs and the last line says 'Permission denied', it is mostly the boolean for that.",
	},
	record(),
	{
		kind: 'command',
		why: 'This lets the web server connect to Zabbix (httpd_can_network_connect: to everything):',
		text: 'setsebool -P httpd_can_connect_zabbix on',
	},
];

/** @see unix_chkpwd(8), and authlogin.fc: shadow_t */
const SHADOW: Remedy[] = [
	{
		kind: 'note',
		why: 'unix_chkpwd(8) could not read the hash of the password: mostly /etc/shadow has lost its label, as by passwd(1) in a rescue shell (rd.break, init=/bin/sh), where no policy is loaded. Boot with enforcing=0 on the command line of the kernel, and give it its label; or everything its own at the next boot (touch /.autorelabel):',
	},
	{ kind: 'command', why: 'As root:', text: 'restorecon -v /etc/shadow /etc/passwd /etc/group' },
	record(),
];

const NOT_ROOT: Remedy[] = [
	{
		kind: 'note',
		why: 'nginx was started by an ordinary user, by this line: then it may neither open its logs nor bind ports below 1024, and that is not SELinux. Start it by its unit (systemctl start nginx), or as root.',
	},
];

const SENDMAIL: Remedy = {
	kind: 'command',
	why: 'If it is a web server or an application in it (PHP), this lets it send mail:',
	text: 'setsebool -P httpd_can_sendmail on',
};

const STARTS_SENDMAIL: Remedy[] = [
	{
		kind: 'note',
		why: 'sendmail(1) could not be started, mostly by a service that is not there to send mail.',
	},
	record(),
	SENDMAIL,
];

/** @see apache.te of Fedora's policy, httpd_can_sendmail; postfix.te, postfix_postdrop_t */
const MAIL_OF_SERVICE: Remedy[] = [
	{
		kind: 'note',
		why: 'postdrop(1) was refused the queue of mail: mostly a service has started sendmail(1), which then runs in the domain of that service.',
	},
	record(),
	SENDMAIL,
	{
		kind: 'note',
		why: 'Without a record: postdrop is to be set-GID for the group of the folder maildrop (`postfix set-permissions`), and not started with NoNewPrivileges=.',
	},
];
