import { type AccessRecord, parseRecord } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explain, type PolicyAnswer } from '../src/index.ts';
import { made, texts } from './explained.ts';

const booleans = suite('booleans');

function record(permissions: string, subject: string, object: string, of: string, more = '') {
	return made(
		`avc:  denied  { ${permissions} } for  pid=7 ${more} scontext=system_u:system_r:${subject}:s0 tcontext=system_u:object_r:${object}:s0 tclass=${of} permissive=0`,
	);
}

function first(...args: Parameters<typeof record>): string | undefined {
	return texts(record(...args)).find((text) => text?.startsWith('setsebool'));
}

/** By the rules of the policies that boolean-table.ts names. */
const KNOWN: [string, ...Parameters<typeof record>][] = [
	['httpd_mod_auth_pam', 'create', 'httpd_t', 'httpd_t', 'netlink_audit_socket'],
	['virt_sandbox_use_audit', 'audit_write', 'container_t', 'container_t', 'capability'],
	['virt_sandbox_use_audit', 'nlmsg_relay', 'container_t', 'container_t', 'netlink_audit_socket'],
	['virt_sandbox_use_sys_admin', 'sys_admin', 'container_t', 'container_t', 'capability'],
	['postgresql_can_rsync', 'execute', 'postgresql_t', 'ssh_exec_t', 'file'],
	['mount_anyfile', 'mounton', 'mount_t', 'user_home_t', 'dir'],
	['mount_anyfile', 'read', 'mount_t', 'admin_home_t', 'file'],
	['httpd_can_sendmail', 'transition', 'httpd_t', 'system_mail_t', 'process'],
	['ftp_home_dir', 'search', 'ftpd_t', 'home_root_t', 'dir'],
	['httpd_can_network_connect_db', 'name_connect', 'httpd_t', 'gds_db_port_t', 'tcp_socket'],
	['httpd_can_network_connect', 'name_connect', 'httpd_t', 'unreserved_port_t', 'tcp_socket'],
	['httpd_can_connect_zabbix', 'name_connect', 'httpd_t', 'zabbix_port_t', 'tcp_socket'],
	['httpd_can_sendmail', 'execute', 'httpd_t', 'sendmail_exec_t', 'file'],
	['httpd_mod_auth_pam', 'execute', 'httpd_t', 'chkpwd_exec_t', 'file'],
	['httpd_anon_write', 'write', 'httpd_t', 'public_content_rw_t', 'file'],
	['samba_enable_home_dirs', 'read', 'winbind_rpcd_t', 'user_home_t', 'dir'],
	['ftpd_use_passive_mode', 'name_bind', 'ftpd_t', 'ephemeral_port_t', 'tcp_socket'],
	['selinuxuser_tcp_server', 'name_bind', 'staff_t', 'ephemeral_port_t', 'tcp_socket'],
	['virt_use_nfs', 'read', 'svirt_tcg_t', 'nfs_t', 'file'],
	['virt_use_samba', 'search', 'container_t', 'cifs_t', 'dir'],
	['container_use_dri_devices', 'read write', 'container_t', 'dri_device_t', 'chr_file'],
	['haproxy_connect_any', 'name_bind', 'haproxy_t', 'unreserved_port_t', 'tcp_socket'],
	['keepalived_connect_any', 'name_connect', 'keepalived_t', 'http_port_t', 'tcp_socket'],
	['zabbix_can_network', 'name_connect', 'zabbix_t', 'smtp_port_t', 'tcp_socket'],
	['icinga2_can_connect_all', 'name_connect', 'icinga2_t', 'unreserved_port_t', 'tcp_socket'],
	['nagios_run_sudo', 'execute', 'nrpe_t', 'sudo_exec_t', 'file'],
	['use_nfs_home_dirs', 'search', 'sshd_t', 'nfs_t', 'dir'],
	['named_tcp_bind_http_port', 'name_bind', 'named_t', 'http_port_t', 'tcp_socket'],
	['virt_use_usb', 'open', 'virtqemud_t', 'usb_device_t', 'chr_file'],
	['virtqemud_use_execmem', 'execmem', 'virtqemud_t', 'virtqemud_t', 'process'],
	['redis_enable_notify', 'name_connect', 'redis_t', 'smtp_port_t', 'tcp_socket'],
	['redis_enable_notify', 'read', 'redis_t', 'passwd_file_t', 'file'],
	['antivirus_use_jit', 'execmem', 'antivirus_t', 'antivirus_t', 'process'],
	['pdns_can_network_connect_db', 'name_connect', 'pdns_t', 'mysqld_port_t', 'tcp_socket'],
	['logwatch_can_network_connect_mail', 'name_connect', 'logwatch_t', 'smtp_port_t', 'tcp_socket'],
	['sanlock_use_nfs', 'write', 'sanlock_t', 'nfs_t', 'file'],
	['tor_can_network_relay', 'name_bind', 'tor_t', 'http_port_t', 'tcp_socket'],
	['sssd_access_kernel_keys', 'read', 'sssd_t', 'kernel_t', 'key'],
	['tftp_home_dir', 'search', 'tftpd_t', 'user_home_dir_t', 'dir'],
	['samba_domain_controller', 'execute', 'smbd_t', 'useradd_exec_t', 'file'],
	['virt_use_glusterd', 'write', 'svirt_t', 'glusterd_var_run_t', 'file'],
	['mock_enable_homedirs', 'create', 'mock_t', 'user_home_t', 'file'],
	['rpcd_use_fusefs', 'search', 'rpcd_t', 'fusefs_t', 'dir'],
	['tmpreaper_use_cifs', 'setattr', 'tmpreaper_t', 'cifs_t', 'dir'],
	['puppetmaster_use_db', 'connectto', 'puppetmaster_t', 'postgresql_t', 'unix_stream_socket'],
	['zebra_write_config', 'write', 'zebra_t', 'zebra_conf_t', 'file'],
];

