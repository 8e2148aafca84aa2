import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDenials } from '../src/denials.ts';
import { marked } from '../src/image/switches.ts';
import { type Catalog, grantsIn } from '../src/workbench/catalog.ts';
import { notIn, withLines } from '../src/workbench/learn.ts';
import { propose } from '../src/workbench/propose.ts';

const denied = (permissions: string, target: string, objectClass = 'file', subject = 'a_t') =>
	`audit: type=1400 audit(1.000:1): avc:  denied  { ${permissions} } for  pid=1 comm="a" name="n" scontext=u:r:${subject}:s0 tcontext=u:r:${target}:s0 tclass=${objectClass} permissive=1`;

const grant = (target: string, objectClass: string, ...permissions: string[]) => ({
	target,
	class: objectClass,
	permissions,
});

const CATALOG: Catalog = {
	attributes: { file_type: ['etc_t', 'net_conf_t', 'shadow_t'] },
	interfaces: {
		files_read_etc: [grant('etc_t', 'dir', 'search'), grant('etc_t', 'file', 'read', 'getattr')],
		files_manage_etc: [grant('etc_t', 'file', 'read', 'getattr', 'write', 'unlink')],
		files_read_all: [grant('file_type', 'file', 'read', 'getattr')],
		files_search_etc: [grant('etc_t', 'dir', 'search')],
		corenet_connect: [grant('http_port_t', 'tcp_socket', 'name_connect')],
	},
};

const KNOWN = {
	types: ['a_t', 'a_conf_t', 'b_port_t', 'c_t'],
	domains: ['a_t'],
	homes: { a_t: 'a.te', a_conf_t: 'a.te', b_port_t: 'b.te', c_t: 'c.cil' },
	allowed: [],
};

const said = (...records: string[]) => propose(parseDenials(records.join('\n')), KNOWN, CATALOG);

const linesFor = (...records: string[]) => said(...records).proposals.flatMap(({ lines }) => lines);

const proposing = suite('proposed lines');

proposing('should be the narrowest interface that grants it, with its price', () => {
	const { proposals, unsolved } = said(denied('read', 'etc_t'));
	assert.equal(unsolved, []);
	assert.is(proposals.length, 1);
	assert.equal(proposals[0]?.lines, ['files_read_etc(a_t)']);
	assert.equal(proposals[0]?.besides, ['dir { search } of etc_t', 'file { getattr } of etc_t']);
	assert.match(proposals[0]?.records[0] ?? '', /^avc: denied .*\{ read \} name=n /);
});

proposing('should not be two where one is enough', () => {
	assert.equal(linesFor(denied('search', 'etc_t', 'dir'), denied('read', 'etc_t')), [
		'files_read_etc(a_t)',
	]);
	assert.equal(linesFor(denied('search', 'etc_t', 'dir')), ['files_search_etc(a_t)']);
});

proposing('should be wide only where nothing else grants it', () => {
	assert.equal(linesFor(denied('read', 'net_conf_t')), ['files_read_all(a_t)']);
	const [{ besides } = { besides: [] }] = said(denied('read', 'net_conf_t')).proposals;
	assert.equal(
		besides,
		['file { getattr read } of file_type (3 types)'].map((text) =>
			text.replace('getattr read', 'read getattr'),
		),
	);
});

proposing("should be rules with the module's own types, with what was asked for alone", () => {
	assert.equal(
		linesFor(
			denied('read', 'a_conf_t'),
			denied('open', 'a_conf_t'),
			denied('signal', 'a_t', 'process'),
		),
		['allow a_t a_conf_t:file { open read };', 'allow a_t self:process signal;'],
	);
});

proposing(
	'should be an interface for the type of a module that is built along, and no rule',
	() => {
		const record = denied('name_connect', 'b_port_t', 'tcp_socket');
		const [{ why } = { why: '' }] = said(record).unsolved;
		assert.equal(linesFor(record), []);
		assert.match(why, /not for this one to write: give b\.if an interface for it$/);
		const own = { b_tcp_connect: [grant('b_port_t', 'tcp_socket', 'name_connect')] };
		const offered = { ...CATALOG, interfaces: { ...CATALOG.interfaces, ...own } };
		const { proposals } = propose(parseDenials(record), KNOWN, offered);
		assert.equal(
			proposals.map(({ lines }) => lines),
			[['b_tcp_connect(a_t)']],
		);
	},
);

