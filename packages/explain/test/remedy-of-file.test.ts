import { type AccessRecord, readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explain, pastedAnswers } from '../src/index.ts';
import {
	asked,
	made,
	reasons,
	remediesIn,
	saidOf,
	saidOfFile,
	saidOfSocket,
	texts,
} from './explained.ts';

const allowed = suite('what would allow it, of a file');

allowed('should be a label for a path, but for names that are made up each time', () => {
	const labeled = (name: string) =>
		texts(
			made(
				`avc:  denied  { getattr } for  path="/srv/app/${name}" dev="sda1" scontext=a:b:cups_t:s0 tcontext=a:b:default_t:s0 tclass=file`,
			),
		).find((text) => text?.startsWith('restorecon'));
	const named = (name: string) => labeled(name) === `restorecon -v /srv/app/${name}`;
	for (const name of [
		'db.sqlite3',
		'app.service',
		'a.properties',
		'README.Debian',
		'tmpfiles.conf',
	])
		assert.ok(named(name), name);
	// Whatever the name is next time, it takes after its folder.
	for (const name of ['settings.TrlEAv', 'tmpy6epkors', 'a.tmp'])
		assert.is(labeled(name), 'restorecon -Rv /srv/app', name);
});

allowed('should never be a label for /etc itself', () => {
	const create = (what: string, of?: string) =>
		texts(asked('create', 'hd', what, 'u_u:r:hd_t:s0 u_u:object_r:etc_t:s0', of));
	const transition = 'type_transition hd_t etc_t:file TYPE;';
	const [own, lasting, made] = create('path="/etc/hd/a.conf"');
	assert.is(own, 'restorecon -Rv /etc/hd');
	assert.is(lasting, "semanage fcontext -a -t TYPE '/etc/hd(/.*)?' && restorecon -Rv /etc/hd");
	assert.is(made, transition);
	assert.is(create('name="a.conf"')[0], 'restorecon -Rv FOLDER');
	assert.is(create('path="/etc/a.conf"')[0], transition);
	assert.match(create('path="/etc/hd.d"', 'dir')[0] ?? '', /^mkdir -p \/etc\/hd\.d && semanage /);
});

allowed('should be the label of certificates for who reads or gets them', () => {
	const label = (permission: string, domain: string) =>
		texts(
			asked(permission, 'hd', 'name="hd.pem" ino=7', `u_u:r:${domain}:s0 u_u:object_r:etc_t:s0`),
		).some((text) => text?.includes('-t cert_t '));
	assert.ok(label('read', 'hd_t'));
	assert.ok(label('create', 'certmonger_t'));
	// Few may write what all read.
	assert.not.ok(label('create', 'hd_t'));
	assert.not.ok(label('write', 'hd_t'));
});

allowed("should be a label of the service's own where the policy has none for the place", () => {
	const of = (path: string) =>
		saidOf(['mysqld_t', 'unlabeled_t'], 'file', 'read open', `path="${path}" dev="sdb1" ino=9`);
	for (const path of [
		'/mnt/disk/x',
		'/run/media/me/disk/x',
		'/srv/shop/x',
		'/data/x',
		'/db1/a/x',
	]) {
		const folder = path.slice(0, -2);
		assert.match(of(path), `semanage fcontext -a -t mysqld_db_t '${folder}(/.*)?'`);
		assert.not.match(of(path), '/.autorelabel');
	}
	for (const path of ['/var/lib/mysql/x', '/usr/bin/x', '/etc/x', '/srv/www/x', '/opt/a/x', '/x']) {
		assert.not.match(of(path), 'semanage', path);
		assert.match(of(path), '/.autorelabel');
	}
	// Neither / nor the folder that disks are mounted in is any service's.
	assert.not.match(of('/mnt/x'), "'/mnt(/.*)?'");
});

allowed('should be the label of its name for what lies in a home', () => {
	for (const [service, name, type] of [
		['postfix_local_t', '.forward+spam', 'mail_home_t'],
		['fetchmail_t', '.fetchmailrc', 'fetchmail_home_t'],
		['procmail_t', '.procmailrc', 'procmail_home_t'],
		['mysqld_t', '.my.cnf', 'mysqld_home_t'],
	] as const) {
		for (const home of ['admin_home_t', 'user_home_t']) {
			const said = saidOfFile('open', service, home, `name="${name}"`);
			assert.match(said, type);
			assert.not.match(said, 'dontaudit');
		}
	}
	assert.match(saidOfFile('open', 'postfix_local_t', 'admin_home_t', 'name=".other"'), 'dontaudit');
});

allowed('should be the type of its name, wherever a file was brought from', () => {
	for (const [service, name, type] of [
		['mysqld_t', 'my.cnf', 'mysqld_etc_t'],
		['named_t', 'rndc.key', 'dnssec_t'],
		['svirt_t', 'disk.qcow2', 'virt_image_t'],
		['svirt_t', 'install.iso', 'virt_content_t'],
	] as const) {
		assert.match(saidOfFile('read', service, 'user_home_t', `name="${name}"`), `-t ${type} PATH`);
	}
	// The reference policy has no type for it.
	assert.not.match(saidOfFile('read', 'ntpd_t', 'etc_t', 'name="group"'), 'passwd_file_t');
	const mail = saidOfFile('read', 'dovecot_t', 'user_home_t', 'name="cur"', 'dir');
	assert.match(mail, 'restorecon -Rv HOME/Maildir');
	assert.not.match(saidOfFile('read', 'ntpd_t', 'user_home_t', 'name="cur"', 'dir'), 'Maildir');
	assert.match(saidOfFile('relabelto', 'setfiles_t', 'foo_t', 'name="x"'), 'files_type(foo_t)');
});

allowed(
	'should be no other label for the root of what is mounted at a folder of the system',
	() => {
		for (const [type, service] of [
			['var_t', 'httpd_t'],
			['home_root_t', 'httpd_t'],
			['var_log_t', 'ntpd_t'],
		] as const) {
			assert.not.match(saidOfFile('read', service, type, 'name="/"', 'dir'), 'semanage fcontext');
		}
		// A disk that nobody has labeled is none of them.
		assert.match(
			saidOfFile('read', 'httpd_t', 'default_t', 'name="/"', 'dir'),
			'semanage fcontext',
		);
	},
);

allowed('should be the label of its place for what was moved out of /tmp', () => {
	for (const type of ['httpd_tmp_t', 'rpm_script_tmp_t', 'system_cronjob_tmp_t']) {
		const said = saidOfFile('open', 'ntpd_t', type, 'path="/srv/list"');
		assert.match(said, 'was made there and moved');
		assert.not.match(said, 'a gap in the policy');
		for (const place of ['/tmp/list', '/var/tmp/x/list', '/srv/tmp/list', '/run/list'])
			assert.not.match(saidOfFile('open', 'ntpd_t', type, `path="${place}"`), 'and moved');
	}
});

allowed('should not be a gap in the policy where a service changes its own logs', () => {
	for (const [permission, of] of [
		['rename', 'file'],
		['unlink', 'file'],
		['remove_name', 'dir'],
	] as const) {
		const said = (service: string, type: string) =>
			saidOfFile(permission, service, type, 'name="a.log"', of);
		assert.match(said('exim_t', 'exim_log_t'), 'Probably meant so');
		assert.not.match(said('exim_t', 'exim_log_t'), 'httpd_sys_rw_content_t');
		assert.match(said('httpd_t', 'httpd_log_t'), 'httpd_sys_rw_content_t');
		assert.not.match(said('ntpd_t', 'httpd_log_t'), 'Probably meant so');
	}
	assert.not.match(saidOfFile('append', 'exim_t', 'exim_log_t', 'name="a.log"'), 'meant so');
});

allowed('should be the label of what a service writes where the policy knows no such file', () => {
	for (const [service, type] of [
		['syslogd_t', 'var_log_t'],
		['httpd_t', 'httpd_sys_rw_content_t'],
	] as const) {
		const said = saidOfFile('append', service, 'default_t', 'path="/data/list"');
		assert.match(said, type);
		assert.not.match(said, 'passed on');
	}
	// Who has no files there was given the descriptor, and what is to be read is not told.
	assert.match(saidOfFile('append', 'iptables_t', 'default_t', 'path="/data/list"'), 'passed on');
	assert.match(saidOfFile('append', 'httpd_t', 'ntpd_log_t', 'path="/var/log/ntp"'), 'passed on');
});

allowed('should be all that sudo needs, for a service', () => {
	for (const program of ['sudo', 'su'])
		assert.match(
			saidOfFile('execute', 'tomcat_t', `${program}_exec_t`, `name="${program}"`),
			`${program} stays in tomcat_t`,
		);
	for (const other of ['init_t', 'staff_t', 'container_t'])
		assert.not.match(saidOfFile('execute', other, 'sudo_exec_t', 'name="sudo"'), 'sudo stays in');
});

allowed('should be both halves of connect(2) for a UNIX socket, and whose socket it is', () => {
	const socket = (permission: string, what: string, subject: string, object: string, of: string) =>
		reasons(
			made(
				`avc:  denied  { ${permission} } for  pid=1 comm="systemd" ${what} scontext=u_u:system_r:${subject}:s0 tcontext=u_u:system_r:${object}:s0 tclass=${of}`,
			),
		);
	const file = saidOfFile('write', 'ntpd_t', 'mysqld_var_run_t', 'name="a.sock"', 'sock_file');
	assert.match(file, 'connectto');
	assert.not.match(
		saidOfFile('getattr', 'ntpd_t', 'mysqld_var_run_t', 'name="a"', 'sock_file'),
		'connectto',
	);
	assert.not.match(
		saidOfFile('write', 'staff_t', 'init_runtime_t', 'name="private"', 'sock_file'),
		'connectto',
	);
	const answer = (path: string) =>
		socket('sendto', `path="${path}"`, 'chronyd_t', 'spc_t', 'unix_dgram_socket');
	assert.match(answer('/run/chrony/chronyc.77.sock'), 'chronyd_t answers here');
	assert.not.match(answer('/run/chrony/other.sock'), 'answers here');
	for (const permission of ['create', 'bind', 'listen'])
		assert.match(
			socket(permission, '', 'init_t', 'unconfined_service_t', 'tcp_socket'),
			'for a socket unit',
		);
	assert.not.match(socket('create', '', 'init_t', 'init_t', 'tcp_socket'), 'for a socket unit');
});

allowed('should be no program that systemd finds in /tmp', () => {
	assert.match(saidOfFile('execute', 'init_t', 'initrc_tmp_t', 'name="a"'), 'in /usr/local/bin');
});

allowed('should be no label of the host for what lies in the storage of an engine', () => {
	const said = (where: string) => saidOfFile('getattr', 'nrpe_t', 'container_file_t', where, 'dir');
	assert.not.match(said('path="/var/lib/docker/overlay2/x/merged"'), 'restorecon');
	assert.not.match(said('path="/home/joe/.local/share/containers/storage/x"'), 'restorecon');
	assert.match(said('path="/srv/volume"'), 'restorecon -RFv PATH');
	assert.match(said('name="volume"'), 'restorecon -RFv PATH');
});

allowed('should be the label of programs for a script among settings', () => {
	const said = saidOfFile('execute', 'squid_t', 'squid_conf_t', 'name="helper.pl"');
	assert.match(said, '-t bin_t PATH');
	assert.not.match(said, 'a gap in the policy');
	assert.match(saidOfFile('read', 'ntpd_t', 'squid_conf_t', 'name="a"'), 'a gap in the policy');
});

