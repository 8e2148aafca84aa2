// Records of type SELINUX_ERR: a context that the policy does not allow, for whatever rule.

import { shellWord } from '@peercon/context/foreign-text';
import { type ErrorRecord, type RecordedEvent, splitContext } from '@peercon/records';
import { OLD_DOMAIN } from './check/checks.ts';
import { PEOPLE } from './layer/domains.ts';
import { nextRefusal } from './layer/identity.ts';
import type { Layer } from './layer/layer.ts';
import { ASK_BOUNDS, BEYOND_BOUNDS } from './layer/type-bounds.ts';
import { command, isPolicyName } from './names.ts';
import { withoutNoNewPrivs } from './remedy/no-new-privs.ts';
import { mayBuild, OF_ANOTHER_SYSTEM } from './remedy/other-system.ts';
import type { Remedy } from './remedy/remedy.ts';
import { inBraces } from './remedy/rule.ts';

/** What there is to say of a record. */
export interface Said {
	sentence: string;
	layer: Layer;
	remedies: Remedy[];
	notes?: string[];
	/** Whether that layer is known; it is but for lines that tell too little. */
	certain?: boolean;
}

/**
 * Explains a SELINUX_ERR record.
 *
 * @see compute_sid_handle_invalid_context, security_bounded_transition and
 *   security_validtrans_handle_fail in security/selinux/ss/services.c
 */
export function explainError(record: ErrorRecord): Said {
	const { oldcontext, newcontext, invalid_context: invalid } = record.details;
	if (record.operation === 'security_bounded_transition' && oldcontext && newcontext) {
		return bounded(oldcontext, newcontext, record.event);
	}
	if (record.operation === 'security_validate_transition' && oldcontext && newcontext) {
		return relabeled(record, oldcontext, newcontext);
	}
	if (invalid) return combination(record, invalid);
	if (record.details.reason === 'bounds') return beyondBounds(record);
	return {
		sentence: `The kernel reports ${record.operation}.`,
		layer: invalidContext('This program knows no more about it.'),
		remedies: [],
	};
}

function combination({ operation, details, event }: ErrorRecord, invalid: string): Said {
	const { user, role, type, rangeText } = splitContext(invalid);
	const made =
		operation === 'security_compute_sid' && details.scontext && details.tcontext
			? `${typeOf(details.scontext)} and ${typeOf(details.tcontext)} make, for class ${details.tclass}, the context`
			: `${operation} has met the context`;
	// Whoever pastes more than the commands runs nothing either.
	const sentence = `${made} ${shellWord(invalid)}, which the policy does not allow.`;
	const impossible = [user, role, type].find((name) => !isPolicyName(name));
	if (impossible !== undefined) {
		const reason = `No policy can have the name ${shellWord(impossible)}: somebody has made the context up.`;
		return { sentence, layer: invalidContext(reason), remedies: [] };
	}
	if (rangeText !== undefined && !/^s\d/.test(rangeText)) {
		const reason = `The level ${rangeText} is a translation, which the kernel does not know: mcstransd(8) was not there to make it a raw one.`;
		const restart = {
			kind: 'command',
			why: 'See that it runs:',
			text: 'systemctl restart mcstrans',
		} as const;
		return { sentence, layer: invalidContext(reason), remedies: [restart] };
	}
	if (operation === 'security_sid_mls_copy' && rangeText !== undefined)
		return ofLevel(sentence, user, rangeText);
	const range = rangeText === undefined ? '' : `, or the range ${rangeText} is not for the user`;
	// Without a rule type_transition a process keeps the type of who starts it.
	const hasTransition = details.tclass === 'process' && type !== typeOf(details.scontext ?? '');
	const login = details.tclass === 'process' ? loginAsService(details.scontext) : undefined;
	const ofUser = roleOfUser(details, { user, role, type });
	if (ofUser.length > 0)
		return {
			sentence,
			layer: invalidContext(notTogether({ user, role, type, range })),
			remedies: ofUser,
		};
	if (role !== 'object_r' && OF_LABEL.test(operation)) return ofFile(sentence, invalid);
	if (role === 'object_r') return ofObject(sentence, { user, type, range }, event?.program);
	return {
		sentence,
		layer: invalidContext(notTogether({ user, role, type, range })),
		remedies: [
			...(login === undefined ? [] : [login]),
			...startedByHand(details, { role, type }),
			...(details.tclass === 'process' && !hasTransition ? [otherDomain(details)] : []),
			{
				kind: 'rule',
				why: hasTransition
					? `${login === undefined ? '' : 'Only if it is to stay in system_r. '}Probably it is the type: there is a transition to ${type} already, and what is missing is that the role may have it (no allow rule; the reference policy's modules do it by NAME_role() or NAME_run()):`
					: 'If it is the type:',
				text: `role ${role} types ${type};`,
			},
			// Every policy lets system_u be system_r.
			...(isOfSystem(user, role)
				? []
				: [
						{
							kind: 'command' as const,
							why: 'If it is the role:',
							text: command('semanage', 'user', '-m', '-R', `ROLES ${role}`, user),
						},
					]),
			...(rangeText === undefined || USUAL_RANGE.test(rangeText)
				? []
				: [widerRange(user, rangeText)]),
		],
	};
}

