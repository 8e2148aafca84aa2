// The modules' neverallow rules, where the policy's store checks them: expand-check, see semanage.conf(5).
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';

/** What some other module may try to allow, and the type that says no. */
const RULES = [
	'allow channel_server_t self:capability ipc_owner;',
	'allow mls_server_worker_t self:tcp_socket create;',
	'allow unconfined_t mls_server_worker_t:process transition;',
	'allow mls_server_worker_t self:capability sys_admin;',
	'allow mls_server_t self:capability kill;',
	'allow echo_server_t self:capability kill;',
	'allow echo_client_t self:capability2 bpf;',
	'allow echo_client_t bin_t:file entrypoint;',
	'allow getpeercon_server_t self:cap_userns sys_admin;',
];

const step = scenario('neverallow');

step('should hold, and keep another module from allowing it', async (guest) => {
	await guest.must('echo expand-check=1 >> /etc/selinux/semanage.conf && semodule --build');
	// All of them at once: the compiler tells each rule that is not kept, and what would not keep it.
	const statements = RULES.map((rule) => {
		const [, source, target, objectClass, permission] =
			/^allow (\w+) (\w+):(\w+) (\w+);$/.exec(rule) ?? [];
		return `(allow ${source} ${target} (${objectClass} (${permission})))`;
	});
	await guest.must(`echo '${statements.join('\n')}' > wider.cil`);
	const { status, output } = await guest.run('semodule --install wider.cil');
	assert.is.not(status, 0);
	const failures = output.split('neverallow check failed at ').slice(1);
	for (const statement of statements) {
		const failure = failures.find(
			(each) => each.includes(`/wider/cil:`) && each.includes(statement),
		);
		assert.match(failure ?? output, /^\S*\/\w+\/cil:/, statement);
	}
	assert.is(failures.length, RULES.length);
	assert.not.match(await guest.must('semodule --list'), 'wider');
});

step.run();
