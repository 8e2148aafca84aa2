// Levels at which a comparison holds.

import { dominates, formatLevel, formatRange, lub, type Range } from '@peercon/context';
import type { AccessRecord } from '@peercon/records';
import { checksOf, isSubjectProcess } from '../check/check.ts';
import { isEntryOfProcess } from '../check/situation.ts';
import { isAppData } from '../constraint/android.ts';
import type { Comparison } from '../constraint/constraint.ts';
import { isConstrainedType } from '../constraint/mcs.ts';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import type { Layer } from '../layer/layer.ts';
import { lacksCategories } from '../layer/levels.ts';
import { command, operand } from '../names.ts';
import { categoriesOfLogin } from './categories-of-login.ts';
import { PLACE_ON_HOST } from './container.ts';
import { isProcessOfContainer, processOfContainer } from './container-process.ts';
import { mapping, nodeArguments, rangeWith } from './mapping.ts';
import type { Remedy } from './remedy.ts';

/**
 * The same program at a level at which the comparison holds.
 *
 * @param layer - the layer, with the comparison that failed
 * @returns a command, or a note where no program can be started at another level
 * @see runcon(1): the range must be one that the user and the policy allow
 */
export function levelCommands(record: AccessRecord, { levels }: Layer): Remedy[] {
	const [subject, object] = [record.subject.range, record.object.range];
	if (!levels || !subject || !object) return [];
	if (levels.kind === 'android') return [ofAndroid(record)];
	if (levels.kind === 'mls') {
		if (/^(?:netif|node)$/.test(record.class)) return [widerRange(record, subject, object)];
		if (levels.comparison === 'l1-h1 in l2-h2') return [widerEntry(record, subject, object)];
	}
	if (checksOf(record).some((check) => check.subject === 'peer')) return [PEER];
	if (!isSubjectProcess(record)) return [NEW_LABEL];
	if (levels.kind === 'mcs' && isConstrainedType(record.subject.type)) return ofContainer(record);
	if (levels.kind === 'mcs' && lacksCategories(record)) return categoriesOfLogin(record);
	if (levels.kind === 'mls' && isBelow(subject, object)) {
		if (servesEveryLevel(record)) return trusted(record);
		if (STARTS_OTHERS.test(record.subject.type)) return [FOR_OTHER_LEVELS];
	}
	const wanted = rangeFor(levels.comparison, subject, object);
	if (wanted === undefined) return [NEW_LEVEL];
	if (!isService(record) && !dominates(wanted.low, subject.low))
		return [atLevelOf(subject, object)];
	if (levels.kind === 'mls' && isLogin(record)) return ofLogin(record, subject, wanted);
	return [startedAt(record, formatRange(wanted))];
}

function isBelow(subject: Range, object: Range): boolean {
	return !dominates(subject.low, object.low);
}

/** Who logs people in, or starts what they asked for, at the level of each: it begins at the lowest itself. */
const STARTS_OTHERS =
	/^(?:(?:local|remote)_login|sshd(?:_\w+)?|xdm|crond|atd|rlogind|telnetd|rshd|(?:\w+_)?(?:su|sudo|newrole))_t$/;

const FOR_OTHER_LEVELS: Remedy = {
	kind: 'note',
	why: "It starts what others ask for, at the level of each, and so begins at the lowest itself: leave its range as it is, for at a higher level nobody lower could log in. If what refuses is this constraint, the policy is to exempt it, or what it talks to (one of the attributes above): update the policy first (selinux-policy-mls, the reference policy), and where the newest does not, report it there. In a module of one's own, give the attribute to the one type that lacks it, and no wider one than this needs.",
};

/** Daemons that programs of every level talk to, by their domains. */
const OF_EVERY_LEVEL =
	/^(?:syslogd|system_dbusd|sssd|nscd|nslcd|winbind|setrans|policykit|avahi|init|systemd_(?:logind|machined|resolved|userdbd|homed|nsresourced))$/;

/** The domain that a process has, or that the socket's file is named after. */
function daemonOf({ object: { type }, class: of }: AccessRecord): string {
	if (type === 'devlog_t') return 'syslogd';
	return type.replace(of === 'sock_file' ? /_(?:var_run|runtime|var_lib|public)_t$/ : /_t$/, '');
}

function servesEveryLevel(record: AccessRecord): boolean {
	const { class: of, permissions } = record;
	const isToDaemon = /^(?:unix_(?:stream|dgram)_socket|sock_file)$/.test(of);
	const isAsking = permissions.some((one) => /^(?:sendto|connectto|write)$/.test(one));
	return isToDaemon && isAsking && OF_EVERY_LEVEL.test(daemonOf(record));
}

