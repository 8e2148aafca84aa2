// The modules' sources in a guest, for the scenarios of `make -C policy install` and `uninstall`.
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PAYLOAD_SIZE } from '../../src/engines/engine.ts';
import { host } from '../../src/host.ts';
import { ROOT } from '../../src/paths.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';

/** Makes the archive that brings them into the guest: a scenario's option `payload`. */
export async function policySources(): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-policy-'));
	process.on('exit', () => rmSync(folder, { recursive: true }));
	const archive = join(folder, 'payload');
	const others = ['--exclude=*.pp', '--exclude=policy/tmp'];
	await host(['tar', '-C', ROOT, ...others, '-cf', archive, 'policy']);
	truncateSync(archive, PAYLOAD_SIZE);
	return archive;
}

/** Unpacks the sources, and brings state.sh. The guest's clock shows the time that it was saved at. */
export async function unpack(guest: ScenarioGuest): Promise<void> {
	await guest.must('sh /usr/lib/peercon/payload | tar --no-same-owner --touch -C /root -xf -');
	await guest.bring(join(import.meta.dirname, 'state.sh'), '/usr/local/sbin/state.sh');
}

/** Where the installer notes what it has changed. */
export const NOTES = '/etc/selinux/default/policy/peercon';

/** Goes up with each change of the policy's store. */
export const COMMITS = 'od -A n -t u4 /var/lib/selinux/default/active/commit_num';

/** Shows all that an install or an uninstall may change; see there. */
export const STATE = 'state.sh 2> /dev/null | cat';
