import {
	type CipsoTag,
	fitsCipsoTag,
	formatLevel,
	type Level,
	parseContext,
} from '@peercon/context';
import { getcon_raw, isSelinuxRunning } from '@peercon/native';

/** The tag types that netlabelctl(8) can give a DOI. */
const TAGS: CipsoTag[] = [1, 2, 5];

/**
 * Whether NetLabel could not label what was to be sent, as far as the error tells: it fails with an
 * error of its own, the kernel records no denial, and nothing leaves this host. On UNIX sockets there
 * is nothing to label.
 *
 * @param error - what `echo` threw
 * @param isPath - whether it went to a UNIX socket
 * @see selinux_netlbl_socket_post_create and selinux_netlbl_socket_connect in
 * security/selinux/netlabel.c: before the first packet
 */
export function isLabelUnsent({ code, syscall = '' }: NodeJS.ErrnoException, isPath: boolean) {
	if (isPath || !isSelinuxRunning()) return false;
	// cipso_v4_genopt in net/ipv4/cipso_ipv4.c: no room (ENOSPC), or no translation (EPERM).
	if (code === 'ENOSPC') return ['socket', 'bind', 'connect', 'sendto'].includes(syscall);
	if (code === 'EPERM') return ['socket', 'bind', 'connect'].includes(syscall);
	// netlbl_sock_setattr in net/netlabel/netlabel_kapi.c. Node makes a UDP socket when it binds it.
	return code === 'ENOENT' && ['socket', 'bind'].includes(syscall);
}

/**
 * Says why, probably, NetLabel could not label what was to be sent, and which commands show it.
 *
 * @param error - one that {@link isLabelUnsent} has found
 * @returns lines with their line feeds
 */
export function whyLabelUnsent({ code }: NodeJS.ErrnoException): string {
	const level = parseContext(getcon_raw()).range?.low;
	const why = code === 'ENOENT' ? NO_ENTRY : level && NO_WAY[code as 'ENOSPC' | 'EPERM'](level);
	return `${why ?? ''}If so, the kernel has recorded no denial.\n`;
}

const NO_ENTRY = `Probably no entry of NetLabel's map is for this socket, not even one that leaves it unlabeled.
'netlabelctl -p map list' shows the entries: IPv4 and IPv6 need one each.
`;

/** Which DOI it is, the map tells; what that one can write, the DOI. */
const WHERE_TO_LOOK = `'netlabelctl -p map list' shows the address's DOI N, 'netlabelctl -p cipsov4 list doi:N'`;

const NO_WAY = {
	ENOSPC(level: Level) {
		const reasons = TAGS.map((tag) => fitsCipsoTag(level, tag)).flatMap((fit) =>
			fit.fits ? [] : [`  ${fit.reason}\n`],
		);
		return `Probably this level does not fit into the label of its packets:\n${reasons.join('')}${WHERE_TO_LOOK} its tags.\n`;
	},
	EPERM(level: Level) {
		return `Probably a DOI that translates ('trans') has no number for all of this level, ${formatLevel(level)}.\n${WHERE_TO_LOOK} what it translates.\n`;
	},
};
