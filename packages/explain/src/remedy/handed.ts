// A descriptor that was sent to who is to have it, and is no leak: to hush its record would hide why something fails.

import type { AccessRecord } from '@peercon/records';
import { TERMINAL } from '../check/situation.ts';
import { PEOPLE } from '../layer/domains.ts';
import { GAP, ifOfDistribution } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/**
 * What to know of a descriptor that somebody has passed on by intent.
 *
 * @param record of a descriptor that was passed on (`isPassed`)
 * @returns a note, or nothing where it may be a leak
 */
export function handed(record: AccessRecord): Remedy | undefined {
	if (isKeptBySystemd(record)) return HANDED_TO_SYSTEMD;
	if (isKeyOfTpm(record)) return KEY_OF_TPM;
	if (isOutputOfUnit(record)) return outputOfUnit(record);
	if (isHandedByService(record)) return handedByService(record);
	if (record.object.type === 'container_devpts_t') return TERMINAL_OF_CONTAINER;
	if (isFromBus(record)) return fromBus(record);
	if (isOfBus(record)) return onTheBus(record);
	if (isHandedOver(record)) return handedOver(record);
	if (!isForPeople(record)) return undefined;
	if (record.object.type === 'devpts_t') return ofNobodysTerminal(record);
	return forPeople(record);
}

const TERMINAL_OF_CONTAINER: Remedy = {
	kind: 'note',
	why: "container_devpts_t is what an engine labels the terminals of its containers with: so it is the container's own, which its programs ask and tell things at, and no leak. The rule comes with container-selinux: update that first, and where the newest lacks it, too, report it there.",
};

/** Whether systemd itself has got what lies in memory alone. */
function isKeptBySystemd({ details: { path = '', pid } }: AccessRecord): boolean {
	return pid === '1' && path.startsWith('/memfd:');
}

const HANDED_TO_SYSTEMD: Remedy = {
	kind: 'note',
	why: 'Probably a service has handed systemd a file in memory (memfd_create(2)): to keep it (FDSTORE=1, sd_notify(3)), or over D-Bus. It has no path that could be labeled: update selinux-policy.',
};

/** Whether libvirt hands the emulator of a TPM the key of its state: swtpm's --key and --migration-key, by pwdfd or fd. */
function isKeyOfTpm({ class: of, details: { comm }, object }: AccessRecord): boolean {
	return of === 'fifo_file' && comm === 'swtpm' && /^virt(?:qemu)?d_t$/.test(object.type);
}

const KEY_OF_TPM: Remedy = {
	kind: 'note',
	why: "Probably libvirt hands swtpm the key of the TPM's encrypted state by this pipe: it is no leak, and to hush the record would hide why the machine does not start. swtpm has a policy of its own (swtpm-selinux): update that and selinux-policy; until then the rule.",
};

/**
 * Whether it is what a unit's program says to the journal: systemd has connected its output to a socket of its
 * own before the program was started, and what that starts has inherited it.
 *
 * @see connect_logger_as in systemd's src/core/exec-invoke.c
 */
function isOutputOfUnit({ class: of, subject, object }: AccessRecord): boolean {
	return of === 'unix_stream_socket' && object.type === 'init_t' && subject.type !== 'init_t';
}

/** @see flush_unauthorized_files in security/selinux/hooks.c, which puts /dev/null in its place */
function outputOfUnit({ subject, permissions, details }: AccessRecord): Remedy {
	const { comm = 'the program' } = details;
	const isUsed = permissions.some((each) => /^(?:read|write|append)$/.test(each));
	const effect = isUsed
		? `what ${comm} says is lost, and mostly that is all`
		: `${comm} only asks what it is, as before it writes in colors (isatty(3)), and goes on without`;
	return {
		kind: 'note',
		why: `Probably the standard output or error of a unit: systemd has connected it to the journal by this socket, and ${comm} has inherited it. It is no leak: ${effect}. ${GAP}${ifOfDistribution(subject.type)}: update selinux-policy first. In a module of one's own there is an interface for it: init_rw_stream_sockets(${subject.type}).`,
	};
}

/** Whether a service has handed it over D-Bus to keep: logind for a session or a lock, others for a guard. */
function isHandedByService({ class: of, details: { path = '' } }: AccessRecord): boolean {
	return of === 'fifo_file' && /^\/run\/.+\.(?:ref|fifo)$/.test(path);
}

/** The thread of GLib that speaks D-Bus for a program: what it gets came in a message. */
function isFromBus({ details: { comm } }: AccessRecord): boolean {
	return comm === 'gdbus';
}

function fromBus({ subject }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `A descriptor that was sent over D-Bus: gdbus is the thread of ${subject.type} that gets its messages, and who has sent this one has opened it and wants it to be used. It is no leak, and without a rule the message does not arrive; the label is as it should be. ${GAP}: update selinux-policy first.`,
	};
}

/** @see Inhibit() and CreateSession() in org.freedesktop.login1(5): locks are held as long as the descriptor is */
function handedByService({ subject, object, details: { path = '' } }: AccessRecord): Remedy {
	const what = path.startsWith('/run/systemd/inhibit/')
		? ' (an inhibitor lock: without it the system may sleep or shut down meanwhile)'
		: path.startsWith('/run/systemd/sessions/')
			? ' (of a session: without it logind takes that for ended)'
			: '';
	return {
		kind: 'note',
		why: `Probably a pipe that a service has sent over D-Bus, for ${subject.type} to hold as long as it needs what it has asked for${what}. It is no leak, and to hush the record would hide why that fails. Policies have interfaces for it, after the name of ${object.type} (systemd_write_inhibit_pipes() and the like): update selinux-policy first.`,
	};
}

