// Modules that are loaded from a file: what is compared is the label of that file.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { hasLabelOfMount } from './container.ts';
import { isVolatile } from './made-anew.ts';
import { howToFind, labelLastingly, pathOf, restorecon } from './path.ts';
import type { Remedy } from './remedy.ts';

/**
 * What to do about the label of a module's file.
 *
 * @see selinux_kernel_module_from_file in security/selinux/hooks.c; a module from memory has the process's own type
 */
export function loadedModule(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions, details } = record;
	if (of !== 'system' || !permissions.includes('module_load')) return [];
	if (object.role !== 'object_r' || object.type === 'modules_object_t' || subject.user === 'u')
		return [];
	if (isInContainer(record)) return [moduleOfContainer(record)];
	const file = { ...record, class: 'file' };
	const isThere = /^\/(?:usr\/)?lib\/modules\//.test(details.path ?? '');
	return [
		{
			kind: 'note',
			why: `What is compared is the label of the module's file, ${object.type}: modules are modules_object_t, which what lies below /lib/modules has.${hasLabelOfMount(file) ? '' : ` ${isThere ? 'What is put there is to be copied (cp' : 'Best install it there (copied'}, \`make modules_install\`, DKMS; then depmod): mv(1) leaves it ${object.type}.`}`,
		},
		isThere
			? {
					kind: 'command',
					why: 'It lies there already: give it the label that the policy has for its path:',
					text: restorecon(file),
				}
			: whereItIs(file),
	];
}

/** What a script has unpacked in /tmp is another one the next time. */
function whereItIs(file: AccessRecord): Remedy {
	const where = `Or label it where it is${pathOf(file) === undefined ? howToFind(file) : ''}`;
	if (isVolatile(file))
		return {
			kind: 'command',
			why: `${where}, before it is loaded (a module that does not last there is best loaded from elsewhere):`,
			text: command('chcon', '-t', 'modules_object_t', ...operand(pathOf(file) ?? 'PATH')),
		};
	return {
		kind: 'command',
		why: `${where} (for one try: chcon -t modules_object_t):`,
		text: labelLastingly(file, 'modules_object_t'),
	};
}

/** Whether the file is one of a container's, whose path is another one on the host. */
function isInContainer({ object, details }: AccessRecord): boolean {
	return /^container_(?:\w*file|share|var_lib)_t$/.test(object.type) || details.dev === 'overlay';
}

/** @see container.te of container-selinux: spc_t may load container_file_t and container_ro_file_t, few others */
function moduleOfContainer({ subject, object }: AccessRecord): Remedy {
	const own = /^(?:unconfined_service|init|initrc)_t$/.test(subject.type)
		? ` A container of that kind is spc_t, and this one runs in ${subject.type}: probably the engine has not got its domain. Install its policy (container-selinux, rke2-selinux, k3s-selinux), label its programs (container_runtime_exec_t, by restorecon), and start it anew.`
		: ' What is to load modules runs as spc_t (privileged), which container-selinux lets do it: update that.';
	const label = /^container_/.test(object.type)
		? 'and no label there is wrong'
		: `and nothing labels it there. What an engine has for containers is container_file_t or the like: ${object.type} is probably what its whole store has, without their labels (\`restorecon -RF\` of that, as /var/lib/containerd, once the policy is there)`;
	return {
		kind: 'note',
		why: `What is compared is the label of the module's file, ${object.type}: it probably lies in a container, so that its path is none of the host's, ${label}.${own} Or load a module that the host has.`,
	};
}
