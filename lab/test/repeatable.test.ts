import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDenials } from '../src/denials.ts';
import { differences, lastSteps } from '../src/workbench/repeatable.ts';
import { waitingOf } from '../src/workbench/test-run.ts';

const denied = (name: string) =>
	`audit: type=1400 audit(1.000:1): avc:  denied  { read } for  pid=1 comm="a" name="${name}" scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=file permissive=0`;

const ran = (output: string, ...names: string[]) => ({
	seen: 'fine',
	output,
	hasHung: false,
	denials: parseDenials(names.map(denied).join('\n')),
});

const repeatable = suite('two runs of a test');

repeatable('should differ in the first line of their output that is another', () => {
	assert.equal(differences(ran('begins\r\n1 left\r\nends'), ran('begins\n2 left\nends\n'), []), [
		'line 2 of its output is the first that differs',
		'\tbefore: 1 left',
		'\tnow:    2 left',
	]);
	assert.equal(differences(ran('begins\nends\n'), ran('begins\n'), []).slice(1), [
		'\tbefore: ends',
		'\tnow:    nothing more',
	]);
	assert.equal(differences(ran('begins\n', 'x'), ran('begins', 'x', 'x'), []), []);
});

repeatable('should differ in records that one of them has', () => {
	const [now = '', before = '', ...more] = differences(ran('', 'old'), ran('', 'new'), []);
	assert.match(now, /^now, and not before: avc: denied \{ read \} name=new /);
	assert.match(before, /^before, and not now: avc: denied \{ read \} name=old /);
	assert.equal(more, []);
});

repeatable("should tell no more than a person reads, the modules' own records first", () => {
	const many = Array.from({ length: 400 }, (_, index) => `other${index}`);
	const other = (record: string) => record.replace(':a_t:', ':z_t:');
	const now = ran('', ...many, 'mine');
	now.denials = parseDenials([...many.map(denied).map(other), denied('mine')].join('\n'));
	const told = differences(ran(''), now, ['a_t']);
	assert.is(told.length, 21);
	assert.match(told[0] ?? '', ' name=mine ');
	assert.is(told.at(-1), 'and 381 more');
});

repeatable('should be told from each other by the last steps of a shell', () => {
	const output = ['+ set -e', 'an answer', '++ cat a', '+ [ 1 = 2 ]', '+more', '+ true'].join(
		'\r\n',
	);
	assert.equal(lastSteps(output), ['+ set -e', '++ cat a', '+ [ 1 = 2 ]', '+ true']);
	assert.is(lastSteps(output.repeat(9)).length, 6);
});

repeatable('should tell what a test waited for: its processes, and jobs of systemd', () => {
	const processes = [
		'    1 /sbin/init',
		'  130 timeout -k 5 0 bash -c ./test.sh',
		'  130 /bin/sh ./test.sh',
		'  130 systemctl stop a\x1b[1m',
		' 1301 sleep 5',
	];
	const jobs = '  521 dnsmasq.service stop running\r\n';
	assert.is(
		waitingOf(processes.join('\r\n'), '130', jobs),
		'/bin/sh ./test.sh; systemctl stop a\\x1b[1m; systemd: stop dnsmasq.service',
	);
	assert.is(waitingOf(processes.join('\n'), '7', ''), '');
});

repeatable.run();
