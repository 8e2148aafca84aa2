// Programs that may not be started, as systemd and shells say it.

import { shellWord } from '@peercon/context/foreign-text';
import { NOT_STARTED } from '@peercon/records';
import { command, operand } from '../names.ts';
import { folderOf, hasDots, isOfEverySystem, labelFolder, literally } from '../remedy/path.ts';
import { isUnknownPlace } from '../remedy/place.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { type Message, record } from './message.ts';

/** Mostly behind the name of a unit. */
const OF_UNIT = new RegExp(
	`^(?:[\\w@.\\\\:-]{1,255}\\.(?:service|socket|timer|mount|swap): )?${NOT_STARTED}`,
);
/** In brackets it is systemd before it starts a program. */
const OF_SYSTEMD = /^(?:systemd|\(.*\))$/;
const OF_SHELL = /^(?:ba|da|z|k)?sh$/;
const NOT_PERMITTED = /^(?:line \d+: )?(\.{0,2}\/[^:]{1,4095}): Operation not permitted$/;

/** What a message about the start of a program leads to; none for others. */
export function aboutStart({ program, text }: Message): Remedy[] {
	const started = OF_UNIT.exec(text)?.[1];
	if (started !== undefined && (program === undefined || OF_SYSTEMD.test(program)))
		return notStarted(started);
	const kept = PID_FILE.exec(text)?.[1];
	if (kept !== undefined && (program === undefined || OF_SYSTEMD.test(program)))
		return notRead(kept);
	const [, path] = (OF_SHELL.test(program ?? '') && NOT_PERMITTED.exec(text)) || [];
	return path === undefined ? [] : notPermitted(path);
}

function notStarted(path: string): Remedy[] {
	return [
		{ kind: 'note', why: `By this line systemd was refused to start ${shellWord(path)}.` },
		record(),
		...(isInHome(path) ? [] : [toRestore(path)]),
		...(isOfOnesOwn(path) ? [labelAsProgram(path)] : []),
		{
			kind: 'note',
			why: 'Without a record: its mode (chmod +x), that of a folder on the way, or a mount with noexec.',
		},
	];
}

/** @see service_load_pid_file in systemd's src/core/service.c */
const PID_FILE =
	/^(?:[\w@.\\:-]{1,255}\.service: )?Can't open PID file '?(\/[^':]{1,4095}?)'? \(yet\?\) after [\w-]{1,32}: Permission denied$/;

/** A file that tells systemd which process the service is, and that it may not read: a timeout follows. */
function notRead(path: string): Remedy[] {
	const isOfRun = /^\/(?:var\/)?run\//.test(path);
	return [
		{
			kind: 'note',
			why: `By this line systemd was refused the PID file ${shellWord(path)}, so it does not see that the service has started, and ends it after a time.`,
		},
		record(),
		isOfRun || hasDots(path)
			? {
					kind: 'command',
					why: 'Mostly it is the label of the file or its folder, as of what a container or a program in a wrong domain has made. This gives it the one that the policy has:',
					text: command('restorecon', '-Rv', ...operand(folderOf(path))),
				}
			: {
					kind: 'command',
					why: 'Mostly it is its label: systemd reads such files where they have a type of /run, and those of a folder elsewhere have the one of that. Best have the service keep it below /run (its own setting, and PIDFile= of the unit), or give the unit a type that needs none (Type=notify, exec). Or tell the policy of a folder that holds such files alone:',
					text: labelFolder(folderOf(path), 'var_run_t'),
				},
		{
			kind: 'note',
			why: 'Without a record: the mode of the file, or of a folder on the way.',
		},
	];
}

/** What lies in a home has the label of homes by the policy, too. */
function isInHome(path: string): boolean {
	return /^\/(?:home|root)\//.test(path);
}

function toRestore(path: string): Remedy {
	return {
		kind: 'command',
		why: 'Mostly the label of the file is then none that programs have, as that of a home, of /tmp or of data (`ls -Z`). This gives it the one that the policy has for its path:',
		text: command('restorecon', '-v', ...operand(path)),
	};
}

/** Whether it lies where people keep programs of their own; elsewhere the policy knows what is there. */
function isOfOnesOwn(path: string): boolean {
	if (isOfEverySystem(path) || hasDots(path) || !/^\/[^/]+\/./.test(path)) return false;
	const isPlace = /^\/(?:home|opt|root|srv|usr\/local|var\/(?:lib|local|opt|www))\/.+\/[^/]+$/.test(
		path,
	);
	return isPlace || /^\/(?:opt|root|usr\/local)\/[^/]+$/.test(path) || isUnknownPlace(path);
}

/** A virtual environment has its interpreter in the same folder, by a link that systemd follows. */
const OF_ENVIRONMENT = /^(\/.*(?:\/\.?v?env|\/\.?venv[^/]*)\/bin)\/[^/]+$/;

function labelAsProgram(path: string): Remedy {
	const [, folder] = OF_ENVIRONMENT.exec(path) ?? [];
	const why = isInHome(path)
		? 'Its label is that of a home, which is right there, and systemd runs no program of it: keep it where the policy has that of programs (cp(1) to /usr/local/bin), or tell it:'
		: 'If nothing changes, keep it where the policy has that of programs (cp(1) to /usr/local/bin), or tell it:';
	if (folder === undefined)
		return {
			kind: 'command',
			why,
			text: `${command('semanage', 'fcontext', '-a', '-t', 'bin_t', literally(path))} && ${command('restorecon', '-v', ...operand(path))}`,
		};
	return {
		kind: 'command',
		why: 'It is a virtual environment of Python, whose programs are to be labeled together, with the link to the interpreter. Best it lies outside of homes (made anew in /opt, where the policy has that of programs). Or tell the policy:',
		text: labelFolder(folder, 'bin_t'),
	};
}

/** @see fapolicyd(8); fanotify(7): FAN_DENY gives EPERM, where SELinux gives EACCES */
function notPermitted(path: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `Starting ${shellWord(path)} was not permitted (EPERM). SELinux says 'Permission denied' there (EACCES): so it is mostly another control, as fapolicyd(8), which lets only such programs start as a package has brought or somebody trusts.`,
		},
		{
			kind: 'command',
			why: 'See whether it was that (or `systemctl status fapolicyd`):',
			text: 'ausearch -m fanotify -ts recent',
		},
		{
			kind: 'command',
			why: 'If the program is to be trusted, FILE being its whole path:',
			text: 'fapolicyd-cli --file add FILE && fapolicyd-cli --update',
		},
	];
}