allowed('should be a type for both where two servers use one folder', () => {
	const said = (permission: string, subject: string, object: string, where = 'name="a"') =>
		saidOfFile(permission, subject, object, where, 'dir');
	assert.match(said('read', 'smbd_t', 'httpd_sys_content_t'), '-t public_content_t');
	const write = said('write', 'smbd_t', 'httpd_sys_content_t');
	for (const words of ['-t public_content_rw_t', 'setsebool -P smbd_anon_write on'])
		assert.match(write, words);
	assert.not.match(write, 'httpd_sys_rw_content_t');
	// Who serves what the other writes may read it alone; the other goes on writing by a boolean of its own.
	const read = said('read', 'ftpd_t', 'httpd_sys_rw_content_t');
	assert.match(read, '-t public_content_rw_t');
	assert.match(read, 'httpd_anon_write');
	assert.match(said('write', 'httpd_t', 'httpd_sys_content_t'), 'httpd_sys_rw_content_t');
	const moved = said('read', 'httpd_t', 'samba_share_t', 'path="/var/www/html/a"');
	assert.match(moved, 'restorecon');
	assert.not.match(moved, 'public_content_t');
});

allowed('should say how to find a type where none is known', () => {
	const said = (subject: string) => saidOfFile('open', subject, 'var_t', 'path="/var/x/a"');
	assert.match(said('privoxy_t'), 'grep privoxy_');
	// Types are named without the d of a daemon, too.
	assert.match(said('setroubleshootd_t'), "grep 'setroubleshootd\\?_'");
	// No files are named after these.
	assert.not.match(said('initrc_t'), 'grep');
	// Logs have a type beside that of a domain's other files.
	const log = saidOfFile('open', 'named_t', 'var_log_t', 'path="/var/log/named/a"');
	assert.not.match(log, 'named_zone_t');
});

allowed('should be no rule for what would let a service use an engine', () => {
	const socket = '/run/docker.sock';
	assert.match(saidOfSocket('zabbix_agent_t', 'container_runtime_t', socket), 'confined no more');
	const file = saidOfFile(
		'write',
		'zabbix_agent_t',
		'container_var_run_t',
		'name="docker.sock"',
		'sock_file',
	);
	assert.match(file, 'confined no more');
	const others = saidOfSocket('zabbix_agent_t', 'container_runtime_t', '/run/a.sock');
	assert.not.match(others, 'confined no more');
	assert.not.match(saidOfSocket('unconfined_t', 'container_runtime_t', socket), 'confined no more');
});

allowed('should be the type of logs for what looks at the logs of others', () => {
	const said = (subject: string) => saidOfFile('open', subject, 'default_t', 'path="/x/a.log"');
	assert.match(said('fail2ban_t'), '-t var_log_t');
	assert.not.match(said('chronyd_t'), 'var_log_t');
	const inHome = saidOfFile(
		'getattr',
		'logrotate_t',
		'user_home_t',
		'path="/home/a/log" comm="logrotate"',
		'dir',
	);
	assert.match(inHome, "-t var_log_t '/home/a/log(/.*)?'");
});

allowed('should be no label for a log of the system that a service is to read', () => {
	const said = (permission: string, name: string) =>
		saidOfFile(permission, 'zabbix_agent_t', 'var_log_t', `name="${name}"`);
	assert.match(said('read', 'messages'), 'logging_read_generic_logs(zabbix_agent_t)');
	assert.not.match(said('read', 'messages'), 'restorecon -v');
	assert.match(said('read', 'zabbix.log'), 'restorecon -v');
});

allowed('should be the label of its path for what each host has in /etc', () => {
	const said = (type: string, where: string) => saidOfFile('open', 'postfix_master_t', type, where);
	assert.match(said('var_log_t', 'name="resolv.conf"'), 'restorecon -v /etc/resolv.conf');
	assert.match(said('user_tmp_t', 'path="/etc/hosts"'), 'restorecon -v /etc/hosts');
	assert.match(said('etc_t', 'name="shadow"'), 'restorecon -v /etc/shadow');
	assert.not.match(said('etc_t', 'name="passwd"'), 'restorecon -v /etc/passwd');
	assert.not.match(said('user_tmp_t', 'path="/srv/hosts"'), '/etc/hosts');
	assert.not.match(said('net_conf_t', 'name="hosts"'), '/etc/hosts');
});

allowed(
	"should be no volume of a container what is the host's root, a tmpfs or a layer of an image",
	() => {
		const said = (permission: string, type: string, where: string) =>
			saidOfFile(permission, 'container_t', type, where);
		assert.match(said('getattr', 'var_lib_t', 'path="/host/root/var"'), "the host's own root");
		assert.match(said('getattr', 'var_lib_t', 'path="/hosts/var"'), ':Z for one');
		assert.match(said('write', 'container_ro_file_t', 'name="a"'), 'layers of images');
		assert.not.match(said('execmod', 'container_ro_file_t', 'name="a"'), 'layers of images');
		const tmpfs =
			'avc:  denied  { read } for  name="a" dev="tmpfs" ino=7 scontext=s_u:system_r:container_t:s0 tcontext=s_u:object_r:tmpfs_t:s0 tclass=file';
		assert.match(remediesIn(made(tmpfs)), 'context="system_u:object_r:container_file_t:s0"');
	},
);

allowed('should be an update first where one service has started the other', () => {
	const said = (domain: string, type: string) =>
		saidOfFile('write', domain, type, 'name="a"', 'dir');
	assert.match(said('dnsmasq_t', 'NetworkManager_var_lib_t'), /^Probably a gap .*\n.*has started/);
	assert.not.match(said('dnsmasq_t', 'NetworkManager_var_lib_t'), /seldom/);
	const web = said('httpd_t', 'named_conf_t');
	assert.match(web, /seldom let httpd_t .* starts or serves the other, .* update selinux-policy/);
	assert.not.match(web, /has started/);
});

allowed('should be no rule of an engine for what systemd empties after a logout', () => {
	const said = (comm: string) =>
		remediesIn(
			asked(
				'read',
				comm,
				'name="libpod" dev="tmpfs" ino=7',
				'u:r:init_t:s0 u:object_r:container_runtime_tmpfs_t:s0',
				'dir',
			),
		);
	assert.match(said('systemd-user-ru'), /empties \/run\/user\/UID .* Probably harmless/);
	assert.match(said('systemd'), /^Probably it lies in a tmpfs/);
});

