// What systemd itself does for a unit: the files that the unit's settings name.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { command, operand } from '../names.ts';
import { isBeforeExec } from './before-exec.ts';
import { isAtItsPlace } from './parent-type.ts';
import { howToFind, labelFolder, literally, restorecon } from './path.ts';
import { GAP, ifOfDistribution, OF_SYSTEM, policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** Where units should keep nothing: homes, and what is for temporary files. */
const NOT_FOR_UNITS =
	/^(?:user_home|user_home_dir|home_root|admin_home|user_tmp|tmp|data_home|config_home)_t$/;

/** And where systemd writes for others only what has a type of theirs. */
const NOT_TO_WRITE = /^(?:var|var_log|var_lib|default|mnt|usr|etc)_t$/;

/** Whether systemd asks, or a child of it before it has executed a unit's program. */
export function isOfUnit(record: AccessRecord): boolean {
	const { comm, pid } = record.details;
	const isManager = pid === '1' || (pid === undefined && comm === 'systemd');
	return isBeforeExec(record) || (record.subject.type === 'init_t' && isManager);
}

/** Whether something is written or made. */
export function isWritten({ permissions }: AccessRecord): boolean {
	return permissions.some((one) => /^(?:write|append|create|add_name)$/.test(one));
}

/**
 * What to do where a unit names a file in a home or in /tmp.
 *
 * @returns none for other places, and for other programs
 */
export function fileOfUnit(record: AccessRecord): Remedy[] {
	const { object } = record;
	if (isCredential(record)) return [CREDENTIAL];
	if (record.permissions.every((each) => each === 'mounton')) return [];
	const writes = isWritten(record);
	if (isOfUnit(record) && isLinkOfFolder(record)) return [LINK_OF_FOLDER];
	const isOdd = NOT_FOR_UNITS.test(object.type) || (writes && NOT_TO_WRITE.test(object.type));
	if (!isOfUnit(record) || !isOdd) return [];
	if (/^(?:sock|fifo)_file$/.test(record.class)) return [forSocketUnit(record)];
	const setting = settingOf(record);
	if (setting !== undefined) return [namedBySetting(record, setting)];
	if (isFolderInHome(record)) return [folderInHome(record)];
	if (isPidFile(record)) return [PID_FILE];
	if (record.class === 'dir' && NOT_TO_WRITE.test(object.type)) return [FOLDER_OF_UNIT];
	return [
		{
			kind: 'note',
			why: writes
				? 'systemd itself opens this for a unit, before its program runs: probably what StandardOutput= or StandardError= names (file:, append:, truncate:). Take the journal (StandardOutput=journal), or let the program open its own file, in its own domain.'
				: `${isAtItsPlace(record) ? 'S' : 'Otherwise: s'}ystemd itself does this for a unit, before its program runs or beside it: for WorkingDirectory=, EnvironmentFile=, PIDFile=, or to load a unit that is linked there. Keep such files where systemd's rules expect them (/etc, /run; copied, for mv(1) leaves them ${object.type}).`,
		},
	];
}

/** Settings of a unit that name a file or a folder which systemd itself uses, and where such belong. */
const SETTINGS = {
	credential: ['LoadCredential=', '/etc/credstore, or another folder below /etc'],
	environment: ['EnvironmentFile=', '/etc (in /etc/default or /etc/sysconfig, say)'],
} as const;

/** Which of them it is, by the name of systemd's child, or of the file. */
function settingOf(record: AccessRecord): keyof typeof SETTINGS | undefined {
	const { class: of, details } = record;
	if (isWritten(record) || !/^(?:file|lnk_file|dir)$/.test(of)) return undefined;
	if (details.comm === '(sd-mkdcreds)') return 'credential';
	return of !== 'dir' && /(?:^|\.)env$/.test(nameOf(record)) ? 'environment' : undefined;
}

/** @see systemd.exec(5) */
function namedBySetting({ object }: AccessRecord, of: keyof typeof SETTINGS): Remedy {
	const [setting, place] = SETTINGS[of];
	return {
		kind: 'note',
		why: `Probably ${setting} of a unit names it, which systemd itself reads, and nothing in a home or in /tmp: no rule for that. Keep it in ${place}, copied there by cp(1), for mv(1) leaves it ${object.type} (then restorecon), and name that place in the unit.`,
	};
}

/** Whether a child of systemd goes through a folder of a home, to the unit's program or where that is to start. */
function isFolderInHome(record: AccessRecord): boolean {
	const { class: of, object, permissions } = record;
	return (
		of === 'dir' &&
		isBeforeExec(record) &&
		/^(?:user|admin)_home_t$/.test(object.type) &&
		permissions.every((each) => /^(?:search|getattr|read|open)$/.test(each))
	);
}

function folderInHome(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `Probably WorkingDirectory= of a unit lies in a home, or what it starts does (the log of systemd says CHDIR or EXEC): policies keep services out of homes. Put what the unit runs in a folder of its own (/opt/NAME, /srv/NAME), copied by cp(1), and name that in the unit. If the folder lies there already, it was moved from a home, and mv(1) has kept its label${howToFind(record)}; give it the one of its path:`,
		text: restorecon(record),
	};
}

