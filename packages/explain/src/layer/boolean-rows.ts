// What the rows of the tables of booleans are made of: kinds of access, and domains that several rows have.

import type { KnownBoolean } from './booleans.ts';
import { unreservedTypes } from './port-types.ts';

export const FILES = /^(?:dir|file|lnk_file|sock_file|fifo_file)$/;
/**
 * Of a file system that has one label for all (NFS, CIFS, FUSE, CephFS), what most booleans for it have rules for:
 * fs_manage_nfs_files, _dirs and _symlinks, or those for reading.
 */
export const MOUNTED_FILES = /^(?:dir|file|lnk_file)$/;
/** Where fs_manage_nfs_named_sockets stands beside them; pipes (fs_manage_nfs_named_pipes) few have. */
export const MOUNTED_FILES_AND_SOCKETS = /^(?:dir|file|lnk_file|sock_file)$/;
export const ANY = /./;
/** Those for security alone: security_file_type of Fedora's policy. */
export const FOR_SECURITY_ALONE =
	'audit_spool|auditd_(?:etc|log)|default_context|dnssec|file_context|krb5_keytab|random_seed|selinux_config|selinux_login_config|semanage_store|shadow';
/**
 * Of files that lie somewhere, but for those for security alone (files_security_file): what is in /proc by a name
 * of its own has a type of its own kind, proc_type or sysctl_type of kernel/kernel.te, and some file systems of the
 * kernel are no mount points of files (configfs_t and nsfs_t in kernel/filesystem.te).
 */
export const NON_SECURITY = new RegExp(
	`^(?!(?:(?:sysctl|proc)(?:_\\w+)?|configfs|nsfs|security|securityfs|${FOR_SECURITY_ALONE})_t$)`,
);

/** read_file_perms, list_dir_perms and mmap_read_files_pattern of support/obj_perm_sets.spt. */
export const READ = /^(?:getattr|open|read|search|ioctl|lock|map|watch|watch_reads)$/;
/** What rpc.te has for all that may be exported. */
export const READ_WITHOUT_WATCH = /^(?:getattr|open|read|search|ioctl|lock|map)$/;
/** What of that changes something. */
export const WRITE =
	/^(?:write|append|create|unlink|link|rename|setattr|add_name|remove_name|rmdir|reparent)$/;
/** manage_file_perms and manage_dir_perms: not to run it, mount on it or relabel it. */
export const MANAGE =
	/^(?:getattr|setattr|open|read|write|append|create|unlink|link|rename|search|add_name|remove_name|reparent|rmdir|ioctl|lock|map|watch|watch_reads)$/;

/** A row as it is. */
export function row(
	subject: RegExp,
	of: RegExp,
	permission: RegExp,
	object: RegExp,
	...names: string[]
): KnownBoolean {
	return { subject, class: of, permission, object, names };
}

/** To connect by TCP. */
export function connects(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^tcp_socket$/, /^name_connect$/, object, ...names);
}

/** To bind a port of TCP. */
export function binds(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^tcp_socket$/, /^name_bind$/, object, ...names);
}

/** To read files and list folders. */
export function reads(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, FILES, READ, object, ...names);
}

/** To read, write, make and remove files and folders. */
export function manages(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, FILES, MANAGE, object, ...names);
}

/** To read files, folders and links of a file system that has one label for all. */
export function readsMounted(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, MOUNTED_FILES, READ, object, ...names);
}

/** To write, make and remove them as well. */
export function managesMounted(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, MOUNTED_FILES, MANAGE, object, ...names);
}

/** The same, and sockets. */
export function managesMountedAndSockets(
	subject: RegExp,
	object: RegExp,
	...names: string[]
): KnownBoolean {
	return row(subject, MOUNTED_FILES_AND_SOCKETS, MANAGE, object, ...names);
}

/** rw_chr_file_perms. */
export const USE_DEVICE = /^(?:getattr|open|read|write|append|ioctl|lock)$/;

/** fs_getattr_nfs and the like: statfs(2). */
export function statsFileSystem(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^filesystem$/, /^getattr$/, object, ...names);
}

/** To run programs. */
export function runs(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	const permission = /^(?:getattr|open|read|execute|execute_no_trans|map|ioctl|lock)$/;
	return row(subject, /^file$/, permission, object, ...names);
}

/** To run what a person has made: that it may be read is no question. */
export function runsOwn(subject: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^file$/, /^execute(?:_no_trans)?$/, /^user_(?:home|tmp)_t$/, ...names);
}

/** What a process asks of itself. */
export function own(subject: RegExp, permission: RegExp, ...names: string[]): KnownBoolean {
	return row(subject, /^process$/, permission, ANY, ...names);
}

export const HTTPD = /^httpd_t$/;
export const HTTPD_AND_SCRIPTS = /^httpd_(?:t|sys_script_t|suexec_t)$/;
export const DATABASES = /^(?:mysqld|postgresql|mssql|oracle|mongod|gds_db)_port_t$/;
export const LIBVIRT = /^(?:svirt|svirt_tcg|qemu|virtd|virtqemud|virsh)_t$/;
export const CONTAINER =
	/^(?:container_(?:t|userns_t|logreader_t|logwriter_t|kvm_t|init_t|engine_t|device\w*_t)|svirt_lxc_net_t|.+\.process)$/;
export const SMBD = /^(?:smbd|winbind_rpcd)_t$/;
export const USER = /^(?:staff|user)_t$/;
export const ANY_USER = /^(?:unconfined|staff|user|sysadm|xguest)_t$/;
export const UNRESERVED = unreservedTypes();
export const HOME = /^user_home(?:_dir)?_t$/;
/** userdom_home_reader and userdom_home_manager, and logins: what uses homes wherever they lie. */
export const OF_HOMES =
	/^(?:staff|user|sysadm|guest|xguest|sshd|ssh|ssh_keygen|xdm|local_login|remote_login|dovecot|dovecot_deliver|procmail|sssd|oddjob_mkhomedir|xauth|mozilla|mozilla_plugin|thumb|gpg|gpg_agent|tftpd|spamd|spamc|chroot_user|system_dbusd)_t$/;