/** Users of SELinux for people who are to have one role alone, and the lowest level. */
const OF_ONE_ROLE = /^(?:user|x?guest)_u$/;

function notTogether(parts: { user: string; role: string; type: string; range: string }): string {
	const { user, role, type, range } = parts;
	return `The parts do not go together: the type ${type} is not for the role ${role}, the role is not for the user ${user}${range}. 'seinfo -r ${role} -x' and 'seinfo -u ${user} -x' show what is.${mistyped(role)}`;
}

/**
 * What to do where a role with the type of its own name is taken, as sysadm_r:sysadm_t: the policy has that pair, so
 * the user is what has not the role.
 *
 * @see userdom_base_user_template of both policies
 */
function roleOfUser(
	{ scontext = '', tclass }: Record<string, string>,
	{ user, role, type }: { user: string; role: string; type: string },
): Remedy[] {
	const from = splitContext(scontext).role;
	const isPair = /_r$/.test(role) && type === role.replace(/_r$/, '_t') && type !== 'system_t';
	if (tclass !== 'process' || !isPair || from === role || from === 'system_r') return [];
	const hasNoOther = OF_ONE_ROLE.test(user);
	const other: Remedy = {
		kind: 'command',
		why: `${hasNoOther ? `Probably it is the role: ${user} is for people who are to have no other. Who is to have ${role} is another user of SELinux, one that has it (\`semanage user -l\`; staff_u of the distributions has sysadm_r)` : `Or let the person be another user of SELinux, one that has ${role} (\`semanage user -l\`)`}, NAME being the account, and logs in anew:`,
		text: command('semanage', 'login', '-a', '-s', 'USER', 'NAME'),
	};
	if (hasNoOther) return [other];
	return [
		{
			kind: 'command',
			why: `Probably it is the role: ${type} is for ${role} in each policy that has both, and ${user} has not that role. If it is to, ROLES being those that it has now (\`semanage user -l\`; then log in anew):`,
			text: command('semanage', 'user', '-m', '-R', `ROLES ${role}`, user),
		},
		other,
	];
}

/** Domains of daemons, by their names; passwd_t and its like are of commands. */
const DAEMON =
	/^(?!\w*pass?wd_|\w*(?:add|mod)_)\w+d_t$|^(?:postgresql|dovecot|exim|postfix_master|nagios|zabbix|openvpn|tor|NetworkManager|cluster|fail2ban|prosody|asterisk|tomcat)_t$/;

/** A daemon that somebody has started from a login, whose role has no daemons: its unit runs it in that of services. */
function startedByHand(
	{ scontext = '', tcontext = '', tclass }: Record<string, string>,
	{ role, type }: { role: string; type: string },
): Remedy[] {
	const isOfLogin = PEOPLE.test(typeOf(scontext)) && role === typeOf(scontext).replace(/_t$/, '_r');
	if (!DAEMON.test(type)) return [];
	const isDaemon =
		typeOf(tcontext).endsWith('_exec_t') && type === typeOf(tcontext).replace(/_exec_t$/, '_t');
	if (tclass !== 'process' || !isOfLogin || !isDaemon) return [];
	return [
		{
			kind: 'note',
			why: `Probably it was started by hand from a login (${role}), and ${type} is for a service, in system_r. Start it as one: \`systemctl start UNIT\`, or without systemd \`run_init /etc/init.d/NAME start\`. Only if people are to run it themselves, in their role:`,
		},
	];
}

/** Where a label is set on a file, or is to be that of what is made next: selinux_inode_setxattr, setfscreatecon(3). */
const OF_LABEL = /setxattr$|^fscreate$/;

