// What would allow an access, never wider than its record.

import { type AccessRecord, isClass } from '@peercon/records';
import type { FileLabel } from '../file-label.ts';
import type { Host } from '../host.ts';
import { isSharedTypeOnDisk } from '../layer/file-system.ts';
import { isOfObject, nextRefusal } from '../layer/identity.ts';
import type { Layer } from '../layer/layer.ts';
import { isPortType } from '../layer/port-types.ts';
import { ASK_BOUNDS } from '../layer/type-bounds.ts';
import { impossibleName, recentRecords } from '../names.ts';
import { aboutLabel, type ToldLabel } from './about-label.ts';
import { allowedByNow } from './allowed-by-now.ts';
import { anonymousInode } from './anonymous-inode.ts';
import { fileSystemLabel } from './association.ts';
import { beforeRule } from './before-rule.ts';
import {
	asNamed,
	isMeantFor,
	isOfAllDaemons,
	isOfOneDaemon,
	lastSwitches,
	lesserSwitches,
	ofLaterContainer,
	switches,
	switchesForAllContent,
	switchesForEveryPort,
	switchesOfAllDaemons,
} from './boolean.ts';
import { onBottlerocket } from './bottlerocket.ts';
import { aboutCapability, asksForCapability, gapOfCapability } from './capability.ts';
import {
	awareInContainer,
	connectsToHost,
	diskOfHost,
	isAwareInContainer,
	lookAtHost,
} from './container-host.ts';
import { changesKernelOfHost, watchesKernelOfHost } from './container-kernel.ts';
import { keyOfContainer } from './container-key.ts';
import { emptyFolderOfEngine, mountsInContainer } from './container-mount.ts';
import { processOfContainer } from './container-process.ts';
import { copiedLabel, labelsAtBoot } from './copied-label.ts';
import { dbusChat } from './dbus-chat.ts';
import { nodeOfKernel } from './device-node.ts';
import { engineOfService, socketForEngine, talksToEngine } from './engine.ts';
import { asksEveryMount } from './every-mount.ts';
import { libraryOfWine } from './executable-memory.ts';
import { harmlessProbe, lookAtLostAndFound, needsNoRule, newCapability } from './harmless-probe.ts';
import { madeInHome } from './in-home.ts';
import { labelsIpsec } from './ipsec-label.ts';
import { fileLabel, isPlaceToWrite } from './label.ts';
import { onItsFileSystem, typeOfElsewhere } from './label-of-mount.ts';
import { ruleOrInstead } from './last-rule.ts';
import { leftPermissive } from './left-permissive.ts';
import { levelCommands } from './level.ts';
import { linkForFolder } from './link-for-folder.ts';
import { nextOfListen } from './listen.ts';
import { loadedModule } from './loaded-module.ts';
import { aboutLockdown } from './lockdown.ts';
import { monitorOfMachine } from './machine-monitor.ts';
import { lookForForward } from './mail-home.ts';
import { labeling, mappings } from './mapping.ts';
import { aboutMemory } from './memory.ts';
import { memoryFile } from './memory-file.ts';
import { missedDomain } from './missed-domain.ts';
import { requestedModule } from './module-request.ts';
import { mountedByEngine } from './mounted-by-engine.ts';
import { namespaceOfProcess } from './namespace.ts';
import { ALLOW_UNKNOWN } from './new-permission.ts';
import { BY_SET_ID, withoutNoNewPrivs } from './no-new-privs.ts';
import { noProgram } from './no-program.ts';
import { KEEP_IDENTITY, noRule, OWN_USER, ruleAsWell } from './no-rule.ts';
import { noise } from './noise.ts';
import { inObjectStore } from './object-store.ts';
import { madeByEngine, startOfOther } from './of-engine.ts';
import { listensForUnit, otherVerb, signalsUnit, socketOfUnit, unitLabel } from './of-unit.ts';
import { nextOfOpen } from './open.ts';
import { onOpenWrt } from './openwrt.ts';
import { inOtherRoot } from './other-root.ts';
import { mayBuild, OF_ANOTHER_SYSTEM } from './other-system.ts';
import { descriptorOfKernel, madeOnOverlay } from './overlay-of-kernel.ts';
import { changesOwnContext } from './own-context.ts';
import { changesOwnLog } from './own-log.ts';
import { writableType } from './own-type.ts';
import { perhapsPassed } from './passed.ts';
import { changesPassword } from './password-change.ts';
import { passwordHashes } from './password-hashes.ts';
import { pathOf } from './path.ts';
import { nextOfPerfEvent } from './perf-event.ts';
import { gapOfTransition, packagesOf } from './policy-gap.ts';
import { labelOfPolicy } from './policy-label.ts';
import { isOfOtherService, mayHaveOwnPort } from './ports.ts';
import { clearsPrivateTmp } from './private-tmp.ts';
import { lookAtKernel, lookAtProcess, readsSysctl } from './proc.ts';
import { nextOfProgram } from './program-file.ts';
import { containerOfLogin, roleAllow, roleByRuncon, roleToo, suOfService } from './role.ts';
import { labelOfRoot } from './root-folder.ts';
import { rule } from './rule.ts';
import { runsSudo } from './runs-sudo.ts';
import { heedLabel } from './seen-label.ts';
import { aboutSelinux } from './selinux-itself.ts';
import { serviceInHome } from './service-in-home.ts';
import { socketOfSession } from './session-socket.ts';
import { isOfPostrotate, stayedBehind } from './shared-type.ts';
import { socketOfKernel } from './socket-of-kernel.ts';
import { brokenPolicy, linkAmongSettings, portOfNoKind } from './sound-policy.ts';
import { startedScript } from './started-script.ts';
import { stateTransfer } from './state-transfer.ts';
import { systemVIpc } from './system-v-ipc.ts';
import { onTalos } from './talos.ts';
import { byTmpfiles } from './tmpfiles.ts';
import { answerToClient, nextOfConnect } from './unix-socket.ts';
import { associate, labelFlow, mark, relabel } from './unlabeled.ts';
import { compilesModules, looksForUserSite } from './user-site.ts';
import { whichConstraint } from './which-constraint.ts';
import { rightType } from './wrong-type.ts';

