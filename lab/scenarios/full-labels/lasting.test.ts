// NetLabel's configuration from a file: what is loaded at boot, and how all of it is taken away.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';

/** One with a DOI, a map by addresses and a fallback label. */
const RULES = `\
cipsov4 add local doi:2
map del default
map add default address:0.0.0.0/0 protocol:unlbl
map add default address:::/0 protocol:unlbl
map add default address:127.0.0.1 protocol:cipsov4,2
unlbl add interface:lo address:127.0.0.2 label:system_u:object_r:netlabel_peer_t:s0`;

/** All that netlabelctl(8) lists. */
const LISTS = 'for each in cipsov4 calipso map unlbl; do netlabelctl -p $each list; done';

const UNIT = 'netlabel.service';

const lasting = scenario('what lasts', { document: 'full-labels-over-loopback.md' });

lasting('should load the rules of a file, and reset all', async (guest) => {
	const untouched = await guest.must(LISTS);
	await guest.must(`echo '${RULES}' > /etc/netlabel.rules`);
	await guest.must('netlabel-config load');
	const configured = await guest.must(LISTS);
	assert.is.not(configured, untouched);

	const terminal = new Terminal(guest);
	await terminal.type('cat /etc/netlabel.rules');
	const twice = await terminal.type('netlabel-config load');
	assert.is(twice.status, 1, 'it is there already');
	const reset = await terminal.type('netlabel-config reset');
	assert.is(reset.status, 0);
	assert.is(await guest.must(LISTS), untouched, 'reset takes all of it away');
	assert.is((await terminal.type('netlabel-config load')).status, 0);
	assert.is(await guest.must(LISTS), configured);
	guest.documented('rules', terminal.text);
	await guest.must('netlabel-config reset');

	const path = `/etc/systemd/system/${UNIT}`;
	await guest.bring(join(import.meta.dirname, UNIT), path);
	await guest.must(`chmod 644 ${path} && restorecon ${path}`);
	guest.documented('unit', readFileSync(join(import.meta.dirname, UNIT), 'utf8'));
	const service = new Terminal(guest);
	assert.is((await service.type('systemctl enable --now netlabel')).status, 0);
	assert.is(await guest.must(LISTS), configured);
	guest.documented('service', service.text);
	await guest.must('systemctl disable --now netlabel');
	assert.is((await guest.run('systemctl is-enabled netlabel')).output, 'disabled\n');
	assert.is(await guest.must(LISTS), untouched);
	await guest.expectNoDenials('netlabel_mgmt_t', 'initrc_t');
});

lasting.run();
