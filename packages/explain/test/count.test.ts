import { parseRecord, type SelinuxRecord } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordsOf } from '../../records/test/recorded.ts';
import { countSame, explain } from '../src/index.ts';

/** A record of a program that may not have a port. */
function bound(port: string): SelinuxRecord {
	const contexts = 'scontext=u_u:u_r:a_t:s0 tcontext=s_u:object_r:b_t:s0';
	const text = `avc:  denied  { name_bind } for  src=${port} ${contexts} tclass=tcp_socket`;
	return parseRecord(text) as SelinuxRecord;
}

/** Records with their explanations, each counted once. */
function explained(...records: SelinuxRecord[]) {
	return records.map((record) => ({ record, count: 1, explanation: explain(record) }));
}

const counting = suite('countSame');

counting('should count what policy does not tell apart', () => {
	const counted = countSame(explained(...recordsOf('networking.log')));
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
	assert.is(countSame(explained(record, other, record)).length, 2);
});

counting('should tell addresses apart, of which the answer may be for one alone', () => {
	const from = (address: string) =>
		parseRecord(
			`avc:  denied  { recvfrom } for  saddr=${address} scontext=u:r:a_t:s0 tcontext=u:r:other_node_t:s0 tclass=node`,
		) as SelinuxRecord;
	const records = [from('127.0.0.53'), from('192.0.2.1'), from('127.0.0.53')];
	assert.equal(
		countSame(explained(...records)).map(({ count }) => count),
		[2, 1],
	);
});

counting.run();
