import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explainLog } from '../src/index.ts';

/** A service that meets a file without a label. */
function met(domain: string, name: string, label = 'unlabeled_t'): string {
	return `avc:  denied  { read } for  pid=7 comm="a" name="${name}" dev="dm-0" ino=7 scontext=system_u:system_r:${domain}:s0 tcontext=system_u:object_r:${label}:s0 tclass=file`;
}

/** What is to be done first for each record of a log. */
async function firstOf(...lines: string[]): Promise<string[]> {
	const explained = await explainLog(readRecords(lines.join('\n')));
	return explained.map(({ explanation }) => {
		const [{ why, text } = { why: '' }] = explanation.remedies;
		return `${why} ${text}`;
	});
}

const lost = suite('a system that has lost its labels');

lost('should be labeled as a whole where services with a file each meet none', async () => {
	const records = [met('sshd_t', 'a'), met('crond_t', 'b'), met('ntpd_t', 'c')];
	const all = await firstOf(...records, met('ftpd_t', 'd', 'etc_t'));
	assert.is(all.length, 4);
	for (const said of all.slice(0, 3)) {
		assert.match(said, '3 domains meet files without labels in this log (sshd_t, crond_t, ntpd_t)');
		assert.match(said, 'touch /.autorelabel');
	}
	assert.not.match(all[3] ?? '', 'autorelabel');
	const [many] = await firstOf(
		...records,
		met('ftpd_t', 'd'),
		met('nmbd_t', 'e'),
		met('smbd_t', 'f'),
	);
	assert.match(
		many ?? '',
		'6 domains meet files without labels in this log (sshd_t, crond_t, ntpd_t, ftpd_t, 2 more)',
	);
});

lost('should not be so where they are few, share a file, or are no services', async () => {
	for (const records of [
		[met('sshd_t', 'a'), met('crond_t', 'b'), met('crond_t', 'c')],
		[met('sshd_t', 'a'), met('crond_t', 'a'), met('ntpd_t', 'a')],
		[met('container_t', 'a'), met('staff_t', 'b'), met('ntpd_t', 'c')],
		[
			met('sshd_t', 'a'),
			met('crond_t', 'b'),
			`${met('ntpd_t', 'c')} trawcon=system_u:object_r:gone_t:s0`,
		],
	]) {
		for (const said of await firstOf(...records)) assert.not.match(said, 'domains meet');
	}
});

lost.run();
