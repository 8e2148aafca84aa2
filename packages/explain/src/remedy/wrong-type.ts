// A type that is not for files, asked of chcon(1) for one.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { hasPathOfContainer } from './container.ts';
import { ownType } from './own-type.ts';
import { howToFind, labelFolder, labelLastingly, pathOf, restorecon } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Types of device nodes, of the network and of what the kernel shows in /proc and /sys. */
const OF_OTHERS = /_(?:device|port|node|netif|packet|peer)_t$|^(?:proc|sysctl|sysfs)(?:_\w+)?_t$/;
const LABELS_ALL = /^(?:unconfined|setfiles|restorecond)_t$/;
const ON_DISK = /^(?:file|dir|lnk_file|sock_file|fifo_file)$/;

/**
 * Whether a file is to get a type that is probably not for files: its name says so, or who is refused may give
 * files all that are, as unconfined_t and what restorecon(8) runs in.
 *
 * @see files_relabel_all_files and files_type in policy/modules/kernel/files.if of the reference policy
 */
export function isWrongType({ subject, object, class: of, permissions }: AccessRecord): boolean {
	const isLabeling = permissions.includes('relabelto') && ON_DISK.test(of);
	return isLabeling && (OF_OTHERS.test(object.type) || LABELS_ALL.test(subject.type));
}

/**
 * What to do instead of a rule for such a type.
 *
 * @returns none for other records
 */
export function rightType(record: AccessRecord): Remedy[] {
	if (!isWrongType(record)) return ofOtherModule(record);
	const { role, type } = record.object;
	// It copies the label of a process, as of what lies in /proc: nobody has asked for that type.
	if (role !== 'object_r' && role !== '') return [OF_PROCESS];
	if (/^(?:setfiles|restorecond)_t$/.test(record.subject.type) && !OF_OTHERS.test(type))
		return [isForFiles(type)];
	const where = pathOf(record) === undefined ? 'PATH (-R for a folder)' : 'the path';
	const right: Remedy = {
		kind: 'command',
		why: `Probably ${type} is no type of files, but one of devices, ports or domains: \`seinfo -t ${type} -x\` shows file_type among its attributes if it is. Then the wrong type was asked for (chcon, semanage fcontext), and no rule mends that. \`semanage fcontext -l\` lists those for files; this gives the one that the policy has for ${where}:`,
		text: restorecon(record),
	};
	if (OF_OTHERS.test(type)) return [right];
	const own: Remedy = {
		kind: 'rule',
		why: "If it is the type of a module of one's own, the module is to say that it is for files:",
		text: `files_type(${type})`,
	};
	return [right, own];
}

/** What restorecon(8) gives is in the policy's file contexts: nobody has asked for the wrong type. */
function isForFiles(type: string): Remedy {
	return {
		kind: 'rule',
		why: `restorecon gives what the policy's file contexts name, and may give every type that is for files: probably the module that has ${type} does not say that it is. In its source (of a program: the interface for its domain does that, such as init_daemon_domain or application_domain):`,
		text: `files_type(${type})`,
	};
}

const OF_PROCESS: Remedy = {
	kind: 'note',
	why: 'The label is that of a process, for its role is none of files (object_r), and so have the files of /proc/PID: what copies those with their labels (an older sosreport, cp -a, rsync -X) is refused that for each, rightly. Mostly the file is there all the same, and has the label of its folder. Update the program, or let it leave labels alone (cp -r without -a); no label is to be changed, and no rule added.',
};

/** Types that modules have for what lies in a folder of /var/lib. */
const OF_STATE = /^(?<module>\w+?)_(?:var_lib|db|data|drift|state|rw_content)_t$/;
/** Names of folders there that are not named after the domain. */
const FOLDERS: [domain: RegExp, name: RegExp][] = [
	[/^xdm$/, /^(?:sddm|gdm3?|lightdm|lxdm|slim|xdm)$/],
];
/** What begins the names of many modules' types. */
const SHARED_STEM =
	/^(?:systemd|system|container|unconfined|initrc|init|kernel|cloud|network|device|svirt)$/;

/** The folder of a domain's own in /var/lib that a record is of, by its path or its name. */
function ownFolder(record: AccessRecord): string | undefined {
	const { subject, class: of, details } = record;
	const path = pathOf(record);
	const [, inPath] = /^\/var\/lib\/([^/]+)/.exec(path ?? '') ?? [];
	const name = inPath ?? (of === 'dir' && path === undefined ? details.name : undefined);
	const domain = subject.type.replace(/_t$/, '');
	const [stem = ''] = domain.split('_');
	if (name === undefined || SHARED_STEM.test(stem)) return undefined;
	const isListed = FOLDERS.some(([whose, names]) => whose.test(domain) && names.test(name));
	const [first = ''] = name.split(/[\W_]/);
	const isNamedAfter = first.length > 2 && (stem.startsWith(first) || first.startsWith(stem));
	return isListed || isNamedAfter ? name : undefined;
}

/**
 * Whether what lies in a domain's own folder in /var/lib has the type of another module: its file context is
 * wrong, or it was copied with its label.
 */
export function isOfOtherModule(record: AccessRecord): boolean {
	const { subject, object } = record;
	const { module } = OF_STATE.exec(object.type)?.groups ?? {};
	// The type of /var/lib itself is nobody's.
	if (module === undefined || object.type === 'var_lib_t' || hasPathOfContainer(record))
		return false;
	const [stem = ''] = subject.type.replace(/_t$/, '').split('_');
	const isOwn = module.startsWith(stem) || stem.startsWith(module);
	return !isOwn && ownFolder(record) !== undefined;
}

/** Said of the label of such a folder. */
export const OTHER_MODULE = ' is by its name a type of another module';

function ofOtherModule(record: AccessRecord): Remedy[] {
	if (!isOfOtherModule(record)) return [];
	const { subject, object } = record;
	const domain = subject.type.replace(/_t$/, '');
	const [stem = ''] = domain.split('_');
	const known = domain === 'xdm' ? 'xdm_var_lib_t' : ownType(record);
	const isKnown = known?.startsWith(`${stem}_`) ?? false;
	const type = isKnown && known !== undefined ? known : 'TYPE';
	const which = isKnown ? `probably ${known}` : 'TYPE';
	const path = pathOf(record);
	const folder = path === undefined ? undefined : `/var/lib/${ownFolder(record)}`;
	return [
		{
			kind: 'command',
			why: `${object.type}${OTHER_MODULE}, and the folder is probably ${subject.type}'s own. If its label was brought from elsewhere, this gives it the right one${howToFind(record)}:`,
			text:
				folder === undefined
					? restorecon(record)
					: command('restorecon', '-Rv', ...operand(folder)),
		},
		{
			kind: 'command',
			why: `If that says nothing, it is the policy that labels the folder so: a newer one probably does not (update selinux-policy). Until then tell it the type that the domain has for such files, ${which} (\`semanage fcontext -l | grep ${stem}_\` lists what there is):`,
			text: folder === undefined ? labelLastingly(record, type) : labelFolder(folder, type),
		},
	];
}
