// Files that are programs: those of other domains, and those in places where no programs are expected.

import type { AccessRecord } from '@peercon/records';
import { isOwnProgram, nameOf } from '../check/situation.ts';
import { knownBoolean } from '../layer/booleans.ts';
import { PEOPLE } from '../layer/domains.ts';
import { command, operand } from '../names.ts';
import { isContainer } from './container-domain.ts';
import { domainOf, missedDomain } from './missed-domain.ts';
import { isOfUnit } from './of-unit.ts';
import { isWriting } from './own-type.ts';
import { labelLastingly, pathOf, restorecon } from './path.ts';
import { GAP, ifOfDistribution } from './policy-gap.ts';
import { programOfApplication, programOfTree } from './program-of-tree.ts';
import type { Remedy } from './remedy.ts';

/** Programs without a domain `NAME_t`, and those that policies let run in the domain of who calls them. */
const NO_DOMAIN =
	/^(?:shell|su|sudo|chroot|screen|ls|systemd_systemctl|rc|initrc|.+_initrc|execmem|init|debuginfo|pinentry|rpc|sandbox|seunshare|userhelper|consolehelper|ssh_agent|wm|xsession|udev_helper|dbusd|conmon|courier|qmail|anacron|hostname|ssh|journalctl|systemd_notify|gkeyringd)_exec_t$/;

/** What a file has where nobody puts programs of services. */
const NO_PROGRAMS =
	/^(?:default|file|mnt|tmp|user_tmp|init_tmp|var|var_lib|var_run|usr|etc|user_home|home_root|home_bin|admin_home|unconfined_home|data_home|config_home|gconf_home|cache_home|user_home_dir|nfs|cifs|httpd_sys_content)_t$/;

/** What systemd is to start out of /tmp was made there by something else (initrc_tmp_t); and settings of a service are no programs. */
function hasNoPrograms({ subject, object }: AccessRecord): boolean {
	return (
		NO_PROGRAMS.test(object.type) ||
		(subject.type === 'init_t' && /_(?:tmp|etc|conf|config)_t$/.test(object.type))
	);
}

function isRun({ class: of, permissions }: AccessRecord): boolean {
	return of === 'file' && permissions.some((each) => /^execute(?:_no_trans)?$/.test(each));
}

const INTERPRETER = /^(?:(?:ba|da|k|z)?sh|python[\d.]*|perl|ruby|node|php[\d.]*)$/;

/**
 * A script is a program to who has it run, and a file that is read to its interpreter, which has the script's name
 * where that was executed (comm=, begin_new_exec in fs/exec.c), and its own where it was started with it.
 */
function isReadByInterpreter(record: AccessRecord): boolean {
	const { class: of, permissions, details } = record;
	const isScript = /\.(?:sh|bash|py|pl|rb)$/.test(nameOf({ details }));
	return (
		of === 'file' &&
		permissions.some((each) => /^(?:read|open)$/.test(each)) &&
		isScript &&
		(INTERPRETER.test(details.comm ?? '') ||
			isOwnProgram(record) ||
			(FROM_PEOPLE.test(record.object.type) && !READS_ALL.test(record.subject.type)))
	);
}

/**
 * Whether systemd's child opens the program that it is about to execute, as the kernel does for it in execve(2): it is
 * named after the last eight characters of that.
 *
 * @see rename_process_from_path in systemd's src/core/exec-invoke.c
 */
function isStartedByUnit(record: AccessRecord): boolean {
	const [, end = ''] = /^\((.{3,})\)$/.exec(record.details.comm ?? '') ?? [];
	const isOpened = record.permissions.every((each) => /^(?:read|open|getattr|map)$/.test(each));
	return record.class === 'file' && isOpened && end !== '' && nameOf(record).endsWith(end);
}

/** Whether a program that may be read and executed may not be mapped, which kernels ask since 4.13. */
function isMappedAlone({ class: of, object, permissions }: AccessRecord): boolean {
	return (
		of === 'file' &&
		object.type.endsWith('_exec_t') &&
		// Who starts a shell is asked about execute, too: that is said of the shell.
		object.type !== 'shell_exec_t' &&
		permissions.every((each) => each === 'map')
	);
}

/**
 * What to do about that; none for other records.
 *
 * @see selinux_mmap_file in security/selinux/hooks.c; exec_file_perms and domtrans_pattern() in support/ of the reference policy
 */
