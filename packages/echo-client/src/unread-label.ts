import { isSelinuxRunning } from '@peercon/native';

/**
 * Says that, probably, the other host could not read the label of what was sent to it. A packet whose
 * CIPSO option it cannot read it answers with ICMP's 'parameter problem', which becomes EPROTO here, if
 * the answer, which repeats the option, can be read here.
 *
 * @param error - what `echo` threw
 * @returns lines with their line feeds, '' if it is another error
 * @see cipso_v4_validate in net/ipv4/cipso_ipv4.c, RFC 792
 */
export function whyLabelUnread({ code }: NodeJS.ErrnoException): string {
	if (code !== 'EPROTO' || !isSelinuxRunning()) return '';
	return `Probably the other host cannot read the label of these packets: it has another DOI, or none.
'netlabelctl -p cipsov4 list' shows the DOIs here and there, 'nstat -asz IpInHdrErrors' there counts such packets.
If so, the kernel has recorded no denial.
`;
}