for (const [name, ...args] of KNOWN) {
	booleans(`should have ${name}`, () => {
		assert.is(record(...args).layer, 'boolean');
		assert.is(first(...args), `setsebool -P ${name} on`);
	});
}

booleans('should be switched off where they forbid', () => {
	const said = record('ptrace', 'unconfined_t', 'httpd_t', 'process');
	assert.is(
		texts(said).find((text) => text?.startsWith('setsebool')),
		'setsebool deny_ptrace off',
	);
	assert.match(said.remedies[0]?.why ?? '', 'without -P');
});

booleans('should be none where their rules have not all that was asked', () => {
	// httpd_read_user_content reads, and httpd_use_nfs runs nothing.
	assert.is(first('write', 'httpd_t', 'user_home_t', 'file'), undefined);
	assert.is(first('execute', 'httpd_t', 'nfs_t', 'file'), undefined);
	assert.is(first('name_connect', 'staff_t', 'unreserved_port_t', 'udp_socket'), undefined);
});

booleans(
	'should be none for sudo where the service itself asks, nor for files where the kernel shows settings',
	() => {
		const limits = (comm: string) =>
			first('setrlimit', 'zabbix_t', 'zabbix_t', 'process', `comm="${comm}"`);
		assert.is(limits('sudo'), 'setsebool -P zabbix_run_sudo on');
		assert.is(limits('zabbix_server'), undefined);
		assert.is(first('read', 'clamd_t', 'sysctl_crypto_t', 'file'), undefined);
		assert.is(first('search', 'mount_t', 'configfs_t', 'dir'), undefined);
	},
);

booleans('should not be those for homes where a file was moved from one', () => {
	const said = record('getattr', 'httpd_t', 'user_home_t', 'file', 'path="/var/www/html/a.html"');
	assert.is(said.layer, 'type enforcement');
	assert.is(texts(said)[0], 'restorecon -v /var/www/html/a.html');
});

booleans('should come last, with what they allow, where they are for every domain', () => {
	for (const args of [
		['map', 'cups_t', 'etc_t', 'file', 'path="/etc/a"'],
		['module_request', 'cups_t', 'kernel_t', 'system', 'kmod="fs-foofs"'],
		['mmap_zero', 'cups_t', 'cups_t', 'memprotect'],
		['read', 'rsync_t', 'var_t', 'file', 'path="/var/a"'],
		['getattr', 'smbd_t', 'var_t', 'file', 'path="/var/a"'],
	] as Parameters<typeof record>[]) {
		const said = record(...args);
		const at = texts(said).findIndex((text) => text?.startsWith('setsebool'));
		assert.is(said.layer, 'type enforcement');
		assert.ok(texts(said).some((text) => text?.startsWith('allow ')));
		assert.ok(
			texts(said)
				.slice(0, at)
				.some((text) => text?.startsWith('allow ')),
		);
		assert.match(said.remedies[at]?.why ?? '', 'far more than this record asks');
	}
});

booleans('should come last also where audit2why has named them', () => {
	const asked = parseRecord(
		'avc:  denied  { map } for  pid=7 scontext=a:b:cups_t:s0 tcontext=a:b:cups_etc_t:s0 tclass=file',
	) as AccessRecord;
	const answer: PolicyAnswer = {
		reason: 'BOOLEAN',
		basis: 'audit2why',
		booleans: ['setsebool -P domain_can_mmap_files 1'],
		constraints: [],
		rules: [],
	};
	const said = explain(asked, { answer });
	assert.equal([said.layer, said.certain], ['boolean', true]);
	assert.match(said.reason, 'for very many domains at once');
	assert.equal(texts(said), [
		'allow cups_t cups_etc_t:file map;',
		'setsebool -P domain_can_mmap_files 1',
	]);
});

booleans(
	'should tell the range of passive FTP, and what else homes and init in containers ask',
	() => {
		const why = (...args: Parameters<typeof record>) =>
			record(...args)
				.remedies.map((each) => each.why)
				.join();
		const bound = why('name_bind', 'ftpd_t', 'unreserved_port_t', 'tcp_socket', 'src=21100');
		assert.match(bound, 'pasv_min_port');
		const proxied = record(
			'name_connect',
			'systemd_socket_proxyd_t',
			'unreserved_port_t',
			'tcp_socket',
			'dest=8096',
		);
		assert.ok(
			texts(proxied).includes('semanage port -a -t systemd_socket_proxyd_port_t -p tcp 8096'),
		);
		const home = why('search', 'httpd_t', 'user_home_dir_t', 'dir', 'name="ann"');
		assert.match(home, 'Other files (user_home_t) are refused next');
		assert.match(why('write', 'container_t', 'cgroup_t', 'dir'), 'container_init_t');
	},
);

booleans(
	'should be none for a type of ports that has one below 1024, and one for what the web writes',
	() => {
		const bound = (type: string) => first('name_bind', 'staff_t', type, 'tcp_socket', 'src=8443');
		assert.is(bound('http_port_t'), undefined);
		assert.is(bound('http_cache_port_t'), 'setsebool -P selinuxuser_tcp_server on');
		const written = record('write', 'httpd_t', 'httpd_sys_rw_content_t', 'dir', 'name="cache"');
		assert.ok(texts(written).includes('setsebool -P httpd_builtin_scripting on'));
		assert.not.ok(written.remedies.some(({ why }) => why.includes('only to read')));
	},
);

booleans.run();
