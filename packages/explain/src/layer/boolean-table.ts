// Booleans of policies, by what their rules allow. Each row has been compared with the rules of Fedora's
// selinux-policy, October 2024 (fd1d99621, policy/modules), and container-selinux, July 2026 (66ae652,
// container.te); what another package has is said at its row. Debian and others have few of them.

import type { KnownBoolean } from './booleans.ts';
import { VIRTUAL_MACHINE } from './domains.ts';

const FILES = /^(?:dir|file|lnk_file|sock_file|fifo_file)$/;
const ANY = /./;

/** read_file_perms, list_dir_perms and mmap_read_files_pattern of support/obj_perm_sets.spt. */
const READ = /^(?:getattr|open|read|search|ioctl|lock|map|watch|watch_reads)$/;
/** manage_file_perms and manage_dir_perms: not to run it, mount on it or relabel it. */
const MANAGE =
	/^(?:getattr|setattr|open|read|write|append|create|unlink|link|rename|search|add_name|remove_name|reparent|rmdir|ioctl|lock|map|watch|watch_reads)$/;

function row(
	subject: RegExp,
	of: RegExp,
	permission: RegExp,
	object: RegExp,
	...names: string[]
): KnownBoolean {
	return { subject, class: of, permission, object, names };
}

function connects(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^tcp_socket$/, /^name_connect$/, object, ...names);
}

function binds(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^tcp_socket$/, /^name_bind$/, object, ...names);
}

function reads(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, FILES, READ, object, ...names);
}

function manages(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, FILES, MANAGE, object, ...names);
}

function runs(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	const permission = /^(?:getattr|open|read|execute|execute_no_trans|map|ioctl|lock)$/;
	return row(subject, /^file$/, permission, object, ...names);
}

function own(subject: RegExp, permission: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^process$/, permission, ANY, ...names);
}

const HTTPD = /^httpd_t$/;
const HTTPD_AND_SCRIPTS = /^httpd_(?:t|sys_script_t|suexec_t)$/;
const DATABASES = /^(?:mysqld|postgresql|mssql|oracle|mongod|gds_db)_port_t$/;
const LIBVIRT = /^(?:svirt|svirt_tcg|qemu|virtd|virtqemud|virsh)_t$/;
const CONTAINER =
	/^(?:container_(?:t|userns_t|logreader_t|logwriter_t|kvm_t|init_t|engine_t|device\w*_t)|svirt_lxc_net_t|.+\.process)$/;
const SMBD = /^(?:smbd|winbind_rpcd)_t$/;
const USER = /^(?:staff|user)_t$/;
const ANY_USER = /^(?:unconfined|staff|user|sysadm|xguest)_t$/;
const UNRESERVED = /^(?:unreserved|ephemeral)_port_t$/;
const HOME = /^user_home(?:_dir)?_t$/;
/** userdom_home_reader and userdom_home_manager, and logins: what uses homes wherever they lie. */
const OF_HOMES =
	/^(?:staff|user|sysadm|guest|xguest|sshd|ssh|ssh_keygen|xdm|local_login|remote_login|dovecot|dovecot_deliver|procmail|sssd|oddjob_mkhomedir|xauth|mozilla|mozilla_plugin|thumb|gpg|gpg_agent|tftpd|spamd|spamc|chroot_user|system_dbusd)_t$/;