/** A role other than object_r is one of processes: the label was written by hand, and wrongly. */
function ofFile(sentence: string, invalid: string): Said {
	const { user, role, type, rangeText } = splitContext(invalid);
	const right = [user, 'object_r', type, rangeText].filter((part) => part !== undefined).join(':');
	return {
		sentence,
		layer: invalidContext(
			`The role of every file is object_r, and this label has ${role}: probably it was written wrongly where it comes from (a command, the file contexts of a module, an option context= of a mount, an image).`,
		),
		remedies: [
			{
				kind: 'note',
				why: `Write it as ${shellWord(right)} there, and set it again (chcon -t and semanage fcontext -t take the type alone, and give object_r). No rule for the role is missing. The capability mac_admin, which a record beside this may be about, is asked for on that account alone.`,
			},
			{
				kind: 'command',
				why: 'If that is refused, too, the policy may not have the type, or it may be one of processes:',
				text: command('seinfo', '-x', '-t', type),
			},
		],
	};
}

/** Whoever starts a login's shell and does not change the role leaves it that of services, which lacks its types. */
function loginAsService(context: string | undefined): Remedy | undefined {
	const { role, type } = splitContext(context ?? '');
	if (role !== 'system_r' || !PEOPLE.test(type)) return undefined;
	const own = type.replace(/_t$/, '_r');
	return {
		kind: 'note',
		why: `Probably it is the role that is odd: ${type} is for logins, whose role is ${own}, and here it is in system_r, that of services. Then who started it (adb, a getty or a shell of an image, a unit) has changed the type and not the role. Have it take ${own} (pam_selinux(8) at a login, SELinuxContext= of a unit, runcon -r), for which the policy probably has this already; or let it stay in a domain of services.`,
	};
}

/**
 * What is accepted has the context of who listens and the level of who connects: of these the level alone is new.
 *
 * @see selinux_socket_unix_stream_connect in security/selinux/hooks.c
 */
function ofLevel(sentence: string, user: string, range: string): Said {
	return {
		sentence,
		layer: invalidContext(
			`A socket that is accepted has its server's user, role and type, and its client's level (where they do not go together, connect(2) of a UNIX socket fails with EINVAL). So it is the level: ${range} is not within what the user ${user} may have ('semanage user -l').`,
		),
		remedies: [
			widerRange(user, range),
			{
				kind: 'note',
				why: `Or let the server be of a user that has all levels (a service: system_u), or the client be at a level that ${user} has.`,
			},
		],
	};
}

/** What users are given who get any: the lowest level, or all. */
const USUAL_RANGE = /^s0(?:-s(?:0|15):c0\.c1023)?$/;

/** A range of a user's that holds a level. What the user has now is replaced: policies give those of s0 alone by name. */
function widerRange(user: string, range: string): Remedy {
	const high = range.split('-').at(-1) ?? range;
	const isOfLowest = OF_ONE_ROLE.test(user);
	return {
		kind: 'command',
		why: `If it is the range: give the user one${isOfLowest ? '' : ', RANGE,'} that holds ${high} and what it has now (\`semanage user -l\`: if that holds it already, it is not the range); logins of it begin anew:`,
		text: command('semanage', 'user', '-m', '-r', isOfLowest ? `s0-${high}` : 'RANGE', user),
	};
}

/**
 * Every type and every user goes with object_r.
 *
 * @param program - who has set the label, if a record beside it tells
 */
function ofObject(
	sentence: string,
	{ user, type, range }: { user: string; type: string; range: string },
	program: string | undefined,
): Said {
	const isOurs = program !== undefined && !mayBuild(program);
	const where = isOurs ? '' : ' where the label is for this system';
	return {
		sentence,
		layer: invalidContext(
			`Probably the policy has no type ${type}; or it has no user ${user}${range}. (The role object_r goes with all.) The capability mac_admin, which a record beside this may be about, is asked for on that account alone: it is not what is missing${where}.`,
		),
		remedies: [
			{
				kind: 'command',
				why: 'See whether there is such a type:',
				text: command('seinfo', '-t', type),
			},
			{
				kind: 'note',
				why: 'If not: is it written as in the policy, and the module that has it loaded?',
			},
			...(isOurs ? [] : [OF_ANOTHER_SYSTEM]),
		],
	};
}

function isOfSystem(user: string, role: string): boolean {
	return user === 'system_u' && role === 'system_r';
}

/** A context that comes of a transition may be valid and still not what was meant. */
function otherDomain({ scontext = '', tcontext = '' }: Record<string, string>): Remedy {
	const why =
		'If another domain was meant, a transition of this program is missing, and the rules below would only hide that:';
	const [old, program] = [typeOf(scontext), typeOf(tcontext)];
	if (![old, program].every(isPolicyName)) return { kind: 'note', why };
	return { kind: 'rule', why, text: `type_transition ${old} ${program}:process DOMAIN;` };
}

