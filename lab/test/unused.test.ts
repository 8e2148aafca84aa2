import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDenials } from '../src/denials.ts';
import { unusedBy } from '../src/workbench/unused.ts';

const denied = (permission: string, target: string, subject = 'a_t') =>
	`audit: type=1400 audit(1.000:1): avc:  denied  { ${permission} } for  pid=1 comm="a" scontext=u:r:${subject}:s0 tcontext=u:r:${target}:s0 tclass=file permissive=1`;

const rule = (source: string, target: string, ...permissions: string[]) => ({
	domain: 'a_t',
	source,
	target,
	class: 'file',
	permissions,
});

const unused = suite('what a test never did');

unused('should be what no record asks for, on none of the types of a rule', () => {
	const allowed = {
		attributes: { file_type: ['one_t', 'two_t'] },
		rules: [
			rule('a_t', 'one_t', 'read', 'write'),
			rule('domain', 'file_type', 'getattr', 'read'),
			rule('a_t', 'three_t', 'read'),
			rule('a_t', 'two_t', 'read'),
		],
	};
	const asked = parseDenials(
		[denied('read', 'two_t'), denied('write', 'one_t', 'b_t'), denied('read', 'one_t')].join('\n'),
	);
	assert.is(asked.length, 3);
	assert.equal(unusedBy({ allowed, domains: ['a_t'] }, asked), [
		rule('a_t', 'one_t', 'write'),
		rule('domain', 'file_type', 'getattr'),
		rule('a_t', 'three_t', 'read'),
	]);
});

unused.run();
