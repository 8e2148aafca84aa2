import { parseRange } from '@peercon/context';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AccessRecord, parseRecord, readRecords } from '../src/index.ts';
import { recordsOf, textOf } from './recorded.ts';

const TAIL = 'scontext=u_u:u_r:a_t:s0-s0:c0.c1023 tcontext=s_u:object_r:b_t:s0:c1,c2 tclass=file';

function access(text: string): AccessRecord {
	const record = parseRecord(text);
	if (record?.kind !== 'access') throw new Error(`no access record: ${text}`);
	return record;
}

function fails(text: string, message: RegExp): void {
	assert.throws(() => parseRecord(text, 7), message);
	const { problems } = readRecords(`\n${text}\n`);
	assert.equal(
		problems.map(({ line, code }) => [line, code]),
		[[2, 'ERR_AUDIT_RECORD']],
	);
}

const forms = suite('parseRecord');

forms("should read a record of the kernel's log", () => {
	const [first] = recordsOf('networking.log');
	assert.equal(first, {
		kind: 'access',
		decision: 'denied',
		permissions: ['egress'],
		subject: {
			text: 'unconfined_u:unconfined_r:demo_noegress_t:s0-s0:c0.c1023',
			user: 'unconfined_u',
			role: 'unconfined_r',
			type: 'demo_noegress_t',
			range: parseRange('s0-s0:c0.c1023'),
			rangeText: 's0-s0:c0.c1023',
		},
		object: {
			text: 'system_u:object_r:netif_t:s0',
			user: 'system_u',
			role: 'object_r',
			type: 'netif_t',
			range: parseRange('s0'),
			rangeText: 's0',
		},
		class: 'netif',
		permissive: false,
		details: {
			pid: '454',
			comm: 'ncat',
			saddr: '127.0.0.1',
			src: '43544',
			daddr: '127.0.0.1',
			dest: '5000',
			netif: 'lo',
		},
		line: 1,
	});
});

forms('should read the same from audit.log and from ausearch, with -i and without', () => {
	const withoutLine = (name: string) => recordsOf(name).map((record) => ({ ...record, line: 0 }));
	assert.is(withoutLine('audit.log').length, 6);
	assert.equal(withoutLine('ausearch.log'), withoutLine('audit.log'));
	assert.equal(withoutLine('ausearch-i.log'), withoutLine('audit.log'));
});

forms('should read a journal, permissive domains and granted accesses', () => {
	const kernel = textOf('networking.log')
		.split('\n')[0]
		?.replace(/^\[[^\]]*\]/, '');
	assert.is(access(`Nov 21 02:31:34 host kernel:${kernel}`).class, 'netif');
	const programs = recordsOf('programs.log').filter((record) => record.kind === 'access');
	assert.ok(programs.some(({ permissive }) => permissive));
	assert.is(programs.filter(({ decision }) => decision === 'granted').length, 1);
});

forms('should read several permissions and ranges with colons', () => {
	const record = access(`avc:  denied  { read write } for  pid=1 comm="a" ${TAIL}`);
	assert.equal(record.permissions, ['read', 'write']);
	assert.is(record.subject.text, 'u_u:u_r:a_t:s0-s0:c0.c1023');
	assert.is(record.object.text, 's_u:object_r:b_t:s0:c1,c2');
});

forms('should decode names in hexadecimal, but not those that ausearch -i has decoded', () => {
	const raw = access(
		`type=AVC msg=audit(1.0:1): avc:  denied  { read } for  comm=6D7920636174 ${TAIL}`,
	);
	assert.is(raw.details.comm, 'my cat');
	const head = 'type=AVC msg=audit(11/21/26 02:31:34.452:1647) : avc:  denied  { read } for';
	assert.is(access(`${head}  comm=ABBA path=/tmp/a b ${TAIL} `).details.comm, 'ABBA');
	assert.is(access(`${head}  comm=ABBA path=/tmp/a b ${TAIL} `).details.path, '/tmp/a b');
});