function mistyped(role: string): string {
	const likely = role.replaceAll('-', '_');
	return likely !== role && likely.endsWith('_r') ? ` Or ${likely} was meant.` : '';
}

/** Of a process with several threads only a bounded type may come, by setcon(3) or under no_new_privs. */
function bounded(from: string, to: string, event?: RecordedEvent): Said {
	const [old, wanted] = [typeOf(from), typeOf(to)];
	const isNamed = [old, wanted].every(isPolicyName);
	const isExec = event?.transitions !== undefined || /^execve/.test(event?.syscall ?? '');
	const isSetcon = event?.syscall === 'write';
	const causes = isExec
		? 'no_new_privs or a nosuid file system'
		: isSetcon
			? 'it has several threads'
			: 'it has several threads, no_new_privs or a nosuid file system';
	const threads: Remedy = {
		kind: 'note',
		why: `${isSetcon ? 'C' : 'If it has several threads: c'}hange the context before they start, or let a new program do it by execve(2).`,
	};
	const typebounds: Remedy = {
		kind: 'rule',
		why: 'Only if the new type may do nothing that the old one may not:',
		text: `typebounds ${old} ${wanted};`,
	};
	return {
		sentence: `A process of ${old} may not become ${wanted}, because ${isSetcon ? causes : `of ${causes}`.replace('of it has', 'it has')}.`,
		notes: [becameOf(event), nextRefusal(splitContext(from), splitContext(to))].filter(
			(note) => note !== undefined,
		),
		layer: {
			name: 'type bounds',
			reason: `In ${isExec || isSetcon ? 'that case' : 'those cases'} the new type must be bounded by the old one${isSetcon ? '' : ' (or a rule of class process2 have the change, where the policy knows that)'}, and no typebounds has ${old} ${wanted}.`,
			basis: 'record',
		},
		remedies: [
			...(isExec ? [] : [threads]),
			...(isSetcon ? [] : [withoutCause(old)]),
			...(isNamed && !isSetcon ? transitionRules(old, wanted, event?.transitions) : []),
			...(isNamed ? [typebounds] : []),
		],
	};
}

function withoutCause(domain: string): Remedy {
	return {
		kind: 'note',
		why: `${withoutNoNewPrivs('Best without its cause, if that may go.', domain)} Of a nosuid mount: execute it from another file system, or mount that without.`,
	};
}

/** Why a change of domain at execve(2) must be bounded, each with a permission of its own. */
const TRANSITIONS: Record<string, string> = {
	nnp_transition:
		'no_new_privs (NoNewPrivileges= of a unit and what implies it, a container with no-new-privileges, bubblewrap)',
	nosuid_transition: 'a program in a file system that is mounted nosuid',
};

/** Since Linux 4.14 a rule does in place of bounds: of those that were refused, if a record says which. */
function transitionRules(old: string, wanted: string, refused?: string[]): Remedy[] {
	if (refused !== undefined) {
		return [
			{
				kind: 'rule',
				why: 'The record of process2 beside this is the same refusal, and names what it takes; leave it out where the new domain may do more than the old one should get at:',
				text: transitionRule(old, wanted, refused),
			},
		];
	}
	return Object.entries(TRANSITIONS).map(([permission, cause]) => ({
		kind: 'rule',
		why: `If it is ${cause}; Linux 4.14 and the policy capability nnp_nosuid_transition, with which a record of process2 beside this would say so:`,
		text: transitionRule(old, wanted, [permission]),
	}));
}

function transitionRule(old: string, wanted: string, permissions: string[]): string {
	return `allow ${old} ${wanted}:process2 ${inBraces(permissions)};`;
}

/** What the event says became of the program. */
function becameOf(event?: RecordedEvent): string | undefined {
	if (event?.syscall === 'write') return 'The process goes on in the old domain: setcon(3) fails.';
	if (event?.success === undefined) return OLD_DOMAIN;
	if (event.success) {
		return 'The program runs all the same, in the old domain (success=yes in the record SYSCALL).';
	}
	// The kernel falls back to the old domain only where nobody has asked for the new one, and asks for this then.
	return event.staysRefused
		? 'The program did not run (success=no in the record SYSCALL): it was to run in the old domain then, which was refused, too (execute_no_trans, the record beside this).'
		: 'The program did not run (success=no in the record SYSCALL): probably somebody had asked for the new domain (setexeccon(3), as SELinuxContext= of a unit does), or it may not run in the old one either (execute_no_trans).';
}