allowed('should be a label for the folder of a log, also by its name alone', () => {
	const said = (name: string, type: string, of?: string) =>
		saidOfFile('write', 'logrotate_t', type, `name="${name}"`, of);
	for (const name of ['catalina.out', 'a.log', 'a.log.1'])
		assert.match(said(name, 'usr_t'), /a label for the file is mostly not enough.*'FOLDER\(/, name);
	assert.match(said('a.log', 'var_lib_t'), String.raw`'FOLDER/[^/]*\.log.*'`);
	assert.match(said('logs', 'usr_t', 'dir'), /'FOLDER\(/);
	assert.not.match(said('a.conf', 'usr_t'), /holds logs alone/);
	assert.not.match(said('log', 'var_t', 'dir'), /holds logs alone/);
});

allowed('should be the policy of a daemon that runs as what starts it', () => {
	const said = (path: string, type = 'init_var_lib_t', domain = 'dnsmasq_t') =>
		saidOfFile('getattr', domain, type, `path="${path}"`);
	assert.match(said('/var/lib/incus/a/b.raw'), /runs in init_t .*container-selinux/);
	assert.match(said('/tmp/a.sock', 'initrc_tmp_t'), /runs in initrc_t/);
	assert.not.match(said('/var/lib/systemd/timers/a'), /runs in init_t/);
	assert.not.match(said('/run/systemd/units/a', 'init_var_run_t'), /runs in init_t/);
	assert.not.match(
		said('/var/lib/incus/a', 'init_var_lib_t', 'systemd_logind_t'),
		/runs in init_t/,
	);
});

allowed('should be an update where a boolean is on, of domains later than container_t', () => {
	const said = (domain: string) =>
		remediesIn(
			asked(
				'read',
				'ls',
				'name="a" dev="0:51" ino=7',
				`u:r:${domain}:s0 u:object_r:nfs_t:s0`,
				'dir',
			),
		);
	assert.match(said('container_init_t'), /virt_use_nfs on\nIf it is on already/);
	assert.not.match(said('container_t'), /on already/);
});

allowed('should be more than a label for a program that a domain may not run by any', () => {
	const said = (domain: string) =>
		saidOfFile('execute', domain, 'usr_t', 'path="/opt/check/tool"', 'file');
	assert.match(said('haproxy_t'), 'haproxy_t run no program labeled bin_t');
	assert.not.match(said('snmpd_t'), 'labeled bin_t. Let');
});

allowed("should be an update before the label where a type is another module's", () => {
	const said = (type: string, permission = 'search') =>
		saidOfFile(permission, 'rhsmcertd_t', type, 'name="docker"', 'dir');
	assert.match(said('container_config_t'), /^Probably a gap/);
	assert.match(said('boinc_var_lib_t'), /^Probably a gap.*\nThen: is the label/);
});

allowed('should be nothing for a daemon in Python that looks into .local', () => {
	const said = (permission: string, comm: string, domain = 'rhsmcertd_t') =>
		remediesIn(
			asked(
				permission,
				comm,
				'name=".local"',
				`u:r:${domain}:s0 u:object_r:gconf_home_t:s0`,
				'dir',
			),
		);
	assert.match(said('search', 'rhsmcertd-worke'), /^The program is probably one in Python/);
	assert.not.match(said('write', 'rhsmcertd-worke'), /Python/);
	assert.not.match(said('search', 'pasta.avx2', 'pasta_t'), /Python/);
	assert.not.match(said('search', 'python3', 'staff_t'), /Python/);
});

allowed('should perhaps be a passed-on descriptor, of a headline, too', () => {
	const said = (permissions: string, path: string) => {
		const { records } = readRecords(
			`setroubleshoot: SELinux is preventing ping (ping_t) "${permissions}" to ${path} (usr_t). For complete SELinux messages. run sealert -l 0d9dbc11-44d8-49bd-a42a-c350a082fd48\n`,
		);
		return records.map((record) => remediesIn(explain(record as AccessRecord))).join();
	};
	const spool = '/usr/local/nagios/var/spool/checkresults/checkt30dqT';
	assert.match(said('read write', spool), /^Perhaps a descriptor that was passed on/);
	assert.match(said('read write', spool), /dontaudit ping_t usr_t:file/);
	assert.not.match(said('read', spool), /passed on/);
	assert.not.match(said('read write', '/usr/local/etc/a.conf'), /passed on/);
});

allowed('should be no type of homes for a file that useradd makes elsewhere', () => {
	const said = saidOfFile('create', 'useradd_t', 'var_lib_t', 'name=".bashrc"');
	assert.match(said, 'useradd -M');
	assert.match(said, 'semanage fcontext -a -e /home PLACE');
	assert.not.match(said, '-t home_root_t');
	assert.not.match(saidOfFile('create', 'httpd_t', 'var_lib_t', 'name=".bashrc"'), 'useradd');
});

allowed('should be a folder again where a link stands in its place', () => {
	const said = (path: string) =>
		saidOfFile('getattr', 'init_t', 'var_lib_nfs_t', `path="${path}"`, 'lnk_file');
	assert.match(said('/var/lib/nfs'), 'it is a symbolic link');
	assert.not.match(said('/var/lib/nfs/a/b'), 'it is a symbolic link');
});

allowed('should be no path of the host for a module that lies in a container', () => {
	const load = (type: string) =>
		saidOfFile('module_load', 'unconfined_service_t', type, 'path="/lib/modules/a.ko"', 'system');
	assert.match(load('container_file_t'), 'container_runtime_exec_t');
	assert.not.match(load('container_file_t'), 'restorecon -v PATH');
	assert.match(load('usr_t'), 'modules_object_t');
});

allowed('should be nothing for what Python compiles beside its sources', () => {
	const said = (name: string, type = 'lib_t') =>
		saidOfFile('write', 'rhsmcertd_t', type, `name="${name}"`, 'dir');
	for (const name of ['python2.7', '__pycache__', 'site-packages'])
		assert.match(said(name), 'dontaudit rhsmcertd_t lib_t:dir write;');
	assert.not.match(said('ruby'), 'PYTHON');
	assert.not.match(said('python2.7', 'var_lib_t'), 'PYTHONDONTWRITE');
});

allowed('should be the boolean of the reference policy for systemd-tmpfiles', () => {
	const said = (subject: string) => saidOfFile('relabelto', subject, 'bin_t', 'name="a"', 'dir');
	assert.match(said('systemd_tmpfiles_t'), 'setsebool -P systemd_tmpfiles_manage_all on');
	assert.not.match(said('rpm_t'), 'tmpfiles');
});

allowed('should be no :z where no engine has made a file of containers', () => {
	const said = (permission: string) =>
		saidOfFile(permission, 'rsync_t', 'container_file_t', 'name="a"', 'dir');
	assert.not.match(said('create'), 'option :z');
	assert.match(said('search'), 'option :z');
});

allowed('should be a folder for the sockets of a machine', () => {
	const said = (type: string) => saidOfFile('unlink', 'svirt_t', type, 'name="a"', 'sock_file');
	assert.match(said('virt_var_run_t'), '-t qemu_var_run_t');
	assert.not.match(said('qemu_var_run_t'), '-t qemu_var_run_t');
});

allowed("should be an update, and no dontaudit, for the key of a machine's TPM", () => {
	const said = (comm: string) =>
		remediesIn(
			made(
				`avc:  denied  { read } for  pid=7 comm="${comm}" path="pipe:[7]" dev="pipefs" ino=7 scontext=s_u:system_r:svirt_t:s0 tcontext=s_u:system_r:virtd_t:s0 tclass=fifo_file`,
			),
		);
	assert.match(said('swtpm'), 'swtpm-selinux');
	assert.not.match(said('swtpm'), 'dontaudit');
	assert.match(said('qemu-kvm'), 'dontaudit');
});

allowed('should be a switch of the host where a container sets one of its RPC', () => {
	const said = saidOfFile('write', 'container_t', 'sysctl_rpc_t', 'name="use-gss-proxy"');
	assert.match(said, 'kernel_nfsd');
	assert.not.match(said, 'sysctl.d');
});

allowed('should be the place of a script that cron runs for what that has made in /run', () => {
	const said = (subject: string) =>
		saidOfFile('read', subject, 'cron_var_run_t', 'name="pmlogger_daily.pid"');
	assert.match(said('pcp_pmcd_t'), 'a job of cron makes in /run');
	assert.not.match(said('crond_t'), 'a job of cron makes');
});

allowed('should be nothing for what logind looks at after a logout', () => {
	const said = (subject: string) =>
		saidOfFile('getattr', subject, 'dirsrv_tmpfs_t', 'path="/dev/shm/slapd"', 'dir');
	assert.match(said('systemd_logind_t'), 'RemoveIPC=');
	assert.not.match(said('sshd_t'), 'RemoveIPC=');
});

allowed("should be another folder for what a service is to find in root's home", () => {
	const said = (subject: string, where: string) =>
		saidOfFile('search', subject, 'admin_home_t', where, 'dir');
	assert.match(said('httpd_t', 'name="root"'), "-t httpd_sys_content_t 'FOLDER(/.*)?'");
	assert.not.match(said('httpd_t', 'path="/var/www/a"'), '/root, or a part');
	assert.match(said('postgresql_t', 'name="root"'), 'kept out of homes on purpose');
});

allowed('should be the type of logs for what a web server adds to', () => {
	assert.match(saidOfFile('append', 'httpd_t', 'default_t', 'name="a.log"'), '-t httpd_log_t');
	assert.match(
		saidOfFile('write', 'httpd_t', 'default_t', 'name="a.log"'),
		'httpd_sys_rw_content_t',
	);
});

allowed('should be the label of its path for a file in /etc that has none', () => {
	const said = saidOfFile('read', 'httpd_t', 'unlabeled_t', 'name="resolv.conf"');
	assert.match(said, 'restorecon -v /etc/resolv.conf');
	assert.not.match(said, 'semanage fcontext');
});

allowed('should be the role of an administrator for the logs of the system', () => {
	const said = (subject: string) =>
		saidOfFile('read', subject, 'var_log_t', 'name="journal"', 'dir');
	assert.match(said('user_t'), 'sudo -r sysadm_r');
	assert.not.match(said('user_t'), 'semanage fcontext');
	assert.not.match(said('httpd_t'), 'sysadm_r');
});

allowed('should be the type of hooks for what libvirt runs', () => {
	const said = (subject: string) => saidOfFile('execute', subject, 'virt_etc_t', 'name="qemu"');
	assert.match(said('virtnetworkd_t'), '-t virt_hook_t');
	assert.not.match(said('httpd_t'), 'virt_hook_t');
});

allowed(
	'should be a gap where a program has named a file after itself in the folder of another',
	() => {
		const said = (name: string) =>
			remediesIn(
				made(
					`avc:  denied  { setattr } for  pid=7 comm="keepalived" name="${name}" dev="dm-0" ino=7 scontext=s_u:system_r:keepalived_t:s0 tcontext=s_u:object_r:neutron_var_lib_t:s0 tclass=file`,
				),
			);
		assert.match(said('1171.pid.keepalived'), 'neutron has started the program');
		assert.match(said('1171.pid.keepalived'), 'openstack-selinux');
		assert.not.match(said('neutron.conf'), 'has started the program');
	},
);

allowed('should be more than execute for a program that leads a service nowhere', () => {
	const said = (subject: string, type: string) => saidOfFile('execute', subject, type, 'name="a"');
	assert.match(said('NetworkManager_t', 'consolehelper_exec_t'), 'execute_no_trans come next');
	assert.not.match(said('NetworkManager_t', 'ntpdate_exec_t'), 'come next');
	assert.not.match(said('staff_t', 'su_exec_t'), 'come next');
});

allowed('should be the label of its path first for a file in /run itself', () => {
	const said = (path: string) => saidOfFile('getattr', 'mdadm_t', 'var_run_t', `path="${path}"`);
	assert.match(said('/run/initiatorname.iscsi'), 'restorecon -v /run/initiatorname.iscsi');
	assert.not.match(said('/run/a/b'), 'restorecon -v /run/a/b');
});

allowed(
	"should be no account's home where mail is delivered and the kernel or the system has a folder",
	() => {
		const look = (type: string) => saidOfFile('search', 'exim_t', type, 'name="net"', 'dir');
		for (const type of ['sysctl_net_t', 'proc_net_t', 'etc_t', 'sssd_public_t', 'foo_var_run_t'])
			assert.not.match(look(type), '.forward', type);
		assert.match(look('munin_var_lib_t'), '.forward');
	},
);

allowed('should be no question of the label where the name and the type agree', () => {
	const agrees: [string, string, string?][] = [
		['log', 'devlog_t', 'lnk_file'],
		['wtmp', 'wtmp_t'],
		['ssh', 'ssh_exec_t'],
		['.k5identity', 'krb5_home_t'],
		['hwdata', 'hwdata_t', 'dir'],
		['journald.conf', 'systemd_conf_t'],
	];
	for (const [name, type, of] of agrees)
		assert.not.match(saidOfFile('read', 'new_t', type, `name="${name}"`, of), 'restorecon', name);
	assert.match(saidOfFile('read', 'new_t', 'wtmp_t', 'name="a"'), 'restorecon');
	assert.not.match(saidOfFile('watch', 'new_t', 'device_t', 'path="/dev"', 'dir'), 'restorecon');
	assert.match(saidOfFile('watch', 'new_t', 'device_t', 'path="/srv/a"', 'dir'), 'restorecon');
});

allowed(
	'should be a type for what a service makes in /run, and no other label for /run itself',
	() => {
		const writes = (where: string) => saidOf(['new_t', 'var_run_t'], 'dir', 'write', where);
		for (const where of ['name="/" dev="tmpfs"', 'path="/run"', 'name="run"']) {
			assert.match(writes(where), 'files_runtime_filetrans(new_t, TYPE, file)', where);
			assert.not.match(writes(where), 'restorecon', where);
		}
		for (const where of ['name="/" dev="vda1"', 'path="/run/new"', 'name="new"'])
			assert.not.match(writes(where), 'filetrans', where);
	},
);

allowed(
	'should be a transition where a program was started in a domain that is not its own',
	() => {
		const maps = (comm: string, file: string, type: string) =>
			saidOf(['c_t', type], 'file', 'map', `pid=7 comm="${comm}" path="/usr/bin/${file}"`);
		assert.match(maps('d', 'd', 'd_exec_t'), 'domtrans_pattern(c_t, d_exec_t, d_t)');
		assert.not.match(maps('other', 'd', 'd_exec_t'), 'domtrans_pattern');
		assert.not.match(maps('c', 'c', 'c_exec_t'), 'domtrans_pattern');
		const known = maps('mount', 'mount', 'mount_exec_t');
		assert.is(known.split('domtrans_pattern(c_t, mount_exec_t, mount_t)').length, 2);
	},
);

allowed(
	'should be bin_t for a script that somebody has given the label of the program itself',
	() => {
		const runs = (comm: string, path: string) =>
			saidOf(['c_t', 'c_exec_t'], 'file', 'execute_no_trans', `comm="${comm}" path="${path}"`);
		assert.match(runs('c', '/etc/c/a.sh'), "semanage fcontext -a -t bin_t '/etc/c/a\\.sh'");
		assert.not.match(runs('c', '/usr/libexec/c/helper'), 'bin_t');
		assert.not.match(runs('c', '/opt/c/c'), 'bin_t');
	},
);

allowed('should be no rule on the label of passwords, whatever file has it', () => {
	const reads = (name: string) => saidOfFile('read', 'new_t', 'shadow_t', `name="${name}"`);
	assert.match(reads('chrony.conf'), 'chrony.conf is none');
	assert.not.match(reads('chrony.conf'), 'allow new_t');
	for (const name of ['shadow', 'gshadow-', 'shadow.lock', '.pwd.lock', 'opasswd'])
		assert.not.match(reads(name), 'is none', name);
});

allowed('should be the boolean for homes that another system serves, and no label for each', () => {
	const home = saidOf(['login_t', 'nfs_t'], 'dir', 'getattr', 'pid=7 comm="a" path="/home/a"');
	assert.match(home, 'use_nfs_home_dirs');
	assert.match(home, 'sesearch -A -s login_t -t nfs_t -c dir -p getattr');
	assert.not.match(home, 'context=');
	const data = saidOf(['login_t', 'nfs_t'], 'dir', 'getattr', 'pid=7 comm="a" path="/srv/a"');
	assert.match(data, 'context=');
	const medium = saidOf(['new_t', 'iso9660_t'], 'dir', 'search', 'pid=7 comm="a" name="/"');
	assert.match(medium, 'Files of a CD or its image have one label for all');
	assert.not.match(medium, 'getsebool');
});

allowed('should be a look first whether the policy knows the folder of a service in /run', () => {
	const asks = (folder: string) =>
		saidOfFile('write', 'new_t', 'var_run_t', `path="/run/${folder}/a.sock"`, 'sock_file');
	assert.match(asks('news'), 'restorecon -Rv /run/news');
	assert.not.match(asks('other'), 'restorecon -Rv /run/other');
});

allowed('should be a type to write for a database, though it is only read yet', () => {
	const reads = (name: string) =>
		saidOfFile('open', 'httpd_t', 'user_home_t', `path="/srv/app/${name}"`);
	for (const name of ['root.bolt', 'app.db', 'app.sqlite3-wal'])
		assert.match(reads(name), 'httpd_sys_rw_content_t', name);
	assert.not.match(reads('index.html'), 'httpd_sys_rw_content_t');
});

allowed('should be the type of a server of files where another one has the folder', () => {
	const reads = (service: string) => saidOfFile('read', service, 'var_t', 'name="www"', 'dir');
	assert.match(reads('ftpd_t'), 'or the type of another server');
	assert.not.match(reads('new_t'), 'another server');
});

allowed('should be memory that the kernel has as a file, and nothing that was passed on', () => {
	const memory = (where: string, type = 'tmpfs_t') =>
		saidOfFile('read write', 'new_t', type, where);
	assert.match(
		memory('path=2F535953563663303132323534202864656C6574656429'),
		'System V (shmget(2))',
	);
	assert.match(memory('path=2F6465762F7A65726F202864656C6574656429'), 'mapped to be shared');
	assert.match(memory('name="memfd:vmem"'), 'memfd_create(2)');
	const huge = memory('path=2F616E6F6E5F6875676570616765202864656C6574656429', 'hugetlbfs_t');
	assert.match(huge, 'opcache.huge_code_pages=0');
	const sent = 'comm="systemd-journal" path=2F6D656D66643A73642D637572736564202864656C6574656429';
	assert.match(memory(sent), 'By its name cursed has made and sent it');
	assert.not.match(memory(sent), 'type_transition');
	assert.match(memory('comm="cursed" path="/memfd:sd-cursed"'), 'type_transition');
	for (const each of [huge, memory('name="memfd:vmem"')]) assert.not.match(each, 'passed on, for');
});

allowed('should be the label of a terminal, and none that is copied with a file', () => {
	const said = saidOfFile('relabelto', 'sulogin_t', 'user_tty_device_t', 'name="tty1"', 'chr_file');
	assert.match(said, 'labels the terminal for who is to use it');
	assert.not.match(said, 'copies labels');
});

allowed("should be the module's interface where systemd clears up the /tmp of a service", () => {
	const clears = (permission: string, type: string) =>
		texts(
			asked(permission, '(sd-rmrf)', 'name="a" ino=7', `s_u:s_r:init_t:s0 s_u:object_r:${type}:s0`),
		).includes(`systemd_private_tmp(${type})`);
	assert.ok(clears('unlink', 'dovecot_auth_tmp_t'));
	assert.not.ok(clears('unlink', 'user_tmp_t'));
	assert.not.ok(clears('write', 'dovecot_auth_tmp_t'));
});

allowed('should be the mount of a disk that somebody has plugged in', () => {
	const said = (subject: string) =>
		saidOfFile('read', subject, 'unlabeled_t', 'path="/run/media/me/disk"', 'dir');
	assert.match(said('staff_t'), 'a disk that was plugged in');
	assert.not.match(said('mysqld_t'), 'a disk that was plugged in');
});

allowed('should be no label for where a mount point is made anew', () => {
	const said = saidOfFile('mounton', 'disk_t', 'mnt_t', 'path="/run/media/me/disk"', 'dir');
	assert.not.match(said, 'made anew');
});

allowed('should never be a label for /etc itself, by its name alone either', () => {
	const said = saidOfFile('write', 'new_t', 'etc_t', 'name="etc"', 'dir');
	assert.match(said, 'This is /etc itself');
	assert.not.match(said, 'semanage');
	assert.match(saidOfFile('write', 'new_t', 'etc_t', 'name="new"', 'dir'), 'semanage fcontext');
});

allowed('should be the label of a file of every host that a domain has made anew in /etc', () => {
	const label = (name: string, type: string) =>
		saidOfFile('read', 'init_t', type, `name="${name}"`).includes(`restorecon -v /etc/${name}`);
	assert.ok(label('fstab', 'lvm_metadata_t'));
	assert.ok(label('passwd', 'net_conf_t'));
	assert.not.ok(label('hosts', 'net_conf_t'));
	// iproute2 has a file of that name.
	assert.not.match(
		remediesIn(asked('read', 'ip', 'name="group"', 's_u:r:ifconfig_t:s0 s_u:object_r:usr_t:s0')),
		'/etc/group',
	);
});

allowed('should be the label of /dev/log, whoever has made it', () => {
	const said = (where: string) => saidOfFile('write', 'audisp_t', 'device_t', where, 'sock_file');
	assert.match(said('path="/dev/log"'), 'restorecon -v /dev/log');
	assert.not.match(said('path="/dev/a"'), '/dev/log');
	assert.not.match(said('path="/dev/log"'), 'allow audisp_t');
});

allowed('should be the folder of a log, and the type that its service has for logs', () => {
	const said = saidOfFile('open', 'httpd_t', 'var_log_t', 'path="/var/log/caddy/access.log"');
	assert.match(said, "semanage fcontext -a -t httpd_log_t '/var/log/caddy(/.*)?'");
	assert.match(
		saidOfFile('open', 'dovecot_t', 'var_log_t', 'path="/var/log/a.log"'),
		"semanage fcontext -a -t dovecot_var_log_t '/var/log/a\\.log'",
	);
});

allowed(
	'should be bin_t for a program among libraries, and the place for what lies below /usr',
	() => {
		const runs = saidOfFile('execute', 'new_t', 'lib_t', 'path="/usr/lib/new/hook"');
		assert.match(runs, 'semanage fcontext -a -t bin_t /usr/lib/new/hook');
		assert.not.match(saidOfFile('execute', 'new_t', 'lib_t', 'path="/usr/lib/a.so.1"'), 'bin_t');
		assert.match(
			saidOfFile('read', 'new_t', 'usr_t', 'name="new.xml"'),
			'files_read_usr_files(new_t)',
		);
		assert.not.match(
			saidOfFile('write', 'new_t', 'usr_t', 'name="new.xml"'),
			'files_read_usr_files',
		);
	},
);

allowed('should be no domain for a program that is only read by what reads every file', () => {
	const reads = (domain: string, permission: string) =>
		saidOfFile(permission, domain, 'kmod_exec_t', 'path="/usr/bin/kmod"').includes('domtrans_');
	assert.not.ok(reads('fapolicyd_t', 'map'));
	assert.ok(reads('fapolicyd_t', 'execute'));
	assert.ok(reads('new_t', 'read'));
});

allowed(
	'should be one rule for memory where trampolines are tried in one folder after another',
	() => {
		for (const path of ['/root/#655391 (deleted)', '/tmp/ffi6reIpN (deleted)']) {
			const hex = Buffer.from(path).toString('hex').toUpperCase();
			const said = saidOfFile('execute', 'new_t', 'default_t', `path=${hex}`);
			assert.match(said, 'libffi makes its trampolines so', path);
			assert.not.match(said, 'type_transition', path);
		}
	},
);

allowed('should be the boolean as well where one type is for all servers of files', () => {
	const said = texts(
		asked(
			'write',
			'vsftpd',
			'name="up" ino=7',
			's_u:r:ftpd_t:s0 s_u:object_r:public_content_t:s0',
			'dir',
		),
	);
	assert.match(said[0] ?? '', 'public_content_rw_t');
	assert.is(said[1], 'setsebool -P ftpd_anon_write on');
});

allowed('should be no label in a home for certificates of who is kept out of homes', () => {
	const said = (domain: string, type = 'admin_home_t') =>
		saidOfFile('read', domain, type, 'name="key.pem"');
	assert.match(said('openvpn_t', 'user_home_t'), 'restorecon -Rv HOME/.cert');
	assert.match(said('openvpn_t'), 'restorecon -v PATH');
	assert.not.match(said('syslogd_t'), 'home_cert_t');
	assert.match(said('syslogd_t'), 'restorecon -v PATH');
});

allowed('should be the label of a list of jobs, and no domain entered by it', () => {
	const said = (path: string) =>
		saidOfFile('entrypoint', 'unconfined_cronjob_t', 'user_tmp_t', `path="${path}"`);
	assert.match(said('/var/spool/cron/me'), 'restorecon -v /var/spool/cron/me');
	assert.match(said('/etc/cron.d/me'), 'system_cron_spool_t here');
	assert.not.match(said('/var/spool/cron/me'), 'unconfined_cronjob_exec_t');
	assert.match(said('/opt/job'), 'unconfined_cronjob_exec_t');
});

allowed('should be homes elsewhere for keys and homes that have no label, by their place', () => {
	const said = (path: string) =>
		saidOfFile('getattr', 'sshd_t', 'unlabeled_t', `path="${path}"`, 'dir');
	assert.match(said('/data/home/me'), 'semanage fcontext -a -e /home PLACE');
	assert.not.match(said('/data/me'), '-e /home');
});

allowed('should name the types that a service has for its files', () => {
	const told = (domain: string, type: string, permission = 'read') =>
		/-t (\w+) /.exec(saidOfFile(permission, domain, type, 'name="a"'))?.[1];
	assert.is(told('dkim_milter_t', 'etc_t'), 'dkim_milter_private_key_t');
	assert.is(told('dhcpd_t', 'user_home_t'), 'dhcp_etc_t');
	assert.is(told('zabbix_t', 'var_lib_t', 'write'), 'zabbix_var_lib_t');
	assert.is(told('zabbix_t', 'tmp_t', 'write'), 'TYPE');
});

allowed('should be the type of files to swap to, for one without a label, too', () => {
	for (const name of ['fedora.swap', 'swapfile'])
		assert.match(
			saidOfFile('read', 'init_t', 'unlabeled_t', `name="${name}"`),
			'-t swapfile_t',
			name,
		);
	assert.not.match(saidOfFile('read', 'init_t', 'unlabeled_t', 'name="a"'), 'swapfile_t');
});

allowed('should be a link where the policy foresees a file, and no broken policy', () => {
	const said = (of: string) => saidOfFile('read', 'sssd_t', 'sssd_conf_t', 'name="a.pem"', of);
	assert.match(said('lnk_file'), 'a symbolic link where the policy foresees a file');
	assert.not.match(said('lnk_file'), 'for each other, and the levels');
	assert.match(said('file'), 'for each other, and the levels');
});

allowed('should be an older policy where a program may be executed and not be mapped', () => {
	const said = (permission: string) =>
		saidOfFile(permission, 'new_t', 'dnsmasq_exec_t', 'path="/usr/sbin/dnsmasq"');
	assert.match(said('map'), 'Only map is refused');
	assert.not.match(said('map'), 'domtrans_pattern');
	assert.match(said('execute'), 'domtrans_pattern');
});

allowed('should leave what another daemon makes its type', () => {
	const said = (permission: string, domain: string) =>
		saidOfFile(permission, domain, 'snmpd_log_t', 'name="traps.log"');
	assert.match(
		said('read', 'zabbix_t'),
		'restorecon, which goes by the path, may take the file from',
	);
	assert.not.match(said('read', 'snmpd_t'), 'may take the file from');
	assert.not.match(said('write', 'zabbix_t'), 'may take the file from');
});

allowed('should be harmless where a library opens the certificates of the system to write', () => {
	const said = (name: string) => saidOfFile('write', 'dovecot_auth_t', 'cert_t', `name="${name}"`);
	assert.match(said('cert9.db'), 'a database of NSS');
	assert.not.match(said('cert9.db'), 'allow dovecot_auth_t');
	assert.not.match(said('a.pem'), 'NSS');
});

allowed('should be another way to hand mail over than to have sendmail start smtpd', () => {
	const said = (type: string) => saidOfFile('execute', 'system_mail_t', type, 'name="smtpd"');
	assert.match(said('postfix_smtpd_exec_t'), 'sendmail -t -i');
	assert.not.match(said('postfix_qmgr_exec_t'), 'sendmail -t -i');
});

allowed('should be a place for logs of containers where their readers may look', () => {
	const said = (domain: string) =>
		saidOfFile('search', domain, 'container_var_lib_t', 'name="a"', 'dir');
	assert.match(said('fail2ban_t'), 'Let the container log to the journal');
	assert.not.match(said('httpd_t'), 'Let the container log');
});

allowed('should be a gap where who is there to label sets a label', () => {
	const said = (domain: string) =>
		saidOfFile('relabelto', domain, 'svirt_image_t', 'name="a.qcow2"');
	assert.match(said('virtqemud_t'), 'a gap in the policy');
	assert.not.match(said('virtqemud_t'), 'copies labels');
	assert.match(said('httpd_t'), 'copies labels');
});

allowed('should be the domain of who sends mail for a program that others start for that', () => {
	const said = saidOfFile('execute', 'foo_t', 'sendmail_exec_t', 'name="sendmail"');
	assert.match(said, 'domtrans_pattern(foo_t, sendmail_exec_t, system_mail_t)');
});

allowed('should be a label for / alone, and never one for all below it', () => {
	for (const domain of ['httpd_t', 'sshd_t', 'a_t'])
		for (const type of ['default_t', 'user_home_t', 'mnt_t']) {
			const said = saidOfFile('search', domain, type, 'path="/"', 'dir');
			assert.match(said, '\nrestorecon -v /\n'.trim());
			assert.not.match(said, "'(/.*)?'");
			assert.not.match(said, 'restorecon -Rv /');
		}
	assert.not.match(saidOfFile('search', 'a_t', 'root_t', 'path="/"', 'dir'), 'restorecon -v /');
});

allowed(
	'should look where a file lies that has the type of what a program makes while it runs',
	() => {
		const said = (type: string, path: string) =>
			saidOfFile('execute', 'mount_t', type, `path="${path}"`);
		assert.match(said('automount_lock_t', '/etc/auto.net'), 'is what a program makes in /run/lock');
		assert.match(said('automount_var_run_t', '/etc/auto.net'), 'is what a program makes in /run:');
		assert.not.match(said('automount_lock_t', '/var/lock/subsys/autofs'), 'probably this was made');
		const left = saidOfFile('open', 'ftpd_t', 'var_run_t', 'path="/run/faillock/ann"');
		assert.match(left, 'restorecon -Rv /run/faillock');
	},
);

allowed('should be no label where a program only asked by access(2)', () => {
	const said = (domain: string, call: string) =>
		readRecords(
			`type=AVC msg=audit(1.0:7): avc:  denied  { write } for  pid=7 comm="a" name="a" dev="dm-0" ino=7 scontext=s_u:system_r:${domain}:s0 tcontext=s_u:object_r:usr_t:s0 tclass=dir permissive=0\ntype=SYSCALL msg=audit(1.0:7): arch=c000003e syscall=${call} success=no exit=-13 pid=7 comm="a" exe="/usr/bin/a" key=(null)\n`,
		)
			.records.map((record) => remediesIn(explain(record as AccessRecord)))
			.join();
	for (const call of ['21', '269', '439', 'access'])
		assert.match(said('chronyd_t', call), 'dontaudit chronyd_t usr_t:dir audit_access;');
	assert.not.match(said('chronyd_t', '83'), 'audit_access');
	// What a web server asks whether it may write, it is to write.
	assert.not.match(said('httpd_t', '21'), 'audit_access');
});

allowed('should be restorecon -F where that leaves a type alone otherwise', () => {
	const said = (type: string) => saidOfFile('getattr', 'named_t', type, 'path="/var/named/a"');
	assert.match(said('httpd_user_content_t'), 'restorecon -nFv /var/named/a');
	assert.match(said('snmpd_var_lib_t'), 'restorecon -nv /var/named/a');
});

allowed(
	'should be a path that semanage-fcontext(8) takes, by the name that policies have for it',
	() => {
		const told = (path: string) =>
			/semanage fcontext -a -t \S+ (\S+)/.exec(
				saidOfFile('getattr', 'httpd_t', 'default_t', `path="${path}"`),
			)?.[1];
		assert.is(told('/var/mnt/shop/a.html'), "'/mnt/shop/a\\.html'");
		assert.is(told('/var/usrlocal/share/shop/a.html'), "'/usr/local/share/shop/a\\.html'");
		// As auditd writes a path with a blank: hexadecimal.
		const blank = Buffer.from('/data/my shop/a.html').toString('hex').toUpperCase();
		const said = saidOfFile('getattr', 'httpd_t', 'default_t', `path=${blank}`);
		assert.match(said, "'/data/my\\sshop(/.*)?'");
	},
);

allowed('should be a label that the mount gives, of the root of a tmpfs', () => {
	const root = (permission: string, service: string, name: string) =>
		remediesIn(
			asked(
				permission,
				'a',
				`name="${name}" dev="tmpfs" ino=1`,
				`u_u:system_r:${service}:s0 u_u:object_r:tmpfs_t:s0`,
				'dir',
			),
		);
	assert.match(root('write', 'mysqld_t', '/'), 'rootcontext="system_u:object_r:TYPE:s0"');
	assert.match(root('write', 'mysqld_t', '/'), 'mysqld_tmp_t or mysqld_tmpfs_t');
	assert.not.match(root('search', 'mysqld_t', '/'), 'rootcontext=');
	assert.not.match(root('write', 'mysqld_t', 'a'), 'rootcontext=');
	assert.not.match(root('write', 'udev_t', '/'), 'rootcontext=');
});

allowed('should be the equivalence of a storage that the policy does not know', () => {
	const image = (type: string) =>
		saidOf(['container_t', type], 'file', 'execute', 'path="/usr/bin/bash" dev="overlay" ino=9');
	// Its volumes have their label by the path of that folder, and not by the one above: container.fc.
	const equal = 'semanage fcontext -a -e /var/lib/containers/storage PLACE';
	assert.match(image('default_t'), equal);
	assert.match(image('mnt_t'), equal);
	assert.not.match(image('container_var_lib_t'), equal);
});

allowed('should be the whole folder of keys', () => {
	assert.match(
		saidOfFile('getattr', 'sshd_t', 'default_t', 'path="/data/homes/ann/.ssh/authorized_keys"'),
		"semanage fcontext -a -t ssh_home_t '/data/homes/ann/\\.ssh(/.*)?'",
	);
});

allowed('should be a folder of its own for a socket in /run itself', () => {
	const socket = (path: string) =>
		saidOf(['httpd_t', 'var_run_t'], 'sock_file', 'write', `path="${path}" dev="tmpfs" ino=9`);
	assert.match(socket('/run/shop.sock'), 'RuntimeDirectory=shop ');
	assert.not.match(socket('/run/shop/web.sock'), 'RuntimeDirectory=web ');
});

allowed('should be no label of homes that the daemon of rsync reads', () => {
	const homes = saidOfFile('read', 'rsync_t', 'user_home_t', 'name="photos"', 'dir');
	assert.match(homes, 'no boolean for those alone');
	assert.match(homes, 'setsebool -P rsync_export_all_ro on');
	assert.not.match(homes, 'Probably a gap');
	const moved = saidOfFile('getattr', 'rsync_t', 'user_home_t', 'path="/data/a.jpg"');
	assert.match(moved, 'restorecon -v /data/a.jpg');
	assert.not.match(moved, 'no boolean for those alone');
});

allowed('should be a label for the whole folder that is shared with a virtual machine', () => {
	const shared = (names: string, type: string, of = 'dir', who = 'comm="qemu-kvm"') =>
		saidOf(['svirt_t', type], of, names, `pid=7 ${who} name="a" dev="dm-0" ino=7`);
	const label = "semanage fcontext -a -t svirt_image_t 'FOLDER(/.*)?'";
	assert.match(shared('read', 'user_home_t'), label);
	assert.match(shared('read', 'user_home_t'), 'a folder outside of homes');
	// Of virt_image_t a machine may read files, and not list the folder.
	assert.match(shared('add_name', 'virt_image_t'), label);
	assert.match(shared('open', 'default_t', 'file', 'comm="virtiofsd"'), label);
	for (const said of [
		shared('open', 'default_t', 'file'),
		shared('search', 'user_home_t'),
		shared('read', 'svirt_image_t'),
		shared('read', 'sysfs_t'),
	])
		assert.not.match(said, label);
});

allowed('should be the option context= of a disk without labels, for who keeps files there', () => {
	const on = (subject: string, type: string, names = 'read', of = 'dir', dev = 'sdb1') =>
		saidOf([subject, type], of, names, `pid=7 comm="x" name="a" dev="${dev}" ino=7`);
	assert.match(on('smbd_t', 'dosfs_t'), 'context="system_u:object_r:samba_share_t:s0"');
	assert.not.match(on('smbd_t', 'dosfs_t'), 'Probably a gap');
	assert.match(on('httpd_t', 'vmblock_t'), 'context="system_u:object_r:httpd_sys_content_t:s0"');
	const contained = on('container_t', 'dosfs_t');
	assert.match(contained, 'neither :Z nor restorecon');
	assert.not.match(contained, 'virt_use_nfs');
	assert.match(on('container_t', 'nfs_t', 'read', 'dir', '0:45'), 'virt_use_nfs');
	// The EFI system partition, of what keeps nothing there.
	assert.match(on('fwupd_t', 'dosfs_t', 'read', 'file'), 'Probably a gap');
});

allowed('should be the label of its place for a program that was moved below /usr', () => {
	const runs = (service: string, type: string, path: string) =>
		saidOfFile('execute', service, type, `path="${path}"`);
	const filter = runs('cupsd_t', 'user_tmp_t', '/usr/lib/cups/filter/a');
	assert.match(filter, 'restorecon -v /usr/lib/cups/filter/a');
	assert.not.match(filter, '/usr/local/bin');
	assert.not.match(filter, 'is for what is written');
	const plugin = runs('nrpe_t', 'admin_home_t', '/usr/lib64/nagios/plugins/a');
	assert.match(plugin, 'label those by their paths');
	assert.match(plugin, 'nagios_unconfined_plugin_exec_t');
	assert.match(runs('cupsd_t', 'user_tmp_t', '/opt/a'), '/usr/local/bin');
});

allowed('should be bin_t for a script, whether its interpreter is named in comm= or it is', () => {
	const reads = (comm: string, name: string) =>
		saidOf(
			['snmpd_t', 'admin_home_t'],
			'file',
			'read',
			`pid=7 comm="${comm}" name="${name}" dev="dm-0" ino=7`,
		);
	assert.match(reads('check_disk.py', 'check_disk.py'), '-t bin_t');
	assert.match(reads('a_very_long_nam', 'a_very_long_name.sh'), '-t bin_t');
	assert.match(reads('python3', 'check_disk.py'), '-t bin_t');
	assert.match(reads('snmpd', 'check_disk.py'), '-t bin_t');
	assert.not.match(reads('snmpd', 'snmpd.conf'), '-t bin_t');
	assert.not.match(reads('snmpd', 'snmpd'), '-t bin_t');
});

allowed(
	'should be a folder below /run for the socket of an application, and zones of their own',
	() => {
		const socket = (type: string) =>
			saidOfFile('write', 'httpd_t', type, 'name="a.sock"', 'sock_file');
		for (const type of ['usr_t', 'var_run_t', 'var_lib_t'])
			assert.match(socket(type), "-t httpd_var_run_t '/var/run/NAME(/.*)?'");
		const zone = saidOfFile('write', 'named_t', 'named_conf_t', 'name="named"', 'dir');
		assert.match(zone, '/var/named/slaves');
		assert.not.match(zone, '/var/lib/NAME');
	},
);

allowed('should tell a folder in a home from one that was moved from there', () => {
	const folder = (service: string) =>
		saidOfFile('read', service, 'user_home_t', 'name="shared"', 'dir');
	assert.match(folder('smbd_t'), 'the boolean is for that. If it lies elsewhere');
	assert.match(folder('smbd_t'), "-t samba_share_t 'FOLDER(/.*)?'");
	assert.match(folder('dovecot_t'), 'the service is mostly kept out of it. If it lies elsewhere');
	const home = (path: string) => saidOfFile('lock', 'ftpd_t', 'user_home_t', `path="${path}"`);
	assert.not.match(home('/home/ann/a.txt'), 'public_content_t');
	assert.match(home('/srv/ftp/a.txt'), 'public_content_t');
});

allowed('should be no label of a container for what a service of the host keeps in /run', () => {
	const uses = (type: string, of = 'file') =>
		saidOf(['container_t', type], of, 'read', 'pid=7 comm="x" name="a" dev="tmpfs" ino=7');
	assert.match(uses('iptables_runtime_t'), 'no label of containers for it');
	assert.not.match(uses('iptables_var_run_t'), 'container_file_t');
	assert.match(uses('var_run_t'), 'container_file_t');
	assert.not.match(uses('container_var_run_t'), 'no label of containers for it');
});

allowed('should be nothing of this host for a system that is built in a folder', () => {
	const built = (subject: string, path: string, type = 'unlabeled_t') =>
		saidOfFile('open', subject, type, `path="${path}"`);
	const lock = '/mnt/image/usr/lib/sysimage/rpm/.rpm.lock';
	for (const type of ['unlabeled_t', 'default_t', 'mnt_t']) {
		const said = built('rpmdb_t', lock, type);
		assert.match(said, 'being built or installed in /mnt/image ');
		assert.match(said, 'semanage permissive -a rpmdb_t');
		assert.not.match(said, 'semanage fcontext');
	}
	assert.not.match(built('httpd_t', lock), 'being built');
	assert.not.match(built('rpmdb_t', '/usr/lib/sysimage/rpm/.rpm.lock'), 'being built');
	assert.not.match(built('rpmdb_t', lock, 'rpm_var_lib_t'), 'being built');
});

allowed('should be the mount for a program that a service runs from a share', () => {
	const runs = (subject: string, role: string) =>
		remediesIn(
			made(
				`avc:  denied  { execute } for  pid=7 comm="a" name="b" dev="virtiofs" ino=7 scontext=u_u:${role}:${subject}:s0 tcontext=s_u:object_r:nfs_t:s0 tclass=file`,
			),
		);
	assert.match(runs('init_t', 'system_r'), 'context="system_u:object_r:bin_t:s0"');
	assert.not.match(runs('staff_t', 'staff_r'), 'bin_t:s0"');
});

allowed('should be the tree of a program, and no copy of it alone', () => {
	const runs = (path: string, type = 'user_home_t', comm = '(gunicorn)') =>
		saidOf(
			['init_t', type],
			'file',
			'execute',
			`pid=7 comm="${comm}" path="${path}" dev="dm-0" ino=7`,
		);
	const environment = runs('/home/ann/shop/venv/bin/gunicorn');
	assert.match(environment, "semanage fcontext -a -t bin_t '/home/ann/shop/venv/bin(/.*)?'");
	assert.not.match(environment, '/usr/local/bin');
	assert.not.match(environment, 'it was moved there');
	assert.match(runs('/srv/shop/.venv/bin/celery'), 'restorecon -Rv /srv/shop/.venv/bin');
	assert.match(runs('/home/ann/.local/share/uv/python/bin/python3.12', 'data_home_t'), 'readlink');
	assert.match(runs('/home/ann/run.sh', 'user_home_t', '(run.sh)'), '/usr/local/bin');
	// A vendor's program stays where its package has put it.
	const vendor = runs('/opt/vendor/lpd/filter', 'usr_t', 'cupsd');
	assert.match(vendor, 'semanage fcontext -a -t bin_t /opt/vendor/lpd/filter');
	assert.not.match(vendor, 'the label that the policy has for its path');
});

allowed('should be the program itself where systemd only reads what it is about to execute', () => {
	const reads = (comm: string) =>
		saidOf(
			['init_t', 'user_home_t'],
			'file',
			'read open',
			`pid=7 comm="${comm}" path="/home/ann/collector" dev="dm-0" ino=7`,
		);
	// It is named after the last eight characters.
	assert.match(reads('(ollector)'), '-t bin_t');
	assert.not.match(reads('(httpd)'), '-t bin_t');
});

allowed('should be the setting of a unit that names a file in a home', () => {
	const reads = (name: string, comm: string, of = 'file') =>
		saidOf(
			['init_t', 'user_home_t'],
			of,
			of === 'dir' ? 'search' : 'read',
			`pid=1 comm="${comm}" name="${name}" dev="dm-0" ino=7`,
		);
	assert.match(reads('shop.env', 'systemd'), 'Probably EnvironmentFile=');
	assert.match(reads('db.pass', '(sd-mkdcreds)'), 'Probably LoadCredential=');
	assert.match(reads('shop', '(python3)', 'dir'), 'WorkingDirectory= of a unit lies in a home');
	assert.match(reads('shop.conf', 'systemd'), 'Otherwise: systemd itself does this');
});

allowed('should be a folder of certificates, and no other label for settings', () => {
	const writes = (type: string, where: string, of: string) =>
		saidOfFile('write open', 'certmonger_t', type, where, of);
	assert.match(
		writes('httpd_config_t', 'path="/etc/nginx/ssl"', 'dir'),
		"semanage fcontext -a -t cert_t '/etc/nginx/ssl(/.*)?'",
	);
	assert.match(
		writes('postfix_etc_t', 'path="/etc/postfix/tls/a.key"', 'file'),
		"-t cert_t '/etc/postfix/tls(/.*)?'",
	);
	// Of a service's data its policy is to know it.
	assert.match(writes('cluster_var_lib_t', 'path="/var/lib/pcsd/a.key"', 'file'), 'Probably a gap');
	assert.not.match(writes('httpd_config_t', 'path="/etc/nginx/conf.d"', 'dir'), 'cert_t');
});

allowed('should be the type of one folder before a boolean for all that is served', () => {
	const asks = (subject: string, type: string, boolean: string) => {
		const record = `type=AVC msg=audit(1.0:7): avc:  denied  { write } for  pid=7 comm="a" name="b" dev="dm-0" ino=7 scontext=s_u:system_r:${subject}:s0 tcontext=s_u:object_r:${type}:s0 tclass=dir permissive=0`;
		const why = `\tWas caused by:\n\tThe boolean ${boolean} was set incorrectly.\n\tAllow access by executing:\n\t# setsebool -P ${boolean} 1\n`;
		const log = readRecords(`${record}\n\n${why}`);
		const [one] = log.records as AccessRecord[];
		const { remedies } = explain(one as AccessRecord, {
			answer: pastedAnswers(log).get(one as AccessRecord),
		});
		return remedies.flatMap(({ text }) => text ?? []);
	};
	const web = asks('httpd_t', 'httpd_sys_content_t', 'httpd_unified');
	assert.match(web[0] ?? '', 'httpd_sys_rw_content_t');
	assert.is(web.at(-1), 'setsebool -P httpd_unified 1');
	assert.match(
		asks('ftpd_t', 'public_content_t', 'ftpd_full_access')[0] ?? '',
		'public_content_rw_t',
	);
	assert.is(
		asks('httpd_t', 'user_home_t', 'httpd_enable_homedirs')[0],
		'setsebool -P httpd_enable_homedirs 1',
	);
});

allowed('should be no label for what the kernel has in a file system of its own', () => {
	const asks = (dev: string, type: string) =>
		saidOf(
			['system_dbusd_t', type],
			'file',
			'getattr',
			`pid=7 comm="a" path="pidfd:[7]" dev="${dev}" ino=7`,
		);
	const handle = asks('pidfs', 'unlabeled_t');
	assert.match(handle, 'It is no file');
	for (const each of ['restorecon -v', 'autorelabel', 'inum'])
		for (const said of [handle, asks('pidfs', 'pidfs_t')]) assert.not.match(said, each);
});

allowed('should be the package that has the labels of a storage in /var/lib', () => {
	const image = saidOf(
		['container_t', 'var_lib_t'],
		'file',
		'execute',
		'path="/usr/bin/bash" dev="overlay" ino=9',
	);
	assert.match(image, 'k3s-selinux or rke2-selinux for /var/lib/rancher');
	assert.match(image, 'restorecon -RF PLACE');
});

allowed('should be spc_t first for what works in the folders of an engine or a kubelet', () => {
	const makes = (type: string) =>
		saidOf(['container_t', type], 'sock_file', 'create', 'pid=7 comm="csi" name="csi.sock" ino=7');
	const own = makes('container_var_lib_t');
	assert.ok(own.indexOf('spc_t') < own.indexOf(':Z'));
	const other = makes('default_t');
	assert.not.match(other, 'spc_t (');
});

allowed('should be homes elsewhere for keys below /var, too', () => {
	const keys = (path: string) => saidOfFile('read open', 'sshd_t', 'var_t', `path="${path}"`);
	assert.match(
		keys('/var/services/ann/.ssh/authorized_keys'),
		'semanage fcontext -a -e /home /var/services',
	);
	assert.not.match(keys('/var/services/motd'), '-e /home');
});

allowed('should never be nothing, whoever meets a file of every host with whatever label', () => {
	const names = [
		'hosts',
		'passwd',
		'shadow',
		'resolv.conf',
		'machine-id',
		'authorized_keys',
		'a.log',
	];
	const subjects = ['staff_t', 'user_t', 'httpd_t', 'container_t', 'init_t', 'kernel_t', 'svirt_t'];
	const types = [
		'etc_t',
		'user_home_t',
		'unlabeled_t',
		'default_t',
		'var_run_t',
		'dosfs_t',
		'nfs_t',
	];
	for (const name of names)
		for (const subject of subjects)
			for (const type of types)
				for (const permission of ['read', 'write', 'execute', 'unlink'])
					assert.ok(
						saidOfFile(permission, subject, type, `name="${name}"`).length > 0,
						`${permission} ${name} by ${subject} as ${type}`,
					);
});

allowed('should be the log of the service whose content it lies among', () => {
	const reads = (type: string, path: string) =>
		saidOfFile('read open', 'fail2ban_t', type, `path="${path}"`);
	const web = reads('httpd_sys_content_t', '/var/www/shop/logs/access.log');
	assert.match(web, "semanage fcontext -a -t httpd_log_t '/var/www/shop/logs(/.*)?'");
	assert.match(reads('mysqld_db_t', '/var/lib/mysql/logs/slow.log'), 'mysqld_log_t');
	assert.match(reads('usr_t', '/opt/shop/logs/a.log'), '-t var_log_t');
});

allowed('should be the boolean of its login for what a person runs from a home', () => {
	for (const login of ['guest', 'xguest', 'user', 'staff']) {
		for (const type of ['user_home_t', 'user_tmp_t']) {
			const said = saidOfFile('execute', `${login}_t`, type, 'name="run.sh"');
			assert.match(said, `setsebool -P ${login}_exec_content on`);
			assert.not.match(said, 'restorecon');
		}
	}
	assert.not.match(saidOfFile('execute', 'httpd_t', 'user_home_t', 'name="a"'), 'exec_content');
});

allowed('should be the helper of PAM for a home that is made at a login', () => {
	const makes = (comm: string) =>
		saidOf(['xdm_t', 'user_home_dir_t'], 'dir', 'create', `pid=7 comm="${comm}" name="ann"`);
	assert.match(makes('mkhomedir_helpe'), 'restorecon -v /usr/sbin/mkhomedir_helper');
	assert.not.match(makes('gdm-session'), 'mkhomedir_helper');
});

allowed('should be where it stands for a program of an application', () => {
	const runs = (type: string, path: string) =>
		saidOfFile('execute', 'init_t', type, `path="${path}"`);
	assert.match(
		runs('httpd_sys_content_t', '/var/www/shop/ShopApi'),
		'semanage fcontext -a -t bin_t /var/www/shop/ShopApi',
	);
	assert.match(runs('var_t', '/srv/api/bin/server'), "'/srv/api/bin(/.*)?'");
	// What has another label there was brought from elsewhere.
	assert.match(runs('user_home_t', '/srv/api/server'), 'restorecon -v /srv/api/server');
});

allowed('should be the label of a page before the boolean for homes', () => {
	const reads = (of: string, where: string) =>
		saidOfFile('read', 'httpd_t', 'user_home_t', where, of);
	const page = reads('file', 'name="index.html"');
	assert.ok(page.indexOf('restorecon') < page.indexOf('setsebool'));
	for (const said of [reads('dir', 'name="a"'), reads('file', 'path="/home/ann/a.html"')])
		assert.ok(
			!said.includes('restorecon') || said.indexOf('setsebool') < said.indexOf('restorecon'),
		);
});

allowed('should never be a label for a folder of every system as a whole', () => {
	const folders = [
		'/',
		'/etc',
		'/srv',
		'/opt',
		'/var',
		'/usr',
		'/home',
		'/var/lib',
		'/var/www/html',
	];
	const domains = ['named_t', 'httpd_t', 'smbd_t', 'svirt_t', 'init_t', 'certmonger_t', 'mysqld_t'];
	const types = ['etc_t', 'var_t', 'usr_t', 'default_t', 'user_home_t', 'httpd_sys_content_t'];
	const whole =
		/fcontext -a -t \w+ '?(?:\/(?:etc|srv|opt|var|usr|home)?|\/var\/(?:lib|www\/html))?\(\/\.\*\)/;
	for (const folder of folders)
		for (const domain of domains)
			for (const type of types) {
				const said = [
					saidOfFile('write', domain, type, `path="${folder}"`, 'dir'),
					saidOfFile('read', domain, type, `path="${folder}"`, 'dir'),
					saidOfFile('execute', domain, type, `path="${folder}/python3"`),
					saidOfFile('create', domain, type, `path="${folder}/a.key"`),
				].join('\n');
				assert.not.match(said, whole);
			}
	// As auditd tells the folder beside the name.
	const { records } = readRecords(
		'type=AVC msg=audit(1.0:7): avc:  denied  { write } for  pid=7 comm="isc-net-0000" name="etc" dev="dm-0" ino=7 scontext=s_u:s_r:named_t:s0 tcontext=s_u:object_r:etc_t:s0 tclass=dir\ntype=PATH msg=audit(1.0:7): item=0 name="/etc/" inode=7 nametype=PARENT',
	);
	assert.not.match(remediesIn(explain(records[0] as AccessRecord)), "'(/.*)?'");
});

allowed(
	'should be a folder among settings for what a service writes, and never all of them',
	() => {
		const writes = (service: string, type: string, path: string) =>
			saidOfFile('write', service, type, `path="${path}"`, 'dir');
		for (const path of ['/etc/nginx', '/etc/httpd/conf.d'])
			assert.match(
				writes('httpd_t', 'httpd_config_t', path),
				"semanage fcontext -a -t httpd_sys_rw_content_t 'FOLDER(/.*)?'",
			);
		assert.match(writes('named_t', 'named_conf_t', '/etc/named/dyn'), "'/etc/named/dyn(/.*)?'");
	},
);

allowed('should be the label of its place for what was moved to /opt, with all of its tree', () => {
	const runs = (path: string) => saidOfFile('execute', 'init_t', 'user_home_t', `path="${path}"`);
	const java = runs('/opt/jdk-17/bin/java');
	assert.match(java, 'restorecon -Rv /opt/jdk-17');
	assert.not.match(java, 'python3 -m venv');
	assert.match(runs('/opt/shop/bin/start.sh'), 'restorecon -Rv /opt/shop');
	assert.not.match(runs('/home/ann/.sdkman/java/bin/java'), 'python3 -m venv');
});

allowed('should be the label of its place for a zone where named may write', () => {
	const zone = (path: string) =>
		saidOfFile('write', 'named_t', 'named_zone_t', `path="${path}"`, 'dir');
	const lost = zone('/var/named/dynamic');
	assert.ok(lost.indexOf('restorecon -Rv /var/named/dynamic') < lost.indexOf('setsebool'));
	assert.match(zone('/var/named'), 'zones that named mostly only reads');
});

allowed('should be the restored label first for what known applications write', () => {
	const writes = (path: string) =>
		saidOfFile('write', 'httpd_t', 'httpd_sys_content_t', `path="${path}"`, 'dir');
	const uploads = writes('/var/www/html/wp-content/uploads');
	assert.match(uploads, 'restorecon -Rv /var/www/html/wp-content/uploads` first');
	assert.not.match(writes('/data/www/uploads'), '` first');
});

allowed('should be an update where a container has the type for logs already', () => {
	const asks = (subject: string, names: string) =>
		saidOf([subject, 'container_log_t'], 'dir', names, 'pid=7 comm="a" path="/var/log/pods" ino=7');
	assert.match(asks('container_logreader_t', 'watch'), 'container-selinux lacks this');
	assert.match(asks('container_logwriter_t', 'watch'), 'container-selinux lacks this');
	assert.match(asks('container_t', 'read open'), 'label=type:container_logreader_t');
	assert.match(asks('container_logreader_t', 'add_name'), 'label=type:container_logwriter_t');
});

allowed('should be no label at all where what is to be run is no program', () => {
	for (const type of [
		'shadow_t',
		'passwd_file_t',
		'cert_t',
		'auditd_log_t',
		'var_log_t',
		'ssh_home_t',
	])
		for (const permission of ['execute', 'execmod'])
			for (const service of ['zabbix_t', 'httpd_t', 'tomcat_t']) {
				const said = saidOfFile(permission, service, type, 'path="/etc/a"');
				assert.match(said, `${type} is of no programs`);
				assert.not.match(said, 'semanage fcontext');
				assert.not.match(said, 'allow ');
			}
	assert.match(saidOfFile('execute', 'zabbix_t', 'usr_t', 'path="/opt/a.sh"'), 'semanage fcontext');
});

allowed('should be a folder in a site for what is written, never the whole of it', () => {
	const writes = (path: string, names = 'write', of = 'dir') =>
		saidOfFile(names, 'httpd_t', 'httpd_sys_content_t', `path="${path}"`, of);
	for (const said of [
		writes('/var/www/example.com'),
		writes('/srv/shop/public'),
		writes('/var/www/html/a.jpg', 'create', 'file'),
	]) {
		assert.match(said, 'the folder of a whole site');
		assert.match(said, "httpd_sys_rw_content_t 'FOLDER(/.*)?'");
	}
	assert.match(writes('/var/www/html/cache'), "'/var/www/html/cache(/.*)?'");
});

allowed("should be the policy's own labels below /srv, and none for the logs of the system", () => {
	const site = saidOfFile('search', 'httpd_t', 'var_t', 'path="/srv/site/www/x"', 'dir');
	assert.match(site, 'restorecon -Rv /srv/site/www/x');
	assert.not.match(site, "'/srv/site(/.*)?'");
	for (const path of ['/var/log/journal', '/var/log/messages']) {
		const of = path.endsWith('l') ? 'dir' : 'file';
		assert.not.match(
			saidOfFile('write open', 'mysqld_t', 'var_log_t', `path="${path}"`, of),
			'mysqld_log_t',
		);
	}
});

allowed('should warn of a folder that may be everybody’s where something is made', () => {
	const makes = (type: string) => saidOfFile('create', 'tomcat_t', type, 'name="x"');
	assert.match(makes('etc_t'), 'Never that for /etc itself');
	assert.match(makes('usr_t'), 'Never that for /usr and /opt itself');
	const part = saidOfFile('write', 'tomcat_t', 'usr_t', 'path="/opt/tomcat"', 'dir');
	assert.match(part, 'FOLDER being what in it is for this alone');
});

allowed('should be no boolean for what its rules leave out, and no label for a mount', () => {
	const scans = saidOfFile('read open', 'antivirus_t', 'semanage_store_t', 'path="/a"');
	assert.not.match(scans, 'antivirus_can_scan_system');
	assert.match(
		saidOfFile('read open', 'antivirus_t', 'var_t', 'path="/a"'),
		'antivirus_can_scan_system',
	);
	const mounts = saidOfFile('mounton', 'mysqld_t', 'default_t', 'path="/data/t"', 'dir');
	assert.not.match(mounts, 'semanage fcontext');
});

allowed('should be a volume of the kubelet for a link that a container may not read', () => {
	const reads = (type: string, dev: string) =>
		saidOf(
			['container_t', type],
			'lnk_file',
			'read',
			`pid=7 comm="coredns" name="Corefile" dev="${dev}" ino=7`,
		);
	assert.match(reads('var_lib_t', 'vda4'), 'a volume that the kubelet makes itself');
	assert.not.match(reads('var_lib_t', 'overlay'), 'a volume that the kubelet makes itself');
	assert.not.match(reads('user_home_t', 'vda4'), 'a volume that the kubelet makes itself');
});

allowed('should be the mount of / where an image system has made that without a label', () => {
	const mounts = (dev: string, path: string) =>
		saidOf(
			['pasta_t', 'tmpfs_t'],
			'dir',
			'mounton',
			`pid=7 comm="pasta" path="${path}" dev="${dev}" ino=2`,
		);
	assert.match(mounts('overlay', '/'), 'rootcontext=');
	assert.not.match(mounts('overlay', '/run'), 'rootcontext=');
	assert.not.match(mounts('tmpfs', '/'), '/usr/lib/ostree');
});

allowed('should be no label where a file could be read, and only not be mapped', () => {
	const maps = (type: string) => saidOfFile('map', 'auditd_t', type, 'path="/var/x/a.conf"');
	for (const type of ['var_t', 'var_lib_t', 'etc_t']) assert.not.match(maps(type), 'semanage');
});

allowed('should be no label for a folder of settings that each system has', () => {
	for (const folder of ['pam.d', 'ssh', 'sudoers.d', 'systemd', 'sysconfig', 'cron.d'])
		for (const service of ['certmonger_t', 'httpd_t', 'mysqld_t'])
			assert.not.match(
				saidOfFile('write', service, 'etc_t', `path="/etc/${folder}"`, 'dir'),
				`'/etc/${folder.replace('.', '\\.')}(/.*)?'`,
			);
});

allowed('should be the tree of a service, and none that many have a part of', () => {
	const writes = (path: string) =>
		saidOfFile('write open', 'mysqld_t', 'default_t', `path="${path}"`);
	assert.match(writes('/data/mysql/shop/a.ibd'), "'/data/mysql(/.*)?'");
	for (const path of [
		'/disk2/home/bob/x',
		'/docker/volumes/web/x',
		'/nix/store/a/b',
		'/disk2/var/lib/x',
	])
		assert.not.match(writes(path), /fcontext -a -t \w+ '\/(?:disk2\/\w+|docker\/\w+|nix\/store)\(/);
	const pool = saidOfFile(
		'add_name',
		'svirt_t',
		'virt_image_t',
		'path="/var/lib/libvirt/images"',
		'dir',
	);
	assert.match(pool, 'none of those with images');
	assert.not.match(pool, "'/var/lib/libvirt/images(/.*)?'");
});

allowed('should be a folder for uploads where all that is served would be written', () => {
	const ftp = saidOfFile('write', 'ftpd_t', 'public_content_t', 'path="/var/ftp"', 'dir');
	assert.match(ftp, "public_content_rw_t 'FOLDER(/.*)?' && restorecon -RFv FOLDER");
	assert.match(
		saidOfFile('write', 'ftpd_t', 'public_content_t', 'path="/var/ftp/incoming"', 'dir'),
		"'/var/ftp/incoming(/.*)?'",
	);
});

allowed('should be no program what another service keeps, and no library what is none', () => {
	for (const [service, type] of [
		['nrpe_t', 'postfix_etc_t'],
		['httpd_t', 'mysqld_db_t'],
		['smbd_t', 'named_conf_t'],
	]) {
		const said = saidOfFile('execute', service ?? '', type ?? '', 'path="/a/b"');
		assert.match(said, 'is of no programs');
		assert.not.match(said, 'semanage');
	}
	assert.not.match(saidOfFile('execmod', 'smbd_t', 'user_cron_spool_t', 'name="ann"'), 'textrel');
	assert.match(saidOfFile('execmod', 'smbd_t', 'usr_t', 'name="a.so"'), 'textrel_shlib_t');
});

allowed('should be restorecon alone for the type of a place that the file is not in', () => {
	for (const [type, path] of [
		['usr_t', '/etc/shop'],
		['var_t', '/etc/httpd/conf.d/a.conf'],
		['usr_t', '/var/lib/mysql/a'],
	]) {
		const said = saidOfFile('read open', 'postgresql_t', type ?? '', `path="${path}"`);
		assert.match(said, `restorecon -v ${path}`);
		assert.not.match(said, 'semanage fcontext');
	}
	// What is mounted on /home finds it with its own label.
	const mount = saidOfFile('mounton', 'init_t', 'home_root_t', 'path="/home"', 'dir');
	assert.not.match(mount, 'restorecon -Rv /home');
});

allowed('should be the place of scripts alone where the script may lie in it', () => {
	const runs = (path: string) => saidOfFile('execute', 'udev_t', 'usr_t', `path="${path}"`);
	assert.match(runs('/usr/lib/udev/a.sh'), 'restorecon -Rv /usr/lib/udev');
	assert.not.match(runs('/opt/acme/a.sh'), 'restorecon -Rv /usr/lib/udev');
	assert.match(runs('/opt/acme/a.sh'), 'semanage fcontext -a -t bin_t');
});

allowed('should be the folder, where the next file of it would be refused, too', () => {
	const read = (service: string, type: string, name: string) =>
		saidOfFile('read', service, type, `name="${name}"`);
	assert.match(read('rsync_t', 'default_t', 'db.sql'), "-t rsync_data_t 'FOLDER(/.*)?'");
	assert.match(read('svirt_t', 'default_t', 'install.iso'), '-t virt_content_t PATH');
	const keyring = saidOfFile(
		'write open',
		'gpg_t',
		'etc_t',
		'path="/etc/pacman.d/gnupg/trustdb.gpg"',
	);
	assert.match(keyring, "-t gpg_secret_t '/etc/pacman\\.d/gnupg(/.*)?'");
	assert.match(read('gpg_t', 'etc_t', 'pubring.kbx'), "-t gpg_secret_t 'FOLDER(/.*)?'");
	assert.not.match(read('gpg_t', 'user_tmp_t', 'letter.txt'), 'gpg_secret_t');
});

allowed('should be no label for what a scanner of viruses reads', () => {
	const read = (service: string) => saidOfFile('read', service, 'user_home_t', 'name="report.pdf"');
	assert.not.match(read('antivirus_t'), 'restorecon');
	assert.match(read('slapd_t'), 'restorecon');
});

allowed('should be to build the image anew, where /usr is one', () => {
	const run = (dev: string, path: string) =>
		remediesIn(
			made(
				`avc:  denied  { execute } for  pid=7 comm="a" path="${path}" dev="${dev}" ino=7 scontext=s_u:system_r:init_t:s0 tcontext=s_u:object_r:unlabeled_t:s0 tclass=file`,
			),
		);
	assert.match(run('overlay', '/usr/libexec/a'), 'setfiles -r ROOT');
	assert.match(run('erofs', '/usr/libexec/a'), 'setfiles -r ROOT');
	assert.not.match(run('overlay', '/usr/local/bin/a'), 'setfiles -r ROOT');
	assert.not.match(run('dm-0', '/usr/libexec/a'), 'setfiles -r ROOT');
});

allowed("should be the label of a login's keys, whatever program's they have", () => {
	const keys = (path: string) => saidOfFile('open', 'sshd_t', 'httpd_exec_t', `path="${path}"`);
	assert.match(keys('/root/.ssh/authorized_keys'), 'restorecon -Rv /root/.ssh');
	assert.not.match(keys('/root/.ssh/authorized_keys'), 'domtrans_pattern');
});

allowed('should label a folder of logs for containers only where they write', () => {
	const logs = (permission: string) =>
		saidOfFile(permission, 'container_t', 'var_log_t', 'name="btmp"');
	assert.match(logs('write'), "semanage fcontext -a -t container_file_t 'FOLDER(/.*)?'");
	assert.not.match(logs('read'), 'container_file_t');
});

allowed("should be the database's own label for its socket, and another place for others", () => {
	const socket = (service: string, type: string, name: string) =>
		saidOfFile('write', service, type, `name="${name}"`, 'sock_file');
	for (const [type, name] of [
		['mysqld_db_t', 'mysql.sock'],
		['default_t', 'mysql.sock'],
		['var_lib_t', '.s.PGSQL.5432'],
	] as const) {
		const said = socket('httpd_t', type, name);
		assert.match(said, 'semanage fcontext -a -e /var/lib/');
		assert.not.match(said, 'gunicorn');
	}
	assert.not.match(socket('zabbix_t', 'mysqld_var_run_t', 'mysql.sock'), 'fcontext -a -e');
	assert.match(socket('httpd_t', 'httpd_sys_content_t', 'puma.sock'), 'RuntimeDirectory=');
	assert.match(socket('httpd_t', 'public_content_t', 'puma.sock'), 'RuntimeDirectory=');
});

allowed('should keep services out of /home and /root, whatever they may do in homes', () => {
	const search = (service: string, type: string, name: string) =>
		saidOfFile('search', service, type, `name="${name}"`, 'dir');
	assert.match(search('mysqld_t', 'home_root_t', '/'), 'refused next');
	assert.match(search('dovecot_t', 'admin_home_t', '.acme.sh'), "root's home");
	assert.not.match(search('dovecot_t', 'admin_home_t', '.acme.sh'), 'gap in the policy');
	const site = saidOfFile('getattr', 'httpd_t', 'admin_home_t', 'path="/root/site/a.html"');
	assert.match(site, 'restorecon changes nothing');
});

allowed('should be what a web server writes that is logs, and what dnsmasq serves', () => {
	assert.match(
		saidOfFile('create', 'httpd_t', 'default_t', 'name="access.log"'),
		"-t httpd_log_t 'FOLDER(/.*)?'",
	);
	assert.match(
		saidOfFile('read', 'dnsmasq_t', 'var_t', 'name="pxelinux.0"'),
		"-t tftpdir_t 'FOLDER(/.*)?'",
	);
});

allowed('should leave a folder of /etc its label where many have a file each', () => {
	const said = saidOfFile('write', 'snappy_t', 'etc_t', 'name="modules-load.d"', 'dir');
	assert.match(said, 'etc_t is right for it');
	assert.match(said, 'snapd-selinux');
	assert.not.match(said, 'semanage fcontext');
});

allowed('should be the boolean alone where the script has its label', () => {
	const run = saidOfFile('execute', 'virtnetworkd_t', 'virt_hook_t', 'name="network"');
	assert.match(run, 'setsebool -P virt_hooks_unconfined on');
	assert.not.match(run, 'semanage fcontext');
});

allowed('should be made in /tmp and moved, where a name alone has such a type', () => {
	assert.match(
		saidOfFile('read', 'sssd_t', 'puppet_tmp_t', 'name="a.conf"'),
		'made there and moved',
	);
});

allowed('should quote the folder of keys, whatever the path of a home has in it', () => {
	for (const type of ['httpd_sys_content_t', 'mysqld_db_t', 'var_t'])
		for (const home of ['/srv/$(reboot)', '/home/`reboot`', '/srv/-rf']) {
			const explained = made(
				`avc:  denied  { read open } for  pid=7 comm="sshd" path="${home}/.ssh/authorized_keys" dev="dm-0" ino=7 scontext=s_u:s_r:sshd_t:s0 tcontext=s_u:object_r:${type}:s0 tclass=file`,
			);
			const quoted = /'[^']*'/g;
			for (const text of texts(explained))
				assert.not.match((text ?? '').replace(quoted, ''), /\$\(|`|Rv -rf/, text);
		}
});

allowed('should never give a folder of the host itself to containers as a whole', () => {
	for (const path of ['/usr/lib/systemd', '/var/lib/mysql', '/root/.ssh', '/etc/localtime']) {
		const said = remediesIn(
			made(
				`avc:  denied  { mounton } for  pid=7 comm="runc:[2:INIT]" path="${path}" dev="dm-0" ino=7 scontext=s_u:system_r:container_runtime_t:s0 tcontext=s_u:object_r:usr_t:s0 tclass=dir`,
			),
		);
		assert.not.match(said, new RegExp(`container_file_t '?${path}`), path);
	}
});

allowed('should never be a command with an empty path', () => {
	for (const domain of ['httpd_t', 'init_t', 'smbd_t', 'svirt_t'])
		for (const permission of ['read open', 'write', 'execute'])
			for (const of of ['file', 'dir'])
				assert.not.match(saidOfFile(permission, domain, 'default_t', 'path="/"', of), " ''");
});

allowed.run();
