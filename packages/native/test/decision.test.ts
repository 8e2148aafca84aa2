import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { noSelinux, thrownBy } from './support.ts';

// Contexts that the reference policy has, in its MCS and in its MLS form.
const KERNEL = 'system_u:system_r:kernel_t:s0';
const INIT = 'system_u:system_r:init_t:s0';
const SHADOW = 'system_u:object_r:shadow_t:s0';

const decision = suite('decisions');
const onSelinux = skipUnless(decision, noSelinux);

onSelinux('should check contexts against the policy', () => {
	assert.is(native.security_check_context(INIT), true);
	assert.is(native.security_check_context_raw(INIT), true);
	assert.is(native.security_check_context('system_u:system_r:no_such_t:s0'), false);
	assert.is(native.security_check_context('nonsense'), false);
});

onSelinux('should print contexts as the kernel does', () => {
	const messy = 'system_u:object_r:etc_t:s0:c2,c0,c1,c9';
	assert.is(native.security_canonicalize_context_raw(messy), 'system_u:object_r:etc_t:s0:c0.c2,c9');
	const error = thrownBy(() => native.security_canonicalize_context('nonsense'));
	assert.is(error.code, 'EINVAL');
	assert.match(error.message, "security_canonicalize_context 'nonsense'");
});

onSelinux('should compute the context of a new process', () => {
	const login = 'system_u:object_r:getty_exec_t:s0';
	assert.match(native.security_compute_create(INIT, login, 'process'), /:getty_t:/);
	assert.match(native.security_compute_create_raw(INIT, login, 'process'), /:getty_t:/);
	assert.is(
		thrownBy(() => native.security_compute_create(INIT, login, 'no_such_class')).code,
		'EINVAL',
	);
});

onSelinux('should name the permissions that are allowed', () => {
	const answer = native.security_compute_av(KERNEL, INIT, 'process');
	assert.ok(answer.allowed.includes('signal') || answer.allowed.includes('sigchld'));
	assert.not(
		native.security_compute_av_raw(INIT, SHADOW, 'process').allowed.includes('transition'),
	);
	assert.type(answer.permissive, 'boolean');
});

onSelinux('should decide on one permission, and refuse one that does not exist', () => {
	const mine = native.getcon_raw();
	assert.is(native.selinux_check_access(mine, mine, 'process', 'fork'), true);
	const typo = thrownBy(() => native.selinux_check_access(mine, mine, 'process', 'frok'));
	assert.is(typo.code, 'EINVAL');
	assert.match(typo.message, "unknown permission 'frok' of class 'process'");
	if (native.security_getenforce() === 1) {
		assert.is(
			native.selinux_check_access('system_u:object_r:etc_t:s0', SHADOW, 'file', 'write'),
			false,
		);
	}
});

onSelinux('should translate a context there and back', () => {
	const mine = native.getcon_raw();
	assert.is(native.selinux_trans_to_raw_context(native.selinux_raw_to_trans_context(mine)), mine);
});

decision.run();
