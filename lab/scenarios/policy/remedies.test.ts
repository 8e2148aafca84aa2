// Every command that `peercon explain` prints can be run: each of these records leads to some, and they do
// what they say on a host that enforces. What is in capitals in a command is filled in here.
import * as assert from 'uvu/assert';
import { explain } from '../../../packages/explain/src/explain.ts';
import { readRecords } from '../../../packages/records/src/index.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';

/** A record of a login that is refused something, at the end of which stand object and class. */
function refused(permission: string, details: string, object: string, level = 's0'): string {
	const subject = `unconfined_u:unconfined_r:unconfined_t:${level}-s0:c0.c1023`;
	return `avc:  denied  { ${permission} } for  pid=1 comm="x" ${details} scontext=${subject} tcontext=system_u:object_r:${object}`;
}

const CONTAINER = 'system_u:system_r:container_t:s0:c1,c2';

/** What is in capitals in a command, and what a reader would write there. */
const FILLED_IN: Record<string, string> = {
	TYPE: 'echo_port_t',
	DOI: '3',
	CONTEXT: 'system_u:object_r:netlabel_peer_t:s0',
	PATH: '/srv/labeled',
	MOUNTPOINT: '/dev/shm',
	PLACE: '/srv/homes',
	"'PROGRAM'": "'true'",
};

/** What each record asks for, with the type of what is mapped and what undoes the commands. */
const MCS: [record: string, type: string, undo: string][] = [
	[
		refused('name_bind', 'src=5999', 'unreserved_port_t:s0 tclass=tcp_socket'),
		'echo_port_t',
		'semanage port -d -p tcp 5999',
	],
	[
		refused('sendto', 'daddr=192.0.2.7', 'node_t:s0 tclass=node'),
		'node_t',
		'semanage node -d -p ipv4 -M /32 192.0.2.7',
	],
	[
		refused('egress', 'netif=eth9', 'netif_t:s0 tclass=netif'),
		'lo_netif_t',
		'semanage interface -d eth9',
	],
	[
		refused('recv', 'saddr=127.0.0.1 daddr=127.0.0.1 netif=lo', 'unlabeled_t:s0 tclass=peer'),
		'',
		'netlabelctl map del default; netlabelctl map add default protocol:unlbl; netlabelctl unlbl del interface:lo address:127.0.0.0/8',
	],
	[refused('send', 'dest=7', 'unlabeled_t:s0 tclass=packet'), '', 'true'],
	[refused('sendto', '', 'unlabeled_t:s0 tclass=association'), '', 'true'],
	[refused('open', 'path="/etc/hosts"', 'unlabeled_t:s0 tclass=file'), '', 'rm /.autorelabel'],
	[
		refused('open', 'path="/srv/labeled"', 'unlabeled_t:s0 tclass=file'),
		'etc_t',
		'semanage fcontext -d /srv/labeled; restorecon /srv/labeled',
	],
	[
		refused('open', 'path="/srv/labeled"', 'default_t:s0 tclass=file'),
		'etc_t',
		'semanage fcontext -d /srv/labeled; restorecon /srv/labeled',
	],
	[
		refused('execmod', 'path="/srv/labeled"', 'usr_t:s0 tclass=file'),
		'',
		'setsebool -P allow_execmod off; semanage fcontext -d /srv/labeled; restorecon /srv/labeled',
	],
	[refused('recv', 'saddr=127.0.0.1', 'netlabel_peer_t:s0:c5 tclass=peer'), '', 'true'],
	[
		`avc:  denied  { read } for  path="/srv/labeled" scontext=${CONTAINER} tcontext=system_u:object_r:container_file_t:s0:c3 tclass=file`,
		'',
		'restorecon /srv/labeled',
	],
	[
		`avc:  denied  { read } for  name="data" scontext=${CONTAINER} tcontext=system_u:object_r:default_t:s0 tclass=dir`,
		'',
		"semanage fcontext -d '/srv/labeled(/.*)?'; restorecon -F /srv/labeled",
	],
	[
		`avc:  denied  { read } for  path="/usr/lib/a.so" scontext=${CONTAINER} tcontext=system_u:object_r:unlabeled_t:s0 tclass=file`,
		'',
		"semanage fcontext -d '/srv/labeled(/.*)?'; restorecon -F /srv/labeled",
	],
	[
		'avc:  denied  { execute } for  pid=7 comm="(x)" path="/srv/labeled" scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:var_t:s0 tclass=file',
		'',
		'semanage fcontext -d /srv/labeled; restorecon /srv/labeled',
	],
	[
		'avc:  denied  { search } for  pid=7 comm="sshd" name="homes" scontext=system_u:system_r:sshd_t:s0 tcontext=system_u:object_r:default_t:s0 tclass=dir',
		'user_home_dir_t',
		"semanage fcontext -d -e /home /srv/homes; semanage fcontext -d '/srv/labeled(/.*)?'; restorecon -F /srv/labeled",
	],
	[
		refused('write', 'name="/" dev="vdb"', 'unlabeled_t:s0 tclass=dir'),
		'var_t',
		"semanage fcontext -d '/dev/shm(/.*)?'; restorecon -RF /dev/shm",
	],
	[
		`avc:  denied  { associate } for  name="/" dev="tmpfs" scontext=system_u:object_r:etc_t:s0 tcontext=system_u:object_r:lib_t:s0 tclass=filesystem`,
		'',
		'true',
	],
	// What is asked before a bare rule, and what a service is to write in place of its settings.
	[
		'avc:  denied  { read } for  path="/srv/labeled" scontext=system_u:system_r:sshd_t:s0 tcontext=system_u:object_r:mail_spool_t:s0 tclass=file',
		'',
		'true',
	],
	[
		'avc:  denied  { write } for  path="/srv/labeled" scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:httpd_config_t:s0 tclass=dir',
		'',
		"semanage fcontext -d '/srv/labeled(/.*)?'; restorecon -F /srv/labeled",
	],
	[
		'avc:  denied  { write } for  path="/srv/labeled" scontext=system_u:system_r:useradd_t:s0 tcontext=system_u:object_r:var_spool_t:s0 tclass=file',
		'mail_spool_t',
		'semanage fcontext -d /srv/labeled; restorecon -F /srv/labeled',
	],
	[refused('name_connect', 'dest=80', 'http_port_t:s0 tclass=tcp_socket'), '', 'true'],
	[
		'type=SELINUX_ERR msg=audit(1.0:1): op=setxattr invalid_context="system_u:object_r:etc_t:s0"',
		'',
		'true',
	],
];

