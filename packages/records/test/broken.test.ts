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

broken.run();