/** One way to allow what was refused. */
export interface Remedy {
	kind: 'rule' | 'mapping' | 'command' | 'note';
	/** When to take it, and what it does. */
	why: string;
	/** The rule or the command; words in capitals are for the reader to fill in. */
	text?: string;
}

/** What is known beside a record. */
interface Known extends ToldLabel {
	/** The commands of audit2why that switch a rule on. */
	booleans?: string[] | undefined;
	/** What was seen of the host. */
	host?: Host | undefined;
	/** What was seen there of the file's label. */
	fileLabel?: FileLabel | undefined;
	/** The domains that met files without labels in the same log, where they are many. */
	withoutLabels?: string[] | undefined;
}

/**
 * What would allow an access.
 *
 * @param layer - what refused it
 * @param known - what is known beside the record
 * @returns the ways, the best first; none for what is allowed already
 */
export function remedies(
	record: AccessRecord,
	layer: Layer,
	{ booleans = [], label, typeInstead, host, fileLabel: seen, withoutLabels = [] }: Known = {},
): Remedy[] {
	const impossible = impossibleName(record);
	if (impossible !== undefined && layer.name !== 'none') return [noName(impossible)];
	if (
		!isAskedOfPolicy(layer) &&
		!isClass(record.class) &&
		!/^(?:none|unknown class)$/.test(layer.name)
	)
		return [noClass(record)];
	switch (layer.name) {
		case 'type enforcement':
			return ofMissingRule(record, layer, { booleans, label, typeInstead, fileLabel: seen });
		case 'labeled networking not configured':
			return labeling(record, host);
		case 'no mark':
			return mark(record);
		case 'no association':
			return associate();
		case 'flow without a label':
			return labelFlow();
		case 'unknown label':
			return relabel(record, withoutLabels);
		case 'boolean':
			if (booleans.length > 0 && booleans.every(isOfAllDaemons))
				return [
					...ofMissingRule(record, layer, { label, typeInstead, fileLabel: seen }),
					...switchesOfAllDaemons(booleans),
				];
			return ofBoolean(record, layer, { booleans, fileLabel: seen });
		case 'MLS constraint':
		case 'MCS constraint':
			return [
				...lookAtHost(record),
				...lookAtLostAndFound(record),
				...(lacksLabel(record)
					? [AT_HIGHEST, ...labelOrMark(record, host)]
					: levelCommands(record, layer)),
				noRule(record, layer),
			];
		case 'role allow rule':
			return [...containerOfLogin(record), ...roleByRuncon(record), roleAllow(record)];
		case 'user or role constraint':
			return isOfObject(record)
				? [OWN_USER, ruleAsWell(record, layer)]
				: [...roleByRuncon(record), KEEP_IDENTITY, noRule(record, layer)];
		case 'constraint':
			return whichConstraint(record);
		case 'type bounds':
			return [ASK_BOUNDS];
		case 'invalid context':
			return ofUnknownLabel(record);
		case 'unknown class':
			return [NEWER_POLICY];
		case 'dontaudit':
			return [rule(record)];
		case 'none':
			return record.decision === 'denied' ? allowedByNow(record) : [];
		default:
			return [];
	}
}

