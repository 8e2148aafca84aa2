import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalContext, formatContext, parseContext, parseRange } from '../src/index.ts';
import { context } from './arbitraries.ts';
import { failsAt } from './fails-at.ts';

const parsing = suite('parseContext');

parsing('splits on the first three colons only', () => {
	assert.equal(parseContext('system_u:system_r:mls_server_t:s0:c5-s15:c0.c1023'), {
		user: 'system_u',
		role: 'system_r',
		type: 'mls_server_t',
		range: parseRange('s0:c5-s15:c0.c1023'),
	});
});

parsing('reads a peer context that NetLabel made', () => {
	assert.equal(
		parseContext('system_u:object_r:netlabel_peer_t:s0:c5,c7').range,
		parseRange('s0:c5,c7'),
	);
});

parsing('gives no range for a context without one', () => {
	assert.equal(parseContext('root:sysadm_r:sysadm_t'), {
		user: 'root',
		role: 'sysadm_r',
		type: 'sysadm_t',
	});
});

parsing('refuses missing and empty fields', () => {
	failsAt(parseContext, '', 0);
	failsAt(parseContext, 'kernel', 6);
	failsAt(parseContext, 'u:r', 3);
	failsAt(parseContext, ':r:t:s0', 0);
	failsAt(parseContext, 'u::t:s0', 2);
	failsAt(parseContext, 'u:r::s0', 4);
	failsAt(parseContext, 'u:r:t:', 6);
});

parsing('refuses space, control characters and non-ASCII, at the character', () => {
	failsAt(parseContext, 'user u:r:t:s0', 4);
	failsAt(parseContext, 'u:r\t:t:s0', 3);
	failsAt(parseContext, 'u:r:té:s0', 5);
	failsAt(parseContext, ' u:r:t:s0', 0);
	failsAt(parseContext, 'u:r:t:s0\n', 8);
	failsAt(parseContext, 'u:r:t:s0\0', 8);
	failsAt(parseContext, 'u:r:t\0', 5);
	failsAt(parseContext, 'u:r:t\x7f', 5);
});

parsing('counts the offset from the start of the context for a mistake in the range', () => {
	failsAt(parseContext, 'u:r:t:s0:c1,x', 12);
	failsAt(parseContext, 'u:r:t:s0-s0:c5.c2', 15);
	failsAt(parseContext, 'u:r:t:s1-s0', 9);
});

parsing('reads 100 kB of categories in linear time', () => {
	const list = Array.from({ length: 11_000 }, () => 'c0.c1023').join(',');
	const started = process.hrtime.bigint();
	assert.is(canonicalContext(`u:r:t:s0:${list}`), 'u:r:t:s0:c0.c1023');
	failsAt(parseContext, `u:r:t:s0:${list},`, list.length + 10);
	failsAt(parseContext, `u:r:t:s${'1'.repeat(100_000)}`, 7);
	// Measured: about 0.1 s. The limit is wide because test machines are slow.
	assert.ok(process.hrtime.bigint() - started < 2_000_000_000n);
});

parsing.run();

// ---

const formatting = suite('formatContext and canonicalContext');

formatting('give back what parseContext reads, for every context', () => {
	fc.assert(fc.property(context, (c) => assert.equal(parseContext(formatContext(c)), c)));
});

formatting('give one text for one context', () => {
	assert.is(
		canonicalContext('user_u:user_r:user_t:s0:c3,c2,c1-s0:c1.c3'),
		'user_u:user_r:user_t:s0:c1.c3',
	);
	assert.is(canonicalContext('u:r:t'), 'u:r:t');
});

formatting('leave a canonical context as it is, for every context', () => {
	fc.assert(
		fc.property(context, (c) => {
			const text = formatContext(c);
			assert.is(canonicalContext(text), text);
		}),
	);
});

formatting('refuse what parseContext refuses', () => {
	failsAt(canonicalContext, 'u:r:t:s0:c1,c01', 13);
});

formatting.run();
