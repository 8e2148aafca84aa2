// What engines of containers, and others that know better, say of a refusal.

import { printable, shellWord } from '@peercon/context/foreign-text';
import { labelFolder } from '../remedy/path.ts';
import { isUnknownPlace } from '../remedy/place.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { isOfMany } from '../summary/of-path.ts';
import { type Message, record } from './message.ts';

/** A message by its program, where it names one, and its words, and what it leads to. */
type Known = [
	program: RegExp,
	words: RegExp,
	advice: (found: string[], message: Message) => Remedy[],
];

/** Engines, and what starts containers for others. */
const ENGINES =
	/^(?:podman|docker|dockerd|conmon|crio|containerd|kubelet|traefik|portainer|watchtower|rootlessport)$/;

const KNOWN: Known[] = [
	[
		ENGINES,
		/^(?:Error: )?rootlessport cannot expose privileged port (\d{1,5})\b/,
		([port = '']) => unprivileged(port),
	],
	[
		ENGINES,
		/^(?:Error response from daemon: )?(?:[\w ]{1,64}: )?lsetxattr (?:\([^)]{0,255}\) )?(\/[^:]{1,4095}): operation not supported|^(?:Error response from daemon: )?(?:[\w ]{1,64}: )?error setting label on mount source '(\/[^']{1,4095})'.*: operation not supported/,
		([path = '']) => withoutLabels(path),
	],
	[
		ENGINES,
		/^(?:Error response from daemon: )?(?:[\w "/.-]{1,128}: )?SELinux relabeling of (\/\S{0,4095}?) is not allowed/,
		([path = '']) => relabelsSystem(path),
	],
	[
		ENGINES,
		/\bdial unix \/\S{1,255}\/(?:docker|podman)\.sock: connect: permission denied/,
		(_found, { isOfContainer }) => socketOfEngine(isOfContainer),
	],
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

/** What a message of those leads to; none for others. */
export function aboutKnown(message: Message): Remedy[] {
	for (const [program, words, advice] of KNOWN) {
		if (message.program !== undefined && !program.test(message.program)) continue;
		const [found, ...parts] = words.exec(message.text) ?? [];
		if (found !== undefined) return advice(parts.filter(Boolean), message);
	}
	return [];
}

/** @see ip_unprivileged_port_start of ip(7) */
function unprivileged(port: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `That is not SELinux, by this line: who is not root may not bind port ${printable(port)}, which is below net.ipv4.ip_unprivileged_port_start. Publish a port from 1024 on (-p 8080:80), put a service of root's in front, or lower that for the whole host (sysctl(8)).`,
		},
	];
}

function withoutLabels(path: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `The engine was to label ${shellWord(path)} (:z or :Z), and the file system there keeps no labels (NFS, CIFS, FAT): take the option off. What lies there has one label for all, which a boolean opens to containers, or the mount gives:`,
		},
		{
			kind: 'command',
			why: 'For NFS (CIFS: virt_use_samba):',
			text: 'setsebool -P virt_use_nfs on',
		},
		{
			kind: 'note',
			why: 'Or mount it with context="system_u:object_r:container_file_t:s0" (mount(8)), and do without the boolean.',
		},
	];
}

function relabelsSystem(path: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `The engine does not label ${shellWord(path)} for a container, since the host would lose it: take :z or :Z off that volume. What the container needs of it goes into a folder of its own; a container that is to see the host's own files runs without confinement (--security-opt label=disable).`,
		},
	];
}

/** @see container.te of container-selinux: connectto of container_runtime_t is spc_t's */
function socketOfEngine(isOfContainer: boolean): Remedy[] {
	return [
		{ kind: 'note', why: 'A program was refused the socket of the engine.' },
		record(),
		{
			kind: 'note',
			why: `${isOfContainer ? 'On a host with SELinux no' : 'In a container: no'} container of container_t may talk to the engine, who is root of the host, whatever the label of the socket: no :z for it. Run that one container with --security-opt label=disable (compose: security_opt: [label=disable]), or give it a proxy of the socket that lets through what it needs.`,
		},
		...(isOfContainer ? [] : [OF_GROUP]),
	];
}

const OF_GROUP: Remedy = {
	kind: 'note',
	why: 'On the host itself it is mostly the mode: the socket is for root, and of Docker for the group docker (who is in that is as good as root).',
};

/** @see postgresql-check-db-dir, which runs in postgresql_t: postgresql.fc */
function dataOfPostgresql(path: string): Remedy[] {
	const isPlain = !/\/\.{1,2}(?:\/|$)/.test(path);
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
				isPlain && isUnknownPlace(path) && !isOfMany(path) ? path : 'FOLDER',
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