/** Whether it is known which setting of a unit names a file. */
export function isNamedBySetting(record: AccessRecord): boolean {
	const isOfSetting = settingOf(record) !== undefined || isFolderInHome(record);
	return isCredential(record) || (isOfUnit(record) && isOfSetting);
}

/** Whether systemd sets up the credentials of a unit: its child is called so while it does. */
function isCredential({ class: of, subject, details: { comm } }: AccessRecord): boolean {
	return of === 'sock_file' && subject.type === 'init_t' && comm === '(sd-mkdcreds)';
}

/** @see LoadCredential= in systemd.exec(5): a path may be that of a UNIX socket, which is connected to and read */
const CREDENTIAL: Remedy = {
	kind: 'note',
	why: `By its name it is systemd itself, which sets up the credentials of a unit: LoadCredential= names a socket, and what answers there is what the unit gets. No label is wrong, and the program has not been started yet. ${GAP}: update selinux-policy first, and until then take the rule (to connect to who listens is asked next).`,
};

/** Whether systemd removes or replaces a link where units have their folders. */
function isLinkOfFolder({ class: of, object, permissions }: AccessRecord): boolean {
	const isOfPlace = /^var_(?:lib|log|cache|run)_t$|^var_t$/.test(object.type);
	return (
		of === 'lnk_file' && isOfPlace && permissions.some((each) => /^(?:unlink|rename)$/.test(each))
	);
}

/** @see exec_setup_directories in systemd: with DynamicUser= /var/lib/NAME is a link to private/NAME */
const LINK_OF_FOLDER: Remedy = {
	kind: 'note',
	why: 'systemd itself does this for a unit, before its program runs (StateDirectory=, LogsDirectory= or CacheDirectory=; status 238 and the like): probably DynamicUser= was taken out of the unit, and the link to private/NAME that it had is left. No label is wrong. Stop the unit, remove the link by hand, move the folder out of private in its place, and start it.',
};

/** Whether it is by its name what PIDFile= of a unit names. */
export function isPidFile(record: AccessRecord): boolean {
	return record.class === 'file' && /\.pid$/.test(nameOf(record));
}

/** @see "PIDFile=" in systemd.service(5) */
const PID_FILE: Remedy = {
	kind: 'note',
	why: 'Probably PIDFile= of a unit names it, which systemd itself reads, and a home or /tmp is nothing that it is to trust. Have the service keep it below /run (RuntimeDirectory= of the unit makes a folder there), or start it without one (Type=simple or exec, and not in the background).',
};

/** @see exec_setup_directories in systemd: with DynamicUser= they lie in /var/lib/private and the like */
const FOLDER_OF_UNIT: Remedy = {
	kind: 'note',
	why: `systemd itself makes this folder for a unit, before its program runs: probably for StateDirectory=, CacheDirectory=, LogsDirectory= or ConfigurationDirectory= (with DynamicUser= below private there; the journal names the step that failed, as CACHE_DIRECTORY). ${GAP}: update selinux-policy first, and until then take the rule.`,
};

const CLEARS: Remedy = {
	kind: 'note',
	why: `systemd itself removes this, probably what a service has left in a folder that goes with its unit (PrivateTmp=, RuntimeDirectory=), at its end: so no label is wrong, and who has made it is no question. ${GAP}: update selinux-policy first, and until then take the rule.`,
};

