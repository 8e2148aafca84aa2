// The reference policy's own modules, from Debian's package of their sources. They are not in this checkout:
// they are under the GPL, version 2.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { host } from '../../../src/host.ts';
import { addedPackages } from '../../../src/image/added-packages.ts';

const SOURCES = 'usr/src/selinux-policy-src.tar.zst';

/** The archive of 2:2.20250213-13~deb13u1. */
const SHA256 = '0ad14b1a7df3ab81797a7512fb3e164e2517daae0c6511c8fc8217d22c1f2c74';

/**
 * Writes a module's three files into a folder of its own, as they are in the sources of the guest's policy.
 *
 * @param name - one of the modules of services
 * @returns the folder, which is gone when this process ends
 * @throws if the sources are others than those that docs/proving-a-policy.md speaks of
 */
export async function upstreamModule(name: string): Promise<string> {
	const payload = await addedPackages(['selinux-policy-src']);
	const folder = mkdtempSync(join(tmpdir(), `peercon-${name}-`));
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

	const work = mkdtempSync(join(tmpdir(), 'peercon-sources-'));
	try {
		const wanted = [SOURCES, 'var/lib/dpkg/status'];
		await host(['tar', '-C', work, '-xf', payload, ...wanted]);
		const archive = join(work, SOURCES);
		const status = readFileSync(join(work, 'var/lib/dpkg/status'), 'utf8');
		const versions = ['src', 'default'].map((kind) => versionOf(`selinux-policy-${kind}`, status));
		assert.is(versions[0], versions[1], "the sources are those of the guest's policy");
		const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
		assert.is(found, SHA256, `${SOURCES} of ${versions[0]}: has Debian changed the policy?`);
		for (const suffix of ['te', 'if', 'fc']) {
			const path = `selinux-policy-src/policy/modules/services/${name}.${suffix}`;
			writeFileSync(join(folder, `${name}.${suffix}`), await host(['tar', '-xOf', archive, path]));
		}
	} finally {
		rmSync(work, { recursive: true });
	}
	return folder;
}

function versionOf(name: string, status: string): string | undefined {
	const paragraph = status.split('\n\n').find((each) => each.startsWith(`Package: ${name}\n`));
	return /^Version: (.*)$/m.exec(paragraph ?? '')?.[1];
}
