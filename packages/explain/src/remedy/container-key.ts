// The keyring of a container, which its runtime makes and labels as the container.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** What a runtime asks as it makes such a keyring, links it, and gives it to the container's user: manage_key_perms. */
const MANAGES = 'create link read search setattr view write';

/**
 * What to do where a runtime may not make the keyring of a container that has a policy of udica(8).
 *
 * @returns none for other records
 * @see udica-templates/base_container.cil in container-selinux; joinSessionKeyring in runc
 */
export function keyOfContainer({ class: of, subject, object }: AccessRecord): Remedy[] {
	const [, name] = /^(.+)\.process$/.exec(object.type) ?? [];
	if (of !== 'key' || name === undefined || subject.type !== 'container_runtime_t') return [];
	return [
		{
			kind: 'note',
			why: `The runtime makes a session keyring for each container, with the container's label. For containers with a policy of udica(8) its template base_container.cil lets it do so: probably that is older than this rule, or was not loaded. Update udica and container-selinux (which has the templates by now), and load the container's policy again: semodule -i ${name}.cil /usr/share/udica/templates/base_container.cil and what other templates it names. Where the newest has no such rule, one in ${name}.cil, in its block, for all that is asked of the keyring, one after the other: (allow ${subject.type} process (key (${MANAGES}))).`,
		},
	];
}