export function mappedProgram(record: AccessRecord): Remedy[] {
	if (!isMappedAlone(record) || READS_ALL.test(record.subject.type)) return [];
	// What systemd starts and that stays in its domain has a wrong label itself.
	if (record.subject.type === 'init_t') return [];
	if (isStarted(record)) return missedDomain(record).length > 0 ? [] : [inWrongDomain(record)];
	return [
		{
			kind: 'note',
			why: `Only map is refused: to read and to execute the file was not, or has a record of its own. Linux asks for map since 4.13 (RHEL 7.5), and macros of policies that are older have no such rule: probably the policy, or the module that has ${record.subject.type}, is older than the kernel. Update selinux-policy, or build one's own module anew; until then the rule. No label is wrong.`,
		},
	];
}

/** Whether it is the program itself that is mapped: execve(2) has set comm= by then, so it was started. */
function isStarted(record: AccessRecord): boolean {
	const { subject, object } = record;
	const isOther = !NO_DOMAIN.test(object.type) && domainOf(object.type) !== subject.type;
	return isOwnProgram(record) && isOther;
}

/**
 * Without a transition a program stays where it was started from; with one, kernels of RHEL 7 ask who starts it, too.
 *
 * @see load_elf_binary in fs/binfmt_elf.c: newer kernels have the new domain there before they map the program
 */
function inWrongDomain({ subject, object, permissive }: AccessRecord): Remedy {
	const domain = domainOf(object.type);
	const macro = `domtrans_pattern(${subject.type}, ${object.type}, ${domain})`;
	// What is only recorded goes on whether a rule has it or not.
	if (permissive)
		return {
			kind: 'rule',
			why: `comm= is the program itself, and it runs in ${subject.type}, where nothing is refused now: that it was started proves no rule. Probably it is to have a domain of its own, ${domain}, and no transition leads there: update selinux-policy first, which may have one by now. (If \`sesearch -T -s ${subject.type} -t ${object.type}\` finds one, or policies let ${subject.type} run it in itself, map alone is missing, which Linux asks for since 4.13.) By the reference policy's macro (most modules have an interface NAME_domtrans() with it):`,
			text: macro,
		};
	return {
		kind: 'rule',
		why: `comm= is the program itself, so its execve(2) went on, and map was asked next. See whether a transition leads from ${subject.type} to a domain of its own, probably ${domain} (one of a boolean's stands in brackets): \`sesearch -T -s ${subject.type} -t ${object.type}\`. If one does, or policies let ${subject.type} run it in itself, map alone is missing, which Linux asks for since 4.13 (RHEL 7.5): the policy is older, so update selinux-policy, and until then take the rule below. If none does, it runs in ${subject.type} and is soon refused more: it is probably to have that transition, by the reference policy's macro (most modules have an interface NAME_domtrans() with it):`,
		text: macro,
	};
}

/** What looks into every file, programs too, to know or to keep it. */
const READS_ALL =
	/^(?:fapolicyd|aide|tripwire|clamd|clamscan|antivirus|rkhunter|prelink|prelink_cron_system|sosreport|insights_client|insights_core|rpm|rpmdb|amanda|bacula|backup|samhain|ossec|wazuh|setroubleshootd|abrt)_t$/;

/** The domain that a program of another is meant to run in, or undefined. */
function domainOfProgram(record: AccessRecord): string | undefined {
	const { type } = record.object;
	// execve(2) reads and maps the file, too, and each is asked about by itself.
	const isProgram = record.permissions.some((each) => /^(?:read|open|map)$/.test(each));
	if (record.class !== 'file' || !(isRun(record) || isProgram)) return undefined;
	if (isMappedAlone(record)) return undefined;
	if (!isRun(record) && READS_ALL.test(record.subject.type)) return undefined;
	if (!type.endsWith('_exec_t') || NO_DOMAIN.test(type)) return undefined;
	const domain = domainOf(type);
	return domain === record.subject.type || isOfItself(record) ? undefined : domain;
}

/** Whether a program executes its own file anew, as a server does for each client, in the domain that has led to. */
function isOfItself(record: AccessRecord): boolean {
	return record.permissions.includes('execute_no_trans') && isOwnProgram(record);
}

