// What asks of every file system that is mounted how full it is, and on the way there meets folders of other programs.

import type { AccessRecord } from '@peercon/records';
import { isControlOfFuse } from '../layer/file-system.ts';
import { lastSwitches } from './boolean.ts';
import { isContainer } from './container-domain.ts';
import { OF_PEOPLE } from './entry.ts';
import { OR_ITS_OWN, packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { HIDE, hushed, rule } from './rule.ts';

/** Who lists what is mounted, by the domain or comm=, and which of its settings leaves a mount out. */
const AGENTS: [who: RegExp, setting?: string][] = [
	[
		/^ftdc$/,
		'diagnosticDataCollectionEnabled: false below setParameter in mongod.conf (which ends all such data)',
	],
	[/^virt_qemu_ga_t$/],
	[/^snmpd_t$/],
	[/^pcp_pmcd_t$/],
	[/node_?exporter/, '--collector.filesystem.mount-points-exclude of node_exporter'],
	[
		/^zabbix_agent_t$/,
		"{$VFS.FS.FSNAME.NOT_MATCHES} of Zabbix's templates for what the agent itself looks at; df in a UserParameter takes -x TYPE",
	],
	[/^collectd_t$/, 'MountPoint and IgnoreSelected of the plugin df in collectd.conf'],
	[/^netdata(?:_t)?$/, '"exclude space metrics on paths" in netdata.conf'],
	[/^telegraf(?:_t)?$/, 'ignore_fs and mount_points of inputs.disk in telegraf.conf'],
	[/^nagios_checkdisk_plugin_t$|^check_disk$/, '-x PATH or -X TYPE of check_disk'],
	[/^df$/, '-x TYPE of df'],
];

/** Folders that engines and services mount in: whoever meets these, no label is wrong. */
const OF_SERVICES =
	/^(?:container_(?:var_lib|var_run|ro_file|runtime_tmpfs)|docker_var_lib|kubernetes_file|var_lib_nfs)_t$/;
/** File systems that are no disk. */
const WITHOUT_DISK =
	/^(?:nsfs|fusefs|tracefs|debugfs|rpc_pipefs|nfsd_fs|configfs|binfmt_misc_fs|ramfs|autofs)_t$/;

/** Commands of an agent's own checks, which are after one file. */
const CHECKS = /^(?:cat|grep|find|ls|head|tail|awk|sed|(?:ba)?sh|sudo|docker|podman|du|stat)$/;

/** What to do about it; none for other records. */
export function asksEveryMount(record: AccessRecord): Remedy[] {
	const { subject, details } = record;
	if (!isOfMount(record) || isContainer(subject.type) || OF_PEOPLE.test(subject.type)) return [];
	const { comm = '' } = details;
	const agent = AGENTS.find(([who]) => who.test(subject.type) || who.test(comm));
	if (agent === undefined || CHECKS.test(comm)) return [];
	const [, setting] = agent;
	const without = setting === undefined ? '' : ` A setting leaves it out: ${setting}.`;
	return [
		{
			kind: 'note',
			why: `Probably harmless, and no label is wrong: ${comm || subject.type} asks how full each file system is that is mounted (statfs(2)), and leaves out the one that it may not look at.${without}`,
		},
		...forAllMounts(record),
		hushed(record, HIDE),
		rule(
			record,
			`If it is to tell of this one: update ${packagesOf(record)} first. ${OR_ITS_OWN} Until then this rule, and one for the next mount of another type:`,
		),
	];
}

/** Whether a record is of a look at a mount, or at a folder on the way to one, that statfs(2) takes. */
function isOfMount(record: AccessRecord): boolean {
	const { class: of, object, permissions } = record;
	if (of === 'filesystem') return permissions.every((each) => each === 'getattr');
	if (isControlOfFuse(record)) return false;
	if (!OF_SERVICES.test(object.type) && !WITHOUT_DISK.test(object.type)) return false;
	// Who looks up a name in the root of a mount is after what is in it.
	if (permissions.includes('search') && record.details.name === '/') return false;
	return (
		(of === 'dir' || (of === 'file' && object.type === 'nsfs_t')) &&
		permissions.every((each) => /^(?:search|getattr)$/.test(each))
	);
}

/**
 * The boolean of an agent that is to look everywhere (virt_qemu_ga_read_nonsecurity_files).
 *
 * @see guest-get-fsinfo and guest-fsfreeze-freeze in qga/commands-linux.c of QEMU
 */
function forAllMounts(record: AccessRecord): Remedy[] {
	// It is for files alone, and not for what the kernel shows in file systems of its own.
	if (!OF_SERVICES.test(record.object.type)) return [];
	return lastSwitches(record, []).map((one) => ({
		...one,
		why: 'What manages the host asks it for them every few seconds (guest-get-fsinfo). Freezing for a snapshot (guest-fsfreeze-freeze) opens each, and fails where one is refused: for that, this lets it read nearly every file, also of the next mount:',
	}));
}
