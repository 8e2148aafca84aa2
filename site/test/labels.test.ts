import { parseLevel, parseRange } from '@peercon/context';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inclusion, readTyped, relation } from '../src/comparison.ts';
import { layOut } from '../src/lattice.ts';
import { readPlace, writePlace } from '../src/link.ts';
import { ACCESSES, type Access, judge, type Verdict } from '../src/passes.ts';

const labels = suite('labels');

labels('should be read as a context, a range or a level', () => {
	assert.equal(readTyped(' s1:c0 ').range, parseRange('s1:c0'));
	assert.is(readTyped('a:b:c_t:s0-s1').context, 'a:b:c_t:s0-s1');
	assert.throws(() => readTyped('a:b:c_t'), /no level/);
	assert.throws(() => readTyped('s1-s0'), /offset 3/);
});

labels('should be compared in words', () => {
	const said = (a: string, b: string) => relation(parseLevel(a), parseLevel(b));
	assert.is(said('s1:c0', 's0'), 's1:c0 dominates s0');
	assert.is(said('s0', 's1:c0'), 's0 is dominated by s1:c0');
	assert.match(said('s0:c1', 's0:c2'), 'incomparable');
	assert.match(said('s0', 's0'), 'same');
	assert.is(inclusion(parseRange('s0-s3'), parseRange('s1')), 's0-s3 holds s1.');
	assert.match(inclusion(parseRange('s0-s1'), parseRange('s1-s2')), 'Neither');
});

labels('should be drawn above what they dominate, the same one once', () => {
	const named = ['s0', 's1:c0', 's1:c1', 's2:c0.c1', 's0'].map(
		(text, at) => [`${at}`, parseLevel(text)] as [string, ReturnType<typeof parseLevel>],
	);
	const { nodes, edges, rows, columns } = layOut(named);
	assert.equal([nodes.length, edges.length, rows, columns], [4, 4, 3, 2]);
	assert.equal(nodes[0]?.names, ['0', '4']);
	for (const { upper, lower } of edges) assert.is(upper.row, lower.row + 1);
});

const nameOf = (access: Access) => `${access.class} ${access.permission}`;

/** What is refused of the four accesses, from one level to another. */
function refused(kind: Verdict['kind'], a: string, b: string): string[] {
	const of = (text: string) => `user_u:user_r:user_t:${text}`;
	return ACCESSES.filter((access) =>
		judge(access, kind, of(a), of(b)).constraints.some(({ failure }) => failure !== undefined),
	).map(nameOf);
}

labels('should be judged by the constraints that explain knows', () => {
	const [read, write, connect, receive] = ACCESSES.map(nameOf);
	assert.equal(refused('mls', 's1', 's1'), []);
	assert.equal(refused('mls', 's1', 's0'), [write, connect]);
	assert.equal(refused('mls', 's0', 's1'), [read, write, connect, receive]);
	assert.equal(refused('mcs', 's0:c1', 's0'), []);
	assert.ok(refused('mcs', 's0:c1', 's0:c2').includes('file read'));
});

labels('should stand in the link as they were typed', () => {
	const link = writePlace('labels', { a: 'a:b:c_t:s0-s1:c0.c3,c7', b: '#?&=%\n' });
	const { section, typed } = readPlace(link);
	assert.is(section, 'labels');
	assert.equal([typed.get('a'), typed.get('b')], ['a:b:c_t:s0-s1:c0.c3,c7', '#?&=%\n']);
});

labels.run();
