// What to ask before a rule that is the only answer: whether the label is right, whether the policy has a
// boolean for it, and whether a newer one has the rule.

import type { AccessRecord } from '@peercon/records';
import type { Layer } from '../layer/layer.ts';
import { command, operand } from '../names.ts';
import { beforeExec, preparesUnit } from './before-exec.ts';
import { checkedFile } from './checked-file.ts';
import { hasLabelOfMount, hasPathOfContainer } from './container.ts';
import { isMadeAnew } from './made-anew.ts';
import { madeByOther } from './made-by-other.ts';
import { madeInInit } from './made-in-init.ts';
import { newPermission } from './new-permission.ts';
import { othersFiles, servesIt } from './others-files.ts';
import { isWriting } from './own-type.ts';
import { isAtItsPlace } from './parent-type.ts';
import { howToFind, pathOf, restorecon, restoreconOptions } from './path.ts';
import { policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { rule, rulesInPolicy } from './rule.ts';
import { LOG_OF_MACHINE } from './service-in-home.ts';
import { startsShell } from './shell.ts';
import { sharesLabel } from './vendor.ts';
import { hasTypeOfName, isBelowItsModule } from './well-known.ts';

const LABELED_BY_PATH = /^(?:dir|file|lnk_file|sock_file|fifo_file)$/;
/** What the kernel makes, or what keeps no labels, has those that the policy gives by file system, not by path. */
const OF_KERNEL =
	/^(?:proc|sysfs|cgroup2?|devpts|pipefs|debugfs|tracefs|securityfs|selinuxfs|bpf|mqueue|nsfs|efivarfs|pstore|configfs|fusectl|binfmt_misc|rpc_pipefs|nfsd|hugetlbfs|pidfs|sockfs|secretmem|dmabuf|anon_inodefs)$/;
const OF_KERNEL_TYPE =
	/^(?:dosfs|iso9660|removable|ramfs|proc|sysctl|sysfs|cgroup|debugfs|tracefs|security|nsfs|tmpfs|efivarfs|pstore|pstorefs|configfs|fusectl|binfmt_misc_fs|rpc_pipefs|nfsd_fs|hugetlbfs)(?:_\w+)?_t$/;

/**
 * The questions before a rule, where it is all that there is to say.
 *
 * @param ways - what is said of the record without them
 * @returns none where something better is said, or the label is known to be right
 */
export function beforeRule(record: AccessRecord, { basis }: Layer, ways: Remedy[]): Remedy[] {
	const bare = rule(record);
	// A boolean for every domain is no better than the rule, and to look for one no answer yet.
	const better = ways.filter(
		({ why, text }) =>
			!/^(?:setsebool|sesearch) /.test(text ?? '') &&
			!startsShell(record).some((one) => one.why === why),
	);
	if (
		better.length === 0 ||
		!better.every(({ why, text }) => why === bare.why && text === bare.text)
	)
		return [];
	if (!record.object.type.endsWith('_t') && record.subject.user !== 'u') return [];
	const checked = checkedFile(record);
	if (checked.length > 0) return checked;
	// Where a host's own policy was asked, it may as well be of the module that is just being written there.
	const gap = basis === 'record' || basis === 'paste' ? policyGap(record) : [];
	const cause = [...madeByOther(record), ...madeInInit(record), ...preparesUnit(record)];
	if (cause.length > 0) return [...cause, ...gap];
	if (gap.length > 0 && sharesLabel(record)) return gap;
	if (isOfMaker(record) && basis === 'record')
		return [ofMaker(record), ...gap, isThereBoolean(record)];
	// Where machines are kept in a place of one's own, the logs of their consoles lie there, too.
	const isOfConsole =
		record.subject.type === 'virtlogd_t' && record.class === 'file' && isWriting(record);
	if (isOfConsole && gap.length > 0) return [...gap, LOG_OF_MACHINE];
	const asksLabel = isLabelInQuestion(record);
	const isRight = LABELED_BY_PATH.test(record.class) && isProbablyRight(record);
	const hasPlace = asksLabel || isRight || /^(?:chr|blk)_file$/.test(record.class);
	const asksBoolean =
		basis === 'record' && hasPlace && record.subject.user !== 'u' && !isOwn(record);
	const boolean = asksBoolean ? [isThereBoolean(record)] : [];
	const others = isOwn(record) ? [] : othersFiles(record);
	const label = (when: string) => (asksLabel ? [isLabelRight(record, when)] : []);
	if (others.length > 0 && servesIt(record) && gap.length > 0)
		return [...gap, ...others, ...boolean];
	// Hardly a distribution has a rule for a service that changes what another goes by.
	if (others.length > 0 && isWriting(record)) return [...others, ...label('First'), ...boolean];
	if (gap.length > 0 && isReadConfig(record)) {
		return [...gap, ...others, ...label('Then'), ...boolean];
	}
	const who = beforeExec(record);
	// Of a type of one program's own the policy itself is mostly what lacks something: hardly anybody gives such by hand.
	if (asksLabel) {
		const when = gap.length > 0 ? 'Then' : 'First';
		return [...who, ...gap, ...label(when), ...boolean, ...others];
	}
	// What audit2why(1) has looked for, its policy knows.
	if (basis === 'record') gap.push(...newPermission(record));
	return [...who, ...gap, ...boolean, ...others];
}

/** Whether a domain reads another module's settings where those lie: the label is probably right. */
function isReadConfig(record: AccessRecord): boolean {
	const path = pathOf(record);
	// A file by its name alone may as well have been moved from there.
	const isAtPlace = path === undefined ? record.class === 'dir' : path.startsWith('/etc/');
	return (
		/^(?!system_)\w+_(?:config|etc|conf)_t$/.test(record.object.type) &&
		isAtPlace &&
		!isOwn(record) &&
		!isWriting(record)
	);
}

/** Whether the label is probably the one that policies have for that name or place. */
function isProbablyRight(record: AccessRecord): boolean {
	return isAtItsPlace(record) || hasTypeOfName(record) || isBelowItsModule(record);
}

function isLabelInQuestion(record: AccessRecord): boolean {
	const { class: of, subject, object, details, permissions } = record;
	if (permissions.some((each) => /^relabel/.test(each))) return false;
	// What is being made has no label yet, and what is in memory or deleted no path.
	if (permissions.includes('create') || isMadeAnew(record)) return false;
	if (!LABELED_BY_PATH.test(of) || object.role !== 'object_r' || isOwn(record)) return false;
	// What may be read, and not be mapped, has the right label: a policy older than Linux 4.13 has no rules for map.
	if (permissions.every((each) => each === 'map')) return false;
	if (OF_KERNEL.test(details.dev ?? '') || OF_KERNEL_TYPE.test(object.type)) return false;
	if (hasPathOfContainer(record) || hasLabelOfMount(record)) return false;
	if (isProbablyRight(record)) return false;
	return !subject.type.startsWith('container_');
}

/** What another daemon writes: its logs, and what it makes while it runs. */
const MADE =
	/^(?!(?:var|user|init|initrc|system|systemd|httpd_sys|httpd_user|public|print|mail|cron|container|virt|svirt|xdm|xserver|cluster)_)(\w+?)_(?:var_)?(?:log|tmp|tmpfs|spool)_t$/;

/** Whether something is read that has its type from who has made it, and perhaps not from where it lies. */
function isOfMaker(record: AccessRecord): boolean {
	const { class: of, subject, object } = record;
	const [, maker] = MADE.exec(object.type) ?? [];
	const isRead = /^(?:dir|(?:lnk_)?file)$/.test(of) && !isWriting(record);
	return (
		maker !== undefined &&
		isRead &&
		!isOwn(record) &&
		isLabelInQuestion(record) &&
		subject.user !== 'u'
	);
}

function ofMaker(record: AccessRecord): Remedy {
	const { object, details } = record;
	const [, maker = ''] = MADE.exec(object.type) ?? [];
	const isTemporary = object.type.endsWith('_tmp_t');
	if (isTemporary && pathOf(record) === undefined && details.dev !== 'tmpfs')
		return {
			kind: 'command',
			why: `${object.type} is what ${maker} makes in /tmp and /var/tmp. If this does not lie there, it was made there and moved (mv(1) keeps a label): give it the one that the policy has for its path${howToFind(record)}, and have it made where it is to lie, or moved by mv -Z:`,
			text: restorecon(record),
		};
	return {
		kind: 'note',
		why: `${object.type} is what the policy of ${maker} gives to what that makes${isTemporary ? ' in /tmp and the like' : ', wherever it makes it'} (type_transition): so the label is probably right, and restorecon, which goes by the path, may take the file from its maker. Who is to read it, too, takes a rule (in the source of a module mostly an interface of its policy's that reads such files, as apache_read_log() for httpd's); or both use a folder of a type that both may.`,
	};
}

/** Of a type that is named after the domain somebody has thought. */
function isOwn({ subject, object }: AccessRecord): boolean {
	const name = subject.type.replace(/_t$/, '');
	// Of one program's types all begin alike: postfix_master_t and postfix_data_t.
	const [stem = ''] = name.split('_');
	const isAlike = stem.length > 4 && !SHARED_STEM.test(stem) && object.type.startsWith(`${stem}_`);
	return object.type === subject.type || object.type.startsWith(`${name}_`) || isAlike;
}

/** What begins the names of many programs' types. */
const SHARED_STEM = /^(?:systemd|system|container|unconfined|initrc|kernel|cloud|network|device)$/;

function isLabelRight(record: AccessRecord, when: string): Remedy {
	const { subject, details } = record;
	if (subject.user === 'u') {
		return {
			kind: 'note',
			why: `${when}: is its label the right one? Compare \`ls -Z\` of it with the file_contexts of the image (/system/etc/selinux, /vendor/etc/selinux). What the image labels, restorecon does; what an app, adb or a Magisk module has put there takes chcon, at each boot.`,
		};
	}
	const path = pathOf(record);
	const ending = details.name ? ` (PATH, which ends in ${details.name})` : '';
	return {
		kind: 'command',
		why: `${when}: is the label the one that the policy has for its path${path === undefined ? `${howToFind(record) || ending}` : ''}? This says no by 'Would relabel', and without -n gives it; if it says nothing, it has what the policy has for it:`,
		text: command('restorecon', restoreconOptions('nv', record.object), ...operand(path ?? 'PATH')),
	};
}

function isThereBoolean(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'Has the policy a boolean for it? It stands in brackets behind the rules that this finds:',
		text: rulesInPolicy(record),
	};
}