/** What all are to talk to is exempt as the object: nobody is started at its level for it. */
function trusted({ class: of, object: { type } }: AccessRecord): Remedy[] {
	const [attribute, instead] =
		of === 'sock_file'
			? ['mlstrustedobject', '']
			: [
					'mlstrustedsocket',
					' (where the policy has no such attribute: mlstrustedobject, which exempts more)',
				];
	const daemon =
		of === 'sock_file' ? `the daemon of that socket (${type})` : `that daemon (${type})`;
	return [
		{
			kind: 'note',
			why: `Programs of every level talk to ${daemon}, so a policy is to trust it as the object, and nobody is to be started at its level. Probably the policy does not say so yet: update it first (selinux-policy-mls, the reference policy), or see whether the daemon runs in the domain that it should (\`ps -eZ\`).`,
		},
		{
			kind: 'rule',
			why: `If the newest does not either, in a module of one's own${instead}:`,
			text: `typeattribute ${type} ${attribute};`,
		},
	];
}

/** What a user has may begin at the level of the subject: below it nothing is known to be allowed. */
function atLevelOf(subject: Range, { low }: Range): Remedy {
	const what = dominates(subject.low, low) ? 'To write down' : 'To write across levels';
	return {
		kind: 'note',
		why: `${what} is what MLS is to prevent: let a program at ${formatLevel(low)} do it (a login or newrole(1) -l there, where the user's range holds that level), or keep what it writes at the level of the program.`,
	};
}

const NEW_LEVEL: Remedy = {
	kind: 'note',
	why: 'Change the level by a program that may, such as newrole(1) -l.',
};

const NEW_LABEL: Remedy = {
	kind: 'note',
	why: 'The subject is no process but a label that was chosen for something: choose another level for that.',
};

const PEER: Remedy = {
	kind: 'note',
	why: 'The subject is the peer: its level is the one that it sends at, to be changed over there.',
};

/** Levels keep users, and apps, from each other's: what they share goes through a service. */
function ofAndroid({ object }: AccessRecord): Remedy {
	const what = isAppData(object.type)
		? 'What an app keeps is for itself: let it hand over an open file (ContentProvider, FileProvider). Only who is to serve all apps and users is an mlstrustedsubject; mlstrustedobject exempts nothing here.'
		: 'Make the domain an mlstrustedsubject, or the type an mlstrustedobject, only if it serves all users.';
	return {
		kind: 'note',
		why: `The categories are the app's and the user's (levelFrom= in seapp_contexts). ${what}`,
	};
}

/** A container and what it uses have the same categories: never are more given to the container. */
function ofContainer(record: AccessRecord): Remedy[] {
	if (VIRTUAL_MACHINE.test(record.subject.type)) return [OF_MACHINE];
	if (isProcessOfContainer(record)) return processOfContainer(record);
	// What to do about a process of the host is said already: its label lies on no disk.
	if (isEntryOfProcess(record)) return [];
	const { class: of } = record;
	const together: Remedy = {
		kind: 'note',
		why: 'If the two belong together, start both at one level: podman and docker --security-opt label=level:s0:cN,cM, or one pod; Kubernetes seLinuxOptions.level in the securityContext of each.',
	};
	if (!/file$|^dir$/.test(of)) return [APART, together];
	if (record.details.dev === 'overlay') return [ROOT_OF_CONTAINER, PLACE_ON_HOST, together];
	return [
		{
			kind: 'command',
			why: "Probably what is asked for has another container's categories. As a volume with :Z it is that container's alone, and the last one started with :Z takes it from the others. If several are to use it, mount it with :z in all of them (Kubernetes does so with no hostPath), or take the categories off all of it, PATH being its place on the host:",
			text: 'chcon -R -l s0 PATH',
		},
		PLACE_ON_HOST,
		together,
	];
}

/** The user of services has every level. */
function isService({ subject: { user, role } }: AccessRecord): boolean {
	return user === 'system_u' && role === 'system_r';
}

const APART: Remedy = {
	kind: 'note',
	why: 'The two are apart on purpose, each with categories of its own.',
};

/** What overlayfs shows is no volume: it lies in the storage of the engine. */
const ROOT_OF_CONTAINER: Remedy = {
	kind: 'note',
	why: "dev=overlay: probably it lies in the root of a container, no volume, so :z and :Z do not reach it; and its categories are another container's. That one hands it to this one: as an interpreter of binfmt_misc with the flag F (qemu-user-static), by a descriptor or by a shared namespace. Start the container that it comes from with files that all may read, --security-opt label=level:s0 (and label=filetype:container_file_t, if its own type is another), or have the host itself provide it (a package for the host in place of the container).",
};

const OF_MACHINE: Remedy = {
	kind: 'note',
	why: "What is asked for has another virtual machine's categories: libvirt gives each machine, at each start, categories of its own and labels its disks and devices with them. So probably another running machine has it: two that write one disk destroy what is in it, which is what was stopped here. Shut that one down, or give this one a copy, or an image that is based on it (qemu-img create -b). What all only read is <readonly/> in each domain's XML; <shareable/> is for raw disks with the file system of a cluster, and libvirt refuses it for qcow2: for both it leaves the categories off. For something made by hand, libvirt's label of this machine is in `virsh dumpxml` (<imagelabel>).",
};