forms('should not be fooled by a program whose name looks like a field', () => {
	assert.is(
		access(`avc:  denied  { read } for  comm="x scontext=a:b:fake_t:s0" ${TAIL}`).subject.text,
		'u_u:u_r:a_t:s0-s0:c0.c1023',
	);
	assert.is(
		access(`avc:  denied  { read } for  comm=x scontext=a:b:fake_t:s0 ${TAIL}`).subject.text,
		'u_u:u_r:a_t:s0-s0:c0.c1023',
	);
});

forms('should read USER_AVC and translated levels', () => {
	const record = access(
		`type=USER_AVC msg=audit(1.0:1): pid=1 uid=0 subj=system_u:system_r:init_t:s0 msg='avc:  denied  { status } for auid=0 path="/x.service" scontext=u_u:u_r:a_t:SystemLow-Company Secret tcontext=s_u:object_r:b_t:s0 tclass=service permissive=1 exe="/usr/lib/systemd/systemd" terminal=?'\u001dUID="root" AUID="unset" SAUID="root"`,
	);
	assert.is(record.subject.text, 'u_u:u_r:a_t:SystemLow-Company Secret');
	assert.is(record.subject.type, 'a_t');
	assert.is(record.subject.range, undefined);
	assert.is(record.subject.rangeText, 'SystemLow-Company Secret');
	assert.is(record.class, 'service');
	assert.is(record.permissive, true);
	assert.is(record.details.terminal, '?');
});

forms('should pass over what is no refusal', () => {
	for (const text of [
		'',
		'hello',
		'time->Sat Nov 21 02:31:34 2026',
		'type=SYSCALL msg=audit(1.0:1): arch=c000003e syscall=42 success=no',
		'audit: type=1400 audit(1.0:1): apparmor="DENIED" operation="open"',
		"type=USER_AVC msg=audit(1.0:1): pid=1 msg='avc:  received policyload notice (seqno=2)'",
		"type=USER_AVC msg=audit(1.0:1): pid=1 msg='avc:  op=setenforce lsm=selinux enforcing=1'",
	]) {
		assert.is(parseRecord(text), undefined, text);
	}
});

forms.run();

const malformed = suite('malformed records');

malformed('should say what is wrong and what was expected', () => {
	fails('type=AVC msg=audit(1.0:1): avc:  den', /no decision, expected 'avc: {2}denied/);
	fails('type=AVC msg=audit(1.0:1): avc:  denied  { read', /no decision, expected/);
	fails('avc:  denied  { } for  pid=1', /no decision, expected/);
	fails('avc:  denied  { read } for  pid=1', /scontext= is missing.*cut off.*expected scontext=/);
	fails('avc:  denied  { read } for scontext=a:b:c', /tcontext= is missing/);
	fails(`avc:  denied  { read } for ${TAIL.replace(/ tclass.*/, '')}`, /tclass= is missing/);
	fails(
		'avc:  denied  { read } for  scontext=a:b tcontext=a:b:c tclass=file',
		/scontext=a:b is no/,
	);
	fails(
		'avc:  denied  { read } for  scontext=a:b:c:s0:c0. tcontext=a:b:c tclass=file',
		/s0:c0\. is no context, expected user:role:type:level/,
	);
	fails('type=SELINUX_ERR msg=audit(1.0:1): ', /op= is missing/);
});

malformed(
	'should take a record cut off anywhere for an error or a record, never for another',
	() => {
		const [whole = ''] = textOf('audit.log').split('\n');
		for (let length = 'type=AVC'.length; length < whole.length; length += 1) {
			const { records, problems } = readRecords(whole.slice(0, length));
			assert.is(records.length + problems.length, 1, whole.slice(0, length));
		}
	},
);

malformed('should take no longer for spaces than for anything else', () => {
	const spaces = ' '.repeat(1_000_000);
	for (const part of ['{', '{ read }', '{ read } for  path=']) {
		fails(`avc:  denied  ${part}${spaces}x`, /expected/);
	}
});

malformed('should not keep the rest from being read', () => {
	const { records, problems } = readRecords(
		`avc:  denied  { read }\n${textOf('audit.log')}\navc:  denied`,
	);
	assert.is(records.length, 6);
	assert.is(records[0]?.line, 2);
	assert.equal(
		problems.map(({ line }) => line),
		[1, textOf('audit.log').split('\n').length + 2],
	);
});

malformed.run();
