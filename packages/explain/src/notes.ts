// What else there is to know of a record.

import type { AccessRecord } from '@peercon/records';
import { checksOf } from './check/check.ts';
import { whichIoctl } from './check/ioctl.ts';
import { policyKindOf } from './constraint/constraint.ts';
import { EPHEMERAL } from './layer/port-types.ts';

/** Classes that the kernel asks about when a packet passes, whoever runs just then. */
const OF_PACKETS = /^(?:packet|peer|netif|node)$/;

const FROM_RULE =
	'From a rule that was pasted (audit2allow): of the refusal itself only types, class and permissions are known. The record tells more: its levels, program and file.';

const FROM_HEADLINE =
	"From a headline of an older setroubleshoot, which names types and no class: of the contexts only the types are known. The record tells more (`ausearch -m avc`, or 'Raw Audit Messages' of sealert -l).";

/** Why a record without a class was read as one of some class. */
function whyClass({ likely, headline }: AccessRecord['details']): string | undefined {
	if (likely === undefined) return undefined;
	const what = headline === undefined ? 'The record has no tclass=. ' : '';
	return `${what}By its permissions, and its name, it is probably of class ${likely}${likely === 'file' ? ' (of a folder: dir)' : ''}, and was read so.`;
}

const NAMES_FILLED_IN =
	'The contexts are shown without user or role: they were read as system_u, and as the roles of services and files. What is said of the types does not depend on that.';

/** Whether a port lies in the default of the range that the kernel chooses from: ip_local_port_range in ip(7). */
function isUsuallyUnasked({ class: of, permissions, details }: AccessRecord): boolean {
	const port = Number(details.src ?? Number.NaN);
	const isOfPorts = /^(?:tcp|udp|sctp|dccp)_socket$/.test(of);
	return (
		isOfPorts && permissions.includes('name_bind') && port >= EPHEMERAL.from && port <= EPHEMERAL.to
	);
}

/** @see selinux_socket_bind in security/selinux/hooks.c */
const USUALLY_UNASKED = `Of a port within ip_local_port_range nothing is asked, and this one lies in its default (${EPHEMERAL.from} to ${EPHEMERAL.to}): so in that network namespace it is another one, or ip_unprivileged_port_start is higher (\`sysctl net.ipv4.ip_local_port_range\`).`;

/** Who is named in a record of a packet; nothing is to be said of who loads a rule that marks some. */
function whoRan({ class: of, permissions, details }: AccessRecord): string | undefined {
	const names = [details.comm && 'comm', details.pid && 'pid'].filter(Boolean).join(' and ');
	const isRule = of === 'packet' && permissions.every((each) => each === 'relabelto');
	if (names === '' || isRule) return undefined;
	return permissions.every((each) => /^egress$|send/.test(each))
		? `${names} in the record: who ran when the packet went out, mostly its sender, and sometimes not whose socket it is (what is sent again, or answered).`
		: `${names} in the record: who ran when the packet came by, often not whose socket it is.`;
}

/**
 * Notes on a record: what the program sees, who is named in it, what became of an old permission.
 *
 * @returns sentences
 */
export function notesOn(record: AccessRecord): string[] {
	const { class: of, details } = record;
	const checks = checksOf(record);
	const isRefused = record.decision === 'denied' && !record.permissive;
	const symptom = isRefused ? checks.find((check) => check.symptom)?.symptom : undefined;
	const became = checks.find((check) => check.became)?.became;
	return [
		details.mended &&
			`The record has ${details.mended}, and was read so: probably mistyped where it was shown.`,
		details.filledIn && NAMES_FILLED_IN,
		details.headline !== undefined && FROM_HEADLINE,
		whyClass(details),
		details.rule && FROM_RULE,
		symptom,
		whichIoctl(record),
		isUsuallyUnasked(record) ? USUALLY_UNASKED : undefined,
		OF_PACKETS.test(of) || became !== undefined ? whoRan(record) : undefined,
		became &&
			`Only kernels before 2.6.30 ask this, of every packet, labeled or not. Today: ${became}.`,
		policyKindOf(record) === 'android'
			? "A context of Android: its policy is changed in system/sepolicy or the device's, not by semanage(8) or setsebool(8)."
			: undefined,
	].filter((note): note is string => Boolean(note));
}
