import { type CipsoTag, fitsCipsoTag, parseContext } from '@peercon/context';
import { getcon_raw, is_selinux_enabled } from '@peercon/native';

/** The tag types that netlabelctl(8) can give a DOI. */
const TAGS: CipsoTag[] = [1, 2, 5];

/**
 * Says what of this process's level does not fit into a CIPSO option, where that is why nothing could be
 * sent. The kernel records no denial of it.
 *
 * @param error - what went wrong: ENOSPC of socket(2), connect(2) or sendto(2)
 * @returns lines with their line feeds, '' if it is another error
 * @see cipso_v4_sock_setattr in net/ipv4/cipso_ipv4.c
 */
export function unfittingLevel({ code, syscall = '' }: NodeJS.ErrnoException): string {
	const isSending = ['socket', 'connect', 'sendto'].includes(syscall);
	if (code !== 'ENOSPC' || !isSending || !is_selinux_enabled()) return '';
	const range = parseContext(getcon_raw()).range;
	if (!range) return '';
	const reasons = TAGS.map((tag) => fitsCipsoTag(range.low, tag)).flatMap((fit) =>
		fit.fits ? [] : [`  ${fit.reason}\n`],
	);
	return `Probably this level does not fit into the label of its packets:\n${reasons.join('')}'netlabelctl -p cipsov4 list' shows each DOI's tags.\n`;
}
