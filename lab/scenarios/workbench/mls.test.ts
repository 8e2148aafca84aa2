// `npx lab module prove` with Debian's MLS policy, where root may change no boolean, and with a package.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copied, proved } from './greeter.ts';

/** Root's login is sysadm_t there. */
const FOR_SYSADM = `
gen_require(\`
	type sysadm_t;
	role sysadm_r;
')
domtrans_pattern(sysadm_t, greeter_exec_t, greeter_t)
role sysadm_r types greeter_t;
userdom_use_user_terminals(greeter_t)
`;

const mls = suite('module prove, with another policy and a package');

mls('should tell what the test needs there', async () => {
	const folder = copied();
	const te = join(folder, 'greeter.te');
	writeFileSync(te, readFileSync(te, 'utf8').replace(/^unconfined_run_to.*$/m, FOR_SYSADM));
	const { said } = await proved(
		folder,
		'--policy',
		'mls',
		'--packages',
		'hello',
		'--',
		'hello && ./test.sh',
	);
	assert.ok(said('needed').includes('domtrans_pattern'));
	assert.ok(said('needed').includes('create_files_pattern'));
	assert.ok(said('nothing needed it').includes('files_read_etc_files'));
});

mls.run();
