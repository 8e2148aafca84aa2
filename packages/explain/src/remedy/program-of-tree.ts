// Programs that stand in a tree of others, and of no use alone: of a virtual environment, an application, a vendor.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { command, operand } from '../names.ts';
import { folderOf, labelFolder, labelLastingly, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** A virtual environment of Python by its path, or by the programs that are mostly started from one. */
const IN_ENVIRONMENT = /\/(?:\.?v?env|virtualenv|\.virtualenvs|site-packages)\//;
const OF_ENVIRONMENT = /^\(?(?:gunicorn|uvicorn|celery|hypercorn|daphne|flask|uwsgi)\)?$/;
/** Interpreters, by the names that version managers give their files: python3.12, node, ruby. */
const INTERPRETER_FILE = /^(?:python[\d.]*|node|ruby[\d.]*|java|perl[\d.]*|php[\d.]*|bun|deno)$/;

/**
 * What to do where a program is one of a tree that goes with it: what is copied alone finds neither its interpreter nor
 * its modules.
 */
export function programOfTree(record: AccessRecord): Remedy[] {
	const path = pathOf(record);
	const { comm = '' } = record.details;
	if (isOfHomebrew(path, comm)) return [HOMEBREW];
	const isOfPython =
		IN_ENVIRONMENT.test(path ?? '') || OF_ENVIRONMENT.test(comm) || /^python/.test(nameOf(record));
	if (!isOfPython && !INTERPRETER_FILE.test(nameOf(record))) return [];
	const [what, anew] = isOfPython
		? [
				'a virtual environment, or what a version manager installs, as uv or pyenv',
				' (`python3 -m venv /opt/NAME`)',
			]
		: ['what a version manager or an archive installs, as nvm or SDKMAN', ''];
	const restored =
		path === undefined || OF_PEOPLE.test(path)
			? ''
			: ` It is probably in no home: then it was moved there with its label, and \`${command('restorecon', '-Rv', ...operand(folderOf(path)))}\` may be enough.`;
	return [
		{
			kind: 'command',
			why: `It is probably one of a tree of programs and modules (${what}), and works in no other place by itself: do not copy or move the file alone.${restored} Best make the whole tree anew outside of homes, as in /opt/NAME${anew}, and name that in the unit: what lies in bin there is mostly labeled as it should be (restorecon -Rv). Or label the programs where they are; of a link it is what it leads to that counts (\`readlink -f\`), so the folder of the interpreter as well, if that is another:`,
			text: labelPrograms(record),
		},
	];
}

function isOfHomebrew(path = '', comm: string): boolean {
	return comm === '(brew)' || /^\/(?:var\/)?home\/linuxbrew\//.test(path);
}

/** @see brew --prefix: it finds all else by its own place */
const HOMEBREW: Remedy = {
	kind: 'note',
	why: "It is probably of Homebrew, whose programs find all else by the place that they lie in: do not copy or move one alone. systemd itself may not follow a link in a home; what it starts out of /usr may. Let the unit start a shell, which starts the program: ExecStart=/usr/bin/bash -c 'exec PROGRAM'. Or tell the policy bin_t for the folders of programs below its prefix, that of the link and that of what it leads to (`readlink -f`), by semanage-fcontext(8) and restorecon.",
};

/** Of a folder for programs all that lies there is to be labeled; of any other the one file, for what else may be beside it. */
function labelPrograms(record: AccessRecord): string {
	const path = pathOf(record);
	if (path === undefined) return labelFolder('FOLDER', 'bin_t');
	const folder = folderOf(path);
	return /\/\.?s?bin$/.test(folder)
		? labelFolder(folder, 'bin_t')
		: labelLastingly(record, 'bin_t');
}

const OF_PEOPLE = /^\/(?:home|root|tmp|var\/tmp|var\/home)\//;

/** Trees of applications, and what the policy gives to all in them: what lies there has lost nothing. */
const OF_APPLICATIONS: [place: RegExp, type: RegExp][] = [
	[/^\/opt\//, /^usr_t$/],
	[/^\/srv\//, /^var_t$/],
	[/^\/(?:var|srv)\/www\//, /^httpd_sys_(?:rw_)?content_t$/],
	[/\/node_modules\//, /^(?:usr|var|default|httpd_sys_content)_t$/],
];

/** What to do where a program of an application, or of a vendor's package, stands where the rest of it does. */
export function programOfApplication(record: AccessRecord): Remedy[] {
	const path = pathOf(record);
	const { type } = record.object;
	const isInTree = OF_APPLICATIONS.some(
		([place, label]) => place.test(path ?? '') && label.test(type),
	);
	if (path === undefined || !isInTree) return [];
	return [
		{
			kind: 'command',
			why: `${type} is what all in that place has that the policy does not know, and is for no program: restorecon changes nothing. It probably goes with what lies beside it, so label it where it is, in place of moving it alone (all programs of a FOLDER by 'FOLDER(/.*)?' and restorecon -Rv; a vendor's package may bring a policy of its own; and a program that stands for itself is better copied to /usr/local/bin by cp(1), which gives it its label):`,
			text: labelPrograms(record),
		},
	];
}
