// Records that lead to each command that `peercon explain` prints, and what such a command has done.

import { SECADM } from '../common/login.ts';

/** A record, and what comes of the commands that are printed for it. */
export interface Row {
	record: string;
	/** What a reader would write in the place of words in capitals, where it is not what all rows write. */
	filled?: Record<string, string>;
	/** A line for the shell before each command, for some are in place of each other. */
	before?: string;
	/** In what context they are run, where it is not root's login. */
	as?: string;
	/** What they show, all together. */
	shows?: RegExp;
	/** A line for the shell that sees what they have done, and undoes what would be in the way of other rows. */
	after?: string;
}

/** A record of a login that is refused something, at the end of which stand object and class. */
function refused(permission: string, details: string, object: string, level = 's0'): string {
	const subject = `unconfined_u:unconfined_r:unconfined_t:${level}-s0:c0.c1023`;
	return `avc:  denied  { ${permission} } for  pid=1 comm="x" ${details} scontext=${subject} tcontext=system_u:object_r:${object}`;
}

/** A record of a service. */
function ofService(permission: string, details: string, type: string, object: string): string {
	return `avc:  denied  { ${permission} } for  pid=1 ${details} scontext=system_u:system_r:${type}:s0 tcontext=system_u:${object}`;
}

/** Sees that there are sockets of both families, and takes back what was mapped and the label of an address of lo. */
function unmapped(address: string): string {
	return `socat -u /dev/null UDP4:127.0.0.1:9 && socat -u /dev/null UDP6:[::1]:9 && netlabelctl map del default && netlabelctl map add default protocol:unlbl && netlabelctl unlbl del interface:lo address:${address}`;
}

const CONTAINER = 'system_u:system_r:container_t:s0:c1,c2';

/** The file that records and commands are about, unless they name another one. */
export const FILE = '/srv/labeled';

/** What is in capitals in a command, and what a reader would write there. */
export const FILLED_IN: Record<string, string> = {
	TYPE: 'echo_port_t',
	DOI: '3',
	CONTEXT: 'system_u:object_r:netlabel_peer_t:s0',
	PATH: FILE,
	MOUNTPOINT: '/dev/shm',
	PLACE: '/srv/homes',
	FOLDER: '/srv/folder',
	HOME: '/srv/folder',
	NAME: 'ann',
	"'PROGRAM'": "'true'",
};

/** A denial whose program is php-fpm. */
const DENIED = 'cp /bin/runcon /tmp/php-fpm; /tmp/php-fpm system_u:system_r:kernel_t:s0 true';

