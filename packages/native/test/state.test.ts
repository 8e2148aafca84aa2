import { existsSync } from 'node:fs';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { noSelinux, thrownBy, withSelinux } from './support.ts';

const state = suite('state of SELinux');
const onSelinux = skipUnless(state, noSelinux);
const withoutSelinux = skipUnless(state, withSelinux);

state('should agree with the kernel whether SELinux is enabled', () => {
	assert.is(native.isSelinuxEnabled(), existsSync('/sys/fs/selinux/enforce'));
});

withoutSelinux('should say that SELinux is disabled, never return something empty', () => {
	const calls = {
		is_selinux_mls_enabled: native.isSelinuxMlsEnabled,
		security_getenforce: native.securityGetenforce,
		security_policyvers: native.securityPolicyvers,
		getcon: native.getcon,
		getcon_raw: native.getcon_raw,
		getprevcon: native.getprevcon,
		getexeccon: native.getexeccon,
		getsockcreatecon: native.getsockcreatecon,
		getpidcon: () => native.getpidcon(process.pid),
		security_check_context: () => native.securityCheckContext('a:b:c'),
		security_canonicalize_context: () => native.securityCanonicalizeContext('a:b:c'),
		security_compute_create: () => native.securityComputeCreate('a:b:c', 'a:b:c', 'process'),
		security_compute_av: () => native.securityComputeAv('a:b:c', 'a:b:c', 'file'),
		selinux_check_access: () => native.selinuxCheckAccess('a:b:c', 'a:b:c', 'file', 'read'),
		selinux_raw_to_trans_context: () => native.selinuxRawToTransContext('a:b:c'),
		setexeccon: () => native.spawnWithContext('a:b:c', 'true'),
		setsockcreatecon: () => native.createSocket('tcp', 'inet', 'a:b:c'),
	};
	for (const [syscall, call] of Object.entries(calls)) {
		const error = thrownBy(call);
		assert.is(error.code, 'ERR_SELINUX_DISABLED', syscall);
		assert.is(error.syscall, syscall);
		assert.is(error.errno, -95);
		assert.match(error.message, `SELinux is disabled on this host, ${syscall}`);
	}
});

withoutSelinux('should refuse to list policy capabilities', () => {
	assert.is(thrownBy(native.policyCapabilities).code, 'ERR_SELINUX_DISABLED');
});

onSelinux('should read the mode, the policy version and its capabilities', () => {
	assert.ok([0, 1].includes(native.securityGetenforce()));
	assert.ok(native.securityPolicyvers() >= 30);
	assert.type(native.isSelinuxMlsEnabled(), 'boolean');
	assert.is(native.policyCapabilities().network_peer_controls, true);
});

state.run();