proposing('should be none for what the rules allow already', () => {
	const allowed = [
		{
			domain: 'a_t',
			source: 'a_t',
			target: 'file_type',
			class: 'file',
			permissions: ['read', 'write'],
		},
	];
	const records = parseDenials([denied('read', 'etc_t'), denied('write', 'etc_t')].join('\n'));
	const { proposals, unsolved } = propose(records, { ...KNOWN, allowed }, CATALOG);
	assert.equal(proposals, []);
	assert.is(unsolved.length, 2);
	assert.match(unsolved[0]?.why ?? '', /^the rules allow it, and a constraint forbids it/);
	const more = parseDenials(denied('read unlink', 'etc_t'));
	assert.is(propose(more, { ...KNOWN, allowed }, CATALOG).proposals.length, 1);
});

proposing("should be none about another module's type, and none for what has no label", () => {
	const { proposals, unsolved } = said(
		denied('read', 'b_t'),
		denied('read', 'unlabeled_t'),
		denied('read', 'etc_t', 'file', 'other_t'),
	);
	assert.equal(proposals, []);
	assert.equal(
		unsolved.map(({ why }) => why.split(',')[0]),
		[
			'it has no label that this policy knows: restorecon(8) gives it one',
			'no interface of one argument grants read',
		],
	);
});

proposing('should be a type of its own for what is made in a folder of everybody', () => {
	const { proposals } = said(
		denied('search write add_name', 'var_log_t', 'dir'),
		denied('create open append', 'var_log_t'),
	);
	assert.equal(proposals[0]?.declarations, ['type a_log_t;', 'logging_log_file(a_log_t)']);
	assert.equal(proposals[0]?.lines, [
		'allow a_t a_log_t:file { append create open };',
		'logging_log_filetrans(a_t, a_log_t, file)',
	]);
});

/** A record that tells what it is about. */
const about = (what: string, permissions: string, objectClass = 'file', target = 'var_log_t') =>
	denied(permissions, target, objectClass).replace('name="n"', what);

const contextsFor = (...records: string[]) =>
	said(...records).proposals.flatMap(({ contexts }) => contexts.map((each) => each.split('\t')));

const LOG = 'gen_context(system_u:object_r:a_log_t,s0)';

proposing('should have a line of the .fc file for what is made or written there', () => {
	const folder = about('name="log"', 'search write add_name', 'dir');
	assert.equal(contextsFor(folder, about('name="a.log"', 'create')), [
		['/var/log/a\\.log', '--', LOG],
	]);
	assert.equal(
		contextsFor(
			folder,
			about('name="a" dev="sda"', 'create', 'dir'),
			about('name="a"', 'write add_name', 'dir'),
			about('name="x"', 'create'),
			about('path="/var/log/a/x"', 'append open'),
		),
		[['/var/log/a(/.*)?', '', LOG]],
	);
	assert.equal(
		contextsFor(about('name="other"', 'write add_name', 'dir'), about('name="x"', 'create')),
		[],
	);
	assert.equal(
		contextsFor(folder, about('name="x$(id)"', 'create')),
		[],
		'a name that may mean more',
	);
});

proposing('should not take the folder of everybody for something that was there', () => {
	const { proposals } = said(
		denied('write add_name', 'var_run_t', 'dir').replace('name="n"', 'name="/" dev="tmpfs"'),
		about('name="a"', 'create', 'dir', 'var_run_t'),
		about('name="a"', 'write add_name', 'dir', 'var_run_t'),
		about('name="a.pid"', 'create', 'file', 'var_run_t'),
		about('path="/run/a/a.pid"', 'open write', 'file', 'var_run_t'),
	);
	assert.equal(proposals[0]?.lines.at(-1), 'files_runtime_filetrans(a_t, a_runtime_t, dir)');
	assert.not.ok(proposals[0]?.besides.some((each) => each.startsWith('it was there before')));
});

proposing('should not take a file in /tmp that is new for one that was there', () => {
	const { proposals } = said(
		about('name="x1"', 'create', 'file', 'tmp_t'),
		about('path="/tmp/x1"', 'write open', 'file', 'tmp_t'),
	);
	assert.equal(proposals[0]?.declarations, ['type a_tmp_t;', 'files_tmp_file(a_tmp_t)']);
	assert.not.ok(proposals[0]?.besides.some((each) => each.startsWith('it was there before')));
});