/** The system's message bus, and those of sessions: dbus.te has dbusd_t of a role by this name. */
const BUS = /^\w+_dbusd_t$/;

/** Whether a message bus holds the descriptor, which it got to hand it on. */
function isOfBus({ subject, class: of }: AccessRecord): boolean {
	return BUS.test(subject.type) && /^(?:dir|file|fifo_file|chr_file|\w+_socket|fd)$/.test(of);
}

function onTheBus({ object }: AccessRecord): Remedy {
	const isFile = object.role === 'object_r';
	const who = isFile ? 'a program' : object.type;
	const isTun = object.type === 'tun_tap_device_t';
	const orLabel = isTun
		? ' In the reference policy a boolean has it: dbus_pass_tuntap_fd.'
		: isFile && !/_device_t$/.test(object.type)
			? ' Or keep it where it has a label that the bus may use.'
			: '';
	return {
		kind: 'note',
		why: `The bus hands on descriptors that are sent over D-Bus: probably ${who} has sent this one in a message, and without a rule the descriptor is lost on the way. So it is no leak, and to hush the record would hide why. The rule mostly comes with the policy of who sends: update that (selinux-policy, container-selinux).${orLabel}`,
	};
}

/** Whether a connection came from another process of the same suite: postfix_smtp_t and postfix_master_t. */
function isHandedOver({ class: of, subject, object, details }: AccessRecord): boolean {
	const [one = '', other = ''] = [subject, object].map(({ type }) => type.split('_')[0]);
	const isConnection = /^(?:tcp|udp|sctp|unix_stream)_socket$/.test(of);
	// A program in the domain that bears its name is where it is to be.
	const program = (details.comm ?? '').replace(/[^a-z]/g, '');
	if (program.length > 3 && subject.type.replace(/[^a-z]/g, '').includes(program)) return false;
	// staff_ssh_agent_t has its name from the login that starts it.
	if (PEOPLE.test(object.type)) return false;
	return isConnection && one === other && one.length > 3 && subject.type !== object.type;
}

function handedOver({ subject, object, details, event }: AccessRecord): Remedy {
	const program = event?.program ?? details.comm ?? 'the program';
	return {
		kind: 'note',
		why: `Probably a connection that ${object.type} has handed over for ${program} to go on with, both being of one suite: then it is no leak, and to hush the record would hide why it fails. Is ${subject.type} the domain that ${program} is to be in? One that the policy does not know yet stays in the domain of who starts it (\`ls -Z\` of it and of its neighbours): update selinux-policy, or give it the label of a neighbour that does the same (semanage fcontext, restorecon), and restart the service.`,
	};
}

/** Whether somebody has started a program by hand that is to tell something: its role is theirs, and no service's. */
function isForPeople({ subject, details: { path = '' } }: AccessRecord): boolean {
	const isOfLogin = /^(?:staff|user|sysadm|secadm|auditadm|unconfined|guest|xguest)_r$/.test(
		subject.role,
	);
	return isOfLogin && TERMINAL.test(path);
}

/**
 * devpts_t is what /dev/pts gives where no rule gives the terminal of its maker a type.
 *
 * @see userdom_create_user_pty() and term_create_pty() of the policies; use_pty in sudoers(5)
 */
function ofNobodysTerminal({ subject, details: { comm = 'it' } }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `The terminal of who has started ${comm}, by the role ${subject.role}; and devpts_t is what a terminal has whose maker the policy gives no type for it (sudo(8) with use_pty, su, script(1), tmux): a person's is user_devpts_t. ${GAP}, that of who made it: update selinux-policy first. Until then, where it is sudo, \`Defaults !use_pty\` in sudoers(5). In a module of one's own, the interface for such terminals: term_use_generic_ptys(${subject.type}).`,
	};
}

function forPeople({ subject, object, details: { comm = 'it' } }: AccessRecord): Remedy {
	const [, maker] = /^(?!user_)(\w+)_devpts_t$/.exec(object.type) ?? [];
	const isConsole = object.type === 'tty_device_t';
	const whose = isConsole
		? `A console that nobody has logged in to, which ${comm} has inherited`
		: maker === undefined || maker === subject.role.replace(/_r$/, '')
			? `The terminal of who has started ${comm}, by the role ${subject.role}`
			: `A terminal that ${maker} has made for what it runs, ${comm} here`;
	const which = isConsole
		? `term_use_unallocated_ttys(${subject.type})`
		: maker === undefined
			? `userdom_use_inherited_user_terminals(${subject.type}) in Fedora's policy, userdom_use_user_terminals(${subject.type}) in the reference policy`
			: `mostly ${maker}_use_ptys(${subject.type})`;
	return {
		kind: 'note',
		why: `${whose}: without it nothing is shown or asked there. If ${comm} works all the same, leave it refused (dontaudit in place of allow, in the rule below, hushes it), above all where it handles what others send. ${GAP}${ifOfDistribution(subject.type)}: update selinux-policy first. In a module of one's own, the interface for it: ${which}.`,
	};
}
