// Homes that lie elsewhere than the policy expects them, and the keys of logins in those.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { ownType } from './own-type.ts';
import { folderOf, isOfEverySystem, literally, pathOf, restoreconOptions } from './path.ts';
import type { Remedy } from './remedy.ts';

const LOGIN =
	/^(?:useradd|sshd|sshd_session|local_login|remote_login|xdm|su|sudo|oddjob_mkhomedir|systemd_logind|pasta|container_runtime)_t$/;

/** What has no label of its own, and what lies below /var, /srv or /usr, where a folder may be anything's. */
const PLACES = /^(?:default|file|mnt|unlabeled)_t$/;
const PLACES_OF_HOMES = /^(?:default|file|mnt|unlabeled|var|usr)_t$/;

/** Homes that lie elsewhere than the policy expects them, by a folder or by the keys in one. */
export function homesElsewhere(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	const isOfHome = of === 'dir' || ownType(record) === 'ssh_home_t';
	if (
		!LOGIN.test(subject.type) ||
		!isOfHome ||
		!(ownType(record) === 'ssh_home_t' ? PLACES_OF_HOMES : PLACES).test(object.type)
	)
		return [];
	// Of what has no label its place has to tell that it is a home.
	if (object.type === 'unlabeled_t' && !/\/home\//.test(pathOf(record) ?? '')) return [];
	// Where the policy expects homes, it has labels for them.
	if (/^\/(?:root|(?:var\/)?home)\//.test(pathOf(record) ?? '')) return [];
	const home = homeOfKeys(record);
	const place = home === undefined ? 'PLACE' : folderOf(home);
	// Below these each folder is mostly a service's own, and one account's home may lie in it.
	if (/^\/(?:var\/lib|srv|usr)\//.test(place) && !/home|users/i.test(place)) return [];
	if (place === '/' || isOfEverySystem(place)) return [];
	return [
		{
			kind: 'command',
			why: `If ${place} is where homes lie on this host (HOME= in /etc/default/useradd), tell the policy that it is to be labeled as /home is (home_root_t, and user_home_dir_t for each home):`,
			text: `${command('semanage', 'fcontext', '-a', '-e', '/home', place)} && ${command('restorecon', '-RF', ...operand(place))}`,
		},
	];
}

/** The home of whose keys a path tells. */
function homeOfKeys(record: AccessRecord): string | undefined {
	return /^(\/.+)\/\.ssh\//.exec(pathOf(record) ?? '')?.[1];
}

/** Whether sshd(8) looks for a login's keys where a type of another program says that no home is. */
function isKeyOfLogin(record: AccessRecord): boolean {
	const { subject, object } = record;
	if (!/^sshd(?:_session)?_t$/.test(subject.type) || ownType(record) !== 'ssh_home_t') return false;
	return !/^ssh_home_t$|_home(?:_dir)?_t$/.test(object.type);
}

/** The keys of a login whose home is a folder with a type of another program. */
export function keysElsewhere(record: AccessRecord): Remedy[] {
	if (!isKeyOfLogin(record)) return [];
	const home = homeOfKeys(record);
	if (home === undefined)
		return [
			keysBrought(
				record,
				'HOME',
				"If the account's home, HOME, is where the policy expects one (/root, below /home), they",
			),
			// What is made in /tmp tells of no home.
			...(record.object.type.endsWith('_tmp_t') ? [] : [keysOfOther(record, 'HOME')]),
		];
	return /^\/(?:root|home\/[^/]+)$/.test(home)
		? [keysBrought(record, home, 'Probably these')]
		: [keysOfOther(record, home)];
}

function keysBrought({ object }: AccessRecord, home: string, which: string): Remedy {
	return {
		kind: 'command',
		why: `sshd(8) reads the keys of logins as ssh_home_t. ${which} were brought from elsewhere with their label (mv, rsync -X, cp -a). This gives them theirs, and says what it changes:`,
		text: command('restorecon', restoreconOptions('Rv', object), ...operand(`${home}/.ssh`)),
	};
}

function keysOfOther({ object }: AccessRecord, home: string): Remedy {
	const keys = `${home}/.ssh`;
	const which =
		home === 'HOME'
			? `If it says nothing, HOME is probably`
			: `sshd(8) reads the keys of logins as ssh_home_t, and ${home} is no place where the policy expects a home, but probably`;
	return {
		kind: 'command',
		why: `${which} a folder of another program (${object.type}), which has to go on using that: label what is in .ssh alone:`,
		text: `${command('semanage', 'fcontext', '-a', '-t', 'ssh_home_t', `${literally(keys)}(/.*)?`)} && ${command('restorecon', '-Rv', ...operand(keys))}`,
	};
}