/** Sockets and pipes that systemd makes before a service runs: systemd.socket(5). */
function forSocketUnit(record: AccessRecord): Remedy {
	const { object, permissions } = record;
	if (permissions.every((each) => /^(?:unlink|rmdir|remove_name)$/.test(each))) return CLEARS;
	return {
		kind: 'command',
		why: `systemd itself makes this, probably what ListenStream=, ListenDatagram= or ListenFIFO= of a socket unit names. Where the service's clients look for it elsewhere, too, let it lie in /run, where systemd may make such things. Otherwise in a new folder for it alone, FOLDER, that has a label for which there are rules (what is made in it takes after it): ${object.type} is what has none. var_run_t, as in /run, or a type of the service's own:`,
		text: labelFolder('FOLDER', 'var_run_t'),
	};
}

/** What is done to a socket before a service gets it. */
const PREPARES = /^(?:create|bind|listen|setopt|getopt|getattr|setattr|ioctl)$/;

/**
 * Whether systemd makes the socket of a socket unit, which has the label of the service that it is for.
 *
 * @see socket_determine_selinux_label in systemd's src/core/socket.c
 */
export function isSocketOfUnit({ class: of, subject, object, permissions, details }: AccessRecord) {
	const isSystemd = subject.type === 'init_t' && /^(?:1|)$/.test(details.pid ?? '');
	const isOfService = object.type !== 'init_t' && object.role === 'system_r';
	const isPrepared = of.endsWith('_socket') && permissions.every((each) => PREPARES.test(each));
	return isSystemd && isOfService && isPrepared;
}

/** What to do where it may not; none for other records. */
export function socketOfUnit(record: AccessRecord): Remedy[] {
	if (!isSocketOfUnit(record)) return [];
	const { type } = record.object;
	const isNobodys = /^(?:unconfined_service|initrc)_t$/.test(type)
		? ` ${type} is what a service gets whose program has no type of its own: probably the policy does not know the program yet, or its file has lost its label.`
		: '';
	return [
		{
			kind: 'note',
			why: `Probably systemd itself makes this, for a socket unit (its log names which), with the label that the unit's service would get: that of the domain which the type of its program leads to.${isNobodys} See \`ls -Z\` of what ExecStart= of the service names, restorecon that, and update selinux-policy. (SELinuxContext= of the service probably does not count for its socket.)`,
		},
	];
}

/**
 * What to look at where systemd asks for a unit whose file has a type that is none of units: the type of
 * the file is what it compares.
 *
 * @see mac_selinux_access_check_internal in systemd's src/core/selinux-access.c
 */
export function unitLabel(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, details } = record;
	if (isWithoutFile(record)) return [withoutFile(record)];
	if (of !== 'service' || object.role !== 'object_r') return [];
	const { path = '' } = details;
	if (isUnknownTransient(record)) return [TRANSIENT];
	if (isMadeAtRunTime(path)) return [staleManager(subject.type, MADE_AT_RUN_TIME)];
	if (isOfAnyUnit(object.type) && MANAGERS.test(subject.type) && !isQuestion(record))
		return [
			staleManager(
				subject.type,
				`${subject.type} is there to start units of all kinds, or to manage them`,
			),
		];
	// A type that ends so is one of units, whatever service's.
	const isOfService = /_unit_file_t$/.test(object.type) && !isOfAnyUnit(object.type);
	if (isOfService && isQuestion(record) && !isOfPeople(record)) return [asksState(subject.type)];
	const which = path.startsWith('/') ? operand(path) : ['PATH'];
	// Of these the role is told.
	if (/^(?:user|staff)(?:_sudo)?_t$/.test(subject.type)) return [];
	if (isOfAnyUnit(object.type)) {
		if (isOfPeople(record)) return [FOR_A_ROLE];
		if (OF_SYSTEM.test(subject.type) && !isQuestion(record))
			return [...policyGap(record), unitOfItsOwn(record, path)];
		return isQuestion(record)
			? [asksState(subject.type), unitOfItsOwn(record, path)]
			: [unitOfItsOwn(record, path)];
	}
	if (/_unit(?:_file)?_t$|_exec_t$/.test(object.type)) return [];
	return [
		{
			kind: 'command',
			why: `${object.type} is no type of units: probably the unit's file has the wrong label. See what the policy says of its path (matchpathcon), and give it that (systemd_unit_file_t, or one of the service's own); if the policy says the same, update selinux-policy:`,
			text: command('restorecon', '-v', ...which),
		},
	];
}

/** Whether systemd was asked about a unit that no file is of: then it takes its own label, init_t. */
function isWithoutFile({
	class: of,
	subject,
	object,
	permissions,
	details,
}: AccessRecord): boolean {
	const isUnit = permissions.every((each) => /^(?:start|stop|status|reload)$/.test(each));
	return (
		of === 'service' &&
		object.type === 'init_t' &&
		subject.type !== 'init_t' &&
		isUnit &&
		details.path === undefined
	);
}

