// A record that a terminal has broken at its edge, wherever that was.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AccessRecord, readRecords } from '../src/index.ts';

const RECORD =
	'avc:  denied  { name_connect } for  pid=27134 comm="httpd" dest=8080 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:http_port_t:s0:c1,c2';

function only(text: string): AccessRecord {
	const { records, problems } = readRecords(text);
	assert.is(problems.length, 0);
	assert.is(records.length, 1);
	return records[0] as AccessRecord;
}

/** What an explanation is made of: a field whose own name was broken is no part of it. */
function essence({ subject, object, class: of, details }: AccessRecord) {
	return [subject.text, object.text, of, details.dest];
}

const broken = suite('a record that was broken');

for (const of of ['tcp_socket', 'key_socket', 'process2', 'unix_stream_socket']) {
	broken(`should be whole again, from its port to its end, with the class ${of}`, () => {
		const whole = `${RECORD} tclass=${of} permissive=0`;
		const expected = essence(only(whole));
		for (let at = whole.indexOf('8080'); at < whole.length; at++) {
			const text = `${whole.slice(0, at)}\n${whole.slice(at)}`;
			assert.equal(essence(only(text)), expected, text);
		}
	});
}

broken('should not go on with a word of prose', () => {
	for (const word of ['Thanks', 'socket', '2', 'permissive']) {
		assert.is(only(`${RECORD} tclass=file\n${word}\n`).class, 'file');
	}
});

/** What must be right, and no part of it lost. */
function said({
	decision,
	permissions,
	subject,
	object,
	class: of,
	permissive,
	details,
}: AccessRecord) {
	const { trawcon } = details;
	return { decision, permissions, contexts: [subject.text, object.text], of, permissive, trawcon };
}

const WHOLE = [
	'avc:  denied  { map } for  pid=25 comm="passwd" path="/sys/fs/selinux/status" dev="selinuxfs" ino=19 scontext=root:sysadm_r:passwd_t tcontext=system_u:object_r:security_t tclass=file permissive=1',
	'avc:  denied  { read write execute_no_trans getattr relabelfrom } for  pid=7 comm="a.out" path="/srv/data/x" dev="vda1" ino=99 scontext=system_u:system_r:httpd_t:s0-s0:c0.c1023 tcontext=system_u:object_r:var_lib_t:s0:c12,c200 tclass=file permissive=0',
	'type=AVC msg=audit(1600000000.100:7): avc:  granted  { setbool } for  pid=7 comm="sh" scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:security_t:s0 tclass=security',
	"type=1107 audit(0.0:357): uid=0 auid=4294967295 ses=4294967295 subj=u:r:init:s0 msg='avc:  denied  { set } for property=persist.vendor.some.enable pid=41 uid=1000 gid=1000 scontext=u:r:system_app:s0 tcontext=u:object_r:vendor_default_prop:s0 tclass=property_service permissive=0'",
	'type=USER_AVC msg=audit(1600000000.100:7): pid=1 uid=0 auid=4294967295 ses=4294967295 subj=system_u:system_r:init_t:s0 msg=\'avc:  denied  { start } for auid=n/a uid=0 gid=0 path="/run/systemd/transient/user-7.slice" cmdline="/usr/lib/systemd/systemd-logind" scontext=system_u:system_r:systemd_logind_t:s0 tcontext=system_u:object_r:init_var_run_t:s0 tclass=service exe="/usr/lib/systemd/systemd" sauid=0 hostname=? addr=? terminal=?\'',
	'avc:  denied  { nnp_transition nosuid_transition } for  pid=41 comm="(d)" scontext=system_u:system_r:init_t:s0 tcontext=system_u:system_r:ntpd_t:s0 tclass=process2 permissive=0',
	'avc:  denied  { getattr } for  pid=41 comm="ls" path="/srv/x" dev="vda1" ino=9 scontext=user_u:user_r:user_t:s0 tcontext=system_u:object_r:unlabeled_t:s0 tclass=file permissive=0 trawcon="system_u:object_r:gone_t:s0"',
];

/** A record that is complete, or none: an error says so. */
function onlyOrError(text: string): AccessRecord | undefined {
	const { records, problems } = readRecords(text);
	assert.is(records.length + problems.length, 1, text);
	return records[0] as AccessRecord | undefined;
}

broken('should be what it was, wherever it was broken from the decision on, or be an error', () => {
	for (const whole of WHOLE) {
		const expected = said(only(whole));
		for (let at = whole.indexOf('avc:') + 'avc:'.length; at <= whole.length; at++) {
			for (const mark of ['', '> ']) {
				const text = `${mark}${whole.slice(0, at)}\n${mark}${whole.slice(at)}`;
				const found = onlyOrError(text);
				assert.ok(found, text);
				assert.equal(said(found), expected, text);
			}
		}
	}
});

broken('should be what it was, wherever a space is within a word from the decision on', () => {
	for (const whole of WHOLE.filter((each) => !/\w="[^"]*"$|msg='/.test(each))) {
		const expected = said(only(whole));
		for (let at = whole.indexOf('avc:') + 'avc:'.length; at < whole.length; at++) {
			const text = `${whole.slice(0, at)} ${whole.slice(at)}`;
			const found = only(text);
			assert.equal(said(found), expected, text);
			const isBetweenWords = /\s$/.test(text.slice(0, at)) || /^\s\s/.test(text.slice(at));
			if (isBetweenWords) assert.is(found.details.mended, undefined, text);
		}
	}
});

