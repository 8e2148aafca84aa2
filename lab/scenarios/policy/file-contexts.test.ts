// Which types files get, where the distribution takes one folder for another: file_contexts.subs_dist,
// see selabel_file(5). The modules' own lines are the same everywhere.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';

/** What matters here of each distribution's, and the files that it has an effect on. */
const DISTRIBUTIONS = {
	'Fedora 41': '/var/run /run',
	'RHEL 9 and 10': '/run /var/run\n/usr/local/lib /usr/lib',
	'the reference policy':
		'/var/run /run\n/usr/local/lib /usr/lib\n/var/log/private /var/log\n/var/lib/private /var/lib',
};

/** Files of each module that has some, where packages, npm and systemd put them. */
const UNIT = 'getpeercon_server_unit_t';

const FILES = {
	'/run/channel-server/fifo': 'channel_server_runtime_t',
	'/run/echo-server/socket': 'echo_server_runtime_t',
	'/run/getpeercon-server': 'getpeercon_server_runtime_t',
	'/run/mls-server/status': 'mls_server_runtime_t',
	...Object.fromEntries(
		['/usr/lib', '/usr/local/lib', '/usr/lib/peercon'].flatMap((prefix) => {
			const folder = `${prefix}/node_modules/@peercon`;
			// npm leaves units in their packages, and a distribution's package has them where systemd looks.
			const units = (name: string) =>
				prefix === '/usr/lib/peercon' ? '/usr/lib/systemd/system' : `${folder}/${name}/systemd`;
			return [
				[`${folder}/channels/bin/channel-client.js`, 'channel_client_exec_t'],
				[`${folder}/channels/bin/channel-server.js`, 'channel_server_exec_t'],
				[`${folder}/echo-client/bin/echo-client.js`, 'echo_client_exec_t'],
				[`${folder}/echo-server/bin/echo-server-jitless.js`, 'echo_server_exec_t'],
				[`${folder}/getpeercon-server/bin/getpeercon-server.js`, 'getpeercon_server_exec_t'],
				[`${folder}/mls-server/bin/mls-worker.js`, 'mls_server_worker_exec_t'],
				[`${units('echo-server')}/echo-server.socket`, 'echo_server_unit_t'],
				[`${units('getpeercon-server')}/getpeercon-server.service`, UNIT],
				[`${units('getpeercon-server')}/getpeercon-server.socket`, UNIT],
				[`${units('mls-server')}/mls-server.service`, 'mls_server_unit_t'],
			];
		}),
	),
	// systemd keeps the folders of a service with DynamicUser=yes there: LogsDirectory=.
	'/var/log/private/getpeercon-server/peers.log': 'getpeercon_server_log_t',
	'/var/log/getpeercon-server/peers.log': 'getpeercon_server_log_t',
	'/var/lib/mls-worker/s1/kept': 'mls_server_worker_var_lib_t',
};

const step = scenario('file contexts');

for (const [name, substitutions] of Object.entries(DISTRIBUTIONS)) {
	step(`should be the same on ${name}`, async (guest) => {
		await guest.must(
			`cp /etc/selinux/default/contexts/files/file_contexts contexts
			echo '${substitutions}' > contexts.subs_dist`,
		);
		const paths = Object.keys(FILES);
		const seen = await guest.must(`matchpathcon -n -f contexts ${paths.join(' ')}`);
		const types = seen.split('\n').map((context) => context.split(':')[2]);
		assert.equal(Object.fromEntries(paths.map((path, i) => [path, types[i]])), FILES);
	});
}

step.run();
