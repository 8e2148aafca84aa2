// What programs say of a refusal, where a log has no record of SELinux.

import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toldByPrograms } from '../src/told-by-program.ts';

/** The first words and the commands of what a line says. */
function told(...lines: string[]): string[] {
	return toldByPrograms(lines).flatMap(({ advice }) => [
		advice[0]?.why ?? '',
		...advice.flatMap(({ text }) => text ?? []),
	]);
}

const RECENT = 'ausearch -m avc,user_avc -ts recent';

const programs = suite('what programs say without a record');

for (const [line, ...wanted] of [
	[
		'nginx: [emerg] bind() to 0.0.0.0:8088 failed (13: Permission denied)',
		'nginx was refused port 8088.',
		`${RECENT} -c nginx | peercon explain`,
		'semanage port -a -t http_port_t -p tcp 8088',
	],
	[
		'(13)Permission denied: AH00072: make_sock: could not bind to address [::]:8090',
		'A program was refused port 8090.',
		`${RECENT} | peercon explain`,
		'semanage port -a -t http_port_t -p tcp 8090',
	],
	[
		'Sep  1 10:00:00 host sshd[1594]: error: Bind to port 2222 on 0.0.0.0 failed: Permission denied.',
		'sshd was refused port 2222.',
		`${RECENT} -c sshd | peercon explain`,
		'semanage port -a -t ssh_port_t -p tcp 2222',
	],
	[
		'nginx: [emerg] bind() to 0.0.0.0:5432 failed (13: Permission denied)',
		'nginx was refused port 5432.',
		`${RECENT} -c nginx | peercon explain`,
		'semanage port -m -t http_port_t -p tcp 5432',
	],
	[
		'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
		'nginx was refused port 80.',
		`${RECENT} -c nginx | peercon explain`,
	],
	[
		'Error: listen EACCES: permission denied :::443',
		'A program was refused port 443.',
		`${RECENT} | peercon explain`,
	],
	[
		"Sep 22 04:48:17 host systemd[1]: a.service: Can't open PID file '/var/a/run/a.pid' (yet?) after start: Permission denied",
		'By this line systemd was refused the PID file /var/a/run/a.pid, so it does not see that the service has started, and ends it after a time.',
		`${RECENT} | peercon explain`,
		"semanage fcontext -a -t var_run_t '/var/a/run(/.*)?' && restorecon -Rv /var/a/run",
	],
	[
		"systemd[1]: Can't open PID file /run/a/a.pid (yet?) after start: Permission denied",
		'By this line systemd was refused the PID file /run/a/a.pid, so it does not see that the service has started, and ends it after a time.',
		`${RECENT} | peercon explain`,
		'restorecon -Rv /run/a',
	],
	[
		'bash: error while loading shared libraries: libc.so.6: cannot change memory protections',
		'bash may not use the library libc.so.6.',
		`${RECENT} -c bash | peercon explain`,
		'restorecon -RF /var/lib/containers',
		'restorecon -v LIBRARY',
	],
	[
		'/opt/a/bin/a: error while loading shared libraries: /opt/a/lib/liba.so: cannot restore segment prot after reloc: Permission denied',
		'a may not use the library /opt/a/lib/liba.so.',
		`${RECENT} -c a | peercon explain`,
		"semanage fcontext -a -t textrel_shlib_t '/opt/a/lib/liba\\.so' && restorecon -v /opt/a/lib/liba.so",
	],
	[
		'/opt/a/bin/a: error while loading shared libraries: liba.so: cannot enable executable stack as shared object requires: Permission denied',
		'a may not use the library liba.so.',
		`${RECENT} -c a | peercon explain`,
	],
	[
		'a: error while loading shared libraries: /opt/a/lib/../liba.so: failed to map segment from shared object: Permission denied',
		'a may not use the library /opt/a/lib/../liba.so.',
		`${RECENT} -c a | peercon explain`,
		'restorecon -v LIBRARY',
	],
	[
		'rsync: [receiver] rsync_xal_set: lremovexattr("/srv/etc/motd","security.selinux") failed: Permission denied (13)',
		"rsync -X was to take the label of a file away, since the one in the source has none (made or changed where SELinux was off), and the kernel lets nobody do that while SELinux runs. Give the source its labels (restorecon -R of it, where it is mounted in its place), or leave labels out of the copy (--filter='-x security.selinux'), and give them by restorecon where the copy lies.",
		`${RECENT} -c rsync | peercon explain`,
	],
	[
		'dial tcp 192.0.2.1:5432: connect: permission denied',
		'A program was refused to connect to port 5432.',
		`${RECENT} | peercon explain`,
	],
	[
		'2026/01/02 10:00:00 [crit] 123#0: *1 connect() to 127.0.0.1:3000 failed (13: Permission denied), client: 192.0.2.7',
		'A program was refused to connect to port 3000.',
		`${RECENT} | peercon explain`,
		'setsebool -P httpd_can_network_connect on',
	],
	[
		'2026/01/02 10:00:00 [crit] 123#0: *1 connect() to unix:/run/app.sock failed (13: Permission denied), client: 192.0.2.7',
		'A program was refused /run/app.sock.',
		`${RECENT} | peercon explain`,
		'semanage fcontext -a -t httpd_exec_t PROGRAM && restorecon -v PROGRAM',
		'namei -l /run/app.sock',
	],
	[
		"(13)Permission denied: [client 192.0.2.7:80] AH00035: access to /x denied (filesystem path '/home/u/x')",
		'A program was refused /home/u/x.',
		`${RECENT} | peercon explain`,
		'setsebool -P httpd_read_user_content on',
		"semanage fcontext -a -t httpd_sys_content_t 'FOLDER(/.*)?' && restorecon -Rv FOLDER",
		'namei -l /home/u/x',
	],
	[
		'-bash: ./deploy.sh: Permission denied',
		'bash was refused ./deploy.sh.',
		`${RECENT} -c bash | peercon explain`,
		'namei -l ./deploy.sh',
	],
	[
		"(app)[1234]: app.service: Unable to locate executable '/root/app': Permission denied",
		'By this line systemd was refused to start /root/app.',
		`${RECENT} | peercon explain`,
		'semanage fcontext -a -t bin_t /root/app && restorecon -v /root/app',
	],
	[
		"mysqld: Can't change dir to '/data/db/' (OS errno 13 - Permission denied)",
		'mysqld was refused /data/db/.',
		`${RECENT} -c mysqld | peercon explain`,
		"semanage fcontext -a -t mysqld_db_t '/data/db(/.*)?' && restorecon -Rv /data/db",
		'namei -l /data/db/',
	],
	[
		'postgresql-check-db-dir[7]: Directory "/pg/data" is missing or empty.',
		'PostgreSQL does not see what is in /pg/data. If its data are there (PG_VERSION), do not initialize them: mostly they have no label by which it may read them.',
		`${RECENT} | peercon explain`,
		"semanage fcontext -a -t postgresql_db_t '/pg/data(/.*)?' && restorecon -Rv /pg/data",
	],
	[
		'PHP Fatal error:  Uncaught Exception: The stream or file "/var/www/app/logs/app.log" could not be opened in append mode: Permission denied in x.php:1',
		'A program was refused /var/www/app/logs/app.log.',
		`${RECENT} | peercon explain`,
		"semanage fcontext -a -t httpd_sys_rw_content_t '/var/www/app/logs(/.*)?' && restorecon -Rv /var/www/app/logs",
		'restorecon -nv /var/www/app/logs/app.log',
		'namei -l /var/www/app/logs/app.log',
	],
	[
		'mail dovecot[7]: imap(ann@example.com)<1><2>: Error: Mailbox INBOX: mkdir(/srv/vmail/ann/Maildir/cur) failed: Permission denied (euid=5000 UNIX perms appear ok)',
		'dovecot was refused /srv/vmail/ann/Maildir/cur.',
		`${RECENT} | peercon explain`,
		"semanage fcontext -a -t mail_spool_t '/srv/vmail(/.*)?' && restorecon -Rv /srv/vmail",
		'namei -l /srv/vmail/ann/Maildir/cur',
	],
	[
		"sshd[7]: debug1: Could not open authorized keys '/data/home/ann/.ssh/authorized_keys': Permission denied",
		'sshd was refused /data/home/ann/.ssh/authorized_keys.',
		`${RECENT} -c sshd | peercon explain`,
		'semanage fcontext -a -e /home /data/home && restorecon -RF /data/home',
		'restorecon -v /data/home/ann/.ssh/authorized_keys',
		"semanage fcontext -a -t ssh_home_t '/data/home/ann/\\.ssh(/.*)?' && restorecon -Rv /data/home/ann/.ssh",
		'namei -l /data/home/ann/.ssh/authorized_keys',
	],
	[
		'rsyslogd[7]: cannot connect to 192.0.2.4:5140: Permission denied [v8.2102.0]',
		'rsyslogd was refused to connect to port 5140.',
		`${RECENT} | peercon explain`,
		'semanage port -l | grep -w 5140',
		'semanage port -a -t syslogd_port_t -p tcp 5140',
	],
	[
		'web-1  | nginx: [emerg] open() "/etc/nginx/nginx.conf" failed (13: Permission denied)',
		'nginx was refused /etc/nginx/nginx.conf.',
		`${RECENT} | peercon explain`,
	],
	[
		'web-1  | nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
		'nginx was refused port 80.',
	],
	[
		'Error: lsetxattr /mnt/nas/media: operation not supported',
		'The engine was to label /mnt/nas/media (:z or :Z), and the file system there keeps no labels (NFS, CIFS, FAT): take the option off. What lies there has one label for all, which a boolean opens to containers, or the mount gives:',
		'setsebool -P virt_use_nfs on',
	],
	[
		'Error: rootlessport cannot expose privileged port 80, you can add more: bind: permission denied',
		"That is not SELinux, by this line: who is not root may not bind port 80, which is below net.ipv4.ip_unprivileged_port_start. Publish a port from 1024 on (-p 8080:80), put a service of root's in front, or lower that for the whole host (sysctl(8)).",
	],
	[
		'traefik  | time="x" level=error msg="dial unix /var/run/docker.sock: connect: permission denied"',
		'A program was refused the socket of the engine.',
		`${RECENT} | peercon explain`,
	],
	[
		'-bash: ./tool: Operation not permitted',
		"Starting ./tool was not permitted (EPERM). SELinux says 'Permission denied' there (EACCES): so it is mostly another control, as fapolicyd(8), which lets only such programs start as a package has brought or somebody trusts.",
		'ausearch -m fanotify -ts recent',
		'fapolicyd-cli --file add FILE && fapolicyd-cli --update',
	],
	[
		'postfix/postdrop[7]: warning: mail_queue_enter: create file maildrop/93.47: Permission denied',
		'postdrop(1) was refused the queue of mail: mostly a service has started sendmail(1), which then runs in the domain of that service.',
		`${RECENT} | peercon explain`,
		'setsebool -P httpd_can_sendmail on',
	],
	[
		'qemu-kvm: -blockdev {"driver":"file"}: Could not open \'/home/ann/a.iso\': Permission denied',
		'qemu-kvm was refused /home/ann/a.iso.',
		`${RECENT} -c qemu-kvm | peercon explain`,
		'namei -l /home/ann/a.iso',
	],
	[
		'haproxy[7]: [ALERT] 166/101502 (1873) : Starting frontend stats: cannot bind socket (Permission denied) [0.0.0.0:8404]',
		'haproxy was refused port 8404.',
		`${RECENT} -c haproxy | peercon explain`,
		'semanage port -a -t http_port_t -p tcp 8404',
	],
	[
		"2026-01-02T10:00:00.326173Z 0 [ERROR] [MY-010123] [Server] Failed to set datadir to '/data/db/' (OS errno: 13 - Permission denied)",
		'mysqld was refused /data/db/.',
		`${RECENT} -c mysqld | peercon explain`,
		"semanage fcontext -a -t mysqld_db_t '/data/db(/.*)?' && restorecon -Rv /data/db",
		'namei -l /data/db/',
	],
	[
		'Failed to execute operation: Access denied',
		"systemd says 'Access denied' where SELinux, or polkit(8), refuses what it was asked to do with a unit. Of a unit that was moved from a home (mv(1) keeps the label) it is that label.",
		`${RECENT} | peercon explain`,
		'restorecon -Rv /etc/systemd/system && systemctl daemon-reload',
	],
	[
		'Connection to Zabbix server "localhost:10051" failed. Possible reasons:',
		"The web pages of Zabbix may not connect to its server. Where the server runs and the last line says 'Permission denied', it is mostly the boolean for that.",
		`${RECENT} | peercon explain`,
		'setsebool -P httpd_can_connect_zabbix on',
	],
	[
		"Error starting domain: Cannot access storage file '/home/ann/a.qcow2' (as uid:107, gid:107): Permission denied",
		'A program was refused /home/ann/a.qcow2.',
		`${RECENT} | peercon explain`,
		'namei -l /home/ann/a.qcow2',
	],
	[
		'sh: /usr/sbin/sendmail: Permission denied',
		'sendmail(1) could not be started, mostly by a service that is not there to send mail.',
		`${RECENT} | peercon explain`,
		'setsebool -P httpd_can_sendmail on',
	],
] as [string, ...string[]][]) {
	programs(`should read '${line.slice(0, 60)}'`, () => {
		assert.equal(told(line), wanted);
	});
}

