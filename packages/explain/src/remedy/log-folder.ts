// Logs that a program keeps where no policy expects them: they have the type of the folder they lie in.

/** Places whose logs policies know, or that are nobody's for long. */
const KNOWN = /^\/(?:var\/log|tmp|var\/tmp|proc|sys|dev|run)(?:\/|$)/;

/**
 * The folder of logs that a path lies in, or is.
 *
 * @param path - a whole path
 * @returns undefined where the path has no such folder, or lies where policies know them
 */
export function logFolder(path: string): string | undefined {
	if (KNOWN.test(path)) return undefined;
	const named = /^(\/.*?\/logs?)(?:\/|$)/.exec(path)?.[1];
	return named ?? /^(\/.+)\/[^/]+\.log(?:[.-][^/]*)?$/.exec(path)?.[1];
}

/** Domains whose logs are NAME_log_t, and those whose are NAME_var_log_t: logging_log_file() in Fedora's policy. */
const LOG =
	/^(httpd|mysqld|postgresql|redis|named|nagios|naemon|squid|zabbix|cupsd|ntpd|mongod|munin|glusterd|slapd|radiusd|snmpd|openvswitch|rsync|tuned|exim|innd|spamd|nova|neutron|glance|keystone|cinder|nsd|stunnel|collectd|condor|couchdb|jetty|puppet|svnserve|watchdog|sanlock|prosody|icecast)_(?:\w+_)?t$/;
const VAR_LOG =
	/^(chronyd|clamd|freshclam|dirsrv|dnsmasq|dovecot|firewalld|openvpn|rabbitmq|sssd|tor|corosync|amavis)_(?:\w+_)?t$/;

/**
 * The type that a domain's logs have.
 *
 * @returns undefined where that is not known
 */
export function typeOfLogs(domain: string): string | undefined {
	if (/^(?:smbd|nmbd|winbind)_t$/.test(domain)) return 'samba_log_t';
	const [, own] = LOG.exec(domain) ?? [];
	const [, ofDaemon] = VAR_LOG.exec(domain) ?? [];
	if (own !== undefined) return `${own}_log_t`;
	return ofDaemon === undefined ? undefined : `${ofDaemon}_var_log_t`;
}

/** The folder below /var/log that a program has for its logs, of a path in it. */
export function ownFolderOfLogs(path: string): string | undefined {
	return /^(\/var\/log\/[^/]+)\/./.exec(path)?.[1];
}

/** Why the label of such a folder is to be told to the policy; what follows begins with a colon or a full stop. */
export const LOGS_ELSEWHERE =
	'Probably no policy knows the folder as one of logs, so restorecon finds nothing wrong: what lies there has the type of what is around it. Tell the policy (var_log_t, or the type that the logs of that service have, such as NAME_log_t)';
