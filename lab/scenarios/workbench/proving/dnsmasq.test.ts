// docs/proving-a-policy.md: which lines of the reference policy's module does dnsmasq need, and for what?
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documented } from '../../../src/documented.ts';
import { proofText } from '../../../src/workbench/report.ts';
import { cut, NUMBERS_OF_RUNS } from '../greeter.ts';
import { DOCUMENT, provedBy, said } from './proving.ts';
import { upstreamModule } from './upstream.ts';

/** Busybox has a DHCP client. */
const PACKAGES = 'dnsmasq,busybox';

const dnsmasq = suite("the reference policy's module for dnsmasq");

dnsmasq('should be needed as far as something uses it', async () => {
	const folder = await upstreamModule('dnsmasq');
	const ordinary = await provedBy(folder, 'dnsmasq', PACKAGES);
	const more = await provedBy(folder, 'dnsmasq', PACKAGES, 'features');
	const needed = said('needed', more);
	for (const line of said('needed', ordinary)) assert.ok(needed.includes(line), line);

	// Only who gives addresses away keeps a list of them, and asks by ICMP whether one is taken.
	for (const line of [
		'allow dnsmasq_t self:rawip_socket create_socket_perms;',
		'manage_files_pattern(dnsmasq_t, dnsmasq_lease_t, dnsmasq_lease_t)',
		'allow dnsmasq_t dnsmasq_var_log_t:file append_file_perms;',
	]) {
		assert.ok(said('nothing needed it', ordinary).includes(line), line);
		assert.ok(needed.includes(line), line);
	}
	assert.ok(said('nothing needed it', more).includes('corecmd_exec_shell(dnsmasq_t)'));
	const pipe = more.lines.find(({ text }) => text.startsWith('allow dnsmasq_t self:fifo_file'));
	assert.match(pipe?.why ?? '', /^avc: denied \{ write \} path=pipe:/);
	documented(DOCUMENT, 'dnsmasq', cut(proofText(more)), NUMBERS_OF_RUNS);
});

dnsmasq.run();