programs('should take nothing that a peer has sent for what the program says', () => {
	const commands = (line: string) =>
		told(line).filter(
			(each) => /^(?:semanage|sysctl|setsebool)/.test(each) && !/FOLDER|httpd_read_user/.test(each),
		);
	for (const line of [
		'Nov 30 10:00:00 host sshd[7]: Invalid user Failed to execute /etc/shadow: Permission denied from 192.0.2.6 port 5',
		'Nov 30 10:00:00 host sshd[7]: Invalid user bind() to 192.0.2.1:22 failed (13: Permission denied) from 192.0.2.6',
		'2026/11/30 10:00:00 [error] 12#12: *5 open() "/home/u/bind*:22" failed (13: Permission denied), client: 192.0.2.6',
		'2026/11/30 10:00:00 [error] 12#12: *5 open() "/var/www/x" failed (13: Permission denied), client: 192.0.2.6, request: "GET /connect() to 192.0.2.1:22 failed (13: Permission denied)"',
		'httpd[7]: Failed to execute /var/www/cgi-bin/x.cgi: Permission denied',
		'systemd[1]: a.service: Failed at step EXEC spawning /etc/passwd: Permission denied',
		'systemd[1]: a.service: Failed at step EXEC spawning /bin/sh: Permission denied',
		'nginx: [emerg] bind() to 0.0.0.0:8080 failed (13: Permission denied)',
		'sshd[7]: Invalid user Error: rootlessport cannot expose privileged port 1 Permission denied from 203.0.113.5',
		'sshd[7]: Invalid user lsetxattr /x: operation not supported from 203.0.113.5',
		"sshd[7]: Invalid user '/srv/keys/.ssh/x' Permission denied from 203.0.113.5",
		"dovecot[7]: imap-login: Aborted login: user=<'/data/keys/private/x' Permission denied>, method=PLAIN",
		"mysqld[7]: Access denied for user '/srv/app/x' Permission denied'@'203.0.113.5'",
		"vsftpd[7]: pam_unix(vsftpd:auth): check pass; user unknown '/srv/keys/tls/x' Permission denied",
		'rsyncd[7]: rsync: send_files failed to open "/secrets/key" (in backup): Permission denied (13)',
		'Bob: Failed to execute /srv/data/uploads/evil.sh: Permission denied',
		`2026/11/30 10:00:00 [error] 12#12: *5 open() "/var/www/x" failed (2: No such file or directory), client: 203.0.113.5, referrer: "'/srv/private/keys/x' Permission denied create"`,
		"[core:error] (13)Permission denied: [client 203.0.113.5:80] AH00132: file permissions deny server access: /var/www/x, referer: http://x/'/srv/private/keys/create'",
		'2026/11/30 10:00:00 [error] 12#12: *5 open() "/srv/site/.git/config" failed (13: Permission denied), client: 203.0.113.5',
		'docker: Error response from daemon: exec: "/docker-entrypoint.sh": permission denied: unknown.',
		'scp: /root/secret: Permission denied',
		'postgresql-check-db-dir[7]: Directory "/mnt/../data" is missing or empty.',
		'postgresql-check-db-dir[7]: Directory "/data" is missing or empty.',
		'dovecot[7]: imap(a)<1><b>: Error: Mailbox INBOX: open(/export/home/ann/Maildir/x) failed: Permission denied',
		"mysqld: Can't open file '/data/mysql.err' (OS errno 13 - Permission denied)",
		'squid: Cannot open file "/cache/access.log": Permission denied',
		'systemd[1]: a.service: Failed to execute /usr/local/bin: Permission denied',
		'systemd[1]: a.service: Failed to execute /data: Permission denied',
		'mysqld: bind() to 0.0.0.0:22 failed (13: Permission denied)',
		'dovecot[7]: imap(a)<1><b>: Error: Mailbox mkdir(/srv/x): stat(/srv/y/../../etc) failed: Permission denied',
		'2026/11/30 10:00:00 [error] 12#12: *5 open() "/srv/www/../../etc/cron.d/x" failed (13: Permission denied)',
	])
		assert.equal(commands(line), [], line);
});