/** security_dump_masked_av: an allow rule is there, but the bounding type has no such rule. */
function beyondBounds({ details }: ErrorRecord): Said {
	const { scontext = '', tcontext = '', tclass = '', perms = '' } = details;
	return {
		sentence: `${typeOf(scontext)} may not ${perms.replaceAll(',', ', ')}, for class ${tclass}, what ${typeOf(tcontext)} labels.`,
		layer: {
			name: 'type bounds',
			reason: BEYOND_BOUNDS,
			basis: 'record',
		},
		remedies: [ASK_BOUNDS],
	};
}

/** validatetrans rules may compare anything; those of policies that are known compare levels. */
function relabeled({ details }: ErrorRecord, from: string, to: string): Said {
	const who = details.taskcontext ? typeOf(details.taskcontext) : 'The process';
	const changesLevel = splitContext(from).rangeText !== splitContext(to).rangeText;
	const isByPath = changesLevel && LABELERS.test(who);
	return {
		sentence: `${who} may not change the context of an object of class ${details.tclass} from ${from} to ${to}.`,
		certain: !changesLevel,
		layer: {
			name: changesLevel ? 'MLS constraint' : 'constraint',
			reason: `A rule mlsvalidatetrans or validatetrans compares the old, the new and the process context${changesLevel ? ', here probably their levels: moving a level up or down takes an attribute such as mlsfileupgrade' : ', and which one it was is not said'}.`,
			basis: 'record',
		},
		remedies: [
			isByPath
				? GAP_OF_LABELER
				: {
						kind: 'note',
						why: 'An allow rule does not help. Make a new object at the wanted level instead, by a process at that level.',
					},
			...(isByPath ? [levelOfPath(who, from, to)] : []),
			...(changesLevel && FILE.test(details.tclass ?? '') ? [mayRelabel(who, from, to)] : []),
		],
	};
}

/** What labels by path: the label that it would give is the one of the policy's file contexts. */
const LABELERS = /^(?:systemd_tmpfiles|setfiles|restorecond|udev|init|rpm)_t$/;

const GAP_OF_LABELER: Remedy = {
	kind: 'note',
	why: 'An allow rule does not help. What labels by path is there to do it, at every level: probably a gap in the policy, so update selinux-policy first, and where the newest lacks it, too, report it there. Until then one of these.',
};

function levelOfPath(who: string, from: string, to: string): Remedy {
	const { type, rangeText = 's0' } = splitContext(from);
	return {
		kind: 'command',
		why: `${who} labels by path, so the file contexts of the policy have ${splitContext(to).rangeText ?? 'another level'} for this one (\`matchpathcon PATH\`), and what made it gave it ${rangeText}. If ${rangeText} is right, tell the policy so: then nothing is to be changed (a newer policy may have it):`,
		text: `${command('semanage', 'fcontext', '-a', '-t', type, '-r', rangeText, 'PATH')} && restorecon -nv PATH`,
	};
}

const FILE = /^(?:dir|(?:lnk_|chr_|blk_|sock_|fifo_)?file)$/;

/** The reference policy's interfaces that give a domain the attribute for it: kernel/mls.if. */
function mayRelabel(who: string, from: string, to: string): Remedy {
	const [before, after] = [sensitivityOf(from), sensitivityOf(to)];
	const isKnown = before !== undefined && after !== undefined && before !== after;
	const name = isKnown && before < after ? 'mls_file_upgrade' : 'mls_file_downgrade';
	const why = `Or let a domain do it that is trusted to (secadm_t, setfiles_t). Only if ${who} is to be one for files of every level, in a module of the reference policy`;
	if (!isKnown || !isPolicyName(who)) {
		return {
			kind: 'note',
			why: `${why}: mls_file_upgrade(DOMAIN) to move levels up, mls_file_downgrade(DOMAIN) to move them down.`,
		};
	}
	return { kind: 'rule', why: `${why}:`, text: `${name}(${who})` };
}

function sensitivityOf(context: string): number | undefined {
	const [, number] = /^s(\d{1,4})/.exec(splitContext(context).rangeText ?? '') ?? [];
	return number === undefined ? undefined : Number(number);
}

function typeOf(context: string): string {
	return splitContext(context).type;
}

function invalidContext(reason: string): Layer {
	return { name: 'invalid context', reason, basis: 'record' };
}