export const BOOLEANS: readonly KnownBoolean[] = [
	// contrib/apache.te
	connects(
		/^httpd_(?:t|sys_script_t|suexec_t|php_t)$/,
		DATABASES,
		'httpd_can_network_connect_db',
		'httpd_can_network_connect',
	),
	connects(
		HTTPD,
		/^(?:http|http_cache|gopher|squid)_port_t$/,
		'httpd_can_network_relay',
		'httpd_can_network_connect',
	),
	connects(HTTPD, /^ftp_port_t$/, 'httpd_can_connect_ftp', 'httpd_can_network_connect'),
	connects(HTTPD, /^memcache_port_t$/, 'httpd_can_network_memcache', 'httpd_can_network_connect'),
	connects(HTTPD, /^redis_port_t$/, 'httpd_can_network_redis', 'httpd_can_network_connect'),
	connects(HTTPD, /^(?:smtp|pop)_port_t$/, 'httpd_can_sendmail', 'httpd_can_network_connect'),
	connects(HTTPD, /^ldap_port_t$/, 'httpd_can_connect_ldap', 'httpd_can_network_connect'),
	connects(HTTPD, /^zabbix_port_t$/, 'httpd_can_connect_zabbix', 'httpd_can_network_connect'),
	connects(HTTPD, /^mythtv_port_t$/, 'httpd_can_connect_mythtv', 'httpd_can_network_connect'),
	connects(
		HTTPD,
		/^cobbler_port_t$/,
		'httpd_can_network_connect_cobbler',
		'httpd_can_network_connect',
	),
	connects(HTTPD_AND_SCRIPTS, ANY, 'httpd_can_network_connect'),
	binds(HTTPD, /^ftp_port_t$/, 'httpd_enable_ftp_server'),
	reads(HTTPD_AND_SCRIPTS, /^user_home_t$/, 'httpd_read_user_content', 'httpd_enable_homedirs'),
	reads(HTTPD_AND_SCRIPTS, /^user_home_dir_t$/, 'httpd_enable_homedirs', 'httpd_read_user_content'),
	reads(HTTPD, /^httpd_user_(?:content|htaccess|script_exec)_t$/, 'httpd_enable_homedirs'),
	manages(HTTPD_AND_SCRIPTS, /^nfs_t$/, 'httpd_use_nfs'),
	manages(HTTPD_AND_SCRIPTS, /^cifs_t$/, 'httpd_use_cifs'),
	manages(HTTPD_AND_SCRIPTS, /^fusefs_t$/, 'httpd_use_fusefs'),
	manages(HTTPD, /^public_content_rw_t$/, 'httpd_anon_write'),
	manages(/^httpd_sys_script_t$/, /^public_content_rw_t$/, 'httpd_sys_script_anon_write'),
	runs(HTTPD_AND_SCRIPTS, /^sendmail_exec_t$/, 'httpd_can_sendmail'),
	manages(HTTPD, /^postfix_spool_maildrop_t$/, 'httpd_can_sendmail'),
	runs(HTTPD, /^chkpwd_exec_t$/, 'httpd_mod_auth_pam'),
	runs(HTTPD, /^winbind_helper_exec_t$/, 'httpd_mod_auth_ntlm_winbind'),
	runs(/^httpd_(?:t|sys_script_t)$/, /^httpd_tmp_t$/, 'httpd_tmp_exec'),
	row(HTTPD, /^dbus$/, /^send_msg$/, /^avahi_t$/, 'httpd_dbus_avahi'),
	row(HTTPD, /^dbus$/, /^send_msg$/, /^sssd_t$/, 'httpd_dbus_sssd'),
	row(HTTPD, /^unix_stream_socket$/, /^connectto$/, /^saslauthd_t$/, 'httpd_use_sasl'),
	own(HTTPD_AND_SCRIPTS, /^(?:execmem|execstack)$/, 'httpd_execmem'),
	own(HTTPD, /^setrlimit$/, 'httpd_setrlimit'),

	// contrib/samba.te, ftp.te, rsync.te, tftp.te
	manages(SMBD, HOME, 'samba_enable_home_dirs'),
	manages(SMBD, /^nfs_t$/, 'samba_share_nfs'),
	manages(SMBD, /^fusefs_t$/, 'samba_share_fusefs'),
	manages(/^smbd_t$/, /^public_content_rw_t$/, 'smbd_anon_write'),
	binds(/^smbd_t$/, /^(?:epmap|unreserved|ephemeral)_port_t$/, 'samba_portmapper'),
	runs(SMBD, /^passwd_exec_t$/, 'samba_domain_controller'),
	manages(/^ftpd_t$/, /^public_content_rw_t$/, 'ftpd_anon_write'),
	reads(/^ftpd_t$/, /^nfs_t$/, 'ftpd_use_nfs'),
	reads(/^ftpd_t$/, /^cifs_t$/, 'ftpd_use_cifs'),
	manages(/^ftpd_t$/, /^fusefs_t$/, 'ftpd_use_fusefs'),
	binds(/^ftpd_t$/, UNRESERVED, 'ftpd_use_passive_mode'),
	connects(/^ftpd_t$/, DATABASES, 'ftpd_connect_db'),
	connects(/^ftpd_t$/, UNRESERVED, 'ftpd_connect_all_unreserved'),
	manages(/^rsync_t$/, /^public_content_rw_t$/, 'rsync_anon_write'),
	connects(/^rsync_t$/, /^(?:rsync|ssh)_port_t$/, 'rsync_client'),
	row(/^rsync_t$/, /^capability$/, /^sys_admin$/, ANY, 'rsync_sys_admin'),
	manages(/^tftpd_t$/, /^public_content_rw_t$/, 'tftp_anon_write'),
	manages(/^nfsd_t$/, /^public_content_rw_t$/, 'nfsd_anon_write'),
	manages(/^glusterd_t$/, /^public_content_rw_t$/, 'gluster_anon_write'),

	// contrib/virt.te
	manages(LIBVIRT, /^nfs_t$/, 'virt_use_nfs'),
	row(/^virtlogd_t$/, /^file$/, /^(?:append|open|getattr|ioctl|lock)$/, /^nfs_t$/, 'virt_use_nfs'),
	manages(LIBVIRT, /^cifs_t$/, 'virt_use_samba'),
	manages(VIRTUAL_MACHINE, /^fusefs_t$/, 'virt_use_fusefs'),
	row(
		VIRTUAL_MACHINE,
		/^chr_file$/,
		/^(?:getattr|open|read|write|append|ioctl|lock|map)$/,
		/^(?:usb_device|usbfs)_t$/,
		'virt_use_usb',
	),
	row(VIRTUAL_MACHINE, /^rawip_socket$/, ANY, ANY, 'virt_use_rawip'),
	row(VIRTUAL_MACHINE, /^unix_stream_socket$/, /^connectto$/, /^sanlock_t$/, 'virt_use_sanlock'),
	row(VIRTUAL_MACHINE, /^unix_stream_socket$/, /^connectto$/, /^pcscd_t$/, 'virt_use_pcscd'),
	row(VIRTUAL_MACHINE, /^unix_stream_socket$/, /^connectto$/, /^xserver_t$/, 'virt_use_xserver'),
	row(
		VIRTUAL_MACHINE,
		/^chr_file$/,
		/^(?:getattr|open|read|write|append|ioctl|lock)$/,
		/^(?:tty_device|printer_device)_t$/,
		'virt_use_comm',
	),
	own(VIRTUAL_MACHINE, /^(?:execmem|execstack)$/, 'virt_use_execmem'),
	manages(/^virt_qemu_ga_t$/, /^ssh_home_t$/, 'virt_qemu_ga_manage_ssh'),

	// container.te of container-selinux
	manages(CONTAINER, /^nfs_t$/, 'virt_use_nfs'),
	manages(CONTAINER, /^cifs_t$/, 'virt_use_samba'),
	manages(CONTAINER, /^cephfs_t$/, 'container_use_cephfs'),
	manages(CONTAINER, /^ecryptfs_t$/, 'container_use_ecryptfs'),
	manages(CONTAINER, /^cgroup_t$/, 'container_manage_cgroup'),
	reads(CONTAINER, /^cert_t$/, 'container_read_certs'),
	row(
		CONTAINER,
		/^chr_file$/,
		/^(?:getattr|open|read|write|append|ioctl|lock|map)$/,
		/^dri_device_t$/,
		'container_use_dri_devices',
		'container_use_devices',
	),
	row(
		CONTAINER,
		/^chr_file$/,
		/^(?:getattr|open|read|write|append|ioctl|lock|map)$/,
		/^xserver_misc_device_t$/,
		'container_use_xserver_devices',
		'container_use_devices',
	),
	row(
		CONTAINER,
		/^(?:chr|blk)_file$/,
		/^(?:getattr|open|read|write|append|ioctl|lock|map)$/,
		/_device_t$/,
		'container_use_devices',
	),
	row(
		CONTAINER,
		/^(?:netlink_socket|netlink_tcpdiag_socket|netlink_kobject_uevent_socket)$/,
		ANY,
		ANY,
		'virt_sandbox_use_netlink',
	),
	row(CONTAINER, /^(?:capability|cap_userns)$/, /^mknod$/, ANY, 'virt_sandbox_use_mknod'),
	own(CONTAINER, /^(?:setexec|setfscreate)$/, 'container_modify_selinux_labels'),
	manages(
		/^logrotate_t$/,
		/^container_(?:var_lib|file|ro_file|log)_t$/,
		'logrotate_read_inside_containers',
	),

	// Connections and ports of one daemon.
	connects(/^haproxy_t$/, ANY, 'haproxy_connect_any'),
	binds(/^haproxy_t$/, ANY, 'haproxy_connect_any'),
	connects(/^keepalived_t$/, ANY, 'keepalived_connect_any'),
	binds(/^keepalived_t$/, ANY, 'keepalived_connect_any'),
	connects(/^squid_t$/, ANY, 'squid_connect_any'),
	binds(/^squid_t$/, ANY, 'squid_connect_any'),
	connects(/^varnishd_t$/, ANY, 'varnishd_connect_any'),
	binds(/^varnishd_t$/, ANY, 'varnishd_connect_any'),
	connects(/^privoxy_t$/, ANY, 'privoxy_connect_any'),
	connects(/^icecast_t$/, ANY, 'icecast_use_any_tcp_ports'),
	binds(/^icecast_t$/, ANY, 'icecast_use_any_tcp_ports'),
	connects(/^sslh_t$/, ANY, 'sslh_can_connect_any_port'),
	binds(/^sslh_t$/, ANY, 'sslh_can_bind_any_port'),
	connects(/^systemd_socket_proxyd_t$/, ANY, 'systemd_socket_proxyd_connect_any'),
	binds(/^systemd_socket_proxyd_t$/, ANY, 'systemd_socket_proxyd_bind_any'),
	connects(/^openvpn_t$/, ANY, 'openvpn_can_network_connect'),
	connects(/^openfortivpn_t$/, ANY, 'openfortivpn_can_network_connect'),
	connects(/^zabbix_t$/, ANY, 'zabbix_can_network'),
	connects(/^mysqld_t$/, /^http_port_t$/, 'mysql_connect_http', 'mysql_connect_any'),
	connects(/^mysqld_t$/, ANY, 'mysql_connect_any'),
	connects(/^postgresql_t$/, /^ssh_port_t$/, 'postgresql_can_rsync'),
	connects(
		/^tomcat_t$/,
		/^(?:mysqld|postgresql|mssql|oracle|mongod|gds_db|redis)_port_t$/,
		'tomcat_can_network_connect_db',
	),
	connects(/^exim_t$/, DATABASES, 'exim_can_connect_db'),
	connects(/^collectd_t$/, ANY, 'collectd_tcp_network_connect'),
	connects(/^cluster_t$/, ANY, 'cluster_can_network_connect'),
	connects(/^cobblerd_t$/, ANY, 'cobbler_can_network_connect'),
	connects(/^conman_t$/, ANY, 'conman_can_network'),
	connects(/^fenced_t$/, ANY, 'fenced_can_network_connect'),
	connects(/^glance_api_t$/, ANY, 'glance_api_can_network'),
	connects(/^lsmd_plugin_t$/, ANY, 'lsmd_plugin_connect_any'),
	connects(/^mozilla_plugin_t$/, ANY, 'mozilla_plugin_can_network_connect'),
	connects(/^neutron_t$/, ANY, 'neutron_can_network'),
	connects(/^spamassassin_t$/, ANY, 'spamassassin_can_network'),
	connects(/^spamd_update_t$/, ANY, 'spamd_update_can_network'),
	connects(/^swift_t$/, ANY, 'swift_can_network'),
	connects(/^sssd_t$/, UNRESERVED, 'sssd_connect_all_unreserved_ports'),
	connects(/^syslogd_t$/, /^smtp_port_t$/, 'logging_syslogd_can_sendmail'),
	connects(/^tor_t$/, /^ephemeral_port_t$/, 'tor_can_network_relay'),
	binds(/^tor_t$/, UNRESERVED, 'tor_bind_all_unreserved_ports'),
	binds(/^named_t$/, /^http_port_t$/, 'named_tcp_bind_http_port'),
	binds(/^pcp_(?:pmcd|pmlogger)_t$/, UNRESERVED, 'pcp_bind_all_unreserved_ports'),
	row(/^squid_t$/, /^udp_socket$/, /^name_bind$/, /^snmp_port_t$/, 'squid_bind_snmp_port'),
	row(/^squid_t$/, /^capability$/, /^net_(?:admin|raw)$/, ANY, 'squid_use_tproxy'),
	// The policy that Icinga 2 brings (tools/selinux/icinga2.te).
	connects(/^icinga2_t$/, ANY, 'icinga2_can_connect_all'),
	connects(
		/^(?:local_login|remote_login|sshd|xdm|sudo|su)_t$/,
		/^http_port_t$/,
		'authlogin_yubikey',
	),

	// Logins, and what people run: system/userdomain.if, unconfined.if, roles/*.te
	binds(/^(?:staff|user|sysadm)_t$/, UNRESERVED, 'selinuxuser_tcp_server'),
	binds(USER, /^daap_port_t$/, 'selinuxuser_share_music'),
	row(
		/^(?:staff|user|sysadm)_t$/,
		/^udp_socket$/,
		/^name_bind$/,
		UNRESERVED,
		'selinuxuser_udp_server',
	),
	connects(USER, /^postgresql_port_t$/, 'selinuxuser_postgresql_connect_enabled'),
	row(
		USER,
		/^unix_stream_socket$/,
		/^connectto$/,
		/^postgresql_t$/,
		'selinuxuser_postgresql_connect_enabled',
	),
	row(
		USER,
		/^unix_stream_socket$/,
		/^connectto$/,
		/^mysqld_t$/,
		'selinuxuser_mysql_connect_enabled',
	),
	own(/^unconfined_t$/, /^execheap$/, 'selinuxuser_execheap'),
	own(ANY_USER, /^execstack$/, 'selinuxuser_execstack'),
	own(ANY_USER, /^execmem$/, 'deny_execmem'),
	own(ANY_USER, /^ptrace$/, 'deny_ptrace'),
	row(/^sshd_t$/, /^process$/, /^(?:transition|dyntransition)$/, /^sysadm_t$/, 'ssh_sysadm_login'),
	row(
		/^crond_t$/,
		/^process$/,
		/^transition$/,
		/^(?:unconfined|staff|user|sysadm)_t$/,
		'cron_userdomain_transition',
	),
	manages(OF_HOMES, /^nfs_t$/, 'use_nfs_home_dirs'),
	manages(OF_HOMES, /^cifs_t$/, 'use_samba_home_dirs'),
	manages(OF_HOMES, /^fusefs_t$/, 'use_fusefs_home_dirs'),

	// Files of one daemon.
	manages(/^named_t$/, /^named_zone_t$/, 'named_write_master_zones'),
	manages(/^postfix_local_t$/, /^mail_spool_t$/, 'postfix_local_write_mail_spool'),
	row(/^openvpn_t$/, /^dir$/, /^(?:getattr|open|search)$/, HOME, 'openvpn_enable_homedirs'),
	manages(/^(?:nagios|nrpe)_t$/, /^nfs_t$/, 'nagios_use_nfs'),
	manages(/^logrotate_t$/, /^nfs_t$/, 'logrotate_use_nfs'),
	manages(/^logrotate_t$/, /^cifs_t$/, 'logrotate_use_cifs'),
	reads(/^git_system_t$/, /^nfs_t$/, 'git_system_use_nfs'),
	reads(/^git_script_t$/, /^nfs_t$/, 'git_cgi_use_nfs'),
	runs(/^zabbix(?:_agent)?_t$/, /^(?:sudo|su)_exec_t$/, 'zabbix_run_sudo'),
	runs(/^(?:nagios|nrpe)_t$/, /^sudo_exec_t$/, 'nagios_run_sudo'),
	own(/^tomcat_t$/, /^(?:execmem|execstack)$/, 'tomcat_use_execmem'),
	own(/^glusterd_t$/, /^execmem$/, 'gluster_use_execmem'),
];

