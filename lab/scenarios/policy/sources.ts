// The modules' sources in a guest, for the scenarios of `make -C policy install` and `uninstall`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { host } from '../../src/host.ts';
import { ROOT } from '../../src/paths.ts';
import { padPayload } from '../../src/payload.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';

/**
 * Makes the archive that brings them into the guest: a scenario's option `payload`.
 *
 * @param besides - paths of files that come along, beside the folder `policy`
 */
export async function policySources(besides: string[] = []): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-policy-'));
	process.on('exit', () => rmSync(folder, { recursive: true }));
	const archive = join(folder, 'payload');
	const others = ['--exclude=*.pp', '--exclude=policy/tmp'];
	const files = besides.flatMap((path) => ['-C', dirname(path), basename(path)]);
	await host(['tar', '-C', ROOT, ...others, '-cf', archive, 'policy', ...files]);
	padPayload(archive);
	return archive;
}

/** Unpacks the archive. The guest's clock shows the time that it was saved at. */
export const UNPACK = 'sh /usr/lib/peercon/payload | tar --no-same-owner --touch -C /root -xf -';

/** Unpacks the sources, and brings state.sh. */
export async function unpack(guest: ScenarioGuest): Promise<void> {
	await guest.must(UNPACK);
	await guest.bring(join(import.meta.dirname, 'state.sh'), '/usr/local/sbin/state.sh');
}

/** Where the installer notes what it has changed. */
export const NOTES = '/etc/selinux/default/policy/peercon';

/** Goes up with each change of the policy's store. */
export const COMMITS = 'od -A n -t u4 /var/lib/selinux/default/active/commit_num';

/** Shows all that an install or an uninstall may change; see there. */
export const STATE = 'state.sh 2> /dev/null | cat';