programs('should be the option of the volume that stands in the paste', () => {
	const line = 'cat: /data/a: Permission denied';
	const option = (volume: string) => told(`podman run -v ${volume} image`, line).at(-1);
	assert.is(option('./site:/data'), '-v ./site:/data:Z');
	assert.is(option('/srv/x:/data:ro,Z'), '-v /srv/x:/data:ro,z');
	assert.is(told('    - ./site:/data:ro', line).at(-1), '-v ./site:/data:ro,Z');
	// What the host's own programs use is not to be labeled, and another volume is not meant.
	for (const volume of ['/etc:/data', '~:/data', '/home/ann:/data', '.:/data', './site:/dat'])
		assert.not.match(option(volume) ?? '', /^-v/, volume);
});

programs('should tell what is the same once, and no more than three things', () => {
	const line = 'nginx: [emerg] bind() to 0.0.0.0:8088 failed (13: Permission denied)';
	assert.is(toldByPrograms([line, line]).length, 1);
	const paths = [1, 2, 3, 4].map((each) => `cp: cannot open '/srv/${each}': Permission denied`);
	assert.is(toldByPrograms(paths).length, 3);
});

programs('should say nothing of a line that names neither a port nor a path', () => {
	assert.equal(told('java.net.SocketException: Permission denied (Bind failed)'), []);
	assert.equal(told('user@host: Permission denied (publickey).'), []);
	assert.equal(told('nginx: [emerg] bind() to 0.0.0.0:8088 failed (98: Address in use)'), []);
});

programs('should hand nothing of a line to a shell or a terminal raw', () => {
	const all = told(
		"cp: cannot open '/srv/$(reboot);x': Permission denied",
		'cp: cannot open "/srv/\u001b[31m/a": Permission denied',
	);
	assert.ok(!all.join().includes('\u001b'));
	assert.ok(all.includes("namei -l '/srv/$(reboot);x'"), all.join('\n'));
});

programs('should not hang on a line that is made for it', () => {
	for (const long of [
		'type=SYSCALL success=no '.repeat(40_000),
		`type=SYSCALL ${'success=no '.repeat(80_000)}`,
		`Permission denied ${'‘/'.repeat(300_000)}`,
		`Permission denied ${"'/a".repeat(300_000)}`,
	])
		assert.type(toldByPrograms(readRecords(long).lines).length, 'number');
	const long = `bind ${'1.1.1.1:'.repeat(240)} permission denied`;
	assert.type(toldByPrograms(Array.from({ length: 2000 }, () => long)).length, 'number');
});

programs.run();