/** Whether it is a packet that nobody marked, or a peer without a label: no level was sent. */
function lacksLabel({ class: of, object }: AccessRecord): boolean {
	return /^(?:packet|peer)$/.test(of) && object.type === 'unlabeled_t';
}

/** @see `sid unlabeled` in kernel/kernel.te of both policies: mls_systemhigh */
const AT_HIGHEST: Remedy = {
	kind: 'note',
	why: 'The level of unlabeled_t is none that somebody has sent: a policy gives what has no mark or label the highest. So give it a mark, or a label at the level that it is to have, and the receiver no higher level.',
};

function labelOrMark(record: AccessRecord, host: Host | undefined): Remedy[] {
	return record.class === 'packet' ? mark(record) : labeling(record, host);
}

/** What to do where a boolean may have it: what is better than to switch it first. */
function ofBoolean(
	record: AccessRecord,
	layer: Layer,
	{ booleans = [], fileLabel: seen }: Known,
): Remedy[] {
	const nothing = [...needsNoRule(record), ...labelOfRoot(record)];
	if (nothing.length > 0) return nothing;
	return heedLabel(record, seen, [
		...diskOfHost(record),
		...awareInContainer(record),
		...libraryOfWine(record),
		...aboutMemory(record, true),
		...requestedModule(record),
		...byBoolean(record, layer, booleans),
	]);
}

/** What to do where no rule has it: what is better than a rule first. */
function ofMissingRule(
	record: AccessRecord,
	layer: Layer,
	{ booleans = [], label, typeInstead, fileLabel: seen }: Known,
): Remedy[] {
	const nothing = [
		...onBottlerocket(record),
		...onTalos(record),
		...labelsAtBoot(record),
		...onOpenWrt(record),
		...needsNoRule(record),
		...leftPermissive(record),
		...asksEveryMount(record),
		...changesPassword(record),
		...portOfNoKind(record),
		...passwordHashes(record),
		...serviceInHome(record),
		...compilesModules(record),
		...changesKernelOfHost(record),
		...watchesKernelOfHost(record),
		...keyOfContainer(record),
		...labelOfRoot(record),
		...inObjectStore(record),
		...madeOnOverlay(record),
		...emptyFolderOfEngine(record),
		...inOtherRoot(record),
		...noProgram(record),
		...stateTransfer(record),
	];
	if (nothing.length > 0) return nothing;
	const ways = onItsFileSystem(record, [
		...monitorOfMachine(record),
		...noise(record),
		...brokenPolicy(record),
		...linkAmongSettings(record),
		...madeByEngine(record),
		...startOfOther(record),
		...loadedModule(record),
		...aboutLockdown(record),
		...aboutSelinux(record),
		...dbusChat(record),
		...fileSystemLabel(record),
		...awareInContainer(record),
		...nodeOfKernel(record),
		...harmlessProbe(record),
		...looksForUserSite(record),
		...perhapsPassed(record),
		...lookForForward(record),
		...lookAtHost(record),
		...processOfContainer(record),
		...namespaceOfProcess(record),
		...lookAtProcess(record),
		...connectsToHost(record),
		...mountsInContainer(record),
		...linkForFolder(record),
		...engineOfService(record),
		...socketForEngine(record),
		...mountedByEngine(record),
		...talksToEngine(record),
		...lookAtKernel(record),
		...(isAskedOfPolicy(layer) ? [] : readsSysctl(record)),
		...copiedLabel(record),
		...rightType(record),
		...unitLabel(record),
		...otherVerb(record),
		...missedDomain(record),
		...descriptorOfKernel(record),
		...stayedBehind(record),
		...memoryFile(record),
		...anonymousInode(record),
		...systemVIpc(record),
		...labelOfPolicy(record),
		...labelsIpsec(record),
		...socketOfKernel(record),
		...socketOfUnit(record),
		...socketOfSession(record),
		...answerToClient(record),
		...runsSudo(record),
		...startedScript(record),
		...madeInHome(record),
		...aboutLabel(record, { label, typeInstead }),
		...changesOwnLog(record),
		...requestedModule(record),
		...(isOfPostrotate(record) ? [] : mappings(record, layer.basis)),
		...newCapability(record),
		...changesOwnContext(record),
		...aboutCapability(record),
		...(isAskedOfPolicy(layer) || newCapability(record).length > 0 ? [] : gapOfCapability(record)),
		...aboutMemory(record),
		...clearsPrivateTmp(record),
		...byTmpfiles(record),
		...gapOfTransition(record),
		...roleByRuncon(record),
		...suOfService(record),
		...ruleOrInstead(record, layer),
		...roleToo(record, layer),
		...otherwise(record),
		...lesserSwitches(booleans),
		...lastSwitches(record, booleans),
	]);
	const before = beforeRule(record, layer, ways);
	return heedLabel(record, seen, [
		...signalsUnit(record),
		...listensForUnit(record),
		...before,
		...ways,
		...(before.length > 0 ? nextOfOpen(record) : []),
		...nextOfConnect(record),
		...nextOfListen(record),
		...nextOfPerfEvent(record),
		...nextOfProgram(record),
	]);
}

