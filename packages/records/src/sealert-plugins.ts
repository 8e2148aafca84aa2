// What the plugins of setroubleshoot advise in a report. Their names and the commands are the same in every
// language.

/** What a report's plugins advise. */
export interface PluginAdvice {
	/** The one with the most confidence; undefined without any. */
	plugin: string | undefined;
	/** Booleans that a plugin for booleans would switch on. */
	booleans: string[];
	/** Types of ports that the domain may use, of bind_ports and connect_ports. */
	portTypes: string[];
	/** The label that the policy has for a path, of the plugin restorecon; its type where that is told. */
	label: { path: string; type: string | undefined } | undefined;
	/** The same of the program that asked, of the plugin restorecon_source. */
	programLabel: { path: string; type: string | undefined } | undefined;
	/** Types of which one may be given to what was refused, of catchall_labels. */
	fileTypes: string[];
	/** The type that a plugin would give to a path which the policy labels otherwise. */
	proposed: { path: string; type: string } | undefined;
}

/**
 * `*****  Plugin catchall (100. confidence) suggests   ****`, whatever is left of the stars: translated are all
 * words but the name. It is one that setroubleshoot-plugins has; `restorecon_source` looks at the program that
 * asked, whose label is another matter.
 */
const HEADING =
	/^.{0,64}?\b(?<name>restorecon(?:_source)?|catchall(?:_boolean|_labels)?|(?:bind|connect)_ports|public_content|samba_share|(?:allow|httpd)_\w+|mmap_zero|mounton|mozplugger|openvpn|cvs_data|device|disable_ipv6|dac_override|filesystem_associate|file|home_tmp_bad_labels|kernel_modules|leaks|qemu_\w+|rsync_data|selinuxpolicy|setenforce|sshd_root|swapfile|sys_module|sys_resource|vbetool|wine|xen_image|chrome|automount_exec_config|associate)\b[^()（）\d*]{0,48}[(（][^()（）\d]{0,48}(?<confidence>\d{1,3}(?:[.,]\d{0,9})?)/;
interface Section {
	name: string;
	confidence: number;
	lines: string[];
}

/**
 * Reads what plugins advise.
 *
 * @param report - the lines of one report, also those that syslog has written into one (`#012`)
 */
export function pluginAdvice(report: string[]): PluginAdvice {
	const sections = sectionsOf(report.flatMap((line) => line.split('#012')));
	const under = (name: RegExp) => sections.filter((one) => name.test(one.name));
	const [first] = [...sections].sort((one, other) => other.confidence - one.confidence);
	return {
		plugin: first?.name,
		// allow_execheap and the like name none themselves.
		booleans:
			under(/boolean|^allow_|^httpd_/)
				.map(({ lines }) => lines.flatMap(booleanIn))
				.find((names) => names.length > 0) ?? [],
		portTypes: under(/_ports$/).flatMap(({ lines }) => portTypesIn(lines))[0] ?? [],
		fileTypes: under(/^catchall_labels$/).flatMap(({ lines }) => fileTypesIn(lines)),
		proposed: sections.flatMap(({ lines }) => lines.flatMap(proposedIn))[0],
		label: under(/^restorecon$/).flatMap(({ lines }) => labelIn(lines))[0],
		programLabel: under(/^restorecon_source$/).flatMap(({ lines }) => labelIn(lines))[0],
	};
}

/** Whether a line begins what a plugin says. */
export function isPluginHeading(line: string): boolean {
	return sectionOf(line) !== undefined;
}

function sectionsOf(lines: string[]): Section[] {
	const sections: Section[] = [];
	for (const line of lines) {
		const begun = sectionOf(line);
		if (begun) sections.push(begun);
		else sections.at(-1)?.lines.push(line);
	}
	return sections;
}

function sectionOf(line: string): Section | undefined {
	const { name, confidence = '' } = HEADING.exec(line.trimStart())?.groups ?? {};
	if (name === undefined) return undefined;
	return { name, confidence: Number.parseFloat(confidence.replace(',', '.')), lines: [] };
}

function booleanIn(line: string): string[] {
	return /\bsetsebool -P ([a-z]\w*)[\s=]{1,3}(?:[01]|on|off)\b/i.exec(line)?.slice(1) ?? [];
}

/** `semanage port -a -t PORT_TYPE -p tcp 8888`, and in the next line which types PORT_TYPE may be. */
function portTypesIn(lines: string[]): string[][] {
	const at = lines.findIndex((line) => /\bsemanage port -a -t PORT_TYPE\b/.test(line));
	if (at < 0) return [];
	const types = lines
		.slice(at + 1, at + 4)
		.map((line) => line.match(/\b[a-z]\w*_port_t\b/g) ?? [])
		.find((each) => each.length > 0);
	return types === undefined ? [] : [[...types]];
}

/** A policy has thousands; sealert lists as many as a domain may use. */
const MOST_TYPES = 500;

/** `semanage fcontext -a -t FILE_TYPE 'uploads'`, and behind it which types FILE_TYPE may be. */
function fileTypesIn(lines: string[]): string[] {
	const at = lines.findIndex((line) => /\bsemanage fcontext -a -t FILE_TYPE\b/.test(line));
	const list = at < 0 ? undefined : lines.slice(at + 1, at + 4).find((line) => /_t, /.test(line));
	return (list?.match(/\b[a-z]\w*_t\b/g) ?? []).slice(0, MOST_TYPES);
}

/** `semanage fcontext -a -t httpd_sys_rw_content_t 'uploads'`; FILE_TYPE stands for one of a list. */
function proposedIn(line: string): { path: string; type: string }[] {
	const [, type, quoted, word] =
		/\bsemanage fcontext -a -t ([a-z]\w*_t) (?:'([^']+)'|"?([^\s'"]+))/.exec(line) ?? [];
	const path = quoted ?? word;
	return type === undefined || path === undefined ? [] : [{ path, type }];
}

/** `PATH default label should be TYPE.`, or in other words a type before `/sbin/restorecon -v PATH`. */
function labelIn(lines: string[]): NonNullable<PluginAdvice['label']>[] {
	for (const line of lines) {
		const [, path, type] = /^[\s>|#]*(\S.*) default label should be ([\w-]+)\./.exec(line) ?? [];
		if (path !== undefined) return [{ path, type }];
	}
	const at = lines.findIndex((line) => RESTORED.test(line));
	const [, quoted, word] = RESTORED.exec(lines[at] ?? '') ?? [];
	const path = quoted ?? word;
	if (path === undefined) return [];
	const types = lines
		.slice(0, at)
		.flatMap((line) => line.replaceAll(path, ' ').match(/\b[a-z]\w*_t\b/g) ?? []);
	return [{ path, type: types.at(-1) }];
}

const RESTORED = /\brestorecon -\w+ (?:'([^']+)'|([^\s']\S*))/;
