import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askedSince } from '../../src/check/since.ts';

const since = suite('what a kernel asks that policies may not know');

const askedBy = (release: string) =>
	askedSince(release).map(({ class: of, permission }) =>
		[of, permission].filter(Boolean).join(' '),
	);

since('should be what came before it', () => {
	assert.equal(askedBy('3.10.0-1160.el7.x86_64'), []);
	const old = askedBy('5.4.0-42-generic');
	for (const name of ['bpf', 'file map', 'file watch_sb']) assert.ok(old.includes(name), name);
	for (const name of ['anon_inode', 'user_namespace', 'lockdown'])
		assert.not.ok(old.includes(name), name);
	assert.ok(askedBy('6.1.0-18-amd64').includes('user_namespace'));
	assert.not.ok(askedBy('6.12.48-amd64').includes('io_uring allowed'));
	assert.ok(askedBy('6.15.0').includes('io_uring allowed'));
});

since('should be no more what is asked no more', () => {
	assert.ok(askedBy('5.15.0').includes('lockdown'));
	assert.not.ok(askedBy('5.16.0').includes('lockdown'));
});

since.run();