/** Whether a host's own policy has told: it may as well be of the module that is just being written there. */
function isAskedOfPolicy({ basis }: Layer): boolean {
	return basis !== 'record' && basis !== 'paste';
}

/** What may be changed instead of the policy. */
function otherwise(record: AccessRecord): Remedy[] {
	const of = record.class;
	if (of === 'process2') return withoutTransition(record);
	if (of === 'association' && record.permissions.includes('polmatch')) return [UNPROTECTED];
	if (of !== 'packet') return [];
	if (record.permissions.includes('relabelto')) return [NO_PACKET_TYPE];
	const isForwarded = record.permissions.some((each) => each.startsWith('forward_'));
	const isUnlabeled = record.subject.type === 'unlabeled_t';
	return [
		...(isForwarded && isUnlabeled ? [FORWARDED] : []),
		...(!isForwarded && isOfPort(record.object.type) ? [RULE_FOR_MARK] : []),
		MARK_OTHERWISE,
	];
}

/** Whether policies have a type of packets with the name of a port's. */
function isOfPort(type: string): boolean {
	const [, port = ''] = /^(\w+?)_(?:client|server)_packet_t$/.exec(type) ?? [];
	return isPortType(port);
}

/** @see corenet_sendrecv_NAME_client_packets() and the like, which policies have where a domain may use the port */
const RULE_FOR_MARK: Remedy = {
	kind: 'note',
	why: "If the type is that of the service's own port, the policy lacks the rule: update selinux-policy first (in the source of a module corenet_sendrecv_NAME_client_packets(), or _server_packets()).",
};

const MARK_OTHERWISE: Remedy = {
	kind: 'note',
	why: "Or let the firewall's rules mark it otherwise: `nft list ruleset` shows which one gave it this label (rules of iptables-legacy: iptables-legacy-save). Over lo a packet keeps the mark that it got on its way out.",
};

const FORWARDED: Remedy = {
	kind: 'note',
	why: 'What a router forwards counts as unlabeled_t where no labeled networking labels it: that is as it should be, and it is the mark that these packets have no rule for. Best do not mark what is forwarded, or mark it with a type that has one.',
};

/** @see corenet_relabelto_all_packets of the reference policy, which what loads rules has */
const NO_PACKET_TYPE: Remedy = {
	kind: 'note',
	why: 'It was asked as the rule was loaded, by who loaded it. Policies let iptables(8) and nft(8) give every type of packets: so the type in the rule is probably none of packets, mistyped or declared without corenet_packet(). Correct it there, or declare it so in the module that has it.',
};

