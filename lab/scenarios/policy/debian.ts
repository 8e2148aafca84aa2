// A host that has nothing of peercon's, and the Debian packages beside it.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { RunOptions } from '../../src/guest.ts';
import { debianPackages } from '../../src/image/debian-packages.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { policySources, UNPACK } from './sources.ts';

/** Makes the archive that brings the packages and the modules' sources: a scenario's option `payload`. */
export async function packagesAndSources(): Promise<string> {
	return policySources(await debianPackages());
}

/**
 * Takes from a guest what the lab has installed in it, and starts what a service brings of Debian's boot.
 *
 * @param administrator - who may change the policy
 */
export async function empty(guest: ScenarioGuest, administrator: RunOptions): Promise<void> {
	await guest.must(UNPACK);
	for (const name of ['host-state.sh', 'policy-state.sh']) {
		await guest.bring(join(import.meta.dirname, name), `/usr/local/sbin/${name}`);
	}
	// Where _apt can read them, who has no capability to. Nobody answers questions, or sees progress.
	const options = 'APT::Get::Assume-Yes "true"; quiet "2"; Dpkg::Use-Pty "false";';
	await guest.must(`mv peercon*.deb /srv && echo '${options}' > /etc/apt/apt.conf.d/90quiet
		echo debconf debconf/frontend select Noninteractive | debconf-set-selections`);
	await guest.must('make -C policy uninstall', administrator);
	await guest.must(`systemctl start basic.target
		find /usr/local/bin -lname '*/node_modules/*' -delete && rm -r /usr/local/lib/node_modules`);
}

/**
 * Notes all that a package may change.
 *
 * @param file - where, in the guest
 * @param administrator - who may read the policy
 */
export async function note(
	guest: ScenarioGuest,
	file: string,
	administrator: RunOptions,
): Promise<void> {
	// What is a pipe to semodule may be a file of whoever reads it.
	const policy = await guest.must('policy-state.sh 2> /dev/null | cat', administrator);
	assert.match(policy, '\nboolean -D\n');
	await guest.must(`host-state.sh > ${file}`);
	states.set(file, policy);
}

const states = new Map<string, string>();

/** Checks that two notes are the same. */
export async function expectSame(
	guest: ScenarioGuest,
	before: string,
	after: string,
): Promise<void> {
	assert.is(states.get(after), states.get(before), 'the policy is as it was');
	assert.is((await guest.run(`diff ${before} ${after}`)).output, '', 'the host is as it was');
}
