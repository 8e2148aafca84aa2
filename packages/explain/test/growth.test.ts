// A line 32 times as long may take 32 times the work, not 1024 times. The processor's time of the two
// is compared: how fast the machine is makes no difference, nor who else uses it.

import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reportJson, reportText } from '../src/explanation-text.ts';
import { countSame, explain, pastedAnswers } from '../src/index.ts';

const TAIL = 'scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=file';

/** What is there many times in one line (or, the last ones, in one log). */
const LINES: Record<string, (times: number) => string> = {
	'remarks between fields': (n) =>
		`avc:  denied  { read } for  pid=1\n${'words of a remark\n'.repeat(n)}`,
	'a long remark between fields': (n) =>
		`avc:  denied  { read } for  pid=1\n${'word '.repeat(n)}=x\n${TAIL}`,
	'decisions without a head': (n) => 'denied { read \n{ read } x=1\n'.repeat(n),
	'fields with other signs': (n) => `scontext ${' '.repeat(n)}: scontext "tclass : `.repeat(4),
	'a report in German': (n) =>
		`SELinux hindert x daran, mit read-Zugriff\n${'Quellkontext      a b [ \n'.repeat(n)}${' '.repeat(n)}[ x`,
	'numbers before lines': (n) => Array.from({ length: n }, (_, i) => `${i}. x\n${i}:`).join('\n'),
	'spaces before numbers': (n) => `${' '.repeat(n)}1. x\n`.repeat(4),
	'spaces within keys': (n) => `avc:  denied  { read } for  ${'tcl ass=x '.repeat(n)}${TAIL}`,
	'spaces within contexts': (n) =>
		`avc:  denied  { read } for  scontext=u:r:a${' a'.repeat(n)} ${'tcontext=u: r '.repeat(n)}${TAIL}`,
	'spaces within permissions': (n) => `avc:  denied  { ${'get attr '.repeat(n)}} for  ${TAIL}`,
	'signs behind spaces': (n) => `avc:  denied  { read } for  ${'path =x '.repeat(n)}${TAIL}`,
	'an emphasis that does not end': (n) => `avc: ${'_denied *{ '.repeat(n)} ${TAIL}${'_'.repeat(n)}`,
	'contexts of a report in many lines': (n) =>
		`SELinux is preventing a from read access on the file b.\nSource Context a:b:\n${'c\n'.repeat(n)}Target Objects b [\n${' \n'.repeat(n)}]`,
	'spaces in a report beside its record': (n) =>
		`avc:  denied  { read } for  name="b" ${TAIL}\n${`Target Objects  b${' '.repeat(n)}\`\n`.repeat(4)}`,
	'messages of pluto': (n) =>
		Array.from(
			{ length: n },
			(_, i) =>
				`received IPsec Security Label 'a:b:c${i}_t' not within range of our configured security label 'a:b:d_t'\n`,
		).join(''),
	'a message of pluto': (n) =>
		`selinux polmatch within_range: sl (${'security label (a '.repeat(n)}`,
	'marks of lists': (n) => `${'- 1. '.repeat(n)}allow a_t b_t:file read;`,
	'alternatives in rules': (n) =>
		`#!!!! This avc can be allowed using one of the these booleans:\n# ${'samba_export_all_rw, '.repeat(n)}\nallow smbd_t var_log_t:file read;`,
	permissions: (n) => `avc:  denied  { ${'read '.repeat(n)}} for  ${TAIL}`,
	'permissions of a transition': (n) =>
		`avc:  denied  { ${'transition '.repeat(n)}} for  scontext=u:r:a_t:s1 tcontext=u:r:b_t:s2 tclass=process`,
	'numbers of a type': (n) => `${'type=1400 '.repeat(n)}apparmor=`,
	'names of a type': (n) => 'type=AVC type=USER_AVC '.repeat(n),
	'numbers of an error': (n) => 'type=1401 op=security_'.repeat(n),
	decisions: (n) => `avc:  denied  { ${'avc:  denied  { '.repeat(n)}`,
	braces: (n) => `avc:  denied  ${'{'.repeat(n)}${'}'.repeat(n)}`,
	'spaces before a decision': (n) => `avc:${' '.repeat(n)}x`,
	'spaces in a value': (n) => `avc:  denied  { read } for  path=${' '.repeat(n)}x ${TAIL}`,
	fields: (n) => `avc:  denied  { read } for  ${'a=1 '.repeat(n)}${TAIL}`,
	'words without a value': (n) => `avc:  denied  { read } for  a=${'b '.repeat(n)}${TAIL}`,
	'equals signs': (n) => `avc:  denied  { read } for  ${'='.repeat(n)} ${TAIL}`,
	'open quotes': (n) => `avc:  denied  { read } for  ${'a=" '.repeat(n)}${TAIL}`,
	'a long word': (n) => `avc:  denied  { read } for  ${'a'.repeat(n)} ${TAIL}`,
	'hexadecimal digits': (n) => `avc:  denied  { read } for  path=${'41'.repeat(n)}x ${TAIL}`,
	envelopes: (n) => `type=USER_AVC msg='avc:  denied  { read } for  ${TAIL}${"' ".repeat(n)}`,
	'separators of names': (n) => `avc:  denied  { read } for  ${TAIL}${'\u001d'.repeat(n)}`,
	times: (n) => `${'audit(1.1:'.repeat(n)} avc:  denied  { read } for  ${TAIL}`,
	categories: (n) =>
		`avc:  denied  { read } for  scontext=u:r:a_t:s0:${'c1,'.repeat(n)}c2 tcontext=u:r:b_t:s0:c3 tclass=file`,
	colons: (n) =>
		`avc:  denied  { read } for  scontext=${':'.repeat(n)} tcontext=u:r:b_t tclass=file`,
	'a long type': (n) =>
		`avc:  denied  { read } for  scontext=u:r:${'a'.repeat(n)} tcontext=u:r:b_t tclass=file`,
	'made-up names': (n) =>
		`avc:  denied  { open } for  path="/srv/${'tmp.a1'.repeat(n)}-" scontext=u:r:a_t:s0 tcontext=u:r:var_t:s0 tclass=file`,
	'an alias of a module': (n) =>
		`avc:  denied  { module_request } for  kmod="net-pf-${'1'.repeat(n)}" scontext=u:r:a_t:s0 tcontext=u:r:kernel_t:s0 tclass=system`,
	'control characters': (n) => `avc:  denied  { read } for  path="${'\x1b'.repeat(n)}" ${TAIL}`,
	'an invalid context': (n) => `type=SELINUX_ERR op=setxattr invalid_context="${'u:'.repeat(n)}"`,
	'broken lines': (n) => `avc:  denied  { read } for\n${'a=1\n'.repeat(n)}${TAIL}`,
	'records in a line': (n) => `avc:  denied  { read } for  ${TAIL} `.repeat(n),
	'heads in a line': (n) => 'type=AVC msg=audit(1.0:1): '.repeat(n),
	'interpreted heads in a line': (n) => 'type=AVC msg=audit(x y): '.repeat(n),
	'quoted-printable lines': (n) => `avc:  denied  { read } for  ${'a=3D1 =\n'.repeat(n)}${TAIL}`,
	'names in summaries of sealert': (n) =>
		`SELinux is preventing a from read access on the file ${'b '.repeat(n)}`,
	'files looked for': (n) => 'find / -inum 1\n'.repeat(n),
	'files that were refused': (n) =>
		`avc:  denied  { read } for  name="b" ${TAIL}\n${'open "/a/b": Permission denied\n'.repeat(n)}`,
	'a file that was refused': (n) =>
		`avc:  denied  { read } for  name="b" ${TAIL}\nPermission denied ${'"/a (/:'.repeat(n)}`,
	'folders of a file that was refused': (n) =>
		`avc:  denied  { read } for  name="b" ${TAIL}\nPermission denied ${'/a'.repeat(n)}${':.'.repeat(n)}`,
	'a file looked for': (n) => 'find / '.repeat(n),
	'lines of cron': (n) => 'Unauthorized SELinux context=a file_context='.repeat(n),
	'lines of units': (n) => `SELinux ${'a.service'.repeat(n)}: Failed`,
	'rules of audit2allow': (n) => 'allow a_t b_t:file { read open };\n'.repeat(n),
	'a rule of many permissions': (n) => `allow a_t b_t:file { ${'read '.repeat(n)}`,
	'summaries of sealert': (n) =>
		'SELinux is preventing a from read access on the file b.\n'.repeat(n),
	'a program in a summary of sealert': (n) => `SELinux is preventing ${'a '.repeat(n)} from b`,
	'what a summary of sealert is about': (n) =>
		`SELinux is preventing a from read access on the ${'b labeled '.repeat(n)}`,
	'older headlines of setroubleshoot': (n) => 'SELinux is preventing a (a_t) "read" to\n'.repeat(n),
	'a program in an older headline': (n) => `SELinux is preventing ${'a ('.repeat(n)}a_t) "read"`,
	'what an older headline is about': (n) =>
		`SELinux is preventing a (a_t) "read" to ${'b ('.repeat(n)}`,
	'plugins of a report without contexts': (n) =>
		`SELinux is preventing a from read access on the file b.\n${'* Plugin restorecon (9. x)\nc_t\n'.repeat(n)}`,
	'a plugin of sealert': (n) =>
		`SELinux prevents a from read\n* ${'restorecon ('.repeat(n)}\n* restorecon ${'x'.repeat(n)}`,
	'lines of aureport': (n) =>
		'1. 07/19/2023 06:58:27 x a:b:c_t openat file read a:b:d_t denied 4\n'.repeat(n),
	'a line of aureport': (n) => `1. 07/19/2023 06:58:27 ${'a:b:c_t x '.repeat(n)}`,
	'permissions of aureport': (n) =>
		`1. 07/19/2023 06:58:27 x a:b:c_t openat file ${'read '.repeat(n)} a:b:c`,
	'lines about SELinux': (n) => 'SELinux x read /y\n'.repeat(n),
	'messages of a journal': (n) =>
		`{"MESSAGE":"${'\\"'.repeat(n)}avc:  denied  { read } for ${TAIL}"}`,
	'files of an event': (n) =>
		`avc:  denied  { dac_override } for  ${TAIL} ${'type=PATH msg=audit(1.0:1): name=a mode=0100 '.repeat(n)}`,
	'heads of an event': (n) =>
		`${'type=SYSCALL msg=audit(1.0:1):'.repeat(n)}avc:  denied  { read } for`,
	'answers of audit2why': (n) =>
		`avc:  denied  { read } for  ${TAIL}\n\tWas caused by:\n\t\tMissing type enforcement (TE) allow rule.\n`.repeat(
			n,
		),
	'rules and constraints of audit2allow': (n) =>
		`#!!!! This avc is a constraint violation.\nmlsconstrain file { read } (x -Fail-); Constraint DENIED\nallow a_t b_t:file read;\navc:  denied  { read } for  ${TAIL}\n`.repeat(
			n,
		),
	'plugins of sealert': (n) =>
		`Plugin catchall_boolean\nsetsebool -P x 1\navc:  denied  { read } for  ${TAIL}\n`.repeat(n),
	'labels that the kernel left unmapped': (n) =>
		`SELinux: Context u:r:x_t is not valid (left unmapped)\navc:  denied  { read } for  netif=n ${TAIL.replace('b_t', 'unlabeled_t')}\n`.repeat(
			n,
		),
	'colours in a line': (n) =>
		`${'\x1b[01;31m[1;2m^[[0m'.repeat(n)}avc:  denied  { read } for ${TAIL}`,
	'links that do not end': (n) => `${'\x1b]8;;'.repeat(n)}avc:  denied  { read } for ${TAIL}`,
	'beginnings of JSON': (n) => `${'{"log":"'.repeat(n)}avc:  denied  { read } for ${TAIL}"}`,
	'JSON that is deep': (n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`,
	'strings of JSON': (n) => JSON.stringify({ a: Array.from({ length: n }, () => 'avc: x') }),
	elements: (n) => `${'<b <br> </p '.repeat(n)}avc:  denied  { read } for ${TAIL}`,
	'stars and underscores': (n) => `${'** __a= \\_'.repeat(n)}avc:  denied  { read } for ${TAIL}`,
	"the kernel's own lines": (n) => 'SELinux: Context x is not valid (left unmapped)\n'.repeat(n),
	"beginnings of the kernel's own lines": (n) =>
		'SELinux: Context inode=1 on dev=x was found to have an invalid context= (dev x, type '.repeat(
			n,
		),
	'the same record': (n) => `avc:  denied  { read } for  ${TAIL}\n`.repeat(n),
	'records that differ': (n) =>
		Array.from({ length: n }, (_, i) => `avc:  denied  { read } for  netif=n${i} ${TAIL}\n`).join(
			'',
		),
};

/** What `peercon explain` does with a log, but for reading and writing it. */
function explainAll(text: string): void {
	const log = readRecords(text);
	const pasted = pastedAnswers(log);
	const explained = [...log.records, ...log.messages].map((record) => ({
		record,
		count: 1,
		explanation: explain(record, {
			answer: record.kind === 'access' ? pasted.get(record) : undefined,
			messages: log.messages,
		}),
	}));
	for (const each of countSame(explained)) {
		reportText(each.explanation, each);
		reportJson(each.explanation, each);
	}
}

/** So much of the processor's time is measured, in microseconds, that a clock's tick makes no difference. */
const MEASURABLE = 50_000;

/** The processor's time that a text takes, in microseconds, on the average of this number of times. */
function costOf(text: string): number {
	const before = process.cpuUsage();
	for (let times = 1; ; times++) {
		explainAll(text);
		const { user } = process.cpuUsage(before);
		if (user >= MEASURABLE) return user / times;
	}
}

const TIMES = 500;
const TIMES_LONGER = 32;

/** How many times more each part may take: 1 is in proportion, 32 quadratic, and caches take theirs. */
const MOST = 8;

const growth = suite('growth');

for (const [name, line] of Object.entries(LINES)) {
	growth(`should be in proportion to the length: ${name}`, () => {
		const [short, long] = [line(TIMES), line(TIMES * TIMES_LONGER)];
		costOf(short); // compiles what is not compiled yet
		const ratio = costOf(long) / costOf(short) / TIMES_LONGER;
		assert.ok(ratio < MOST, `each part takes ${ratio.toFixed(1)} times as much`);
	});
}

growth('should not need to be for permissions, of which a class has 32', () => {
	const all = (n: number) => Array.from({ length: n }, (_, i) => `p${i}`).join(' ');
	const read = (n: number) => readRecords(`avc:  denied  { ${all(n)} } for  ${TAIL}`);
	assert.is(read(32).records.length, 1);
	assert.equal(
		read(33).problems.map(({ message }) => message),
		['33 permissions, expected 32 at most, the bits of an access vector'],
	);
});

growth.run();