/** A script of postrotate or prerotate runs the service's own program. */
function fromLogrotate({ subject, object }: AccessRecord, domain: string): Remedy[] {
	return [
		{
			kind: 'note',
			why: `Probably a script of logrotate (postrotate, prerotate) runs it, to have logs opened anew, and no label is wrong. ${GAP}, that of what brings ${object.type}: update that (NAME-selinux, or selinux-policy) first. Where it only has logs opened anew, the script may until then send the signal itself (kill, \`systemctl kill -s\` or \`systemctl reload\`).`,
		},
		{
			kind: 'rule',
			why: `Or in a module of one's own: for what only tells the service something it may run in place, can_exec(${subject.type}, ${object.type}); for all else it is to enter its domain, probably ${domain}:`,
			text: `domtrans_pattern(${subject.type}, ${object.type}, ${domain})`,
		},
	];
}

/**
 * What a login's own systemd runs in its own domain.
 *
 * @see systemd_role_template in system/systemd.if of the reference policy; user-generators in systemd.generator(7)
 */
export function generatorOfLogin({ subject, object, class: of }: AccessRecord): Remedy[] {
	const isOfLogin = /^\w+_systemd_t$/.test(subject.type);
	if (of !== 'file' || !isOfLogin || object.type !== 'systemd_generator_exec_t') return [];
	return [
		{
			kind: 'rule',
			why: `The systemd of a login (${subject.type}) runs the generators that are for logins (user-generators, user-environment-generators) in its own domain, and needs { getattr open read map execute execute_no_trans } for that. No label is wrong. ${GAP}: update selinux-policy first. In a module of one's own (the reference policy's macro has all of it):`,
			text: `can_exec(${subject.type}, ${object.type})`,
		},
	];
}

/**
 * What is wanted where a domain runs the program of another: to enter that.
 *
 * @returns none for programs that have no domain, or the record's own
 */
export function entersDomain(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const domain = domainOfProgram(record);
	// What a boolean lets it run it is to run in place.
	if (domain === undefined || knownBoolean(record) !== undefined) return [];
	if (isStartOfSmtpd(record)) return [START_OF_SMTPD];
	if (isToolOfNvidia(record)) return toolOfNvidia(subject.type);
	if (subject.type === 'logrotate_t') return fromLogrotate(record, domain);
	return [
		{
			kind: 'rule',
			why: `${object.type} is for programs that run in a domain of their own, probably ${domain}. With rules to read it and to run it in place (execute_no_trans), it would run as ${subject.type}, and mostly be refused more. What is wanted is mostly that it enters its domain. ${GAP}${ifOfDistribution(subject.type)} that is to run it: update selinux-policy first. In a module of one's own (the reference policy's macro; most modules have an interface NAME_domtrans() with it):`,
			text: `domtrans_pattern(${subject.type}, ${object.type}, ${domain})`,
		},
		...(record.permissions.includes('execute_no_trans') ? [NO_TRANSITION] : []),
	];
}

/** Where packages put programs, with the labels that their policy has for these. */
const OF_PACKAGES = /^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib(?:exec|32|64)?)\//;

/**
 * What to do where somebody has given a program of their own the label that leads to the domain which is to run it.
 *
 * @returns none for other files, and for the program of the domain itself
 */
export function ownEntry(record: AccessRecord): Remedy[] {
	const { subject, object, permissions } = record;
	const path = pathOf(record);
	if (!permissions.includes('execute_no_trans') || isOwnProgram(record)) return [];
	if (path === undefined || OF_PACKAGES.test(path) || NO_DOMAIN.test(object.type)) return [];
	if (!object.type.endsWith('_exec_t') || domainOf(object.type) !== subject.type) return [];
	return [
		{
			kind: 'command',
			why: `${object.type} is the label of the program that leads to ${subject.type}, and this is another one, which that runs: it was probably given the label by hand. Most domains may run what is bin_t. Where there is an entry for it (\`semanage fcontext -l -C\`), -m in place of -a changes that:`,
			text: labelLastingly(record, 'bin_t'),
		},
	];
}

/** Whether it is Postfix's sendmail(1) that starts smtpd itself: `sendmail -bs`, to speak SMTP over its input. */
function isStartOfSmtpd({ subject, object }: AccessRecord): boolean {
	return object.type === 'postfix_smtpd_exec_t' && /_mail_t$/.test(subject.type);
}

const START_OF_SMTPD: Remedy = {
	kind: 'note',
	why: 'Probably the program that sends mail calls `sendmail -bs` (as web applications do, in a mode that they call sendmail or smtp): Postfix then starts smtpd itself, which policies let it do from no such domain. No boolean is missing. Let the application hand the mail over by `sendmail -t -i`, or send it by SMTP to localhost.',
};

