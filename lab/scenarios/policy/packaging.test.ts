// What a distribution's package and an image take: another priority, files to pack, and a folder that
// nothing runs in.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { COMMITS, policySources, unpack } from './sources.ts';

const step = scenario('packaging the policy', { payload: await policySources() });

step('should write the files of a package, which semodule takes', async (guest) => {
	await unpack(guest);
	const before = await guest.must(COMMITS);
	await guest.must('make -C policy install-files DESTDIR=/tmp/package');
	const files = (await guest.must('cd /tmp/package/usr/share && find . -type f | sort')).split(
		'\n',
	);
	for (const file of [
		'./selinux/packages/default/mls_server.pp.bz2',
		'./selinux/devel/include/distributed/mls_server.if',
		'./doc/peercon-policy/README.md',
	]) {
		assert.ok(files.includes(file), file);
	}
	assert.is(await guest.must(COMMITS), before, 'the policy is as it was');
	await guest.must(
		"cd /tmp/package/usr/share/selinux/packages/default && semodule --priority=200 $(printf -- '--install=%s ' *)",
	);
});

step('should move to another priority', async (guest) => {
	await unpack(guest);
	await guest.must('make -C policy install');
	const moved = await guest.must('make -C policy install PRIORITY=200');
	assert.match(moved, /^Installing .*\becho_client /m);
	const list = 'semodule --list-modules=full | grep -v ^100';
	assert.match(await guest.must(list), /^200 mls_server /m);
	assert.not.match(await guest.must(list), /^400 (?!default)/m);
	assert.match(await guest.must('make -C policy install PRIORITY=200'), 'nothing to do');
	await guest.must('make -C policy uninstall');
	assert.not.match(await guest.must(list), 'mls_server');
});

step('should install into an image, and change nothing of the host', async (guest) => {
	await unpack(guest);
	const image = '/srv/image';
	const server = `${image}/usr/local/lib/node_modules/@peercon/echo-server/bin/echo-server.js`;
	await guest.must(`mkdir -p ${image}/var/lib ${image}/etc ${image}/usr/local/lib &&
		cp -a /var/lib/selinux ${image}/var/lib && cp -a /etc/selinux ${image}/etc &&
		cp -R /usr/local/lib/node_modules ${image}/usr/local/lib`);
	const before = await guest.must(COMMITS);
	const inImage = `semodule --path=${image} --store=default --list-modules=full | grep -v ^100; ls -Z ${server}
		cat ${image}/var/lib/selinux/default/active/ports.local`;
	await guest.must(`make -C policy uninstall ROOT=${image}`);
	assert.not.match(await guest.must(inImage), /echo_/);
	const installed = await guest.must(`make -C policy install ROOT=${image}`);
	assert.match(installed, 'port tcp 5080 is now mls_server_port_t\n');
	const shown = await guest.must(inImage);
	assert.match(shown, /^400 mls_server /m);
	assert.match(shown, `:echo_server_exec_t:s0 ${server}\n`);
	assert.match(shown, 'portcon tcp 5080 system_u:object_r:mls_server_port_t:s0\n');
	// The policy that the image starts with has them all.
	const policy = `${image}/etc/selinux/default/policy/policy.*`;
	assert.match(await guest.must(`seinfo --portcon=5080 ${policy}`), 'mls_server_port_t');
	assert.match(await guest.must(`make -C policy install ROOT=${image}`), 'nothing to do');
	assert.is(await guest.must(COMMITS), before, 'the host is as it was');
});

step.run();