/** @see ipsec_match_default_spd in system/ipsec.if of the reference policy */
const UNPROTECTED: Remedy = {
	kind: 'note',
	why: "The entry is passed over then: where no other one fits, the packets go out unprotected. polmatch alone is mostly not enough: in the source of a module of one's own, ipsec_match_default_spd() of the reference policy has it for entries of ipsec_spd_t, with sendto of associations.",
};

/** What makes the kernel ask for more than a transition, and what follows. */
function withoutTransition({ permissions, subject, object }: AccessRecord): Remedy[] {
	const ways = [
		permissions.includes('nnp_transition') &&
		!BY_SET_ID.test(object.type) &&
		subject.type !== 'unconfined_service_t'
			? withoutNoNewPrivs('Or start it without no_new_privs.', subject.type)
			: undefined,
		permissions.includes('nosuid_transition')
			? 'Or execute it from a file system that is not mounted nosuid (and without no_new_privs, where that is refused, too).'
			: undefined,
		nextRefusal(subject, object),
	];
	return ways.filter((why) => why !== undefined).map((why) => ({ kind: 'note', why }));
}

/**
 * A boolean of the domain's own comes first; one for every domain comes last, and before it what there
 * is without one. So does what there is where no policy was asked, for it may have no such boolean.
 */
function byBoolean(record: AccessRecord, layer: Layer, asked: string[]): Remedy[] {
	const { basis } = layer;
	const narrow = [...labelOfPort(record, basis, asked), ...labelOfLibrary(record, layer, asked)];
	if (narrow.length > 0) return narrow;
	const wide = asked.length > 0 && writableType(record) ? switchesForAllContent(asked) : [];
	if (wide.length > 0)
		return [
			...onItsFileSystem(record, [...fileLabel(record), ...ruleOrInstead(record, layer)]),
			...wide,
		];
	const [first, last] = [switches(record, asked), lastSwitches(record, asked)];
	if (isAwareInContainer(record)) return first.map((one) => ({ ...one, why: FOR_BUILDS }));
	const isAnswer = basis !== 'record' && first.length > 0;
	// The policy itself has named it for what has a type of its own: then the label is no question.
	if (basis !== 'record' && first.length === 0 && asked.length > 0 && isMeantFor(record, asked))
		return [...asNamed(last), ...ruleOrInstead(record, layer)];
	const instead = isAnswer
		? []
		: onItsFileSystem(record, [
				...fileLabel(record),
				...mappings(record, basis),
				...ruleOrInstead(record, layer),
			]);
	const elsewhere = isAnswer && isSharedTypeOnDisk(record) ? [typeOfElsewhere(record)] : [];
	if (isProbablyMoved(record) && !isAnswer)
		return [...instead, ...asSecond(first, isPlaceToWrite(record))];
	return [
		...monitorOfMachine(record),
		...elsewhere,
		...switchedOnButForMap(record),
		...first,
		...(first.length > 0 ? switchedOnButForWatch(record) : []),
		...(isAnswer ? [] : ofLaterContainer(record, first)),
		...instead,
		...(first.length > 0 && asked.length === 0 && !isOfOneDaemon(record) ? [] : last),
	];
}

/**
 * A page with the label of a home: the way to it through the home would have been refused before it. Or a zone where
 * the policy lets named write.
 */
function isProbablyMoved(record: AccessRecord): boolean {
	if (isPlaceToWrite(record)) return true;
	const { class: of, subject, object, permissions } = record;
	const isRead = permissions.every((each) => /^(?:getattr|open|read|map|ioctl|lock)$/.test(each));
	return (
		subject.type === 'httpd_t' &&
		of === 'file' &&
		object.type === 'user_home_t' &&
		isRead &&
		pathOf(record) === undefined
	);
}

function asSecond(switched: Remedy[], isInPlace: boolean): Remedy[] {
	return switched.map((one, at) =>
		at === 0
			? {
					...one,
					why: `${isInPlace ? 'Else' : 'If it does lie in a home, and homes are to be served'}: ${one.why.charAt(0).toLowerCase()}${one.why.slice(1)}`,
				}
			: one,
	);
}

