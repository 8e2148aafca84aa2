// The rule for what was refused, or what there is in place of one where its types are everybody's.

import type { AccessRecord } from '@peercon/records';
import { isAssociation } from '../check/check.ts';
import { ioctlNumber } from '../check/ioctl.ts';
import { isLookAtProcess } from '../check/situation.ts';
import { policyKindOf } from '../constraint/constraint.ts';
import type { Layer } from '../layer/layer.ts';
import { isUnlabeledOnAndroid } from './android-type.ts';
import { whereBooleansAre } from './boolean.ts';
import { beforeCapability } from './capability.ts';
import { commonTask } from './common-task.ts';
import { isContainer } from './container-domain.ts';
import { isAwareInContainer } from './container-host.ts';
import { isEngineWithoutDomain, LABEL_OF_ENGINE } from './engine.ts';
import { hasNoLabel } from './label.ts';
import { isLeftInRun } from './made-anew.ts';
import { booleansOfRefpolicy } from './memory.ts';
import { hasLostLabel } from './name-labels.ts';
import { isNamespace } from './namespace.ts';
import { noise } from './noise.ts';
import { isStartOfOther } from './of-engine.ts';
import { mayBeLeak } from './passed.ts';
import type { Remedy } from './remedy.ts';
import { ioctlRule, rule } from './rule.ts';
import { isOfSettings } from './settings-type.ts';
import { isTalkToEngine, sharedObject } from './shared-object.ts';
import { isAdministration, sharedType, stayedBehind } from './shared-type.ts';
import { startsShell } from './shell.ts';
import { isOfBrokenPolicy } from './sound-policy.ts';
import { isWrongType } from './wrong-type.ts';

/**
 * A rule for a type that is everybody's opens all of them: something of its own comes first.
 *
 * @param layer - what refused it
 */
export function ruleOrInstead(record: AccessRecord, layer: Layer): Remedy[] {
	// Whatever has that type could then be the domain.
	if (record.permissions.includes('entrypoint') && !mayEnter(record)) return [];
	if (isWrongType(record) || isAwareInContainer(record) || isStartOfOther(record)) return [];
	// A rule on it would be for all that has no label.
	if (hasNoLabel(record) || hasLostLabel(record))
		return isAdministration(record) ? [sharedType(record)].filter((way) => way !== undefined) : [];
	if (isUnlabeledOnAndroid(record)) return [sharedType(record)].filter((way) => way !== undefined);
	if (isEngineWithoutDomain(record)) return [LABEL_OF_ENGINE];
	if (isAssociation(record)) return [rule(record, BOTH_MEANT)];
	if (isLookAtProcess(record) && !isNamespace(record)) return [rule(record, whenSeen(record))];
	const isSaid = stayedBehind(record).length > 0 || isTalkToEngine(record);
	const shared = isSaid ? undefined : sharedType(record);
	const instead = [shared, sharedObject(record)].filter((way) => way !== undefined);
	return [
		...instead,
		...booleansOfRefpolicy(record),
		...commonTask(record),
		...ruleInCil(record),
		...startsShell(record),
		...whereBooleansAre(record, layer),
		rule(record, whenWanted(record)),
		...numberOfIoctl(record),
	];
}

/** Who writes policy for one workload writes a block in CIL, of which the domain is `process`. */
function ruleInCil({ subject, object, class: of, permissions }: AccessRecord): Remedy[] {
	const [, name] = /^(.+)\.process$/.exec(subject.type) ?? [];
	if (name === undefined) return [];
	const target = object.type === subject.type ? 'self' : object.type;
	const access = `${target} (${of} (${permissions.join(' ')}))`;
	const why =
		name === 'virt_launcher'
			? `${subject.type} is of the policy that KubeVirt's virt-handler loads on each node (virt_launcher.cil): update KubeVirt first, and where the newest lacks it, too, report it there. Until then a module of your own on the node, in CIL, as its own policy is: (allow ${subject.type} ${access}).`
			: `${subject.type} is of a policy that udica(8), or the Security Profiles Operator of Kubernetes, has made for this container alone, so a rule opens no other: add it to the block of ${name}.cil, (allow process ${access}), and load that again: semodule -i ${name}.cil /usr/share/udica/templates/base_container.cil and what other templates it names. Or have udica make it anew (for what ports need: from \`podman inspect\`, or --full-network-access for every port; for records: --append-rules FILE). The operator has it of a SelinuxProfile: add it there, below spec.allow.`;
	return [{ kind: 'note', why }];
}

/** For a container's type it would be for all containers. */
function whenSeen({ subject, object }: AccessRecord): string {
	return isContainer(subject.type)
		? `This rule is the last to take: every container of ${subject.type} then sees every process of ${object.type}:`
		: 'If it must see this one:';
}

/** When to take a rule where it was said that one may do without. */
function whenWanted(record: AccessRecord): string | undefined {
	if (noise(record).length > 0) {
		return 'A rule is wanted only for a program that must take over its environment, limits or signals from the one that starts it:';
	}
	if (isOfSettings(record))
		return 'Last of all, this rule: it may then change all that has this type:';
	if (isOfBrokenPolicy(record)) return 'A rule mends this one access, and not the policy:';
	if (isLeftInRun(record))
		return 'Mostly no cure, for what the service makes itself has another type; only if it is to use this one:';
	if (mayBeLeak(record))
		return 'This rule only if it is to use it, and it is no descriptor that was left open for it by mistake:';
	return beforeCapability(record);
}

/** Android's policy lists what most domains may ask by ioctl(2), by its numbers. */
function numberOfIoctl(record: AccessRecord): Remedy[] {
	const number = ioctlNumber(record);
	if (number === undefined || policyKindOf(record) !== 'android') return [];
	const why =
		'Where the policy has numbers (allowxperm) for these two types and this class, a rule for ioctl alone changes nothing, and this is what is missing; for apps neverallowxperm rules stop most:';
	return [ioctlRule(record, number, why)];
}

/** Whether a domain may be entered by every program of a type: its own, and a container by any of an image. */
function mayEnter({ subject, object }: AccessRecord): boolean {
	const isOfProgram = object.type.endsWith('_exec_t') && object.type !== 'shell_exec_t';
	return isOfProgram || isContainer(subject.type);
}

const BOTH_MEANT = 'Only if the two labels are what they should be, this rule:';