/** @see /usr/bin/nvidia.* in services/xserver.fc of Fedora's policy */
function isToolOfNvidia(record: AccessRecord): boolean {
	return record.object.type === 'xserver_exec_t' && /^nvidia/.test(nameOf(record));
}

/** What monitors a graphics card is no X server, for all its label. */
function toolOfNvidia(domain: string): Remedy[] {
	return [
		{
			kind: 'rule',
			why: `xserver_exec_t is the label of the X server, and Fedora's policy gives it to all of /usr/bin/nvidia*. nvidia-smi and the like are no X servers and enter no domain: they are to run in ${domain} itself, in place. Best have the values written by a job of the system (a timer) for ${domain} to read. Otherwise in the source of a module, by the policy's interface:`,
			text: `xserver_exec(${domain})`,
		},
		{
			kind: 'rule',
			why: 'and for /dev/nvidia*, which it opens next:',
			text: `dev_rw_xserver_misc(${domain})`,
		},
	];
}

/** The kernel asks for execute_no_trans where a program stays in the domain it is started from. */
const NO_TRANSITION: Remedy = {
	kind: 'note',
	why: 'If there is such a rule already, no_new_privs (NoNewPrivileges= of the unit, or what implies it) or a mount with nosuid has kept the program from entering it: a record op=security_bounded_transition stands beside this one, and nnp_transition or nosuid_transition is what is missing.',
};

/**
 * What to look for where a domain may not run the programs that have no type of their own: it runs few, and
 * each has one.
 *
 * @returns none for what people run, and for other programs
 */
export function untypedProgram(record: AccessRecord): Remedy[] {
	const { subject, object, permissions } = record;
	if (isRun(record) && isAmongLibraries(record)) return [amongLibraries(record)];
	if (record.class !== 'file' || !permissions.includes('execute')) return [];
	if (object.type !== 'bin_t' || PEOPLE.test(subject.type)) return [];
	return [
		{
			kind: 'command',
			why: `bin_t is what programs have that have no type of their own. Most domains may run them; one that may not is probably to run few, each with a type. If this program is one of those, a newer policy has a type for it (update selinux-policy), or it has lost its label (update first, then this). A rule lets ${subject.type} run all that is bin_t, and it is asked for more next (map, execute_no_trans):`,
			text: restorecon(record),
		},
	];
}

/** Whether a program lies below /usr/lib, where the policy takes for a library what it does not know. */
function isAmongLibraries(record: AccessRecord): boolean {
	const name = nameOf(record);
	return record.object.type === 'lib_t' && name !== '' && !/\.so(?:\.[\d.]+)?$/.test(name);
}

function amongLibraries(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'lib_t is what all below /usr/lib has for which the policy has no other label: libraries, which are mapped and not started. Programs and scripts there are bin_t, or have a type of their own (as plugins of Nagios), by a pattern for each place. A newer policy may have one for this place: update selinux-policy, and restorecon. Until then:',
		text: labelLastingly(record, 'bin_t'),
	};
}

/** What services have for what they write. */
const WRITTEN = /^(?!user_).*_(?:db|var_lib|rw_content|spool|cache|data|tmp|log)_t$/;

/**
 * What to do where a service is to run what it keeps, or takes from others.
 *
 * @returns none for people, and for what containers and systemd run
 */
export function runsItsData(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const isOfSettings = OF_SETTINGS.test(object.type);
	const isData = isOfSettings || WRITTEN.test(object.type);
	if (!isRun(record) || !isData || object.type.startsWith('container_')) return [];
	if (PEOPLE.test(subject.type) || isContainer(subject.type) || /^init/.test(subject.type))
		return [];
	if (isOfSettings) return [keptWithSettings(record)];
	return [
		{
			kind: 'command',
			why: `${object.type} is for what is written while a service runs. That it may not be executed is meant, and no gap in the policy: who can write there could then have it run. Keep the program in a folder that the service does not write, as /usr/local/bin, where it is bin_t, or label this one so:`,
			text: labelLastingly(record, 'bin_t'),
		},
	];
}

/** What services read when they start: mostly of a folder below /etc as a whole. */
const OF_SETTINGS = /^\w+_(?:etc|conf|config)_t$/;

