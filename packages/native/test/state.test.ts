import { existsSync, readFileSync } from 'node:fs';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { noSelinux, thrownBy, withSelinux } from './support.ts';

const state = suite('state of SELinux');
const onSelinux = skipUnless(state, noSelinux);
const withoutSelinux = skipUnless(state, withSelinux);

state('should agree with the kernel whether SELinux is enabled', () => {
	assert.is(native.is_selinux_enabled(), existsSync('/sys/fs/selinux/enforce'));
});

state('should say disabled where the kernel has no selinuxfs, and hidden only where it has', () => {
	const isThere = readFileSync('/proc/filesystems', 'utf8').includes('\tselinuxfs\n');
	const found = native.selinuxState();
	if (!isThere) assert.is(found, 'disabled');
	assert.is(found === 'enabled', native.is_selinux_enabled());
	assert.is(found === 'hidden', native.whySelinuxHidden() !== null);
	assert.is(native.isSelinuxRunning(), found !== 'disabled');
});

withoutSelinux('should say that SELinux is disabled, never return something empty', () => {
	const calls = {
		is_selinux_mls_enabled: native.is_selinux_mls_enabled,
		security_getenforce: native.security_getenforce,
		security_policyvers: native.security_policyvers,
		getcon: native.getcon,
		getcon_raw: native.getcon_raw,
		getprevcon: native.getprevcon,
		getexeccon: native.getexeccon,
		getsockcreatecon: native.getsockcreatecon,
		getpidcon: () => native.getpidcon(process.pid),
		security_check_context: () => native.security_check_context('a:b:c'),
		security_canonicalize_context: () => native.security_canonicalize_context('a:b:c'),
		security_compute_create: () => native.security_compute_create('a:b:c', 'a:b:c', 'process'),
		security_compute_av: () => native.security_compute_av('a:b:c', 'a:b:c', 'file'),
		selinux_check_access: () => native.selinux_check_access('a:b:c', 'a:b:c', 'file', 'read'),
		selinux_raw_to_trans_context: () => native.selinux_raw_to_trans_context('a:b:c'),
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
	assert.ok([0, 1].includes(native.security_getenforce()));
	assert.ok(native.security_policyvers() >= 30);
	assert.type(native.is_selinux_mls_enabled(), 'boolean');
	assert.is(native.policyCapabilities().network_peer_controls, true);
});

state.run();
