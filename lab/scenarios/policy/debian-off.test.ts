// The Debian packages in a system that does not run, where SELinux is off: installed into the policy that it
// will start with, and purged. No guest: it is chroot(1), and what is in the policy's files is looked at.
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hostAsRoot } from '../../src/host.ts';
import { unpackBase } from '../../src/image/base.ts';
import { debianPackages, inRoot } from '../../src/image/debian-packages.ts';
import { folderOf } from '../../src/image/stage.ts';
import { BASE } from '../../src/image/stages.ts';
import { inWorkshop } from '../../src/image/workshop.ts';
import { LAB } from '../../src/paths.ts';

const step = suite('Debian packages, SELinux off');

// Where SELinux is off the kernel lets nobody else label files, not even root of a user namespace: xattr(7).
const asRoot = process.getuid?.() === 0 ? step : step.skip;

asRoot('should go into the policy on the disk, and be purged from there', async () => {
	const [base, packages] = [await folderOf(BASE), await debianPackages()];
	const output = await inWorkshop(async (root) => {
		await unpackBase(base, root);
		await hostAsRoot(['sh', join(LAB, 'image/configure-policy.sh'), root, 'default']);
		await hostAsRoot(['cp', ...packages, join(root, 'tmp')]);
		return inRoot(root, 'off-debian.sh');
	});
	const shown = new Map(
		[...output.matchAll(/^-- (\w+)\n([\s\S]*?)^--\n/gm)].map(([, when, what]) => [when, what]),
	);
	const installed = shown.get('installed') ?? '';
	assert.match(installed, /^200 echo_server +pp/m);
	assert.match(installed, /^portcon tcp 5080 .*:mls_server_port_t:/m);
	assert.match(output, "Installed. 'apt-get purge peercon-selinux' leaves this host as it was.\n");
	assert.match(shown.get('before') ?? '', 'policy.');
	assert.is(shown.get('purged'), shown.get('before'));
});

step.run();