function keptWithSettings(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `${record.object.type} is for settings, which are read and not executed; a program or script among them has it from its folder. Keep it in /usr/local/bin or /usr/local/libexec, where it is bin_t, or label this one so:`,
		text: labelLastingly(record, 'bin_t'),
	};
}

/** Types that libraries have, or what is run beside them. */
const LIBRARIES = /^(?:lib|textrel_shlib|ld_so|ld_so_cache|bin|\w+_exec|\w+_lib|unlabeled)_t$/;

/** What to do where a library lies in a place that is labeled for something else, as for modules of the kernel. */
export function misplacedLibrary(record: AccessRecord): Remedy[] {
	const { object, details } = record;
	const name = nameOf({ details });
	const isMapped = record.class === 'file' && record.permissions.includes('map');
	if (!(isRun(record) || isMapped) || !/\.so(?:\.[\d.]+)?$/.test(name)) return [];
	if (LIBRARIES.test(object.type) || isShared(object.type)) return [];
	if (NO_PROGRAMS.test(object.type)) return movedLibrary(record);
	return [
		{
			kind: 'command',
			why: `A library is lib_t, which every domain may use. ${object.type} is probably what the policy has for that place, and restorecon would give it again: keep the library in another folder (/usr/local/lib), or label it where it is:`,
			text: labelLastingly(record, 'lib_t'),
		},
	];
}

/** What all files of a mount have. */
function isShared(type: string): boolean {
	return /^(?:nfs|cifs)_t$/.test(type);
}

/** Folders for which policies have lib_t. */
const OF_LIBRARIES = /^\/(?:usr\/)?(?:local\/)?lib(?:32|64|x32)?\//;

/** A library that was built or unpacked elsewhere, and has brought the label of that place. */
function movedLibrary(record: AccessRecord): Remedy[] {
	const isThere = OF_LIBRARIES.test(pathOf(record) ?? '');
	const restored: Remedy = {
		kind: 'command',
		why: `A library is mapped, not started, and lib_t lets every domain do that. ${record.object.type} it has probably brought from where it was built or unpacked (mv, cp -a, an install step). ${isThere ? 'Give it the label that the policy has for its path' : 'See what the policy has for its path, and give it that'} (a folder: restorecon -Rv):`,
		text: restorecon(record),
	};
	if (isThere) return [restored];
	return [
		restored,
		{
			kind: 'command',
			why: 'If that is no label of a library: keep it in a folder for them (/usr/local/lib, copied), or label it where it is:',
			text: labelLastingly(record, 'lib_t'),
		},
	];
}

/** Whether a program of the host has the label of what containers carry. */
function isOutOfImage(record: AccessRecord): boolean {
	const { subject, object } = record;
	const isOfHost = !isContainer(subject.type) && !/^(?:container_|kernel_t)/.test(subject.type);
	return isRun(record) && isOfHost && /^container_(?:ro_)?file_t$/.test(object.type);
}

const OUT_OF_IMAGE: Remedy[] = [
	{
		kind: 'note',
		why: "The label is one of containers' files: probably a container or an installer has copied the program out of an image with its label (cp -a, mv, a volume). Copy it by cp without -a; a rule would let the host run what containers carry.",
	},
	{
		kind: 'command',
		why: 'Give it the label that the policy has for its PATH on the host (-F, for restorecon leaves such types alone otherwise):',
		text: 'restorecon -RFv PATH',
	},
	{
		kind: 'command',
		why: 'If the policy has none for programs there, as in a folder of /opt (an engine is container_runtime_exec_t, other programs bin_t):',
		text: "semanage fcontext -a -t bin_t 'FOLDER(/.*)?' && restorecon -RFv FOLDER",
	},
];

function linkToUnit(record: AccessRecord): Remedy[] {
	if (record.object.type === 'default_t') return [LINK_IN_UNKNOWN_PLACE];
	return [
		{
			kind: 'command',
			why: `systemd itself follows a link here, probably on the way to the file of a unit (\`systemctl link\`, a profile). Best copy that file to /etc/systemd/system (cp(1), so that it gets the label of that folder). What lies elsewhere needs labels on the whole way: usr_t for folders and links, systemd_unit_file_t for units, bin_t for programs. For FOLDER, in which the link lies, where restorecon alone gives ${record.object.type} again:`,
			text: "semanage fcontext -a -t usr_t 'FOLDER(/.*)?' && restorecon -RFv FOLDER",
		},
	];
}