export const MCS: Row[] = [
	// What auditd(8) has written.
	{
		record: 'SELinux is preventing access to files with the label, file_t.',
		before: DENIED,
		shows: /comm="php-fpm"/,
		after: 'rm /.autorelabel',
	},
	{
		record:
			'host setroubleshoot[8]: SELinux is preventing /usr/sbin/php-fpm from name_connect access on the tcp_socket port 5432.',
		before: DENIED,
		shows: /comm="php-fpm".*postgresql_port_t +tcp +5432/s,
		after:
			'getsebool httpd_can_network_connect httpd_can_network_connect_db | grep -vc "on$" | grep -x 0',
	},
	{
		record:
			'host setroubleshoot[8]: SELinux is preventing /usr/sbin/zabbix_server from name_connect access on the tcp_socket port 9418.',
		before: DENIED.replaceAll('php-fpm', 'zabbix_server'),
		shows: /comm="zabbix_server".*git_port_t +tcp +9418/s,
		after: 'getsebool zabbix_can_network | grep "on$"',
	},
	// A program whose domain is not known may have booleans that begin with its name.
	{
		record:
			'host setroubleshoot[8]: SELinux is preventing /usr/sbin/openvpn-helper from name_connect access on the tcp_socket port 9418.',
		before: DENIED.replaceAll('php-fpm', 'openvpn-helper'),
		shows: /comm="openvpn-helper".*openvpn_can_network_connect/s,
		after: 'semanage port -d -p tcp 9418',
	},
	// What programs say themselves, where no record is beside it.
	{
		record: 'nginx: [emerg] bind() to 0.0.0.0:8089 failed (13: Permission denied)',
		before: DENIED.replaceAll('php-fpm', 'nginx'),
		shows: /may not become kernel_t/,
		after: 'semanage port -l | grep "^http_port_t .*8089" && semanage port -d -p tcp 8089',
	},
	{
		record: "systemd[1]: a.service: Unable to locate executable '/srv/labeled': Permission denied",
		before: DENIED,
		after: 'ls -Z /srv/labeled | grep bin_t',
	},
	{
		record: "cp: cannot open '/srv/labeled' for reading: Permission denied",
		filled: { TYPE: 'etc_t' },
		before: DENIED.replaceAll('php-fpm', 'cp'),
		shows: /root +root +labeled/,
		after: 'ls -Z /srv/labeled | grep etc_t && rm -f /tmp/cp',
	},
	{
		record: 'postgresql-check-db-dir[7]: Directory "/srv/folder/data" is missing or empty.',
		before: `${DENIED}; mkdir -p /srv/folder/data`,
		after: 'ls -Zd /srv/folder/data | grep postgresql_db_t',
	},
	{
		record: 'postdrop[7]: warning: mail_queue_enter: create file maildrop/9.4: Permission denied',
		before: DENIED,
		after: 'getsebool httpd_can_sendmail | grep "on$"',
	},
	// A link in place of a service's folder.
	{
		record: ofService(
			'read',
			'name="mysql" dev="vda1" ino=7',
			'httpd_t',
			'object_r:mysqld_db_t:s0 tclass=lnk_file',
		),
		before: 'test -e /var/lib/mysql || ln -s /srv/folder /var/lib/mysql',
		after: 'ls -Zd /var/lib/mysql | grep var_lib_t && rm /var/lib/mysql',
	},
	// A file in place of a device.
	{
		record: 'SELinux is preventing x from write access on the file null.',
		before: DENIED.replaceAll('php-fpm', 'x'),
		shows: /^crw.*null_device_t/m,
	},
	// A file by its name alone.
	{
		record: 'host setroubleshoot[8]: SELinux is preventing smbd from read access on the file list.',
		before: `${DENIED.replaceAll('php-fpm', 'smbd')}; echo > /srv/folder/list; chcon -t etc_t /srv/folder/list`,
		shows: /comm="smbd".*Would relabel \/srv\/folder\/list /s,
		after: 'rm /srv/folder/list',
	},
	// A port that the policy has in a range.
	{
		record:
			'host setroubleshoot[8]: SELinux is preventing /usr/sbin/named from name_bind access on the tcp_socket port 10006.',
		before: DENIED.replaceAll('php-fpm', 'named'),
		shows: /comm="named".*http_cache_port_t/s,
		after: 'semanage port -l | grep "dns_port_t .*tcp .*10006"',
	},
	{
		record:
			'avc:  denied  { sys_admin } for  pid=1 comm="agent" capability=21  scontext=system_u:system_r:spc_t:s0 tcontext=system_u:system_r:spc_t:s0 tclass=cap_userns',
		after: 'auditctl -l | grep -q "w /etc/shadow -p w" && auditctl -D && kill $(pidof auditd)',
	},
	// Labeled networking.
	{
		record: refused('name_bind', 'src=5999', 'unreserved_port_t:s0 tclass=tcp_socket'),
		filled: { TYPE: 'echo_port_t' },
	},
	// A port that the policy has in a range, and one that it has by itself.
	{
		record: ofService(
			'name_bind',
			'comm="named" src=10005',
			'named_t',
			'object_r:http_cache_port_t:s0 tclass=tcp_socket',
		),
		shows: /named_t dns_port_t/,
		after: 'semanage port -l | grep "dns_port_t .*tcp .*10005"',
	},
	{
		record: ofService(
			'name_bind',
			'comm="named" src=3128',
			'named_t',
			'object_r:squid_port_t:s0 tclass=tcp_socket',
		),
		after: 'semanage port -l | grep "dns_port_t .*tcp .*3128"',
	},
	{
		record: refused('sendto', 'daddr=192.0.2.7', 'node_t:s0 tclass=node'),
		filled: { TYPE: 'node_t' },
	},
	{
		record: refused('egress', 'netif=eth9', 'netif_t:s0 tclass=netif'),
		filled: { TYPE: 'lo_netif_t' },
	},
	{
		record: refused(
			'recv',
			'saddr=127.0.0.1 daddr=127.0.0.1 netif=lo',
			'unlabeled_t:s0 tclass=peer',
		),
		after: unmapped('127.0.0.0/8'),
	},
	{
		record: refused('recv', 'saddr=::1 daddr=::1 netif=lo', 'unlabeled_t:s0 tclass=peer'),
		before: 'netlabelctl calipso add pass doi:3',
		after: unmapped('::1'),
	},
	{
		record: refused('send', 'dest=7', 'unlabeled_t:s0 tclass=packet'),
	},
	{
		record: refused('sendto', '', 'unlabeled_t:s0 tclass=association'),
	},
	{
		record: refused('open', 'path="/etc/hosts"', 'unlabeled_t:s0 tclass=file'),
		after: 'rm /.autorelabel',
	},
	{
		record: refused('open', 'path="/srv/labeled"', 'unlabeled_t:s0 tclass=file'),
		filled: { TYPE: 'etc_t' },
	},
	{
		record: refused('open', 'path="/srv/labeled"', 'default_t:s0 tclass=file'),
		filled: { TYPE: 'etc_t' },
	},
	{
		record: refused('execmod', 'path="/srv/labeled"', 'usr_t:s0 tclass=file'),
	},
	{
		record: refused('recv', 'saddr=127.0.0.1', 'netlabel_peer_t:s0:c5 tclass=peer'),
	},
	{
		record: `avc:  denied  { read } for  path="/srv/labeled" scontext=${CONTAINER} tcontext=system_u:object_r:container_file_t:s0:c3 tclass=file`,
	},
	{
		record: `avc:  denied  { read } for  name="data" scontext=${CONTAINER} tcontext=system_u:object_r:default_t:s0 tclass=dir`,
	},
	{
		record: `avc:  denied  { read } for  path="/usr/lib/a.so" scontext=${CONTAINER} tcontext=system_u:object_r:unlabeled_t:s0 tclass=file`,
	},
	{
		record:
			'avc:  denied  { execute } for  pid=7 comm="(x)" path="/srv/labeled" scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:var_t:s0 tclass=file',
	},
	{
		record:
			'avc:  denied  { search } for  pid=7 comm="sshd" name="homes" scontext=system_u:system_r:sshd_t:s0 tcontext=system_u:object_r:default_t:s0 tclass=dir',
		filled: { TYPE: 'user_home_dir_t' },
	},
	// A system that is built in a folder, and the root of an image.
	{
		record:
			'avc:  denied  { open } for  pid=7 comm="useradd" path="/mnt/image/etc/skel" dev="loop0" ino=7 scontext=system_u:system_r:useradd_t:s0 tcontext=system_u:object_r:unlabeled_t:s0 tclass=file',
	},
	{
		record:
			'avc:  denied  { mounton } for  pid=7 comm="pasta" path="/" dev="overlay" ino=2 scontext=system_u:system_r:useradd_t:s0 tcontext=system_u:object_r:tmpfs_t:s0 tclass=dir',
	},
	{
		record: refused('write', 'name="/" dev="vdb"', 'unlabeled_t:s0 tclass=dir'),
		filled: { TYPE: 'var_t' },
		after: "semanage fcontext -d '/dev/shm(/.*)?'; restorecon -RF /dev/shm",
	},
	{
		record: `avc:  denied  { associate } for  name="/" dev="tmpfs" scontext=system_u:object_r:etc_t:s0 tcontext=system_u:object_r:lib_t:s0 tclass=filesystem`,
	},
	// What is asked before a bare rule, and what a service is to write in place of its settings.
	{
		record:
			'avc:  denied  { read } for  path="/srv/labeled" scontext=system_u:system_r:sshd_t:s0 tcontext=system_u:object_r:mail_spool_t:s0 tclass=file',
	},
	{
		record:
			'avc:  denied  { write } for  path="/srv/labeled" scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:httpd_config_t:s0 tclass=dir',
	},
	{
		record:
			'avc:  denied  { write } for  path="/srv/labeled" scontext=system_u:system_r:useradd_t:s0 tcontext=system_u:object_r:var_spool_t:s0 tclass=file',
		filled: { TYPE: 'mail_spool_t' },
	},
	{
		record: refused('name_connect', 'dest=80', 'http_port_t:s0 tclass=tcp_socket'),
	},
	{
		record:
			'type=SELINUX_ERR msg=audit(1.0:1): op=setxattr invalid_context="system_u:object_r:etc_t:s0"',
	},
	{
		record:
			'type=SELINUX_ERR msg=audit(1.0:1): op=security_compute_av reason=bounds scontext=system_u:system_r:docker_t:s0 tcontext=system_u:object_r:docker_exec_t:s0 tclass=file perms=entrypoint',
		shows: /Typebounds: \d/,
	},
	// A constraint that the tool has not named.
	{
		record: `${refused('open', 'path="/srv/labeled"', 'etc_t:s0 tclass=file')}\n\tWas caused by:\n\t\tPolicy constraint violation.\n`,
		shows: /mlsconstrain file.*type unconfined_t,.*type etc_t,/s,
	},
	// Ports that somebody has labeled, by any of the ways.
	{
		record: ofService(
			'name_bind',
			'comm="sshd" src=7665',
			'sshd_t',
			'object_r:http_port_t:s0 tclass=tcp_socket',
		),
		before: 'semanage port -l -C | grep -q 7665 || semanage port -a -t http_port_t -p tcp 7665',
		shows: /http_port_t +tcp +7665/,
		// It was given another type, and taken out; what stands before each command has labeled it again then.
		after: "semanage port -l -C | grep -q 'http_port_t *tcp *7665' && semanage port -d -p tcp 7665",
	},
	// One that the policy has a type for is taken out first, and given another after that.
	{
		record: ofService(
			'name_bind',
			'comm="sshd" src=9418',
			'sshd_t',
			'object_r:http_port_t:s0 tclass=tcp_socket',
		),
		before: 'semanage port -l -C | grep -q 9418 || semanage port -m -t http_port_t -p tcp 9418',
		shows: /http_port_t +tcp +9418/,
		after: "semanage port -l -C | grep -q 'ssh_port_t *tcp *9418' && semanage port -d -p tcp 9418",
	},
	// Logins, users and roles.
	{
		record:
			'avc:  denied  { setuid } for  pid=5855 comm="sudo" capability=7 scontext=user_u:user_r:user_t:s0 tcontext=user_u:user_r:user_t:s0 tclass=capability',
		before: 'useradd -m ann',
		after:
			'semanage login -l | grep -q "^ann *staff_u" && ls -Zd /home/ann | grep -q ^staff_u && semanage login -d ann && userdel -r ann',
	},
	{
		record:
			'avc:  denied  { read } for  pid=1 comm="cat" name="labeled" dev="vda1" ino=1 scontext=staff_u:staff_r:staff_t:s0 tcontext=staff_u:object_r:user_home_t:s0:c0 tclass=file',
		before:
			'id ann 2> /dev/null || { useradd ann && semanage login -a -s staff_u ann && chcon -l s0:c0 /srv/labeled; }',
		after:
			"semanage login -l | grep -q '^ann *staff_u *s0-s0:c0 ' && ls -Z /srv/labeled | grep -q ':s0 ' && semanage login -d ann && userdel ann",
	},
	{
		record:
			'avc:  denied  { getattr } for  pid=1 comm="x" path="/srv/labeled" dev="vda1" ino=1 scontext=system_u:system_r:named_t:s0 tcontext=system_u:object_r:swapfile_t:s0 tclass=file',
		before: 'chcon -t swapfile_t /srv/labeled',
		shows: /Would relabel/,
	},
	{
		record:
			'type=SELINUX_ERR msg=audit(1.0:1): op=security_compute_sid invalid_context=staff_u:staff_r:foo_t:s0 scontext=staff_u:staff_r:staff_t:s0 tcontext=system_u:object_r:foo_exec_t:s0 tclass=process',
		filled: { ROLES: 'sysadm_r peercon_admin_r' },
		after:
			"semanage user -l | grep -q '^staff_u.*staff_r' && semanage user -m -R 'staff_r sysadm_r peercon_admin_r' staff_u",
	},
	{
		record:
			'type=SELINUX_ERR msg=audit(1.0:1): op=security_sid_mls_copy invalid_context=user_u:user_r:user_t:s0:c3',
		after: "semanage user -l | grep -q '^user_u.*s0-s0:c3' && semanage user -m -r s0 user_u",
	},
	{
		record:
			'avc:  denied  { entrypoint } for  pid=1 comm="runcon" path="/usr/bin/ping" scontext=unconfined_u:unconfined_r:sshd_t:s0 tcontext=system_u:object_r:ping_exec_t:s0 tclass=file',
		shows: /allow sshd_t sshd_exec_t:file .*allow ping_t ping_exec_t:file /s,
	},
	{
		record: 'host sshd[9]: pam_selinux(sshd:session): Unable to get valid context for jdoe',
		shows: /__default__.*staff_u/s,
	},
	// The kernel's own lines, and those of programs.
	{
		record: 'SELinux: unrecognized netlink message: protocol=4 nlmsg_type=0 sclass=32',
		shows: /Policy deny_unknown status: +allowed/,
	},
	{
		record:
			'SELinux: mount invalid.  Same superblock, different security settings for (dev tmpfs, type tmpfs)',
		shows: /tmpfs +\/dev\/shm/,
	},
	{
		record:
			'SELinux: inode=1 on dev=vda was found to have an invalid context=u_u:object_r:new_t:s0.  This indicates you may need to relabel',
		shows: /Types: 0.*\/dev\/shm/s,
	},
	{
		record:
			'crond[811]: ((null)) Unauthorized SELinux context=system_u:system_r:system_cronjob_t:s0 file_context=unconfined_u:object_r:user_home_t:s0 (/etc/cron.d/backup)',
		before:
			'mkdir -p /etc/cron.d; echo > /etc/cron.d/backup; chcon -t user_home_t /etc/cron.d/backup',
		shows: /Relabeled .*user_home_t:s0 to .*:system_cron_spool_t/,
		after: 'rm /etc/cron.d/backup',
	},
	{
		record:
			'systemd[8]: echo-server.service: Failed at step SELINUX_CONTEXT spawning /usr/bin/x: Invalid argument',
		filled: { UNIT: 'echo-server' },
		shows: /SELinuxContext=/,
	},
	{
		record:
			'Failed to resolve typeattributeset statement at /var/lib/selinux/default/tmp/modules/200/old/cil:1\nsemodule:  Failed!',
		filled: { 'old.pp': '/tmp/old.pp' },
		before:
			'[ -e /tmp/old.cil ] || { cd /tmp; echo "(type old_t)" > old.cil; semodule -X 200 -i old.cil; printf "module old 1; require { type no_such_t; class file read; } allow no_such_t self:file read;" > old.te; checkmodule -m -o old.mod old.te && semodule_package -o old.pp -m old.mod; }',
		shows: /200 old +cil.*\(typeattributeset cil_gen_require no_such_t\)/s,
		after: 'semodule -lfull | grep -q " old " && exit 1; true',
	},
	// What is looked at before anything is changed.
	{
		record: ofService(
			'open',
			'comm="cryptsetup" path="/dev/loop9"',
			'lvm_t',
			'object_r:device_t:s0 tclass=blk_file',
		),
		before: 'test -e /dev/loop9 || { mknod /dev/loop9 b 7 9; chcon -t device_t /dev/loop9; }',
		shows: /Relabeled \/dev\/loop9 from .*:device_t:s0 to .*:fixed_disk_device_t:s0/,
		after: 'rm /dev/loop9',
	},
	{
		record: ofService(
			'unix_read',
			'comm="x" ipc_key=1',
			'httpd_t',
			'system_r:crond_t:s0 tclass=msgq',
		),
		shows: /Message Queues Creators/,
	},
	{
		record: ofService(
			'unix_read',
			'comm="x" ipc_key=1',
			'httpd_t',
			'system_r:crond_t:s0 tclass=shm',
		),
		shows: /Shared Memory Segment Creators/,
	},
	{
		record: ofService(
			'unix_read',
			'comm="x" ipc_key=1',
			'httpd_t',
			'system_r:crond_t:s0 tclass=sem',
		),
		shows: /Semaphore Arrays Creators/,
	},
	{
		record: ofService('noatsecure', 'comm="x"', 'ntpd_t', 'system_r:crond_t:s0 tclass=process'),
		before: 'semodule -DB',
		after: "seinfo | grep -q 'Dontaudit: *[1-9]'",
	},
	{
		record: `type=PATH msg=audit(7.0:61): item=0 name="/root/.config" nametype=UNKNOWN
type=SYSCALL msg=audit(7.0:61): arch=c000003e syscall=83 success=no exit=-13 items=1 ppid=1 pid=7 uid=0 gid=0 fsuid=0 comm="firewalld" exe="/usr/bin/python3"
type=AVC msg=audit(7.0:61): avc:  denied  { dac_read_search } for  pid=7 comm="firewalld" capability=2  scontext=system_u:system_r:firewalld_t:s0 tcontext=system_u:system_r:firewalld_t:s0 tclass=capability`,
		before: 'mkdir -p /root/.config',
		shows: /root root \/\n.*root\n.*\.config/,
		after: 'rmdir /root/.config',
	},
	// Labels: what is made in a folder, left by a container, or is a container's.
	{
		record: ofService(
			'create',
			'comm="mdevctl" name="mdevctl.d"',
			'virtnodedevd_t',
			'object_r:etc_t:s0 tclass=dir',
		),
		filled: { PATH: '/etc/mdevctl.d', TYPE: 'etc_t' },
		after: 'ls -Zd /etc/mdevctl.d | grep -q :etc_t:',
	},
	{
		record: ofService(
			'read',
			'comm="httpd" name="images" dev="vda1" ino=7',
			'httpd_t',
			'object_r:container_file_t:s0 tclass=dir',
		),
		before: 'chcon -t tmp_t -l s0:c1 /srv/labeled',
		shows: /Relabeled \/srv\/labeled\d+ from .*:tmp_t:s0:c1 to .*:var_t:s0/,
	},
	{
		record: `avc:  denied  { read write } for  pid=1 comm="sh" path="/dev/net/tun" dev="tmpfs" ino=44 scontext=${CONTAINER} tcontext=system_u:object_r:container_runtime_tmpfs_t:s0 tclass=chr_file`,
		after: 'ls -Z /srv/labeled | grep -q :container_file_t:',
	},
	{
		record:
			'type=SELINUX_ERR msg=audit(1.0:1): op=setxattr invalid_context="a_u:object_r:b_t:SystemLow"',
		shows: /^$/,
		after: 'systemctl is-active mcstrans && systemctl stop mcstrans',
	},
	{
		record:
			'type=SELINUX_ERR msg=audit(1.0:1): op=setxattr invalid_context="system_u:object-r:echo_server_t:s0"',
		shows: /type echo_server_t\b/,
	},
	{
		record:
			'type=SELINUX_ERR msg=audit(1.0:1): op=security_validate_transition seresult=denied oldcontext=system_u:object_r:var_t:s0:c5 newcontext=system_u:object_r:var_t:s0 taskcontext=system_u:system_r:systemd_tmpfiles_t:s0 tclass=file',
		after: "semanage fcontext -l -C | grep -q '/srv/labeled .*:var_t:s0:c5'",
	},
	// A daemon that takes what others log.
	{
		record: ofService(
			'write',
			'comm="x" name="log" dev="devtmpfs" ino=7',
			'audisp_t',
			'object_r:device_t:s0 tclass=sock_file',
		),
		before: 'pidof socat || { socat -u UNIX-RECV:/tmp/log /dev/null & sleep 1; } > /dev/null 2>&1',
		shows: /\/tmp\/log .*"socat"/,
		after: 'kill $(pidof socat) && rm -f /tmp/log',
	},
	// What systemd has refused.
	{
		record:
			'USER_AVC pid=1 uid=0 auid=1 ses=1 subj=system_u:system_r:init_t:s0 msg=\'avc:  denied  { status } for auid=1 uid=0 gid=0 cmdline="systemctl status auditd.service" scontext=staff_u:staff_r:staff_t:s0 tcontext=system_u:system_r:init_t:s0 tclass=service exe="/usr/lib/systemd/systemd" sauid=0 hostname=? addr=? terminal=?\'',
		shows: /ExecStart=\/\S*auditd.* loaded units listed/s,
	},
	// A line for a unit.
	{
		record:
			'avc:  denied  { recv } for  saddr=127.0.0.1 scontext=system_u:system_r:echo_server_t:s0 tcontext=system_u:object_r:netlabel_peer_t:s0:c5 tclass=peer',
		after:
			"ps -o label= -C node | grep -q '^system_u:system_r:echo_server_t:s0:c5' && systemctl disable --now echo-server && rm -r /run/systemd/system/echo-server.service.d",
	},
];

