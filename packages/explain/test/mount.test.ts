import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mountIn } from '../src/mount.ts';

const MOUNTS = `22 1 252:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,seclabel
23 22 0:21 / /proc rw,nosuid shared:5 - proc proc rw
24 22 0:45 / /home rw,relatime shared:9 - nfs4 server:/home rw,vers=4.2,seclabel
25 22 0:46 / /srv/a\\040b rw,relatime - vfat /dev/vdb1 rw,context=system_u:object_r:public_content_t:s0
26 22 0:47 / /run rw,nosuid - tmpfs tmpfs rw,seclabel,mode=755
27 22 253:0 / /data rw,relatime master:3 - xfs /dev/vdc rw,seclabel
28 27 0:48 / /data rw,relatime - fuse.sshfs host: rw
`;

const mounts = suite('where a path is mounted from');

const keepsLabels = (path: string) => mountIn(MOUNTS, path)?.keepsLabels;

mounts('should keep labels where each file has its own', () => {
	assert.is(keepsLabels('/srv/www/index.html'), true);
	assert.is(keepsLabels('/run/a.pid'), true);
	assert.is(keepsLabels('/'), true);
	for (const path of ['/proc/1', '/home/ann/a', '/srv/a b/c'])
		assert.is(keepsLabels(path), false, path);
	// A folder that only begins so is no mount, and of two mounts the last one is seen.
	assert.is(keepsLabels('/homes/ann'), true);
	assert.is(keepsLabels('/data/a'), false);
});

mounts('should have the names that a record may have for its device', () => {
	assert.ok(mountIn(MOUNTS, '/etc/hosts')?.devices.includes('vda1'));
	assert.ok(mountIn(MOUNTS, '/run/a')?.devices.includes('tmpfs'));
	assert.not.ok(mountIn(MOUNTS, '/run/a')?.devices.includes('vda1'));
});

mounts('should be unknown where nothing is read', () => {
	assert.is(mountIn('', '/etc/hosts'), undefined);
	assert.is(mountIn('22 1 252:1 /', '/etc/hosts'), undefined);
});

mounts.run();