/** Booleans for whatever a policy has, or for much of it. */
export const OF_MANY_DOMAINS: readonly KnownBoolean[] = [
	// kernel/domain.te: for the attribute domain.
	row(ANY, /^system$/, /^module_request$/, /^kernel_t$/, 'domain_kernel_load_modules'),
	row(/_t$/, /^(?:file|chr_file|blk_file)$/, /^map$/, ANY, 'domain_can_mmap_files'),
	row(
		/_t$/,
		/^chr_file$/,
		/^(?:open|write|append|getattr|ioctl|lock)$/,
		/^kmsg_device_t$/,
		'domain_can_write_kmsg',
	),
	// kernel/domain.if, domain_mmap_low: for all unconfined domains, Wine and a few more.
	row(ANY, /^memprotect$/, /^mmap_zero$/, ANY, 'mmap_low_allowed'),
	// system/init.te: for the attribute daemon.
	row(
		/_t$/,
		/^chr_file$/,
		/^(?:open|read|write|append|getattr|ioctl|lock)$/,
		/^(?:user_)?(?:tty_device|devpts)_t$/,
		'daemons_use_tty',
	),
	// All that is not for security alone: contrib/samba.te, ftp.te, rsync.te, rpc.te, kernel/kernel.te.
	row(/^(?:smbd|nmbd)_t$/, FILES, READ, ANY, 'samba_export_all_ro', 'samba_export_all_rw'),
	row(/^(?:smbd|nmbd)_t$/, FILES, MANAGE, ANY, 'samba_export_all_rw'),
	row(/^rsync_t$/, FILES, READ, ANY, 'rsync_export_all_ro', 'rsync_full_access'),
	row(/^rsync_t$/, FILES, MANAGE, ANY, 'rsync_full_access'),
	row(/^ftpd_t$/, FILES, MANAGE, ANY, 'ftpd_full_access'),
	row(/^nfsd_t$/, FILES, READ, ANY, 'nfs_export_all_ro', 'nfs_export_all_rw'),
	row(/^glusterd_t$/, FILES, READ, ANY, 'gluster_export_all_ro', 'gluster_export_all_rw'),
	row(/^virt_qemu_ga_t$/, FILES, READ, ANY, 'virt_qemu_ga_read_nonsecurity_files'),
];
