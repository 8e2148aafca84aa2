// What an agent, or a login server, runs for somebody: a script or a helper that stays in its domain, and of which no
// policy of a distribution knows.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';
import { scriptsOf } from './scripts-of-server.ts';

/** Agents that run what an administrator has written, and how their settings name it. */
const AGENTS: Record<string, string> = {
	zabbix_agent_t: 'a UserParameter',
	nrpe_t: 'a command[] of nrpe.cfg',
	collectd_t: 'the plugin exec or python',
	snmpd_t: 'extend or pass in snmpd.conf',
};

/** Languages of scripts, and the commands that they are made of, by comm=. */
const OF_SCRIPTS =
	/^(?:(?:ba|da|k)?sh|python[\d.]*|perl|ruby|php|node|curl|wget|mysql|psql|redis-cli|jq|bc|systemctl|telnet|ncat?|openssl)$/;

/** What web applications have others do: none of it is of a web server, nor knows a policy of it there. */
const OF_APPLICATIONS =
	/^(?:chrom(?:e|ium)\S*|headless_shell|firefox\S*|ffmpeg|ffprobe|convert|magick|gs|exiftool|wkhtmlto\w+|soffice\S*|oosplash|(?:pdf|xe|lua)?latex|git|svn|hg|composer|npm)$/;

/** What sshd(8) itself runs in its own domain: AuthorizedKeysCommand and AuthorizedPrincipalsCommand. */
const OF_SSHD = /^(?:sshd|ssh|unix_chkpwd|su|bash|sh|login)/;

/**
 * What to say in place of a gap in the distribution's policy.
 *
 * @param record - one that no rule has
 * @returns undefined where the program is the domain's own
 */
export function scriptOfAgent(record: AccessRecord): Remedy | undefined {
	const { subject } = record;
	const comm = nameOfProgram(record);
	const how = Object.hasOwn(AGENTS, subject.type) ? AGENTS[subject.type] : undefined;
	if (how !== undefined && OF_SCRIPTS.test(comm))
		return record.class === 'service' ? ofUnit(how) : ofAgent(record, how);
	if (how !== undefined && isLogOfOther(record)) return LOG_OF_OTHER;
	if (subject.type === 'httpd_t' && OF_APPLICATIONS.test(comm)) return ofApplication(comm);
	const isOfSshd = /^sshd(?:_session)?_t$/.test(subject.type) && record.class === 'tcp_socket';
	return isOfSshd && comm !== '' && !OF_SSHD.test(comm) ? ofSshd(comm) : undefined;
}

/** By comm=, or by cmdline=, which systemd has of who asks it. */
function nameOfProgram({ details: { comm, cmdline = '' } }: AccessRecord): string {
	const [asking = ''] = cmdline.split(' ');
	return comm ?? asking.replace(/^.*\//, '');
}

/**
 * Whether a script has stayed in the domain of a server that has a domain for its scripts. What web servers run in
 * their own are applications, which nobody labels as scripts.
 */
export function isScriptInPlace(record: AccessRecord): boolean {
	const { type } = record.subject;
	const comm = nameOfProgram(record);
	const isScript = OF_SCRIPTS.test(comm) || /\.(?:sh|py|pl|rb)$/.test(comm);
	const isElsewhere = type.startsWith('httpd_') || Object.hasOwn(AGENTS, type);
	return isScript && !isElsewhere && scriptsOf(type) !== undefined;
}

/** Whether a plugin runs in the domain of the server or agent itself: its file has lost the label that leads to its own. */
function isPlugin({ subject, details: { comm = '' } }: AccessRecord): boolean {
	return /^(?:nrpe|nagios)_t$/.test(subject.type) && /^check_/.test(comm);
}

/** What to look at first where that is so; none for other records. */
export function pluginInPlace(record: AccessRecord): Remedy[] {
	return isPlugin(record) ? [ofPlugin(record)] : [];
}

/** @see nagios_plugin_template and nagios.fc in contrib of Fedora's policy */
function ofPlugin({ subject, details: { comm = '' } }: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `${comm} is a plugin, and policies have domains for those (nagios_services_plugin_t, nagios_system_plugin_t and others), which may do what plugins do. This one has stayed in ${subject.type}: see its label (\`ls -Z\`), which is to be nagios_services_plugin_exec_t or the like, and not bin_t. This gives what lies here the label of its path; one's own plugin is told nagios_unconfined_plugin_exec_t by semanage-fcontext(8):`,
		text: 'restorecon -Rv /usr/lib64/nagios/plugins',
	};
}

function isLogOfOther({ class: of, subject, object }: AccessRecord): boolean {
	const [stem = ''] = subject.type.split('_');
	return /^(?:file|dir)$/.test(of) && /_log_t$/.test(object.type) && !object.type.startsWith(stem);
}

const LOG_OF_OTHER: Remedy = {
	kind: 'note',
	why: "Policies keep agents out of the logs of other services, on purpose: no label is wrong, and an update hardly brings it. If this one is to read them, rules in a module of one's own, of which this is mostly the first: search of the folders on the way, then open, read and getattr of the file. Or have the service log to the journal or to syslog as well, and the agent read that.",
};

function ofAgent({ subject, details: { comm = '' } }: AccessRecord, how: string): Remedy {
	return {
		kind: 'note',
		why: `By comm=${comm} it is probably a script that somebody has the agent run (${how}), in the agent's own domain, and no policy knows what that does: an update hardly brings it. Have it do without (another place for its files, as a folder of the agent's own, by TMPDIR=), or let a service or a timer do the work and the agent read the result; otherwise rules in a module of one's own. The rule is mostly the first of several: \`semanage permissive -a ${subject.type}\` lets them all be recorded at once, and -d takes that back.`,
	};
}

function ofUnit(how: string): Remedy {
	return {
		kind: 'note',
		why: `Probably it is a command that somebody has the agent run (${how}), and no policy gives an agent a unit of another service: an update hardly brings it. If it is to do that, the rule below in a module of one's own, which counts for all units of that type; who is not root is asked by polkit(8), too, or by sudo(8). Or let systemd watch that service itself (Restart=, a timer of one's own).`,
	};
}

function ofApplication(comm: string): Remedy {
	return {
		kind: 'note',
		why: `${comm} is not the web server, but what an application has started within its domain, and no policy of a web server knows what that needs: an update hardly brings it. Let it run as a service or a container of its own, which the application asks (a queue, a socket), or give its program a domain that httpd_t may enter. Only else the rule, which every application of the web server has then, and which is mostly the first of several.`,
	};
}

function ofSshd(comm: string): Remedy {
	return {
		kind: 'note',
		why: `By its name ${comm} is not sshd(8) itself, but probably a helper that this runs in its own domain (AuthorizedKeysCommand, or by PAM), and no policy knows what that asks: an update hardly brings it. Where the helper can, have it ask a daemon of this host (SSSD), or give it a domain of its own; otherwise the rule in a module of one's own.`,
	};
}
