// Talos Linux, whose policy is a part of its image: nobody adds a module there, or gives a label.

import type { AccessRecord } from '@peercon/records';
import { COPIES_LABELS } from './container.ts';
import type { Remedy } from './remedy.ts';

/** Domains that its policy alone has: services/cri.cil and services/pods.cil of internal/pkg/selinux/policy. */
const OWN = /^(?:pod|pod_privileged|pod_containerd|sys_containerd)_t$/;

/** What to do where a domain of its is refused something. */
export function onTalos(record: AccessRecord): Remedy[] {
	const { subject, class: of, permissions, permissive } = record;
	if (!OWN.test(subject.type)) return [];
	const enforced = permissive
		? ' It is only recorded, as by default there: refused it is where the kernel is told so (enforcing=1).'
		: '';
	const isOfPod =
		subject.type === 'pod_t' && /^(?:dir|(?:lnk_|sock_|fifo_|chr_|blk_)?file)$/.test(of);
	const instead = isOfPod ? FOR_POD : '';
	const copies = subject.type === 'pod_t' && permissions.some((each) => each.startsWith('relabel'));
	return [
		...(copies ? [COPIES_LABELS] : []),
		{
			kind: 'note',
			why: `${subject.type} is probably of Talos Linux, whose policy is a part of its image: no module can be added there, and no label be given on the host (no semanage, no restorecon).${enforced} A newer release may allow it: update, or report it there.${instead}`,
		},
	];
}

const FOR_POD =
	' Until then give the pod a volume that Kubernetes makes for it (emptyDir, a claim) in place of a folder of the host, whose label stays as it is; or let it run in another domain (seLinuxOptions.type; what is privileged has one of its own in newer releases).';