/** What could be opened, and not be mapped: what lets it be opened is in force, and lacks map. */
function switchedOnButForMap(record: AccessRecord): Remedy[] {
	const { permissions, permissive, details } = record;
	const isOpen = details.path !== undefined && !permissive;
	if (!isOpen || !permissions.every((each) => each === 'map')) return [];
	return [
		{
			kind: 'note',
			why: `Only map is refused, so it has been opened: probably what lets it be is in force already (the boolean is on, or a rule has it), and has no map. Linux asks for that since 4.13: update ${packagesOf(record)} first. If the boolean is off (getsebool):`,
		},
	];
}

/** Its rules may be older than what is asked: nobody could know of watch before the kernel asked for it. */
function switchedOnButForWatch(record: AccessRecord): Remedy[] {
	if (!record.permissions.every((each) => each.startsWith('watch'))) return [];
	return [
		{
			kind: 'note',
			why: `If it is on already (getsebool), probably its rules lack watch, which Linux asks for since 5.4: update ${packagesOf(record)}; until then the rule.`,
		},
	];
}

/**
 * A service's own type for the one port that it binds goes before a boolean that opens all of them, and before
 * one for what else the service may do at a port that has another's type by chance.
 */
function labelOfPort(record: AccessRecord, basis: Layer['basis'], asked: string[]): Remedy[] {
	if (isOfOtherService(record)) {
		const label = mappings(record, basis);
		return label.length === 0 ? [] : [...label, ...switches(record, asked)];
	}
	if (!mayHaveOwnPort(record)) return [];
	const wide = switchesForEveryPort(record, asked);
	return wide.length === 0 ? [] : [...mappings(record, basis), rule(record), ...wide];
}

/** One library that is changed in memory goes before a boolean for every file of all that nothing confines. */
function labelOfLibrary(record: AccessRecord, layer: Layer, asked: string[]): Remedy[] {
	if (!record.permissions.includes('execmod')) return [];
	const label = fileLabel(record);
	if (!label.some(({ text }) => text !== undefined)) return [];
	const wide = switches(record, asked).filter(({ text }) => text !== undefined);
	return [
		...label,
		...wide.map((one) => ({ ...one, why: FOR_ALL_CODE })),
		...ruleOrInstead(record, layer),
	];
}

const FOR_ALL_CODE =
	'Or, for every file of all that nothing confines, and of logins, a boolean; it gives up a protection against faults of programs:';

const FOR_BUILDS =
	'Only where containers are to set labels themselves, as to build images; it is then for all of them:';

/** What is probably a label may be what AppArmor asks, but of programs that are there to set labels. */
function ofUnknownLabel({ subject, details: { comm = '' } }: AccessRecord): Remedy[] {
	if (mayBuild(comm)) return [OF_ANOTHER_SYSTEM];
	// A script may be of such a program, too.
	const isOfScript = /^(?:unconfined_service|initrc|init)_t$/.test(subject.type);
	if (comm === 'chcon' && isOfScript) return [UNKNOWN_TO_POLICY, OF_ANOTHER_SYSTEM];
	return LABELS.test(comm) ? [UNKNOWN_TO_POLICY] : [UNKNOWN_TO_POLICY, ofOtherModule()];
}

const LABELS = /^(?:chcon|restorecon\w*|fixfiles|semanage|setfattr|cp|mv|install|rsync)$/;

function ofOtherModule(): Remedy {
	return { kind: 'note', why: `If no such record is there: ${asksForCapability('mac_admin')}` };
}

const UNKNOWN_TO_POLICY: Remedy = {
	kind: 'note',
	why: 'Do not allow mac_admin for a label: give one that the policy has, or load the module that has the type first.',
};

/** Of a class or a permission that the loaded policy does not have. */
export const NEWER_POLICY: Remedy = {
	kind: 'note',
	why: `A newer policy has it. Until then it is allowed or denied for all, as the policy was built (handle_unknown); no rule can name it. To have it allowed till then: ${ALLOW_UNKNOWN}.`,
};

function noName(name: string): Remedy {
	return { kind: 'note', why: `No rule can be written: no policy can have the name '${name}'.` };
}

function noClass({ class: of, details: { comm } }: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `The kernel has no class '${of}', nor a program that is known here: probably the record was cut off or changed there, so no rule can be told. See it whole:`,
		text: recentRecords(comm),
	};
}
