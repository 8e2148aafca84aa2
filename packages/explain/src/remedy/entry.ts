// Of programs that a domain is entered through (entrypoint): the type of the file is what makes it one.
//
// Which type the file has, and who asks, tells what has gone wrong: a label that was lost, a general program where one
// of the domain's own was meant, a script that a service has written for somebody else.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { hasPathOfContainer, IMAGE } from './container.ts';
import { ENGINE } from './engine.ts';
import { labelLastingly, restorecon, restoreconTrial } from './path.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** What to do where a domain may not be entered through a program. */
export function entryOfDomain(record: AccessRecord): Remedy[] {
	if (hasPathOfContainer(record)) return [IMAGE];
	if (isCrontab(record)) return [crontab(record)];
	if (record.object.type === entryType(record.subject.type)) return [lacksEntry(record)];
	if (isAskedByHand(record)) return askedByHand(record);
	if (isTypeOfProgram(record)) {
		return [...labelOfCaller(record), asksForDomain(record), mayBeMislabeled(record)];
	}
	if (isJobOfPerson(record)) return jobOfPerson(record);
	if (isInterpreter(record)) return interpreter(record);
	if (NO_PROGRAMS.test(record.object.type)) return [ownEntry(record)];
	return [lostLabel(record), ...(isNamedAfterDomain(record) ? [] : askedByUnit(record))];
}

/** A domain and the type of its own programs belong together. */
function lacksEntry({ subject, object }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: `${GAP}: by their names ${object.type} is the type of the programs of ${subject.type}, so neither the label nor who starts it is at fault. Update what has the policy of that first (selinux-policy, or what the program brings); in the source of a module, the interface for it:`,
		text: `domain_entry_file(${subject.type}, ${object.type})`,
	};
}

/** Whether it is no program but a list of jobs, of which cron(8) asks whether the jobs' domain is entered by it. */
function isCrontab({ details: { path = '' } }: AccessRecord): boolean {
	return /^\/var\/spool\/cron\/|^\/etc\/(?:cron\.d\/|crontab$)/.test(path);
}

/** @see get_security_context in cronie's src/security.c */
function crontab(record: AccessRecord): Remedy {
	const right = /^\/etc\//.test(record.details.path ?? '')
		? 'system_cron_spool_t'
		: 'user_cron_spool_t';
	return {
		kind: 'command',
		why: `cron(8) asks this of a list of jobs before it runs them: the type of the list is to be one that leads to the domain of such jobs, ${right} here. ${record.object.type} is a wrong label for it: it was moved there (mv(1) keeps the label), or written by what does not label it. Give it the one that the policy has, by crontab(1) or:`,
		text: restorecon(record),
	};
}

/** Programs whose work is to start another in a context that somebody names, and how it is named. */
const ASKERS: Record<string, string> = {
	runcon: 'the type behind -t, or the whole context',
	setpriv: '--selinux-label',
	sudo: '-t and -r, or TYPE= and ROLE= in sudoers',
};

/** Types that many programs have, and that are right as they are. */
const OF_MANY = /^(?:bin|lib|usr|sbin|shell_exec)_t$/;

/** A program that is named after the domain may have lost its label, or have never been given it. */
function isAskedByHand(record: AccessRecord): boolean {
	const { subject, object, details } = record;
	if (ASKERS[details.comm ?? ''] === undefined) return false;
	// Newer policies let people's domains be entered by more programs: that is said of those.
	if (OF_PEOPLE.test(subject.type) && isTypeOfProgram(record)) return false;
	return isTypeOfProgram(record) || (OF_MANY.test(object.type) && !isNamedAfterDomain(record));
}

/** The domain was asked for by its name: another program, or another domain, and no label. */
function askedByHand(record: AccessRecord): Remedy[] {
	const { subject, object, details } = record;
	const { comm = '' } = details;
	const program = programOf(record) || 'the program';
	const without = isTypeOfProgram(record)
		? `start ${program} without that (what starts it then stays in the caller's domain, or goes to the one that ${object.type} leads to)`
		: `start ${program} without that`;
	return [
		{
			kind: 'command',
			why: `${comm} has asked for ${subject.type} (${ASKERS[comm]}), and probably no label is wrong, neither that of ${program} nor that of ${comm}. A domain is entered only by programs of the types that have entrypoint for it, and ${object.type} is none of them. Either ${without}. Or have ${comm} start a program that ${subject.type} is entered by (mostly ${entryType(subject.type)}); the types of those:`,
			text: `sesearch -A -s ${subject.type} -c file -p entrypoint`,
		},
		{
			kind: 'command',
			why: `Or ask for a domain that is entered by ${program}, one of these (and who asks must be allowed to go there, by transition and by its role):`,
			text: `sesearch -A -t ${object.type} -c file -p entrypoint`,
		},
		{ kind: 'note', why: ofSuchRule(record) },
	];
}

