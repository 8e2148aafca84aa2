// What programs only try: they go on another way where it is refused.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** What to know of such an attempt, and how to hide it; none for other records. */
export function harmlessProbe(record: AccessRecord): Remedy[] {
	if (record.subject.user === 'u') return [];
	if (isOfUring(record)) return [URING, hushed(record, HIDE)];
	if (isSignalNull(record)) return [SIGNAL_NULL, hushed(record, HIDE)];
	return [];
}

const HIDE = 'If the program works without, this hides the record and allows nothing:';

/** io_uring_setup(2) makes an anonymous inode of that class: Linux 5.16. */
function isOfUring({ class: of, object, details, permissions }: AccessRecord): boolean {
	// What else is asked of io_uring (sqpoll, cmd) a program does that has one.
	if (of === 'io_uring') return permissions.every((each) => each === 'allowed');
	return (
		of === 'anon_inode' &&
		(/io_uring/.test(object.type) || /io_uring/.test(details.anonclass ?? ''))
	);
}

const URING: Remedy = {
	kind: 'note',
	why: 'It tries io_uring(7). Runtimes and libraries (libuv, Node.js, Python, tokio-uring, liburing) mostly go on with epoll(7) where that is refused: then nothing is lost. Switch it off in the application rather than in the policy (Node.js, libuv: UV_USE_IO_URING=0; others have an option of their own), or on the host for all (kernel.io_uring_disabled=2, Linux 6.6).',
};

function isSignalNull({ class: of, permissions }: AccessRecord): boolean {
	return of === 'process' && permissions.every((each) => each === 'signull');
}

/** @see kill(2), and client_context_try_shrink_to in systemd's src/journal/journald-context.c */
const SIGNAL_NULL: Remedy = {
	kind: 'note',
	why: 'signull is signal 0 of kill(2): nothing is sent, it only asks whether the process is there, as journald does of who has logged, and daemons of a PID in a file. The refusal is mostly harmless: EPERM says that it is there, too.',
};

/** Capabilities by the kernels that have them; before, the kernel asked for sys_admin instead. */
const NEW_CAPABILITIES: Record<string, string> = {
	bpf: '5.8',
	perfmon: '5.8',
	checkpoint_restore: '5.9',
};

/** Whether a record is of capabilities that policies may be older than. */
export function isNewCapability({ class: of, permissions }: AccessRecord): boolean {
	return (
		/^cap(?:ability2|2_userns)$/.test(of) &&
		permissions.every((each) => Object.hasOwn(NEW_CAPABILITIES, each))
	);
}

/** What to say of those first. */
export function newCapability(record: AccessRecord): Remedy[] {
	const { type } = record.subject;
	// A container has few capabilities on purpose, also by a new policy.
	if (!isNewCapability(record) || (isContainer(type) && type !== 'spc_t')) return [];
	const [name = ''] = record.permissions;
	return [
		{
			kind: 'note',
			why: `Probably the policy is older than what the kernel and the program ask: the capability ${name} came with Linux ${NEW_CAPABILITIES[name]}, and stands for what sys_admin stood for before (capabilities(7)). Update the policy (on a system that is an image, the image); until then the rule is what is missing.`,
		},
	];
}
