// Files whose names and types agree, so that the label is no question: what everybody knows by its name, and
// what lies in a folder that the type is named after.

import type { AccessRecord } from '@peercon/records';
import { isNotThereYet, pathOf } from './path.ts';

/** By type, the last part of the path: system/miscfiles.fc, sysnetwork.fc, authlogin.fc and others of both policies. */
const NAMES: Record<string, RegExp> = {
	adjtime_t: /^adjtime$/,
	cert_t:
		/^(?:pki|ssl|certs|ca-trust|ca-certificates|(?:ca-bundle|tls-ca-bundle|cert)\.(?:crt|pem))$/,
	crack_db_t: /^(?:cracklib|pw_dict\.\w+)$/,
	dnssec_t: /^rndc\.key$/,
	etc_aliases_t: /^aliases(?:\.\w+)?$/,
	exports_t: /^exports(?:\.d)?$/,
	fonts_t: /^fonts$/,
	hostname_etc_t: /^hostname$/,
	ipsec_conf_file_t: /^(?:ipsec|strongswan|swanctl)\.conf$/,
	ipsec_key_file_t: /^ipsec\.(?:d|secrets)$/,
	krb5_conf_t: /^krb5\.conf(?:\.d)?$/,
	krb5_keytab_t: /^(?:krb5|(?:krb5|kadm5)\.keytab)$/,
	ld_so_cache_t: /^ld\.so\.cache$/,
	locale_t: /^(?:localtime|zoneinfo|timezone|locale-archive|locale\.conf)$/,
	machineid_t: /^machine-id$/,
	mysqld_etc_t: /^(?:my\.cnf|my\.cnf\.d)$/,
	named_conf_t: /^named\.(?:conf|ca)$/,
	net_conf_t: /^(?:resolv\.conf|hosts|hosts\.(?:allow|deny)|ethers|network-scripts)$/,
	passwd_file_t: /^(?:(?:passwd|group)-?|\.pwd\.lock)$/,
	rpm_var_lib_t: /^(?:rpm|rpmdb\.sqlite|Packages|__db\.\d+)$/,
	samba_etc_t: /^smb\.conf$/,
	samba_secrets_t: /^(?:secrets\.tdb|passdb\.tdb|smbpasswd)$/,
	selinux_config_t: /^(?:selinux|semanage\.conf)$/,
	shadow_t: /^g?shadow-?$/,
	sshd_key_t: /^ssh_host_\w+_key$/,
	sssd_conf_t: /^sssd\.conf$/,
	syslog_conf_t: /^r?syslog\.(?:conf|d)$/,
	system_conf_t: /^sysctl\.(?:conf|d)$/,
	system_cron_spool_t: /^(?:crontab|cron\.d)$/,
	system_map_t: /^System\.map/,
	var_log_t:
		/^(?:log|messages|secure|maillog|spooler|boot\.log|syslog|(?:auth|kern|mail|daemon|user)\.log)$/,
};

/** By type, names that tell no type by themselves, for others' files have them, too; beside this one they agree. */
const AGREEING: Record<string, RegExp> = {
	boot_t: /^(?:vmlinuz|initramfs|loader|grub2?)\b/,
	cert_t: /^(?:openssl|opensslcnf|fips_local)\.(?:cnf|config)$/,
	default_context_t: /^(?:contexts|default_contexts)$/,
	devlog_t: /^(?:log|dev-log)$/,
	etc_runtime_t:
		/^(?:machine-id|mtab|issue(?:\.net)?|motd|nologin|ioctl\.save|blkid\.tab|profile\.env)$/,
	faillog_t: /^(?:faillog|tallylog|btmp|faillock)$/,
	file_context_t: /^(?:files|file_contexts(?:\.\w+)*)$/,
	hostname_etc_t: /hostname/,
	hwdata_t: /^(?:hwdata|(?:pci|usb|pnp|oui)\.ids)$/,
	init_var_run_t: /^systemd$/,
	initrc_var_run_t: /^utmp$/,
	krb5_home_t: /^\.k5(?:identity|login|users)$/,
	lib_t: /^(?:lib|lib64|modules|systemd|python3?(?:\.\d+)?|site-packages)$/,
	lastlog_t: /^lastlog(?:2|2\.db)?$/,
	locale_t:
		/^(?:locale(?:\.alias|-archive.*)?|i18n|[a-z]{2}_[A-Z]{2}(?:\.\w+)?|C(?:\.utf8|\.UTF-8)?|LC_\w+|SYS_LC_MESSAGES|UTC|GMT|UCT|Zulu|Universal|tzdata\.zi|zone1970\.tab|Etc|Europe|America|Asia|Africa|Australia|Pacific)$/,
	modules_conf_t: /^(?:modprobe|modules(?:-load)?)\.(?:conf|d)$|\.conf$/,
	modules_object_t: /\.ko(?:\.\w+)?$/,
	snappy_var_lib_t: /^snapd$/,
	spamc_home_t: /^\.spamassassin$/,
	ssh_home_t: /^(?:\.ssh|authorized_keys(?:\.d|2)?|known_hosts|id_(?:rsa|ed25519|ecdsa))$/,
	system_dbusd_var_lib_t: /^(?:dbus|machine-id)$/,
	system_dbusd_var_run_t: /^(?:dbus|system_bus_socket)$/,
	systemd_hwdb_t: /^hwdb\.bin$/,
	systemd_journal_t: /^journal$|\.journal~?$/,
	systemd_conf_t:
		/^(?:journald|logind|resolved|timesyncd|networkd|system|user|coredump|sleep|pstore)\.conf(?:\.d)?$/,
	wtmp_t: /^wtmp(?:\.db)?$/,
	xauth_home_t: /^\.Xauthority$/,
};

