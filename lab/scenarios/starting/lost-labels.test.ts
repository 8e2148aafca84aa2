// A file whose label is lost, as when npm has replaced it: a service whose domain it was the way into
// does not run without its domain.
import * as assert from 'uvu/assert';
import { POLICIES, type Policy } from '../../src/policies.ts';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';

/** The services, and who they are when all is well, on either policy. */
const SERVICES = [
	{ name: 'echo-server', domain: 'echo_server_t', port: 7 },
	{ name: 'getpeercon-server', domain: 'getpeercon_server_t', port: 5000 },
];

const unitOf = (name: string) => `${PACKAGES}/${name}/systemd/${name}.service`;
const scriptOf = (name: string) => `${PACKAGES}/${name}/bin/${name}.js`;

/** What an administrator adds on Debian's MLS policy, where systemd makes no private /tmp. */
const WITHOUT_TMP = '[Service]\\nDynamicUser=no\\nUser=daemon\\nPrivateTmp=no\\nRestart=no\\n';
const ONCE = '[Service]\\nRestart=no\\n';

/** Makes a unit known, that is started once and not again and again. */
async function link(guest: ScenarioGuest, name: string, policy: Policy): Promise<void> {
	const folder = `/run/systemd/system/${name}.service.d`;
	const lines = policy === 'mls' ? WITHOUT_TMP : ONCE;
	await guest.must(
		`systemctl link ${unitOf(name)} && mkdir -p ${folder} && printf '${lines}' > ${folder}/lab.conf && systemctl daemon-reload`,
	);
}

/** The contexts of the processes that are Node's. A login on the MLS policy does not see all levels. */
const CONTEXTS = 'ps -C node -o label= | sort -u';

for (const policy of POLICIES) {
	const labels = scenario(`a lost label: the ${policy} policy`, {
		policy,
		document: 'starting-confined-programs.md',
	});

	for (const { name, domain, port } of SERVICES) {
		labels(`should stop ${name} at the entry of its domain`, async (guest) => {
			await link(guest, name, policy);
			// The context that the unit names, and that of the file, are the same.
			await guest.must(`systemctl start ${name}`);
			assert.is(await guest.must(CONTEXTS), `system_u:system_r:${domain}:s0\n`);
			await guest.expectNoDenials(domain);
			await guest.must(`systemctl stop ${name} && chcon -t bin_t ${scriptOf(name)}`);

			const terminal = new Terminal(guest);
			const { status } = await terminal.type(`systemctl start ${name}`);
			assert.is(status, 1);
			const shown = `systemctl show -p Result,ExecMainStatus,ActiveState ${name}`;
			assert.is(
				await guest.must(shown),
				'Result=exit-code\nExecMainStatus=203\nActiveState=failed\n',
			);
			assert.is(await guest.must(`ss -Hltn 'sport = :${port}'`), '', 'nobody listens');
			const denied = await guest.expectDenied({
				subject: `system_u:system_r:${domain}:s0`,
				object: 'bin_t',
				class: 'file',
				permission: 'entrypoint',
				path: scriptOf(name),
			});
			if (name === 'echo-server' && policy === 'default') {
				// What execve(2) failed for is said by a process that ends at once: where journald comes too late
				// to see whose it was, -u does not find it.
				await guest.must('journalctl --sync');
				await terminal.type(`journalctl -o cat -g '^${name}.*(Failed to execute|status=)'`);
				await terminal.type(`restorecon -v ${scriptOf(name)}`);
				await terminal.type(`systemctl start ${name}; systemctl is-active ${name}`);
				guest.documented('lost-label', terminal.text);
				guest.documented('lost-label-denied', denialText(denied));
			} else {
				await guest.must(`restorecon ${scriptOf(name)} && systemctl start ${name}`);
			}
			assert.is(await guest.must(CONTEXTS), `system_u:system_r:${domain}:s0\n`);
		});
	}

	labels('should have mls-server end before it listens', async (guest) => {
		await link(guest, 'mls-server', policy);
		// Both files, as npm leaves them, or its own alone.
		for (const files of ['mls-server', 'mls-server mls-worker']) {
			const paths = files.split(' ').map((file) => `${PACKAGES}/mls-server/bin/${file}.js`);
			await guest.must(`chcon -t bin_t ${paths.join(' ')}`);
			assert.is((await guest.run('systemctl start mls-server')).status, 1);
			const shown = 'systemctl show -p ExecMainStatus,ActiveState mls-server';
			assert.is(await guest.must(shown), 'ExecMainStatus=1\nActiveState=failed\n');
			// On the MLS policy the journal is at the highest level, and no login reads it.
			if (policy === 'default') {
				const journal = await guest.must('journalctl --sync; journalctl -u mls-server -o cat');
				assert.match(journal, /^mls-server: ERR_NO_TRANSITION: .* leaves a process in initrc_t$/m);
				assert.match(journal, "'restorecon' labels the file that comes with this program");
				assert.not.match(journal, 'listening');
			}
			assert.is(await guest.must("ss -Hltn 'sport = :5080'"), '', 'nobody listens');
			await guest.must('systemctl reset-failed mls-server');
		}
	});

	labels('should be no matter where the policy knows no such domain', async (guest) => {
		const name = 'echo-server';
		await link(guest, name, policy);
		const folder = `/run/systemd/system/${name}.service.d`;
		const context = 'SELinuxContext=-system_u:system_r:nobody_knows_t:s0';
		await guest.must(
			`printf '[Service]\\n${context}\\n' > ${folder}/unknown.conf && systemctl daemon-reload && systemctl start ${name}`,
		);
		assert.match(await guest.must(CONTEXTS), /^system_u:system_r:echo_server_t:/);
	});

	labels.run();
}