/** A program of the domain's own that an update has written anew. */
function lostLabel(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `The domain is entered through its own programs alone. If this is one of them, it has lost its label, as after an update that wrote it anew, or the policy has none for its path, as below /opt (restorecon then changes nothing: tell it, probably ${entryType(record.subject.type)}). Give it its label (a rule for ${record.object.type} would let every such program be the domain):`,
		text: restorecon(record),
	};
}

/** What lies in a home, in /tmp, or where nobody has labeled it: restorecon gives the same again. */
const NO_PROGRAMS =
	/^(?:default|file|mnt|tmp|user_tmp|init_tmp|var|var_lib|var_spool|user_home|admin_home|data_home|cache_home)_t$/;

function ownEntry(record: AccessRecord): Remedy {
	const { subject, object } = record;
	return {
		kind: 'command',
		why: `A domain is entered through its own programs alone, probably ${entryType(subject.type)} for this one, and ${object.type} is what all has that lies in such a place. Keep the program where programs lie (/usr/local/bin, /opt), and tell the policy its type, PATH being its new place:`,
		text: labelLastingly({ ...record, details: {} }, entryType(subject.type)),
	};
}

/** By the names that nearly all modules follow. */
function entryType(domain: string): string {
	return domain.replace(/_t$/, '_exec_t');
}

/** What files have that services write below /var and in /tmp. */
const OF_SERVICES = /^(?:\w+_)?(?:var|var_lib|var_spool|spool|cron_spool|tmp|var_run|var_cache)_t$/;

function isJobOfPerson({ subject, object }: AccessRecord): boolean {
	return PEOPLE.test(subject.type) && OF_SERVICES.test(object.type);
}

/** A job that a batch system, cron or CI has written down, to be started as who has handed it in. */
function jobOfPerson(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	return [
		{
			kind: 'note',
			why: `Probably a script that a service has written for a person (a job of a batch system, of cron, of CI) and starts as ${subject.type}. It has the label of its folder, ${object.type}, which restorecon would give it again; policies let a person's domain be entered through general programs (bin_t, shell_exec_t) and mostly through what lies in homes (user_home_t). Best the service starts the shell and hands it the script to read, keeps the label of the person's file where it copies one (cp --preserve=context; setfscreatecon(3)), or leaves the script in the home.`,
		},
		{
			kind: 'command',
			why: `Or give the FOLDER of such scripts a TYPE of its own, and the rule that (entrypoint, read and execute for the domains of people, in a module):`,
			text: "semanage fcontext -a -t TYPE 'FOLDER(/.*)?' && restorecon -Rv FOLDER",
		},
		rule(
			record,
			`Last of all, this rule, and it is dangerous: who may write any file of ${object.type}, a service or another person, can then have it run as ${subject.type}:`,
		),
	];
}

/** Programs that run what others have written, by the last part of their path. */
const INTERPRETER =
	/^(?:(?:ba|da|k|z|tc|c|a)?sh|(?:platform-)?python[\d.]*|perl[\d.]*|ruby[\d.]*|node(?:js)?|php[\d.]*|java|env|mono|dotnet|busybox|lua[\d.]*|tclsh[\d.]*)$/;

function programOf({ details: { path, name } }: AccessRecord): string {
	return (path ?? name ?? '').split('/').pop() ?? '';
}

/** Also what starts any other, and the small tools: a copy or a wrapper is to be labeled, never they. */
function isInterpreter(record: AccessRecord): boolean {
	const { type } = record.object;
	const program = programOf(record);
	const isGeneral =
		INTERPRETER.test(program) || STARTS_ANY.test(program) || SMALL_TOOL.test(program);
	return type === 'shell_exec_t' || (type === 'bin_t' && isGeneral);
}

const SMALL_TOOL =
	/^(?:cat|cp|mv|rm|ls|echo|printf|id|whoami|test|true|false|sleep|touch|mkdir|ln|chmod|chown|grep|sed|awk|tee|head|tail|dd|curl|wget|tar|rsync|kill|date|env)$/;

/** The interpreter has the label that it should have: the domain was asked for. */
function interpreter(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	const type = entryType(subject.type);
	const program = programOf(record);
	const inPlace =
		program === '' || object.type === 'shell_exec_t' || INTERPRETER.test(program)
			? 'in place of the interpreter, a script that begins with #! and the interpreter, or a wrapper (PATH)'
			: `in place of ${program}, a script or a wrapper (PATH) that starts it`;
	return [
		{
			kind: 'command',
			why: `${object.type} is the right label of a program that is for everybody, as a shell or an interpreter: no label is lost, and it is not to be changed. ${askedBy(record)} for ${subject.type}, and a domain is entered through its own programs alone. So let the service start one of its own ${inPlace}, and label that (probably ${type}); most policies then let systemd enter the domain by itself:`,
			text: `semanage fcontext -a -t ${type} PATH && restorecon -v PATH`,
		},
		{
			kind: 'note',
			why: 'Or ask for no domain, if the service is not to be confined: leave SELinuxContext= (or runcon) out.',
		},
		rule(
			record,
			`Last of all, this rule: every program of ${object.type}, whoever may start it so, can then be ${subject.type}:`,
		),
	];
}

