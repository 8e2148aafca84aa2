import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseEndpoint } from '../src/index.ts';

const endpoint = suite('<port|path>');

endpoint('should be a port if it begins with a digit', () => {
	assert.equal(parseEndpoint('0'), { port: 0 });
	assert.equal(parseEndpoint('5000'), { port: 5000 });
	assert.equal(parseEndpoint('65535'), { port: 65535 });
});

endpoint('should be a path if it has a slash', () => {
	for (const path of ['/run/x.sock', './80abc', './@x', '-5/', 'a/b', '/'.padEnd(107, 'x')]) {
		assert.equal(parseEndpoint(path), { path });
	}
});

endpoint('should be an abstract name behind @', () => {
	for (const abstract of ['x', '@', 'a/b', ' ', 'x'.repeat(107)]) {
		assert.equal(parseEndpoint(`@${abstract}`), { abstract });
	}
	for (const wrong of ['@', `@${'x'.repeat(108)}`]) {
		assert.throws(() => parseEndpoint(wrong), 'it takes 1 to 107');
	}
});

endpoint('should be no path without a slash', () => {
	for (const word of ['completion', 'http', 'localhost', '-5', ' 5', ':80', '.', '*']) {
		const message = `'${word}' is no path without a slash: write ./${word} for a UNIX socket`;
		assert.throws(() => parseEndpoint(word), message);
	}
});

endpoint('should not be half a port, as atoi(3) would have it', () => {
	for (const wrong of ['80abc', '5000 ', '5,000', '0x50', '1e3', '1.5']) {
		assert.throws(() => parseEndpoint(wrong), `'${wrong}' is not a port number`);
	}
	for (const wrong of ['65536', '70000', '99999999999999999999']) {
		assert.throws(() => parseEndpoint(wrong), 'out of range');
	}
});

endpoint('should not be empty or longer than a UNIX socket allows', () => {
	assert.throws(() => parseEndpoint(''), 'empty');
	assert.throws(() => parseEndpoint('/'.padEnd(108, 'x')), '108 bytes long');
	assert.throws(() => parseEndpoint(`/${'ü'.repeat(60)}`), '121 bytes long');
});

endpoint.run();
