// What setroubleshoot says of a refusal, where the record itself is not shown.

/** A report, or the line in the journal that summarizes one. */
export interface SealertReport {
	/** The record that it tells of; undefined if it names no contexts. */
	text: string | undefined;
	/** Whether owner or mode of a file refuse root: no record tells more of that without its file. */
	isOfMode: boolean;
	/** The number of the line with the summary, from 1. */
	line: number;
}

/** A report is this long at most before its contexts. */
const MOST_LINES = 200;

/** `SELinux is preventing httpd from read access on the file index.html.`, sealert(8). */
const SUMMARY =
	/\bSELinux is preventing \S+ from (?:using the )?'?(?<permissions>[\w, ]+?)'? (?:access(?:es)?|capabilit(?:y|ies))\b/;

/**
 * Finds the reports of sealert(8) in a text.
 *
 * @param lines - its lines
 * @returns the reports in the text's order
 */
export function sealertReports(lines: string[]): SealertReport[] {
	const begins = lines.flatMap((line, index) => (SUMMARY.test(line) ? [index] : []));
	return begins.map((begin, at) => {
		const end = Math.min(begins[at + 1] ?? lines.length, begin + MOST_LINES);
		const isOfMode = /\bdac_(?:override|read_search)\b/.test(permissionsIn(lines[begin]));
		return { text: recordOf(lines.slice(begin, end)), isOfMode, line: begin + 1 };
	});
}

function permissionsIn(summary = ''): string {
	return SUMMARY.exec(summary)?.groups?.permissions ?? '';
}

/** The record as the kernel would have written it. */
function recordOf(report: string[]): string | undefined {
	const permissions = permissionsIn(report[0]);
	const after = (name: string) =>
		report
			.find((line) => line.startsWith(name))
			?.slice(name.length)
			.trim();
	const [subject, object] = [after('Source Context'), after('Target Context')];
	// `Target Objects                /srv/index.html [ file ]`
	const [, path = '', objectClass] =
		/^(.*?)\s*\[ (\w+) \]$/.exec(after('Target Objects') ?? '') ?? [];
	if (!subject || !object || !objectClass) return undefined;
	const names = permissions.split(/[\s,]+/).join(' ');
	const shown = path === '' || path === 'Unknown' ? '' : `path="${path.replaceAll('"', '')}" `;
	return `avc:  denied  { ${names} } for  ${shown}scontext=${subject} tcontext=${object} tclass=${objectClass}`;
}