/** Types that the reference policy has not: there such files are etc_t. */
const OF_FEDORA = /^(?:hostname_etc|machineid|passwd_file|system_conf)_t$/;

/**
 * The type that policies have for a file by its name, wherever it lies.
 *
 * @param name - the last part of its path
 * @returns a type that both policies have, or undefined where the name tells none
 */
export function typeOfName(name: string): string | undefined {
	return Object.entries(NAMES).find(
		([type, names]) => names.test(name) && !OF_FEDORA.test(type),
	)?.[0];
}

/** By how a type ends, where policies have what ends so; before it stands the module, as the folder is mostly called. */
const PLACES: [type: RegExp, place: RegExp][] = [
	[/^(\w+?)d?_(?:var_)?lib_t$/, /^\/var\/lib\/([^/]+)/],
	[/^(\w+?)d?_(?:etc(?:_rw)?|rw_etc|conf|config)_t$/, /^\/etc\/([^/]+)/],
	[/^(\w+?)d?_(?:var_)?log_t$/, /^\/var\/log\/([^/]+)/],
	[/^(\w+?)d?_(?:var_)?spool_t$/, /^\/var\/spool\/([^/]+)/],
	[/^(\w+?)d?_(?:var_)?cache_t$/, /^\/var\/cache\/([^/]+)/],
	[/^(\w+?)d?_(?:var_run|runtime)_t$/, /^(?:\/var)?\/run\/([^/]+)/],
];

/** Places that the policy labels by themselves, each by its types: programs where packages put them, and the like. */
const OF_PLACES: [type: RegExp, place: RegExp][] = [
	[/_exec_t$/, /^(?:\/usr)?\/s?bin\/[^/]+$|^\/usr\/lib(?:exec|64)?\/(?:[^/]+\/)?[^/]+$/],
	[/_initrc_exec_t$/, /^\/etc\/(?:rc\.d\/)?init\.d\//],
	[
		/_unit(?:_file)?_t$/,
		/^\/(?:(?:usr\/)?lib|etc|run)\/systemd\/(?:system|user)(?:\/|$)|\/systemd\/[\w.-]+\.d$/,
	],
	[
		/^locale_t$/,
		/^\/usr\/(?:share\/(?:zoneinfo|locale|i18n)|lib\/locale)(?:\/|$)|^\/etc\/(?:localtime|locale\.\w+)$/,
	],
	[/^fonts_t$/, /^\/usr\/share\/fonts(?:\/|$)/],
	[/^hwdata_t$/, /^\/usr\/share\/(?:hwdata|misc)(?:\/|$)/],
	[/^gpg_secret_t$/, /\/\.gnupg(?:\/|$)/],
	[/^ssh_home_t$/, /\/\.ssh(?:\/|$)/],
	[/^systemd_journal_t$/, /^\/var\/log\/journal(?:\/|$)/],
];

/** Whether a file's name or path is one for which policies have the very type that it has. */
export function hasTypeOfName(record: AccessRecord): boolean {
	const { object, details } = record;
	if (isNotThereYet(record)) return false;
	const path = pathOf(record)?.replace(/(?<=.)\/+$/, '');
	const name = (path ?? details.name ?? '').split('/').pop() ?? '';
	const isNamed = [NAMES, AGREEING].some(
		(table) => Object.hasOwn(table, object.type) && table[object.type]?.test(name),
	);
	if (isNamed || isProgramOfType(record, name)) return true;
	if (path === undefined) return isFolderOfModule(record, name);
	if (OF_PLACES.some(([type, place]) => type.test(object.type) && place.test(path))) return true;
	return PLACES.some(([type, place]) => {
		const [, module = ''] = type.exec(object.type) ?? [];
		const [, folder = ''] = place.exec(path) ?? [];
		return isNamedAfter(folder, module);
	});
}

/** Whether a program is called as its type: `ssh`, ssh_exec_t. */
function isProgramOfType({ class: of, object }: AccessRecord, name: string): boolean {
	const [, stem = ''] = /^(\w+?)d?_exec_t$/.exec(object.type) ?? [];
	return of === 'file' && stem.length > 1 && name.replace(/[-.]/g, '_').startsWith(stem);
}

/** Whether a folder, of which the name alone is known, is called as the module that its type is of: `ceph`, ceph_log_t. */
function isFolderOfModule({ class: of, object }: AccessRecord, name: string): boolean {
	const isNamed = PLACES.some(([type]) => isNamedAfter(name, type.exec(object.type)?.[1] ?? ''));
	return of === 'dir' && isNamed;
}

/** What begins the names of types of all kinds, and of folders that have nothing to do with those. */
const OF_ALL_KINDS =
	/^(?:user|admin|home|system|systemd|default|public|print|mail|http|cert|data|container|virt|root|usr|var|tmp|device|init|kernel|unlabeled|unconfined)$/;

/** Where folders are called as the modules whose files they have. */
const OF_MODULES = /^\/(?:dev|etc|run|var\/(?:lib|log|run|spool|cache))\//;

/** Whether a file lies below a folder, or is one, that is called as the module that its type is of: /dev/stratis, stratisd_data_t. */
export function isBelowItsModule(record: AccessRecord): boolean {
	const module = record.object.type.replace(/_.*/, '').replace(/d$/, '');
	if (module.length < 4 || OF_ALL_KINDS.test(module) || isNotThereYet(record)) return false;
	const path = pathOf(record) ?? '';
	const folders = record.class === 'dir' ? path.split('/') : path.split('/').slice(0, -1);
	return OF_MODULES.test(path) && folders.some((folder) => isNamedAfter(folder, module));
}

function isNamedAfter(folder: string, module: string): boolean {
	return module !== '' && folder.replace(/[-.]/g, '_').replace(/d$/, '') === module;
}