/** Logins that are confined: what nothing confines may take another level by itself. */
function isLogin({ subject: { type, role } }: AccessRecord): boolean {
	return (
		/^(?:staff|user|sysadm|guest|xguest|secadm|auditadm|dbadm|logadm|webadm)_t$/.test(type) &&
		role !== 'system_r'
	);
}

/**
 * A login at another level. Its own processes keep theirs: to change it at execve(2) takes mlsprocsetsl, which
 * newrole(1), init and what logs people in have.
 *
 * @see mls of both policies: mlsconstrain process { transition dyntransition }
 */
function ofLogin({ subject: { user } }: AccessRecord, subject: Range, wanted: Range): Remedy[] {
	const level = formatLevel(wanted.low);
	const isCleared = dominates(subject.high, wanted.low);
	// It asks for the password on a terminal: no command for a script.
	const newrole: Remedy = {
		kind: 'note',
		why: `${isCleared ? 'The range of the login holds that level: a' : 'Then a'} shell at it by \`newrole -l ${level}\` on a console, or a login at it (newrole(1) refuses terminals that securetty_types(5) does not list, as those of SSH; and runcon(1) may not change the level of a login).`,
	};
	if (isCleared) return [newrole];
	const range = formatRange({ low: subject.low, high: lub(subject.high, wanted.low) });
	return [
		{
			kind: 'command',
			why: `The range of the login ends at ${formatLevel(subject.high)}. If the person, NAME, is cleared for ${level}, as the policy's administrator tells it (from the next login on; -a -s ${user} where \`semanage login -l\` does not list NAME; it holds for all who are ${user} what that user may have at most):`,
			text: `${command('semanage', 'user', '-m', '-r', range, user)} && ${command('semanage', 'login', '-m', '-r', range, 'NAME')}`,
		},
		newrole,
	];
}

/** A program at another level: by its unit if it is a service, by runcon(1) otherwise. */
function startedAt(record: AccessRecord, range: string): Remedy {
	const { user, role, type } = record.subject;
	if (isService(record)) {
		return {
			kind: 'command',
			why: 'Start the service in a range that does, if it may: a line below [Service] of its unit (systemctl edit):',
			text: `SELinuxContext=${[user, role, type, range].join(':')}`,
		};
	}
	return {
		kind: 'command',
		why: "Start the program in a range that does, if its user's clearance allows:",
		// A shell between, for runcon(1) by itself leaves the policy no choice of the domain.
		text: `runcon -l ${range} sh -c 'PROGRAM'`,
	};
}

/** Under MLS an interface or a node has a range, and lets through what lies in it. */
function widerRange(record: AccessRecord, subject: Range, object: Range): Remedy {
	const range = formatRange(rangeWith(object, subject.low));
	const { type } = record.object;
	if (record.class === 'netif') {
		return {
			kind: 'mapping',
			why: 'Give the interface a range that holds the level, if its wire may carry it:',
			text: mapping(
				'interface',
				['-t', type, '-r', range],
				operand(record.details.netif ?? 'INTERFACE'),
			),
		};
	}
	const field = checksOf(record)[0]?.field ?? 'saddr';
	return {
		kind: 'mapping',
		why: 'Give the node a range that holds the level, if what is there may have it:',
		text: mapping(
			'node',
			['-t', type, '-r', range],
			nodeArguments(record.details[field] ?? 'ADDRESS'),
		),
	};
}

/** An entry of IPsec policy is for flows whose whole range lies in its own. */
function widerEntry(
	{ object: { user, role, type } }: AccessRecord,
	subject: Range,
	object: Range,
): Remedy {
	const { low } = rangeWith(object, subject.low);
	const { high } = rangeWith(object, subject.high);
	const [context = '', old = ''] = [{ low, high }, object].map((range) =>
		[user, role, type, formatRange(range)].join(':'),
	);
	return {
		kind: 'mapping',
		why: "Give the entry of IPsec policy a context whose range holds the flow's: a new entry in place of it (SELECTOR and TEMPLATE being the old one's, as `ip xfrm policy` shows them: such as src 192.0.2.1 dst 192.0.2.2 dir out, and tmpl proto esp mode transport):",
		text: `ip xfrm policy add SELECTOR ctx ${command(context)} TEMPLATE && ip xfrm policy delete SELECTOR ctx ${command(old)}`,
	};
}

function rangeFor(rule: Comparison, subject: Range, object: Range): Range | undefined {
	switch (rule) {
		case 'l1 dom l2': {
			const low = lub(subject.low, object.low);
			return { low, high: lub(subject.high, low) };
		}
		case 'h1 dom h2':
			return { low: subject.low, high: lub(subject.high, object.high) };
		case 'l1 eq l2':
			return { low: object.low, high: lub(subject.high, object.low) };
		default:
			return undefined;
	}
}