/** Below a folder of its own in /, as /nix, the policy has no label for anything. */
const LINK_IN_UNKNOWN_PLACE: Remedy = {
	kind: 'command',
	why: 'systemd itself follows a link here, probably on the way to the file of a unit or to a program (`systemctl link`, a profile of Nix). It lies in a place that the policy does not know, and restorecon gives default_t again: all of it needs labels, usr_t for folders and links, lib_t for libraries, bin_t for programs, systemd_unit_file_t for units. Install the module of policy that what made the place may have for it; or tell the policy, FOLDER being the place, and its parts after that. (A unit alone may be copied to /etc/systemd/system.)',
	text: "semanage fcontext -a -t usr_t 'FOLDER(/.*)?' && restorecon -RFv FOLDER",
};

/** What gives a program the label that the policy has for its path, where that may be another; none for what lies in a home. */
export function restoredProgram(record: AccessRecord): Remedy[] {
	const path = pathOf(record);
	if (path !== undefined && /^\/(?:etc|home|root|srv|tmp|var\/tmp)\//.test(path)) return [];
	return [
		{
			kind: 'command',
			why: 'If it lies in such a place already, it was moved there. Give it the label that the policy has for its path:',
			text: restorecon(record),
		},
	];
}

/**
 * What to do where a service runs a program that lies in a home, in /tmp or where nobody has labeled it.
 *
 * @returns none for what people run themselves
 */
export function misplacedProgram(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (isOutOfImage(record)) return OUT_OF_IMAGE;
	const moved = movedProgram(record);
	if (moved.length > 0) return moved;
	if (PEOPLE.test(subject.type) || !hasNoPrograms(record) || isWriting(record)) return [];
	const isOfScript = isRun(record) || isReadByInterpreter(record) || isStartedByUnit(record);
	if (!isOfScript && !(record.class === 'lnk_file' && isOfUnit(record))) return [];
	// systemd itself starts nothing: it reads units, and follows links on the way to them.
	if (record.class === 'lnk_file' && record.details.pid === '1') return linkToUnit(record);
	if (/^(?:nfs|cifs)_t$/.test(object.type)) return [];
	if (!isRun(record) && isOfUsr(record)) return [readsOfUsr(record)];
	const isHome = /home/.test(object.type);
	const isTemporary = /tmp|run_t$/.test(object.type);
	const ofTree = programOfTree(record);
	if (ofTree.length > 0) return ofTree;
	const move: Remedy = {
		kind: 'note',
		why: `Programs of services are labeled bin_t, or a type of their own that leads to a domain. Best keep it where the policy labels it so, as in /usr/local/bin (copy it: cp(1) gives it that label, mv(1) leaves it ${object.type})${isHome ? ', and out of a home' : ''}.`,
	};
	const inPlace: Remedy = {
		kind: 'command',
		why: 'Or label it where it is (for all programs of a folder: FOLDER(/.*)?):',
		text: labelLastingly(record, 'bin_t'),
	};
	// What a package has put there has that type by the policy, which mostly knows such a program by a newer release.
	const path = pathOf(record);
	if (object.type === 'usr_t' && (path === undefined || path.startsWith('/usr/share/')))
		return [
			PROGRAM_OF_PACKAGE,
			{ ...inPlace, why: 'Until then, or if it lies in /opt, label it where it is:' },
		];
	const ofApplication = programOfApplication(record);
	const ways =
		ofApplication.length > 0
			? ofApplication
			: [move, ...restoredProgram(record), ...(isTemporary ? [] : [inPlace])];
	return RUNS_NO_BIN.test(subject.type) ? [...ways, notByLabel(subject.type)] : ways;
}

/** What to do where a program lies in its place with a label of another; none for other files. */
export function movedProgram(record: AccessRecord): Remedy[] {
	if (!isMovedThere(record)) return [];
	// What was unpacked elsewhere and moved to /opt has brought its label with all that is in it.
	const [, tree] = /^(\/opt\/[^/]+)\/./.exec(pathOf(record) ?? '') ?? [];
	const text =
		tree === undefined ? restorecon(record) : command('restorecon', '-Rv', ...operand(tree));
	return [{ ...MOVED_THERE, text }];
}

/** Whether it lies where packages put programs, and has what no policy gives there. */
function isMovedThere(record: AccessRecord): boolean {
	const path = pathOf(record) ?? '';
	if (!isRun(record) || PEOPLE.test(record.subject.type)) return false;
	if (IN_OPT.test(path)) return FROM_PEOPLE.test(record.object.type);
	if (!OF_PACKAGES.test(path)) return false;
	// Of what lies below /usr/lib policies know some alone, and not all is for them to know.
	const isAmongLibraries = /^\/(?:usr\/(?:local\/)?)?lib(?!exec)/.test(path);
	return isAmongLibraries ? FROM_PEOPLE.test(record.object.type) : hasNoPrograms(record);
}

/** @see corecommands.fc of both policies: bin, sbin and libexec in /opt, and in folders below it */
const IN_OPT = /^\/opt\/(?:.+\/)?(?:s?bin|libexec)\//;
/** What people's programs make, in homes and in /tmp. */
const FROM_PEOPLE = /^(?:(?:user|admin|unconfined|data)_home|user_tmp|tmp)_t$/;

const MOVED_THERE: Remedy = {
	kind: 'command',
	why: 'It lies where packages put programs, and policies label those by their paths: bin_t, or a type of its own that leads to a domain. So probably it was moved there, for mv(1) keeps a label (and so may cp -a and rsync -X). Give it the one of its path, and restart what runs it:',
};

const PROGRAM_OF_PACKAGE: Remedy = {
	kind: 'note',
	why: `usr_t is what all below /usr/share and /opt has for which the policy has no other label: restorecon changes nothing there. ${GAP}, if a package has put the program there: it is to have a label of its own. Update selinux-policy first, and where the newest lacks it, too, report it there. (A program of one's own better lies in /usr/local/bin or /usr/local/libexec: copied by cp(1), which gives it that label; mv(1) leaves it usr_t.)`,
};

/** Whether a module of a language is read where packages put theirs, with the label that all there has. */
function isOfUsr(record: AccessRecord): boolean {
	return (
		record.object.type === 'usr_t' && /^\/(?:usr\/(?!local\/)|opt\/)/.test(pathOf(record) ?? '')
	);
}

function readsOfUsr({ subject: { type } }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: `usr_t is right for what lies below /usr and /opt, and an interpreter only reads what it loads: no other label is wanted. ${GAP}${ifOfDistribution(type)}: update selinux-policy first. In the source of a module of one's own, the interface for it:`,
		text: `files_read_usr_files(${type})`,
	};
}

