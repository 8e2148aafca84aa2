// What each kernel asks for that Debian's policy does not know, and what becomes of it.
import * as assert from 'uvu/assert';
import { KERNELS } from '../src/engines/engine.ts';
import { documented, type ScenarioGuest, scenario } from '../src/scenario.ts';
import { Terminal } from './labeling.ts';

const DOCUMENT = 'two-kernels.md';

/** The kernel lists them when a policy is loaded: selinux_set_mapping in security/selinux/ss/services.c. */
const LIST = "load_policy && dmesg | grep -o 'SELinux:  .* not defined in policy'";

for (const kernel of KERNELS) {
	const step = scenario(`permissions that the policy does not know, ${kernel}`, 'default', {
		kernel,
	});
	step('should be listed by the kernel', async (guest: ScenarioGuest) => {
		const terminal = new Terminal(guest);
		await terminal.type('uname -r');
		const { status, output } = await terminal.type(LIST);
		assert.is(status === 0, output !== '');
		documented(DOCUMENT, `unknown-${kernel}`, terminal.text);
	});
	step.run();
}

const mls = scenario('permissions that the policy does not know, MLS', 'mls');

mls('should be denied', async (guest) => {
	const terminal = new Terminal(guest);
	await terminal.type('cat /sys/fs/selinux/deny_unknown; echo');
	assert.is(terminal.text, '# cat /sys/fs/selinux/deny_unknown; echo\n1\n');
	documented(DOCUMENT, 'deny-unknown', terminal.text);
});

mls.run();

const mcs = scenario('permissions that the policy does not know, MCS', 'default');

mcs('should be allowed', async (guest) => {
	assert.is((await guest.run('cat /sys/fs/selinux/deny_unknown')).output, '0');
});

mcs.run();