export const MLS: Row[] = [
	{
		record: refused('egress', 'netif=eth9', 'netif_t:s0 tclass=netif', 's3').replace(
			'-s0:c0',
			'-s3:c0',
		),
		...SECADM,
		filled: { TYPE: 'lo_netif_t' },
	},
	{
		record: refused('sendto', 'daddr=192.0.2.7', 'node_t:s0-s1 tclass=node', 's3').replace(
			'-s0:c0',
			'-s3:c0',
		),
		...SECADM,
		filled: { TYPE: 'node_t' },
	},
	{
		record:
			'avc:  denied  { polmatch } for  scontext=unconfined_u:unconfined_r:unconfined_t:s3 tcontext=system_u:object_r:ipsec_spd_t:s0 tclass=association',
		filled: {
			SELECTOR: 'src 127.0.0.1 dst 127.0.0.1 dir out',
			TEMPLATE: 'tmpl proto ah mode transport',
		},
		before:
			'ip xfrm policy add src 127.0.0.1 dst 127.0.0.1 dir out ctx system_u:object_r:ipsec_spd_t:s0 tmpl proto ah mode transport',
		after:
			'ip xfrm policy; [ "$(ip xfrm policy | grep -c \'security context system_u:object_r:ipsec_spd_t:s0\')" = 1 ] && ip xfrm policy | grep -q ipsec_spd_t:s0-s3 && ip xfrm policy flush',
	},
];