proposing('should be a type of its own in /var/cache, which has none', () => {
	const records = [
		about('name="cache"', 'write add_name', 'dir', 'var_t'),
		about('name="a"', 'create', 'dir', 'var_t'),
		about('name="a"', 'write add_name', 'dir', 'var_t'),
		about('name="x"', 'create', 'file', 'var_t'),
		about('path="/var/cache/a/x"', 'write open', 'file', 'var_t'),
	];
	const { proposals } = said(...records);
	assert.equal(proposals[0]?.declarations, ['type a_cache_t;', 'files_type(a_cache_t)']);
	assert.is(proposals[0]?.lines.at(-1), 'files_var_filetrans(a_t, a_cache_t, dir)');
	assert.equal(contextsFor(...records), [
		['/var/cache/a(/.*)?', '', 'gen_context(system_u:object_r:a_cache_t,s0)'],
	]);
});

proposing('should not say again what the module says of the type that it has', () => {
	const rule = { domain: 'a_t', source: 'a_t', target: 'a_log_t', class: 'file' };
	const known = {
		...KNOWN,
		types: [...KNOWN.types, 'a_log_t'],
		allowed: [{ ...rule, permissions: ['create', 'append', 'open'] }],
	};
	const records = [
		denied('write add_name', 'var_log_t', 'dir'),
		denied('create open', 'var_log_t'),
	];
	const { proposals } = propose(parseDenials(records.join('\n')), known, CATALOG);
	assert.equal(proposals[0]?.lines, ['logging_log_filetrans(a_t, a_log_t, file)']);
});

proposing('should declare no type that the module has already', () => {
	const records = parseDenials(about('path="/var/log/a.log"', 'append open'));
	const known = { ...KNOWN, types: [...KNOWN.types, 'a_log_t'] };
	const { proposals } = propose(records, known, CATALOG);
	assert.equal(proposals[0]?.declarations, []);
	assert.is(proposals[0]?.contexts.length, 1);
});

proposing('should be a type, and no transition, for what is there already', () => {
	const { proposals } = said(about('path="/var/log/a.log"', 'append open'));
	assert.equal(proposals[0]?.lines, ['allow a_t a_log_t:file { append open };']);
	assert.equal(proposals[0]?.contexts, [`/var/log/a\\.log\t--\t${LOG}`]);
	assert.ok(proposals[0]?.besides.some((each) => each.startsWith('it was there before')));
	assert.equal(said(about('path="/var/log/a.log"', 'read open')).proposals, []);
});

proposing('should stand behind what they belong to', () => {
	const te =
		'policy_module(a, 1)\n\ntype a_t;\ntype a_exec_t;\ninit_daemon_domain(a_t, a_exec_t)\n\nfoo(a_t)\n';
	assert.is(
		withLines(te, { declarations: ['type a_log_t;', 'bar(a_log_t)'], lines: ['baz(a_t)'] }),
		'policy_module(a, 1)\n\ntype a_t;\ntype a_exec_t;\ninit_daemon_domain(a_t, a_exec_t)\n\ntype a_log_t;\nbar(a_log_t)\n\nfoo(a_t)\nbaz(a_t)\n',
	);
});

proposing('should not put a line into a .fc file that is there', () => {
	const lines = ['/a(/.*)?\t\tx', '/b\t--\tx'];
	assert.equal(notIn('/a(/.*)?\tx\n/b\tx\n', lines), ['/b\t--\tx']);
	assert.equal(notIn('', lines), lines);
});

const catalog = suite('grants of interfaces');

catalog('should be the rules about who calls, if that is all', () => {
	const called = ['one', 'two', 'three'].map((name) => `${name}(peercon_caller_t)\n`).join('');
	const expanded = marked('catalog.te', called)
		.replace(
			'one(peercon_caller_t)',
			'require { type b_t; } allow peercon_caller_t { b_t self }:{ file dir } { read };',
		)
		.replace(
			'two(peercon_caller_t)',
			'allow peercon_caller_t b_t:fd use; typeattribute peercon_caller_t c;',
		)
		.replace('three(peercon_caller_t)', 'allow b_t peercon_caller_t:fd use;');
	assert.equal(grantsIn(expanded, ['one', 'two', 'three']), {
		one: [
			grant('b_t', 'file', 'read'),
			grant('b_t', 'dir', 'read'),
			grant('self', 'file', 'read'),
			grant('self', 'dir', 'read'),
		],
	});
});

proposing.run();
catalog.run();