/** systemd(1) has the program's name in brackets for its own until it has executed it. */
function isOfSystemd({ details: { comm = '' } }: AccessRecord): boolean {
	return /^\(.*\)?$/.test(comm);
}

function askedBy(record: AccessRecord): string {
	return isOfSystemd(record)
		? 'Probably systemd has asked (comm= is in brackets, so it has not executed the program yet), by SELinuxContext= of the unit,'
		: 'Probably something has asked (SELinuxContext= of a unit, runcon, setexeccon(3))';
}

/** Whether a program and a domain have one name, as echo-server.js and echo_server_t. */
function isNamedAfterDomain(record: AccessRecord): boolean {
	const [program, domain] = [programOf(record), record.subject.type.replace(/_t$/, '')].map(
		(name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''),
	);
	return !program || !domain || program.includes(domain) || domain.includes(program);
}

/** A general program in a domain that is named after something else: a unit may ask for that. */
function askedByUnit(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (!/^(?:bin|lib|usr)_t$/.test(object.type) || !isOfSystemd(record)) return [];
	const type = entryType(subject.type);
	return [
		{
			kind: 'command',
			why: `If restorecon changes nothing, ${object.type} is its right label. ${askedBy(record)} for ${subject.type}: leave that out, or tell the policy that this program is one of the domain's (probably ${type}; one that others start, too, in a copy or a wrapper):`,
			text: labelLastingly(record, type),
		},
	];
}

/** Whether a program has a type of its own, and not one that many have. */
function isTypeOfProgram({ object }: AccessRecord): boolean {
	return object.type.endsWith('_exec_t') && object.type !== 'shell_exec_t';
}

/** Whose own domain a login or systemd asks for. */
export const OF_PEOPLE =
	/^(?:unconfined|unconfined_service|staff|user|sysadm|secadm|guest|xguest|init|initrc)_t$/;

/** Programs that start any other: a type of one program alone is not for them. */
const STARTS_ANY =
	/^(?:runcon|setpriv|sudo|su|doas|newrole|run0|pkexec|runuser|systemd(?:-\w+)?|chroot|nsenter|unshare|seunshare|sandbox|nice|ionice|nohup|timeout|xargs|find|make|setsid|stdbuf|strace|time|login|sshd(?:-session)?|crond?|atd|anacron|runc|crun|conmon|containerd.*|docker\w*|podman|libvirtd|virt\w+|tmux.*|screen|init|s6-.*|runsv|supervisord|tcpserver|xinetd|inetd)$/;

/**
 * A domain that no person has is mostly not asked for: the program that starts this one leads to it, by the label
 * of its own file. comm= is that program still, for the kernel asks before it is another.
 *
 * @see selinux_bprm_creds_for_exec in security/selinux/hooks.c
 */
function labelOfCaller({ subject, object, details }: AccessRecord): Remedy[] {
	const { comm = '', path = '', name = path.split('/').pop() } = details;
	if (OF_PEOPLE.test(subject.type) || !/^[\w.-]+$/.test(comm) || comm === name) return [];
	if (STARTS_ANY.test(comm) || INTERPRETER.test(comm)) return [];
	return [
		{
			kind: 'command',
			why: `${subject.type} is no domain that people log in to, so mostly nobody has asked for it: probably ${comm}, which starts the program (comm=), has brought it there by the label of its own file, a pattern of the policy that fits its path by accident. See that first (\`ls -Z\`: is its type one for such a program?). What only wraps a program of ${object.type} is labeled so itself, PATH being that of ${comm}:`,
			text: `semanage fcontext -a -t ${object.type} PATH && restorecon -v PATH`,
		},
	];
}

/** What the rule would do, and to whom. */
function ofSuchRule({ subject, object }: AccessRecord): string {
	const little =
		subject.type === 'unconfined_t'
			? ', which matters little, for mostly nothing confines that'
			: '';
	return `The rule lets every program of ${object.type} be ${subject.type}${little}.`;
}

/** Who starts it has chosen the domain: setexeccon(3), of run0(1), runcon(1) and SELinuxContext= of a unit. */
function asksForDomain(record: AccessRecord): Remedy {
	const { subject, object, details } = record;
	if (subject.type === 'container_runtime_t' && ENGINE.test(details.comm ?? ''))
		return {
			kind: 'note',
			why: `Probably the engine itself starts one of its own programs (${object.type}), and stays in its domain: so nobody has asked for another one, and no label is wrong. Its policy lacks the rule, or the two are of different releases: update container-selinux first, and the engine.`,
		};
	return {
		kind: 'note',
		why: `${object.type} is a type of programs of its own, so probably the label is right, and what is wanted is another domain: a domain is entered through its own programs alone, and something has asked for ${subject.type} (run0, systemd-run or a login for the person's own domain, runcon, SELinuxContext= of a unit) where this program leads to another. Start it without asking for ${subject.type}; or update selinux-policy, which may let ${subject.type} be entered through it by now. ${ofSuchRule(record)}`,
	};
}

function mayBeMislabeled(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'Only if the file has another type than the policy has for its path; this says so, and without -n gives it:',
		text: restoreconTrial(record),
	};
}
