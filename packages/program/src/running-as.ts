import { type Names, NO_CONTEXT } from '@peercon/endpoint';
import { getcon_raw, isSelinuxRunning, selinuxState, whySelinuxHidden } from '@peercon/native';

/**
 * The context that this program runs in, by its name, or NO_CONTEXT.
 *
 * @param names - who is asked
 */
export async function ownName(names: Names): Promise<string> {
	return isSelinuxRunning() ? names.of(getcon_raw()) : NO_CONTEXT;
}

/**
 * The first line of a server's log, without its end: its own context, and what else is to be known of
 * SELinux here.
 *
 * @param context - the server's own, by its name, or NO_CONTEXT
 * @returns `running as CONTEXT`; behind that, where is_selinux_enabled(3) says no, whether SELinux is
 * disabled or only hidden
 */
export function runningAs(context: string): string {
	const behind = {
		enabled: '',
		hidden: ` (SELinux is hidden here: ${whySelinuxHidden()})`,
		disabled: ' (SELinux is disabled on this host)',
	};
	return `running as ${context}${behind[selinuxState()]}`;
}
