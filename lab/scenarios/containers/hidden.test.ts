// SELinux where is_selinux_enabled(3) says no, as in a container: selinuxfs is not mounted, is read-only, or
// the settings of libselinux are not there. What needs neither works on, and each program says so.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';
import { LOGIN, Terminal } from '../common/labeling.ts';

const step = scenario('SELinux hidden', { document: 'containers.md' });

const STATE = '/usr/local/lib/state.mjs';

/** What hides SELinux in a mount namespace, and the reason that is told. */
const WAYS = {
	'umount /sys/fs/selinux': 'selinuxfs is not mounted at /sys/fs/selinux',
	'mount -t sysfs -o ro none /sys': 'selinuxfs is not mounted at /sys/fs/selinux',
	'mount -o remount,bind,ro /sys/fs/selinux': 'selinuxfs is mounted read-only at /sys/fs/selinux',
	'mount -t tmpfs none /etc/selinux': '/etc/selinux/config is not there, or may not be read',
};

/** A command in a mount namespace of its own, in which SELinux is hidden. */
function hiddenBy(way: string, command: string): string {
	return `unshare --mount sh -c ${shellWord(`${way} && ${command}`)}`;
}

async function bringState(guest: ScenarioGuest): Promise<void> {
	await guest.bring(join(import.meta.dirname, 'state.mjs'), STATE);
}

step(
	'should tell every context that needs no selinuxfs, and say what is missing',
	async (guest) => {
		await bringState(guest);
		const seen = await guest.must(`node ${STATE}`);
		assert.match(seen, /^selinuxState +enabled\nwhySelinuxHidden +null$/m);
		assert.not.match(seen, /ERR_/);
		const told = (text: string) => text.split('\n').filter((line) => / \S+:\S+:\S+:/.test(line));
		assert.is(told(seen).length, 7);
		for (const [way, why] of Object.entries(WAYS)) {
			const terminal = new Terminal(guest);
			const { output } = await terminal.type(hiddenBy(way, `node ${STATE}`));
			assert.match(
				output,
				new RegExp(`^is_selinux_enabled +false\nselinuxState +hidden\nwhy\\S+ +${why}$`, 'm'),
			);
			assert.equal(told(output), told(seen), `contexts are the same: ${way}`);
			const hidden = output.split('\n').filter((line) => line.endsWith(' ERR_SELINUX_HIDDEN'));
			assert.equal(
				hidden.map((line) => line.split(' ')[0]),
				['security_getenforce', 'security_check_context', 'selinux_check_access'],
			);
			if (way.startsWith('umount')) guest.documented('state', terminal.text);
		}
	},
);

step('should serve there, with the contexts of peers', async (guest) => {
	await guest.network('full-labels');
	const [way = ''] = Object.keys(WAYS);
	const command = hiddenBy(way, 'exec getpeercon-server --reply 5000');
	const server = await guest.serve(command, /waiting/);
	const reply = await guest.must('ncat 127.0.0.1 5000');
	assert.is(reply, `${LOGIN}\n`);
	await server.waitFor(/closed\n/);
	assert.match(
		server.output,
		/^-> running as \S+:getpeercon_server_t:\S+ \(SELinux is hidden here: selinuxfs is not mounted at \/sys\/fs\/selinux\)\n/,
	);
	await server.stop();
	guest.documented('serve', `# ${command} &\n${server.output}`);
	await guest.expectNoDenials('getpeercon_server_t');
});

step('should say which programs ask the policy, and cannot there', async (guest) => {
	for (const [way, why] of Object.entries(WAYS)) {
		const doctor = await guest.run(hiddenBy(way, 'peercon doctor'));
		assert.is(doctor.status, 1);
		assert.match(doctor.output.replace(/\n {12}/g, ' '), `runs, and is hidden here: ${why}`);
		const server = await guest.run(hiddenBy(way, 'mls-server 5080'));
		assert.match(
			server.output,
			`ERR_SELINUX_HIDDEN: SELinux runs on this host and is hidden here, for ${why}`,
		);
	}
	const [way = '', why = ''] = Object.entries(WAYS)[0] ?? [];
	const record =
		'avc:  denied  { recv } for  scontext=a_u:a_r:a_t:s0 tcontext=a_u:a_r:b_t:s0 tclass=peer';
	const explained = await guest.run(
		`echo ${shellWord(record)} | ${hiddenBy(way, 'peercon explain')}`,
	);
	assert.match(explained.output, `SELinux is hidden here, for ${why}`);
});

step.run();
