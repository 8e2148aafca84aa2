// What must never be allowed is asked of the policy that the guest's kernel has loaded, so that the
// distribution's own rules, for every domain or daemon, count as well. It is what `make -C policy check`
// asks of any policy: policy/check/neverallow has the list.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ROOT } from '../../src/paths.ts';
import { POLICIES } from '../../src/policies.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';

const CHECK = 'python3 check/neverallow.py --exact /sys/fs/selinux/policy';

/** Brings the list, and the program that reads it. */
async function bringList(guest: ScenarioGuest): Promise<void> {
	await guest.must('mkdir check');
	for (const name of ['neverallow', 'neverallow.py'])
		await guest.bring(join(ROOT, 'policy/check', name), `check/${name}`);
}

for (const policy of POLICIES) {
	const assertions = scenario(`what must never be allowed: the ${policy} policy`, { policy });

	assertions(
		'should be allowed by no rule, and exempt from no constraint unseen',
		async (guest) => {
			await bringList(guest);
			const { status, output } = await guest.run(CHECK);
			const failing = output.split('\n').filter((line) => !line.startsWith('holds '));
			assert.equal(failing, ['']);
			assert.is(status, 0);
			assert.ok(output.split('\n').length > 20);
		},
	);

	assertions.run();
}

const wider = scenario('what must never be allowed, and is');

wider('should be told', async (guest) => {
	await bringList(guest);
	await guest.must(
		`echo '(allow echo_client_t shadow_t (file (append open)))
		(typeattributeset mcs_constrained_type (echo_client_t))' > wider.cil && semodule -i wider.cil`,
	);
	const { status, output } = await guest.run(CHECK);
	assert.is(status, 1);
	const failing = output.split('\n').filter((line) => !line.startsWith('holds '));
	assert.equal(failing, [
		'FAILS  They open nothing else for writing but their sockets, channels, a log, what workers keep, and questions.',
		'       allowed: echo_client_t shadow_t:file',
		'FAILS  They are exempt from no constraint of MCS unseen.',
		'       allowed: echo_client_t: mcs_constrained_type',
		'',
	]);
});

wider.run();