broken('should have the class of its capability where that was left out', () => {
	const of = (number: number) =>
		only(
			`avc: denied { x } for pid=1 capability=${number} scontext=a:b:init_t:s0 tcontext=a:b:init_t:s0`,
		).class;
	assert.equal(
		[of(0), of(31), of(32), of(38)],
		['capability', 'capability', 'capability2', 'capability2'],
	);
});

broken('should not take a remark behind a context for a part of it', () => {
	for (const remark of ['web', '(web)', 'the web_t server', '7', 'allow']) {
		const { object } = only(
			`avc: denied { read } for scontext=a:b:c_t:s0 tcontext=a:b:d_t ${remark} says tclass=file`,
		);
		assert.is(object.type, 'd_t', remark);
	}
});

broken('should be what it was at any two places', () => {
	for (const whole of WHOLE) {
		const expected = said(only(whole));
		for (let one = whole.indexOf('{'); one < whole.length; one++) {
			for (let two = one + 20; two < whole.length; two += 7) {
				const text = [whole.slice(0, one), whole.slice(one, two), whole.slice(two)].join('\n');
				const found = onlyOrError(text);
				if (found) assert.equal(said(found), expected, text);
			}
		}
	}
});

broken('should be what it was at the edge of a terminal and in mail', () => {
	for (const whole of WHOLE) {
		const expected = said(only(whole));
		for (const width of [72, 80, 100]) {
			for (let before = 0; before < width; before++) {
				const prompt = `${'x'.repeat(before)} `;
				const edge = `${prompt}${whole}`.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
				// Where the decision itself is broken nothing begins.
				if (!edge.some((line) => /\bavc: {2}(?:denied|granted)/.test(line))) continue;
				const found = onlyOrError(edge.join('\n'));
				if (found) assert.equal(said(found), expected, edge.join('\n'));
			}
			const mail = whole.match(new RegExp(`\\S.{0,${width - 1}}(?= |$)`, 'g')) ?? [];
			assert.equal(said(only(mail.join('\n'))), expected, mail.join('\n'));
		}
	}
});

broken('should have nothing of the line after it once it is whole', () => {
	// What the kernel and a journal write between records: audit_log_lost in kernel/audit.c, printk.
	const foreign = [
		'[    0.000000] audit: audit_lost=3895 audit_rate_limit=0 audit_backlog_limit=8192',
		'audit_lost=3895 audit_rate_limit=0 audit_backlog_limit=8192',
		'audit: rate limit exceeded',
		'kauditd_printk_skb: 12 callbacks suppressed',
		'Nov 27 10:00:00 host kernel: eth0: link up',
		'comm="other" path="/etc/shadow"',
	];
	for (const whole of WHOLE) {
		const expected = only(whole).details;
		for (const line of foreign) assert.equal(only(`${whole}\n${line}`).details, expected, line);
	}
});

broken('should be what it was for a record of an error, and have no prose in it', () => {
	for (const whole of [
		'type=SELINUX_ERR msg=audit(1600000000.100:7): op=security_compute_sid invalid_context="system_u:system_r:ssh_t:s0" scontext=system_u:system_r:virtqemud_t:s0 tcontext=system_u:object_r:ssh_exec_t:s0 tclass=process',
		'type=1401 audit(1600000000.100:7): op=security_bounded_transition seresult=denied oldcontext=u:r:zygote:s0 newcontext=u:r:platform_app:s0:c512,c768',
		'SELINUX_ERR op=setxattr invalid_context="u_u:object_r:gone_t:s0"',
	]) {
		const [expected] = readRecords(whole).records;
		assert.ok(expected);
		for (let at = whole.indexOf('op=') + 'op=s'.length; at < whole.length; at++) {
			const text = `${whole.slice(0, at)}\n${whole.slice(at)}`;
			assert.equal(readRecords(text).records, [expected], text);
		}
		for (const after of ['Thanks', '[   84.996217] audit: of something else', '----']) {
			assert.equal(readRecords(`${whole}\n${after}\n`).records, [expected], after);
		}
	}
});

broken('should be whole where the context comes last, or a level is translated', () => {
	for (const whole of [
		'avc:  denied  { write } for  pid=7 scontext=u_u:u_r:u_t:s0 tclass=file tcontext=u_u:object_r:mail_spool_t:s0',
		'avc:  denied  { write } for  pid=7 scontext=u_u:u_r:u_t:SystemLow-SystemHigh tcontext=u_u:object_r:mail_spool_t:s0 tclass=file',
	]) {
		const expected = said(only(whole));
		for (let at = whole.indexOf('{'); at < whole.length; at++) {
			const text = `${whole.slice(0, at)}\n${whole.slice(at)}`;
			assert.equal(said(only(text)), expected, text);
		}
		assert.equal(said(only(`${whole}\nThanks\n`)), expected);
	}
});

broken('should be an error where its class or a permission cannot be told', () => {
	const end = 'scontext=u_u:u_r:u_t:s0 tcontext=o_u:object_r:o_t:s0';
	for (const text of [
		`avc:  denied  { frob\nnicate } for  pid=7 ${end} tclass=file`,
		`avc:  denied  { read } for  pid=7 ${end} tclass=frob\nnicate permissive=0`,
	]) {
		const { records, problems } = readRecords(text);
		assert.equal([records.length, problems.length], [0, 1], text);
	}
});

broken.run();
