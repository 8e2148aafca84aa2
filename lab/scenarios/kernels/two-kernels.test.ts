// What each kernel asks for that Debian's policy does not know, and what becomes of it.
import * as assert from 'uvu/assert';
import { KERNELS } from '../../src/engines/engine.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';

/** The kernel lists them when a policy is loaded: selinux_set_mapping in security/selinux/ss/services.c. */
const LIST = "load_policy && dmesg | grep -o 'SELinux:  .* not defined in policy'";

for (const kernel of KERNELS) {
	const step = scenario(`permissions that the policy does not know, ${kernel}`, {
		document: 'two-kernels.md',
		kernel,
	});
	step('should be listed by the kernel', async (guest: ScenarioGuest) => {
		const terminal = new Terminal(guest);
		await terminal.type('uname -r');
		const { status, output } = await terminal.type(LIST);
		assert.is(status === 0, output !== '');
		guest.documented(`unknown-${kernel}`, terminal.text);
	});
	step.run();
}

const mls = scenario('permissions that the policy does not know, MLS', {
	policy: 'mls',
	document: 'two-kernels.md',
});

mls('should be denied', async (guest) => {
	const terminal = new Terminal(guest);
	await terminal.type('cat /sys/fs/selinux/deny_unknown; echo');
	assert.is(terminal.text, '# cat /sys/fs/selinux/deny_unknown; echo\n1\n');
	guest.documented('deny-unknown', terminal.text);
});

mls.run();

const mcs = scenario('permissions that the policy does not know, MCS', {
	document: 'two-kernels.md',
});

mcs('should be allowed', async (guest) => {
	assert.is((await guest.run('cat /sys/fs/selinux/deny_unknown')).output, '0');
});

mcs.run();
