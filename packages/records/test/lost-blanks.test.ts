// Records that have lost a blank before a key.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AccessRecord, readRecords } from '../src/index.ts';

const lost = suite('a record that has lost a blank');

/** What an explanation is made of. */
function essences(text: string) {
	const { records, problems } = readRecords(text);
	assert.equal(problems, [], text);
	return (records as AccessRecord[]).map((record) => {
		const { permissions, subject, object, class: of, permissive, details } = record;
		const { mended, ...named } = details;
		return { permissions, contexts: [subject.text, object.text], of, permissive, named };
	});
}

const WHOLE = [
	'type=AVC msg=audit(1600000000.100:7): avc:  denied  { name_bind } for  pid=1467 comm="java" src=8090 scontext=system_u:system_r:tomcat_t:s0 tcontext=system_u:object_r:unreserved_port_t:s0 tclass=tcp_socket permissive=0',
	'avc:  denied  { read open } for  pid=7 comm="a.out" path="/srv/x tclass=dir" dev="vda1" ino=99 scontext=system_u:system_r:httpd_t:s0-s0:c0.c1023 tcontext=system_u:object_r:var_lib_t tclass=file permissive=1',
	'avc:  denied  { recv } for  saddr=fe80::1 src=80 daddr=10.0.0.1 dest=5000 netif=eth0 scontext=system_u:system_r:a_t:s0:c1,c2 tcontext=system_u:object_r:b_t:s0 tclass=peer permissive=0',
];

/** Fields, and what stands between the braces and them. */
const FIELDS =
	/(?<=\} )for(?= )|(?<= )(?:pid|comm|path|dev|ino|src|daddr|dest|[st]context|tclass|permissive)=/g;

for (const whole of WHOLE) {
	lost('should be read as the whole one, whichever blank it was', () => {
		const expected = essences(whole);
		let tried = 0;
		for (const { index } of whole.matchAll(FIELDS)) {
			if (whole.slice(0, index).endsWith('/srv/x ')) continue;
			const text = `${whole.slice(0, index).trimEnd()}${whole.slice(index)}`;
			assert.equal(essences(text), expected, text);
			tried += 1;
		}
		assert.ok(tried > 5);
		const none = whole.replace(/(?<!srv\/x) (?=(?:[st]context|tclass|permissive)=)/g, '');
		assert.equal(essences(none), expected, none);
	});
}

lost('should be two records where the second stands right behind the first', () => {
	const [one = ''] = WHOLE;
	assert.equal(essences(`${one}${one}`), [...essences(one), ...essences(one)]);
	const shorter = one.replace(' permissive=0', '');
	assert.equal(essences(`${shorter}${one}`), [...essences(shorter), ...essences(one)]);
});

lost('should leave alone what is quoted, and what is there as it should be', () => {
	const quoted =
		'avc:  denied  { read } for  pid=1 comm="x" name="src=1scontext=q:q:q_t" scontext=a:b:c_t tcontext=d:e:f_t tclass=file';
	assert.is(essences(quoted)[0]?.named.name, 'src=1scontext=q:q:q_t');
	const chosen =
		'avc:  denied  { set } for  property=xscontext=q:q:q_t pid=1 scontext=a:b:c_t tcontext=d:e:f_t tclass=property_service';
	assert.equal(essences(chosen)[0]?.contexts, ['a:b:c_t', 'd:e:f_t']);
	const decoded =
		'type=AVC msg=audit(01/02/2026 10:00:00.100:7) : avc:  denied  { read } for  pid=1 comm=x name=1tclass=dir scontext=a:b:c_t tcontext=d:e:f_t tclass=file';
	assert.is(essences(decoded)[0]?.named.name, '1tclass=dir');
});

lost('should be said to be so, probably, where that cannot be told', () => {
	const { records, problems } = readRecords(
		'avc:  denied  { read } for  pid=1 comm="x src=1scontext=a:b:c_t tcontext=d:e:f_t tclass=file',
	);
	assert.is(records.length, 0);
	assert.match(problems[0]?.message ?? '', /probably a blank or a quote/);
	assert.not.match(problems[0]?.message ?? '', 'cut off');
});

lost.run();
