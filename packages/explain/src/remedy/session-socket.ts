// Sockets of somebody's session below /run/user/UID, which a service of the system is refused.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { isContainer } from './container-domain.ts';
import { GAP, packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** Sockets that a session has, by the end of their path: what listens there. */
const SOCKETS: [path: RegExp, what: string][] = [
	[/^bus$/, 'the session bus of D-Bus'],
	[/^systemd\/private$/, 'the systemd of the login'],
	[/^pipewire-\d+(?:-manager)?$/, 'PipeWire'],
	[/^pulse\/native$/, 'PulseAudio, or PipeWire in its place'],
	[/^wayland-\d+$/, 'the compositor of Wayland'],
];

/** Whether it is a program of a login in a domain of its own, by its role, as ssh_t of staff_r or the bus itself. */
function isOfSession({ subject: { role, type } }: AccessRecord): boolean {
	return /^(?:staff|user|sysadm|unconfined|guest|xguest)_r$/.test(role) || /_dbusd_t$/.test(type);
}

/** Whose socket it is, and what listens there; undefined for others. */
function sessionOf(record: AccessRecord) {
	const { class: of, subject, object, details } = record;
	if (!/^(?:sock_file|unix_stream_socket)$/.test(of) || isContainer(subject.type)) return undefined;
	if (of === 'sock_file' && object.type !== 'user_tmp_t') return undefined;
	// Between a login and its own session other things are wrong.
	if (PEOPLE.test(subject.type) || isOfSession(record)) return undefined;
	const { path, name = '', dev } = details;
	// What connects is recorded with the name alone.
	if (path === undefined) {
		const [, what] = SOCKETS.find(([end]) => end.test(name)) ?? [];
		return dev === 'tmpfs' && what !== undefined ? { uid: undefined, what } : undefined;
	}
	const [, uid, rest = ''] = /^(?:\/var)?\/run\/user\/(\d+)\/(.+)$/.exec(path) ?? [];
	const [, what] = SOCKETS.find(([end]) => end.test(rest)) ?? [];
	return uid === undefined || what === undefined ? undefined : { uid, what };
}

/** Whether it is such a socket's file, which has the label that it is to have. */
export function isFileOfSession(record: AccessRecord): boolean {
	return record.class === 'sock_file' && sessionOf(record) !== undefined;
}

/**
 * What to do where a service is to talk to somebody's session.
 *
 * @returns none for other sockets
 * @see userdomain.fc of Fedora's policy: below /run/user/UID all has the type of that folder, or of its maker's policy
 */
export function socketOfSession(record: AccessRecord): Remedy[] {
	const session = sessionOf(record);
	if (session === undefined) return [];
	const { subject, class: of, object } = record;
	const how = session.uid === undefined ? 'By its name it is probably' : 'It is';
	const whose = session.uid === undefined ? "somebody's session" : sessionOfUser(session.uid);
	const label =
		of === 'sock_file' ? ` ${object.type} is right for it: there is nothing to relabel.` : '';
	const bus = session.what.includes('D-Bus')
		? ' Probably its environment has DBUS_SESSION_BUS_ADDRESS or XDG_RUNTIME_DIR of that login (started by hand, by sudo(8), or by PAMName= of its unit): without them it takes no session bus.'
		: '';
	return [
		{
			kind: 'note',
			why: `${how} the socket of ${session.what} in ${whose}.${label} Mostly a service of the system has no business there.${bus} What belongs to the session is better a unit of that user (\`systemctl --user\`), which runs in the login's domain. ${GAP} only if ${subject.type} is to talk to sessions: then update ${packagesOf(record)} first; the rules are two, write of the socket's file (in Fedora user_tmp_t: userdom_write_user_tmp_sockets()), and connectto of what listens there.`,
		},
	];
}

function sessionOfUser(uid: string): string {
	return uid === '0' ? "root's session" : `the session of the user ${uid}`;
}
