// Pods of podman's, at two levels of MCS: what a container sees of SELinux, which pod reaches which, by a
// UNIX socket and by TCP, and the policy module for them.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { addedPackages } from '../../src/image/added-packages.ts';
import { ROOT } from '../../src/paths.ts';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { denialWithoutClientPort, Terminal } from '../common/labeling.ts';
import { unpackPackages } from '../common/packages.ts';

const PACKAGES = await addedPackages(['podman', 'crun', 'conmon', 'catatonit']);

const step = scenario('pods', { document: 'containers.md', payload: PACKAGES });

const CLIENTS = ['same-level', 'other-level'].flatMap((pod) => [`${pod}-unix`, `${pod}-tcp`]);

/** A container's domain, and the policy's for all containers. */
const OWN = 'peercon_container_t';
const ANY = 'container_t';

const contextAt = (type: string, level: string) => `system_u:system_r:${type}:${level}`;

/** Brings what is in deploy/, and makes the image. */
async function prepare(guest: ScenarioGuest): Promise<void> {
	await unpackPackages(guest);
	await guest.bring(join(import.meta.dirname, 'prepare.sh'), '/usr/local/bin/prepare.sh');
	await guest.must('prepare.sh');
	for (const unit of ['peercon-image.service', 'pods@.service']) {
		await guest.bring(join(ROOT, 'deploy', unit), `/etc/systemd/system/${unit}`);
	}
	await guest.bring(join(ROOT, 'deploy/peercon_container.te'), '/root/peercon_container.te');
	await guest.must('systemctl daemon-reload && systemctl start peercon-image');
	await guest.must('mkdir /srv/peercon && chcon -t container_file_t -l s0 /srv/peercon');
}

/** Brings the manifests, with a type for the containers. */
async function bringPods(guest: ScenarioGuest, type: string): Promise<void> {
	for (const name of ['servers.yaml', 'clients.yaml']) {
		const path = `/etc/containers/pods/${name}`;
		await guest.bring(join(ROOT, 'deploy', name), path);
		await guest.must(`sed -i 's/${OWN}/${type}/' ${path} && restorecon -F ${path}`);
	}
}

/** Waits until both servers listen. */
async function untilTheyServe(guest: ScenarioGuest): Promise<void> {
	for (const name of ['getpeercon-server', 'echo-server']) {
		await guest.must(
			`until podman logs servers-${name} 2>&1 | grep -q 'listening on .* ok'; do sleep 0.5; done`,
		);
	}
}

/** Has the clients ask, until all have ended, and shows what each has printed. */
async function ask(guest: ScenarioGuest, terminal: Terminal): Promise<Record<string, string>> {
	await guest.must('systemctl stop pods@clients');
	await terminal.type('systemctl start pods@clients');
	await guest.must(`podman wait ${CLIENTS.join(' ')}`);
	const said: Record<string, string> = {};
	for (const name of CLIENTS) said[name] = (await terminal.type(`podman logs ${name}`)).output;
	return said;
}

/** What a terminal then shows of a denial. */
const record = (text: string) => `${text}\n`;

step('should be kept apart by their levels', async (guest) => {
	await prepare(guest);
	await bringPods(guest, ANY);
	const servers = new Terminal(guest);
	await servers.type('systemctl start pods@servers');
	await untilTheyServe(guest);
	const { output: processes } = await servers.type('ps -ww -C node -o label:40,args --sort=args');
	assert.is(processes.split(`${contextAt(ANY, 's0:c1,c2')} `).length, 3);
	const { output: log } = await servers.type('podman logs servers-echo-server');
	assert.match(
		log,
		`running as ${contextAt(ANY, 's0:c1,c2')} (SELinux is hidden here: selinuxfs is not mounted`,
	);
	guest.documented('servers', servers.text);

	// Nothing labels the network: TCP is not checked between pods.
	const unlabeled = new Terminal(guest);
	const without = await ask(guest, unlabeled);
	assert.is(without['same-level-unix'], `${contextAt(ANY, 's0:c1,c2')}\n`);
	assert.match(without['other-level-unix'] ?? '', 'EACCES');
	assert.match(without['same-level-tcp'] ?? '', 'Received message');
	assert.match(without['other-level-tcp'] ?? '', 'Received message');
	const file = await guest.expectDenied({
		subject: contextAt(ANY, 's0:c3,c4'),
		object: 'system_u:object_r:container_file_t:s0:c1,c2',
		class: 'sock_file',
		permission: 'write',
	});
	// When each of the two closes is chance.
	const { output: told } = await unlabeled.type(
		'podman logs servers-echo-server 2>&1 | grep connect',
	);
	assert.match(told, '(127.0.0.1,NO_CONTEXT)');
	const { ino: _, ...details } = file.details;
	guest.documented('unlabeled', unlabeled.text + record(denialText({ ...file, details })));

	// Once packets have labels, containers of container_t may not receive any, at no level.
	const labeled = new Terminal(guest);
	await labeled.type('full-labels.sh up');
	const refused = await ask(guest, labeled);
	assert.is(refused['same-level-unix'], without['same-level-unix']);
	assert.match(refused['same-level-tcp'] ?? '', 'EHOSTUNREACH');
	assert.match(refused['other-level-tcp'] ?? '', 'EHOSTUNREACH');
	const peer = await guest.expectDenied({
		subject: contextAt(ANY, 's0:c1,c2'),
		object: contextAt(ANY, 's0:c1,c2'),
		class: 'peer',
		permission: 'recv',
	});
	guest.documented('labeled-any', record(denialWithoutClientPort(peer)));

	// The module lets them, and then it is the level that decides.
	const own = new Terminal(guest);
	await guest.must('systemctl stop pods@clients pods@servers');
	await own.type('make -sf /usr/share/selinux/devel/Makefile peercon_container.pp');
	await guest.must('semodule -i peercon_container.pp');
	await bringPods(guest, OWN);
	await guest.must('systemctl start pods@servers');
	await untilTheyServe(guest);
	const asked = new Terminal(guest);
	const apart = await ask(guest, asked);
	assert.is(apart['same-level-unix'], `${contextAt(OWN, 's0:c1,c2')}\n`);
	assert.match(apart['same-level-tcp'] ?? '', 'Received message');
	assert.match(apart['other-level-unix'] ?? '', 'EACCES');
	assert.match(apart['other-level-tcp'] ?? '', 'EHOSTUNREACH');
	const apartBy = await guest.expectDenied({
		subject: contextAt(OWN, 's0:c1,c2'),
		object: contextAt(OWN, 's0:c3,c4'),
		class: 'peer',
		permission: 'recv',
	});
	const { output: seen } = await asked.type('podman logs servers-echo-server');
	assert.match(seen, `connect(127.0.0.1,${contextAt(OWN, 's0:c1,c2')})`);
	assert.not.match(seen, 's0:c3,c4');
	guest.documented('labeled-own', asked.text + record(denialWithoutClientPort(apartBy)));
	const denied = (await guest.denials())
		.filter(({ subject }) => subject.type === OWN)
		.map(({ class: of, permissions }) => `${of} ${permissions.join(' ')}`);
	assert.equal([...new Set(denied)].toSorted(), ['peer recv', 'sock_file write']);
});

step.run();