const MLS: [record: string, type: string, undo: string][] = [
	[
		refused('egress', 'netif=eth9', 'netif_t:s0 tclass=netif', 's3').replace('-s0:c0', '-s3:c0'),
		'lo_netif_t',
		'semanage interface -d eth9',
	],
	[
		refused('sendto', 'daddr=192.0.2.7', 'node_t:s0-s1 tclass=node', 's3').replace(
			'-s0:c0',
			'-s3:c0',
		),
		'node_t',
		'semanage node -d -p ipv4 -M /32 192.0.2.7',
	],
];

/** Runs what is printed for a record, and undoes it. */
async function runAll(
	guest: ScenarioGuest,
	[text, type, undo]: (typeof MCS)[number],
	options: { as?: string } = {},
): Promise<string[]> {
	const { records } = readRecords(text);
	assert.is(records.length, 1, text);
	const commands = explain(records[0] as never).remedies.flatMap(({ kind, text: command }) =>
		(kind === 'command' || kind === 'mapping') && command ? [command] : [],
	);
	assert.ok(commands.length > 0, `${text} leads to a command`);
	for (const command of commands) {
		const whole = Object.entries({ ...FILLED_IN, ...(type && { TYPE: type }) }).reduce(
			// A word by itself: a column of findmnt(8) is FSTYPE.
			(line, [name, value]) => line.replace(new RegExp(`(?<!\\w)${name}(?!\\w)`, 'g'), value),
			command,
		);
		const { status, output } = await guest.run(whole, options);
		assert.is(status, 0, `${whole}\n${output}`);
	}
	await guest.must(undo, options);
	return commands;
}

/** Mappings are the security administrator's there. */
const SECADM = { as: 'root:secadm_r:secadm_t:s0-s15:c0.c1023' };

const mcs = scenario('remedies', { policy: 'default' });

mcs('should be commands that can be run', async (guest) => {
	await guest.must(
		'echo > /srv/labeled; mkdir -p /srv/homes /var/lib/containers; restorecon /srv/labeled; netlabelctl cipsov4 add local doi:3 && modprobe -a -q dummy; true',
	);
	const run = [];
	for (const each of MCS) run.push(...(await runAll(guest, each)));
	const programs = new Set(run.map((command) => command.split(' ')[0]));
	assert.equal([...programs].sort(), [
		'chcon',
		'findmnt',
		'ip',
		'netlabelctl',
		'nft',
		'restorecon',
		'runcon',
		'seinfo',
		'semanage',
		'sesearch',
		'setsebool',
		'touch',
	]);
});

mcs.run();

const mls = scenario('remedies under MLS', { policy: 'mls' });

mls('should give what is mapped a range that the level lies in', async (guest) => {
	for (const each of MLS) {
		const commands = await runAll(guest, each, SECADM);
		assert.ok(
			commands.some((command) => / -r s0-s3( |$)/.test(command)),
			commands.join('\n'),
		);
	}
});

mls.run();