/** Well-known services that the rules of Fedora's policy (October 2024) let run no program labeled bin_t. */
const RUNS_NO_BIN =
	/^(?:conntrackd|haproxy|icecast|memcached|named|nmbd|nscd|pcscd|pdns|privoxy|redis|rpcbind|rsync|slapd|sslh|tftpd|tgtd|ypbind|zebra|postfix_(?:bounce|map|pickup|postdrop|postqueue|showq|smtp)|systemd_(?:coredump|homed|hostnamed|localed|logind|machined|networkd|resolved|tmpfiles|userdbd)|virt(?:logd|networkd|proxyd|secretd))_t$/;

function notByLabel(type: string): Remedy {
	return {
		kind: 'note',
		why: `Mostly the label alone is no answer here: Fedora's policy lets ${type} run no program labeled bin_t. Let another service run it (a unit of its own, or a timer); or give the program a type and a domain of its own (domtrans_pattern(${type}, NAME_exec_t, NAME_t) in the source of a module); or take the rule, with what is asked next (open, map, execute_no_trans).`,
	};
}

/** What policies have a domain for in a role alone, or none: a service that runs it goes on as what it is. */
const WITHOUT_DOMAIN = /^(?:su|userhelper|consolehelper|ssh|ssh_agent|dbusd|screen)_exec_t$/;

/**
 * What is asked next of who may not execute such a program.
 *
 * @see userhelper_consolehelper_role_template in contrib/userhelper.if of Fedora's policy, and the like
 */
export function nextOfProgram({ class: of, subject, object, permissions }: AccessRecord): Remedy[] {
	if (of !== 'file' || !permissions.includes('execute') || subject.user === 'u') return [];
	if (!WITHOUT_DOMAIN.test(object.type) || PEOPLE.test(subject.type)) return [];
	const links =
		object.type === 'consolehelper_exec_t'
			? ' consolehelper(8) stands behind links for other programs (`ls -l /usr/bin` shows which): best call the one in /usr/sbin itself.'
			: '';
	return [
		{
			kind: 'note',
			why: `That is the first of several: a service enters no other domain by this program, so read, open, map and execute_no_trans come next, and then what it does.${links}`,
		},
	];
}