function withoutFile({ details: { cmdline = '' } }: AccessRecord): Remedy {
	const [, unit] = /\s([\w@.:\\-]+)\s*$/.exec(cmdline) ?? [];
	const named =
		unit === undefined || /^(?:status|start|stop|reload|restart)$/.test(unit) ? 'UNIT' : unit;
	return {
		kind: 'command',
		why: `systemd (PID 1) has refused this, and not the kernel. It compares the label of the unit's file, and where there is none its own, init_t: so probably no such unit is there${named === 'UNIT' ? ' (cmdline= names it)' : ` (${named})`}: mistyped, masked, not installed, or one of a template (getty@tty1.service). See which there are, and ask for that:`,
		text: `${command('systemctl', 'cat', named)}; systemctl list-units --all`,
	};
}

/** The type of units that have none of their own. */
function isOfAnyUnit(type: string): boolean {
	return /^systemd_unit(?:_file)?_t$/.test(type);
}

/** What a distribution has to start, stop and ask about whatever unit there is: policies allow it them all. */
const MANAGERS =
	/^(?:init|kernel|systemd_(?:logind|machined|user)|system_dbusd|rpm|rpm_script|dpkg|dpkg_script|packagekit|rpm_ostree|udev|crond)_t$/;

/**
 * Units that systemd makes itself, of a login or by systemd-run(1): each is made anew, in a folder that is empty
 * after a boot. A unit that a program has put into /run is no other to it.
 */
function isMadeAtRunTime(path: string): boolean {
	return path.startsWith('/run/') || /\.(?:scope|slice)$/.test(path);
}

const MADE_AT_RUN_TIME =
	'this unit was made at run time, by systemd itself, and the next one is made anew, with a label of its own';

/** Whether a transient unit has what all of systemd's own has in /run: the policy does not know their folder. */
function isUnknownTransient({ object, details: { path = '' } }: AccessRecord): boolean {
	const isThere = path.startsWith('/run/systemd/transient/');
	return isThere && /^(?:init|systemd)_(?:var_run|runtime)_t$|^(?:var_)?run_t$/.test(object.type);
}

/** @see systemd.fc of Fedora's policy, init.fc of the reference policy; systemd has that folder since 228 */
const TRANSIENT: Remedy = {
	kind: 'command',
	why: 'systemd (PID 1) has refused this, not the kernel, by the label of the unit. Transient units lie in /run/systemd/transient, and policies that know the folder have a type of units for it (Fedora: systemd_unit_file_t; the reference policy: systemd_transient_unit_t). This one has what the rest of /run/systemd has: the policy is older than systemd, or something has made the folder without its label. Update selinux-policy first, then give the folder its label. Where the newest policy does not know it either, report it there, and until then the rule.',
	text: 'restorecon -Rv /run/systemd/transient',
};

/** Who is meant to manage units is refused them where systemd and the policy are not of one time. */
function staleManager(type: string, because: string): Remedy {
	return {
		kind: 'note',
		why: `systemd (PID 1) has refused this, not the kernel, by the labels that it knows; and ${because}. So no label of a unit is to be changed: if ${type} is a domain of the distribution's, probably systemd and the policy do not fit, as after an update of one of them that the running systemd has not taken up. \`systemctl daemon-reexec\` (or a reboot), then update systemd and selinux-policy, and report it where the newest refuse it, too. Until then the rule.`,
	};
}

/** Whether it is a login in a role of the site's own, `toor_u:toor_r:toor_t`: services have system_r. */
function isOfPeople({ subject: { role, type } }: AccessRecord): boolean {
	return role !== 'system_r' && /_r$/.test(role) && type === role.replace(/_r$/, '_t');
}

const FOR_A_ROLE: Remedy = {
	kind: 'note',
	why: 'What systemd compares is the label of the unit, which is probably right. Who asks is somebody in a role of their own: is that one to manage units? sysadm_r may, all of them (`newrole -r sysadm_r`, `sudo -r sysadm_r -t sysadm_t`, where the user of the login has that role). If this role is for that, too, its policy takes the rule, for all units at once, and more of the class service (status, stop, reload).',
};

/** Whether nothing is to change, as of `systemctl status` or `is-active`. */
function isQuestion({ permissions }: AccessRecord): boolean {
	return permissions.every((each) => each === 'status');
}

