// The programs' starts: by a person, by other users, and by systemd.
import type { ScenarioGuest } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { THERE } from '../common/intranet.ts';
import { loginAs } from '../common/login.ts';
import type { Probe } from './probes.ts';

const SERVERS = ['echo-server', 'getpeercon-server', 'mls-server'];

const CHANNELS = ['channel-client', 'channel-server'];

/** Starts of the programs. An echo server listens on the other host. */
export function startProbes(guest: ScenarioGuest): Probe[] {
	const start = (command: string, shown: RegExp): Probe['act'] => {
		return async () => {
			const { status, output } = await guest.run(command);
			return status === 0 && shown.test(output) ? 'fine' : `status ${status}: ${output}`;
		};
	};
	const units = SERVERS.map((name) => `${PACKAGES}/${name}/systemd/${name}.service`);
	const servers = SERVERS.join(' ');
	return [
		{
			// systemd sets LANG, and many a login.
			name: 'a person starts echo-client',
			about:
				/^node_program(?!.*(selinux_|seutil_|process signal|overcommit))|^echo_client.*(application_domain|use_terminal)|^peercon_roles.*echo_client_run\(unconfined_t/,
			act: start(`LANG=C.UTF-8 echo-client ${THERE}`, /Received/),
			leavesNothing: true,
		},
		{
			// As a distribution's package has it, with no use for env(1).
			name: 'a person starts echo-client, whose first line names node',
			about: /^node_program.*corecmd_mmap_bin_files/,
			act: start(
				`cd ${PACKAGES}/echo-client/bin && { echo '#!/usr/bin/node'; tail -n +2 echo-client.js; } > direct.js &&
				chmod +x direct.js && chcon --reference=echo-client.js direct.js && setsebool node_program_env off
				./direct.js --version; status=$?; setsebool node_program_env on; (exit $status)`,
				/^\d/m,
			),
			leavesNothing: true,
		},
		{
			// timeout(1): 124 if the signal ends it, 137 if it takes SIGKILL, 5 seconds after.
			name: 'a person ends echo-client',
			about: /^node_program.*process signal/,
			act: start(`timeout -s INT -k 5 5 echo-client ${THERE} - < <(sleep 20); [ $? = 124 ]`, /^/),
			leavesNothing: true,
		},
		{
			// Long enough that what compiling it took is given back when it is done: the C library keeps the rest.
			name: 'a person starts what frees the memory of a thread',
			about: /^node_program.*overcommit/,
			act: start(
				`cd ${PACKAGES}/echo-client/bin && { head -1 echo-client.js; cat <<-'END'
					import { Worker } from 'node:worker_threads';
					new Worker(\`(() => { \${'x = [1, { y: 2 }, z];'.repeat(100_000)} })\`, { eval: true });
					console.log('freed');
				END
				} > freeing.mjs && chmod +x freeing.mjs && chcon --reference=echo-client.js freeing.mjs && ./freeing.mjs`,
				/freed/,
			),
			leavesNothing: true,
		},
		{
			name: 'a person starts echo-server',
			about: /^echo_server.*use_terminal|^peercon_roles.*echo_server_run\(unconfined_t/,
			act: start('echo-server --help', /Usage/),
			leavesNothing: true,
		},
		...CHANNELS.map((name): Probe => {
			const domain = `${name.replace('-', '_')}_t`;
			return {
				name: `a person starts ${name}`,
				about: new RegExp(
					`^channels.*(application_domain|use_terminal)\\(${domain}|^peercon_roles.*${interfaceOf(name, 'run')}\\(unconfined_t`,
				),
				act: start(`${name} --help`, /Usage/),
				leavesNothing: true,
			};
		}),
		{
			// It says what it runs as before it listens, which it cannot where there is no such folder.
			name: 'a person starts getpeercon-server',
			about:
				/^node_program.*(selinux|seutil)|^getpeercon_server.*use_terminal|^peercon_roles.*getpeercon_server_run\(unconfined_t/,
			act: start('getpeercon-server /none/sock; true', /running as \S+:getpeercon_server_t\S*$/m),
			leavesNothing: true,
		},
		{
			name: 'a person starts mls-server',
			about: /^mls_server.*use_terminal|^peercon_roles.*mls_server_run\(unconfined_t/,
			act: start('mls-server --help', /Usage/),
			leavesNothing: true,
		},
		{
			name: 'systemd starts the servers',
			about: /init_\w*daemon_domain/,
			act: start(
				`systemctl -q link ${units.join(' ')}; systemctl -q reset-failed ${servers} 2> /dev/null;
				systemctl start ${servers}; status=$?; systemctl stop ${servers}; (exit $status)`,
				/^/,
			),
			allAtOnce: true,
			leavesNothing: true,
		},
		{
			name: 'other users start what is for them',
			about: /^peercon_roles.*_run(_\w+)?\((sysadm|staff|user)_t/,
			async act() {
				const users = {
					sysadm: ['echo-client', ...CHANNELS, ...SERVERS],
					staff: ['echo-client'],
					user: ['echo-client'],
				};
				let seen = '';
				for (const [user, programs] of Object.entries(users)) {
					const starts = programs.map(
						(each) => `${each} --help > /dev/null || echo ${callOf(each, user)}`,
					);
					seen += (await loginAs(guest, `${user}_u`, ...starts)).text;
				}
				return (
					seen
						.split('\n')
						.filter((line) => /^\w+_run(_\w+)?\(/.test(line))
						.join('\n') || 'fine'
				);
			},
			allAtOnce: true,
			leavesNothing: true,
		},
	];
}

/** The statements that let a user's programs start one. */
function callOf(program: string, user: string): string {
	const [domtrans, run] = ['domtrans', 'run'].map((each) => interfaceOf(program, each));
	return `'${run}(${user}_t, ${user}_r) > ${domtrans}($1) > domtrans_pattern'`;
}

/** The channels' two programs have one module. */
function interfaceOf(program: string, what: string): string {
	const name = program.replace('-', '_');
	return name.replace(/^channel_/, `channels_${what}_`).replace(/^(?!channels_).*/, `$&_${what}`);
}
