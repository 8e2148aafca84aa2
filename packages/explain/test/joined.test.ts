import type { SelinuxRecord } from '@peercon/records';
import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Explained } from '../src/count.ts';
import { explain } from '../src/index.ts';
import { explainJoined } from '../src/joined.ts';
import { saidOnce } from '../src/said-once.ts';

const joined = suite('records of one access');

const CONTEXTS =
	'scontext=system_u:system_r:fail2ban_t:s0 tcontext=system_u:object_r:httpd_log_t:s0 tclass=file permissive=0';

function line(permission: string, ino: number, name: string, pid = 7): string {
	return `avc:  denied  { ${permission} } for  pid=${pid} comm="watchd" ${name} dev="dm-0" ino=${ino} ${CONTEXTS}`;
}

/** The records of lines, explained as the program does. */
function explainedOf(...lines: string[]): Promise<Explained[]> {
	const { records } = readRecords(lines.join('\n'));
	const explainOne = async (record: SelinuxRecord) => ({
		record,
		count: 1,
		explanation: explain(record),
	});
	return explainJoined(records, explainOne);
}

function rulesOf(explained: Explained[]) {
	return explained.map(({ explanation }) => explanation.remedies.at(-1)?.text);
}

joined('should be one answer with the permissions of all', async () => {
	const said = await explainedOf(
		line('read', 11, 'name="error_log"'),
		line('open', 11, 'path="/var/log/httpd/error_log"'),
	);
	assert.equal(rulesOf(said), ['allow fail2ban_t httpd_log_t:file { read open };']);
	assert.match(said[0]?.explanation.sentence ?? '', '/var/log/httpd/error_log');
});

joined('should stay apart where file or process is another', async () => {
	const name = 'path="/var/log/httpd/error_log"';
	const files = await explainedOf(line('read', 11, name), line('open', 12, name));
	const processes = await explainedOf(line('read', 11, name), line('open', 11, name, 8));
	assert.is(files.length, 2);
	assert.is(processes.length, 2);
});

joined('should stay apart where the answers differ', async () => {
	const subject = CONTEXTS.replace('fail2ban_t', 'httpd_t').replace('httpd_log_t', 'user_home_t');
	// httpd_read_user_content reads, and nothing lets it write.
	const lines = ['read', 'write'].map(
		(each) =>
			`avc:  denied  { ${each} } for  pid=7 comm="php" name="a" dev="dm-0" ino=3 ${subject}`,
	);
	const said = await explainedOf(...lines);
	assert.equal(
		said.map(({ explanation }) => explanation.layer),
		['boolean', 'type enforcement'],
	);
});

joined('should have what was said above only once', async () => {
	const one = line('watch', 11, 'path="/var/log/web/error_log"').replace(
		'httpd_log_t',
		'acct_data_t',
	);
	const other = line('watch', 12, 'path="/var/log/web/access_log"').replace(
		'httpd_log_t',
		'acct_data_t',
	);
	const said = saidOnce(await explainedOf(one, other));
	const [first, second] = said.map(({ explanation }) => explanation.remedies.map(({ why }) => why));
	assert.match(first?.[1] ?? '', /^Then: is the label/);
	assert.match(second?.[0] ?? '', 'said above for fail2ban_t and acct_data_t');
	assert.is(second?.length, 2);
});

joined('should have of other types what is to be said of those', async () => {
	const one = line('watch', 11, 'path="/var/log/web/error_log"').replace(
		'httpd_log_t',
		'acct_data_t',
	);
	const other = one.replace('fail2ban_t', 'crowdsec_t');
	const said = saidOnce(await explainedOf(one, other));
	assert.not.ok(
		said.some(({ explanation }) => /said above/.test(explanation.remedies[0]?.why ?? '')),
	);
});

joined('should have the questions before a rule once, whatever of the path is known', async () => {
	const one = line('watch', 11, 'name="error_log"').replace('httpd_log_t', 'acct_data_t');
	const other = line('watch', 12, 'path="/var/log/web/access_log"').replace(
		'httpd_log_t',
		'acct_data_t',
	);
	const said = saidOnce(await explainedOf(one, other));
	const second = said[1]?.explanation.remedies.map(({ why }) => why) ?? [];
	assert.ok(said[0]?.explanation.remedies[1]?.why.startsWith('Then: is the label'));
	assert.not.ok(second.some((why) => /^(?:First|Then): /.test(why)));
});

joined('should have none of them where the label is known to be of another module', async () => {
	const one = line('search', 11, 'name="sddm"').replace('tclass=file', 'tclass=dir');
	const of = (text: string) =>
		text.replace('fail2ban_t', 'xdm_t').replace('httpd_log_t', 'xkb_var_lib_t');
	const other = one.replace('search', 'add_name').replace('"sddm"', '".cache"');
	const said = saidOnce(await explainedOf(of(one), of(other)));
	assert.match(said[0]?.explanation.remedies[0]?.why ?? '', 'a type of another module');
	const second = said[1]?.explanation.remedies.map(({ why }) => why) ?? [];
	assert.not.ok(second.some((why) => /^(?:First|Then): /.test(why)));
});

joined('should have the advice to update the policy once for a domain', async () => {
	const process = (name: string, object: string) =>
		`avc:  denied  { ${name} } for  pid=7 comm="a" scontext=system_u:system_r:vpnc_t:s0 tcontext=system_u:system_r:${object}:s0 tclass=process`;
	const said = saidOnce(
		await explainedOf(process('setrlimit', 'vpnc_t'), process('getcap', 'a_t')),
	);
	const gaps = said.map(({ explanation }) =>
		explanation.remedies.some(({ why }) => /^Probably a gap/.test(why)),
	);
	assert.equal(gaps, [true, false]);
	assert.not.ok(
		said.some(({ explanation }) => /said above/.test(explanation.remedies[0]?.why ?? '')),
	);
});

joined('should have alternatives together, or none of them', async () => {
	const ro = (object: string, name: string) =>
		`avc:  denied  { read } for  pid=7 comm="smbd" name="${name}" dev="dm-0" ino=3 scontext=system_u:system_r:smbd_t:s0 tcontext=system_u:object_r:${object}:s0 tclass=lnk_file`;
	const said = saidOnce(await explainedOf(ro('var_log_t', 'a'), ro('var_log_t', 'b')));
	const all = said.map(({ explanation }) => explanation.remedies.map(({ text = '' }) => text));
	for (const texts of all) {
		assert.is(
			texts.some((one) => one.includes('export_all_rw')),
			texts.some((one) => one.includes('export_all_ro')),
		);
	}
	assert.ok(all[0]?.some((one) => one.includes('export_all_ro')));
	assert.not.ok(all[1]?.some((one) => one.includes('export_all')));
});

joined.run();