function asksState(type: string): Remedy {
	return {
		kind: 'note',
		why: `It only asks how the unit is, which policies let many domains do of all units. ${GAP}${ifOfDistribution(type)}: update selinux-policy first. Where it is a check of one's own that asks (a script of an agent), in the source of a module of one's own the interface for all units, which opens little more than their state: systemd_status_all_unit_files(${type}) of Fedora's policy, init_get_all_units_status(${type}) of the reference policy.`,
	};
}

/** Most units have that type: a rule for it is one for all of them. */
function unitOfItsOwn({ subject }: AccessRecord, path: string): Remedy {
	const unit = path.startsWith('/') ? path : 'PATH';
	const label = (type: string) =>
		`${command('semanage', 'fcontext', '-a', '-t', type, literally(unit))} && ${command('restorecon', '-v', ...operand(unit))}`;
	if (subject.type === 'xdm_t' && OF_GREETER.test(unit))
		return {
			kind: 'command',
			why: "Probably a unit of the login screen's own session, which policies have xdm_unit_file_t for: see first whether the policy has it for its path by now (restorecon). Where it has not, tell it that:",
			text: label('xdm_unit_file_t'),
		};
	return {
		kind: 'command',
		why: "What systemd compares is the label of the unit's file, and this is the type of nearly all units: a rule for it is one for all of them. Give this unit a type of its own (TYPE, by init_unit_file() or systemd_unit_file() in a module), and the rule that; first see whether the policy has one for its path by now (restorecon):",
		text: label('TYPE'),
	};
}

/** Units of display managers and of the sessions that they start, by their names. */
const OF_GREETER =
	/\/(?:gdm|lightdm|sddm|plasma|graphical-session|gnome-session|gnome-initial-setup|org\.gnome\.)[^/]*$/;

/** What systemctl(1) is told, and what systemd asks the policy for then. */
const VERBS = /^(?:\/\S*\/)?systemctl\s+(?:-\S+\s+)*(start|stop|reload|status)\b/;

/** What to do where systemd has asked for something else than was wanted of it. */
export function otherVerb({ class: of, permissions, details }: AccessRecord): Remedy[] {
	const verb = VERBS.exec(details.cmdline ?? '')?.[1];
	if (of !== 'service' || verb === undefined || permissions.includes(verb)) return [];
	return [
		{
			kind: 'note',
			why: `It was to ${verb} the unit, says cmdline=, and systemd has asked for ${permissions.join(', ')}: probably a fault of that systemd. Update it; until then it takes the rule.`,
		},
	];
}

/**
 * What is asked where a unit's processes are only to get a signal.
 *
 * @see bus_unit_method_kill in systemd's src/core/dbus-unit.c, which asks for stop
 */
export function signalsUnit({ class: of, permissions, details }: AccessRecord): Remedy[] {
	const isKill = details.function === 'bus_unit_method_kill';
	if (of !== 'service' || !isKill || !permissions.includes('stop')) return [];
	return [
		{
			kind: 'note',
			why: 'By function= it is `systemctl kill`: its processes were to get a signal (as of a script that has logs opened anew; SIGTERM, where -s names no other), and systemd asks for stop then. If the rule is too much, `systemctl reload` asks for reload alone, where the unit has ExecReload=.',
		},
	];
}

/** What is done with a socket by who was given it to listen on, and not what is done with a connection. */
const LISTENS = /^(?:accept|listen|getopt|setopt|getattr|ioctl)$/;

/** What to know of a socket that systemd has made, and a service accepts connections on: sd_listen_fds(3). */
export function listensForUnit({
	class: of,
	subject,
	object,
	permissions,
}: AccessRecord): Remedy[] {
	const isSystemds = object.type === 'init_t' && subject.type !== 'init_t';
	const isStream = /^(?:tcp|unix_stream|sctp|vsock)_socket$/.test(of);
	if (!isSystemds || !isStream || !permissions.includes('accept')) return [];
	if (!permissions.every((each) => LISTENS.test(each))) return [];
	return [
		{
			kind: 'note',
			why: `Probably the service is started by its socket (a .socket unit): systemd has made that, and where it knows no domain that the unit's program leads to (ExecStart= names a script, or a file that has lost its label: ls -Z, restorecon), it has systemd's own label. Stop the service, then start its socket unit again: that makes it anew.`,
		},
	];
}
