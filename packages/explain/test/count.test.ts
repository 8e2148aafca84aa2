import { parseRecord, type SelinuxRecord } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordsOf } from '../../records/test/recorded.ts';
import { countSame } from '../src/index.ts';

/** A record of a program that may not have a port. */
function bound(port: string): SelinuxRecord {
	const contexts = 'scontext=u_u:u_r:a_t:s0 tcontext=s_u:object_r:b_t:s0';
	const text = `avc:  denied  { name_bind } for  src=${port} ${contexts} tclass=tcp_socket`;
	return parseRecord(text) as SelinuxRecord;
}

const counting = suite('countSame');

counting('should count what policy does not tell apart', () => {
	const counted = countSame(recordsOf('networking.log'));
	const egress = counted.find(({ record }) => record.line === 1);
	// TCP and UDP, from two ports and two processes.
	assert.is(egress?.count, 2);
	assert.is(
		counted.reduce((sum, { count }) => sum + count, 0),
		recordsOf('networking.log').length,
	);
});

counting('should tell ports apart that a program has chosen', () => {
	const record = bound('7');
	const other = bound('9');
	assert.is(countSame([record, other, record]).length, 2);
});

counting.run();
