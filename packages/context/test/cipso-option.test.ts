import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CipsoTag, cipsoOption, parseLevel } from '../src/index.ts';

const option = suite('CIPSO option');

function octets(level: string, tag: CipsoTag, doi = 2): string {
	return Buffer.from(cipsoOption(parseLevel(level), tag, doi)).toString('hex');
}

option('should have the DOI in four octets, and the level without categories', () => {
	assert.is(octets('s3', 1), '860a0000000201040003');
	assert.is(octets('s255', 2, 0xfffffffe), '860afffffffe020400ff');
});

option('should have a bit for each category in tag 1, c0 the highest', () => {
	assert.is(octets('s1:c0,c7,c9', 1), '860c00000002010600018140');
	assert.is(cipsoOption(parseLevel('s0:c239'), 1, 2).length, 40);
});

option('should have a number for each category in tag 2', () => {
	assert.is(octets('s1:c5,c258', 2), '860e000000020208000100050102');
});

option('should have the highest run first in tag 5, and leave out a last c0', () => {
	assert.is(octets('s1:c5.c7,c300', 5), '86120000000205' + '0c0001012c012c00070005');
	assert.is(octets('s1:c0.c1023', 5), '860c00000002050600' + '0103ff');
});

option('should refuse what does not fit', () => {
	assert.throws(() => octets('s0:c240', 1), /^c240 is too high for CIPSO tag 1/);
});

option.run();
