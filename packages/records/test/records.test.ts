import { parseRange } from '@peercon/context';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AccessRecord, parseRecord, readRecords } from '../src/index.ts';
import { recordsOf, textOf } from './recorded.ts';

const TAIL = 'scontext=u_u:u_r:a_t:s0-s0:c0.c1023 tcontext=s_u:object_r:b_t:s0:c1,c2 tclass=file';

function access(text: string): AccessRecord {
	const record = parseRecord(text);
	if (record?.kind !== 'access') throw new Error(`no access record: ${text}`);
	return record;
}

function fails(text: string, message: RegExp): void {
	assert.throws(() => parseRecord(text, 7), message);
	const { problems } = readRecords(`\n${text}\n`);
	assert.equal(
		problems.map(({ line, code }) => [line, code]),
		[[2, 'ERR_AUDIT_RECORD']],
	);
}

const forms = suite('parseRecord');

forms("should read a record of the kernel's log", () => {
	const [first] = recordsOf('networking.log');
	assert.equal(first, {
		kind: 'access',
		decision: 'denied',
		permissions: ['egress'],
		subject: {
			text: 'unconfined_u:unconfined_r:demo_noegress_t:s0-s0:c0.c1023',
			user: 'unconfined_u',
			role: 'unconfined_r',
			type: 'demo_noegress_t',
			range: parseRange('s0-s0:c0.c1023'),
			rangeText: 's0-s0:c0.c1023',
		},
		object: {
			text: 'system_u:object_r:netif_t:s0',
			user: 'system_u',
			role: 'object_r',
			type: 'netif_t',
			range: parseRange('s0'),
			rangeText: 's0',
		},
		class: 'netif',
		permissive: false,
		details: {
			pid: '454',
			comm: 'ncat',
			saddr: '127.0.0.1',
			src: '43544',
			daddr: '127.0.0.1',
			dest: '5000',
			netif: 'lo',
		},
		line: 1,
	});
});

forms('should read the same from audit.log and from ausearch, with -i and without', () => {
	const withoutLine = (name: string) => recordsOf(name).map((record) => ({ ...record, line: 0 }));
	assert.is(withoutLine('audit.log').length, 6);
	assert.equal(withoutLine('ausearch.log'), withoutLine('audit.log'));
	assert.equal(withoutLine('ausearch-i.log'), withoutLine('audit.log'));
});

forms('should read a journal, permissive domains and granted accesses', () => {
	const kernel = textOf('networking.log')
		.split('\n')[0]
		?.replace(/^\[[^\]]*\]/, '');
	assert.is(access(`Nov 21 02:31:34 host kernel:${kernel}`).class, 'netif');
	const programs = recordsOf('programs.log').filter((record) => record.kind === 'access');
	assert.ok(programs.some(({ permissive }) => permissive));
	assert.is(programs.filter(({ decision }) => decision === 'granted').length, 1);
});

forms('should read several permissions and ranges with colons', () => {
	const record = access(`avc:  denied  { read write } for  pid=1 comm="a" ${TAIL}`);
	assert.equal(record.permissions, ['read', 'write']);
	assert.is(record.subject.text, 'u_u:u_r:a_t:s0-s0:c0.c1023');
	assert.is(record.object.text, 's_u:object_r:b_t:s0:c1,c2');
});

forms(
	'should take a name of digits as it is where another one stands there without its quotes',
	() => {
		const nameBeside = (comm: string) =>
			parseRecord(
				`avc: denied { search } for pid=7 comm=${comm} name=5600 scontext=a:b:c tcontext=a:b:d tclass=dir`,
			)?.details.name;
		assert.is(nameBeside('prio-rpc-virtqe'), '5600');
		assert.is(nameBeside('"ps"'), 'V\0');
		assert.is(nameBeside('7073'), 'V\0');
	},
);

forms('should decode names in hexadecimal, but not those that ausearch -i has decoded', () => {
	const raw = access(
		`type=AVC msg=audit(1.0:1): avc:  denied  { read } for  comm=6D7920636174 ${TAIL}`,
	);
	assert.is(raw.details.comm, 'my cat');
	const head = 'type=AVC msg=audit(11/21/26 02:31:34.452:1647) : avc:  denied  { read } for';
	assert.is(access(`${head}  comm=ABBA path=/tmp/a b ${TAIL} `).details.comm, 'ABBA');
	assert.is(access(`${head}  comm=ABBA path=/tmp/a b ${TAIL} `).details.path, '/tmp/a b');
});

forms('should not be fooled by a program whose name looks like a field', () => {
	assert.is(
		access(`avc:  denied  { read } for  comm="x scontext=a:b:fake_t:s0" ${TAIL}`).subject.text,
		'u_u:u_r:a_t:s0-s0:c0.c1023',
	);
	assert.is(
		access(`avc:  denied  { read } for  comm=x scontext=a:b:fake_t:s0 ${TAIL}`).subject.text,
		'u_u:u_r:a_t:s0-s0:c0.c1023',
	);
});

forms('should read USER_AVC and translated levels', () => {
	const record = access(
		`type=USER_AVC msg=audit(1.0:1): pid=1 uid=0 subj=system_u:system_r:init_t:s0 msg='avc:  denied  { status } for auid=0 path="/x.service" scontext=u_u:u_r:a_t:SystemLow-Company Secret tcontext=s_u:object_r:b_t:s0 tclass=service permissive=1 exe="/usr/lib/systemd/systemd" terminal=?'\u001dUID="root" AUID="unset" SAUID="root"`,
	);
	assert.is(record.subject.text, 'u_u:u_r:a_t:SystemLow-Company Secret');
	assert.is(record.subject.type, 'a_t');
	assert.is(record.subject.range, undefined);
	assert.is(record.subject.rangeText, 'SystemLow-Company Secret');
	assert.is(record.class, 'service');
	assert.is(record.permissive, true);
	assert.is(record.details.terminal, '?');
});

forms('should pass over what is no refusal', () => {
	for (const text of [
		'',
		'hello',
		'time->Sat Nov 21 02:31:34 2026',
		'type=SYSCALL msg=audit(1.0:1): arch=c000003e syscall=42 success=no',
		'audit: type=1400 audit(1.0:1): apparmor="DENIED" operation="open"',
		"type=USER_AVC msg=audit(1.0:1): pid=1 msg='avc:  received policyload notice (seqno=2)'",
		"type=USER_AVC msg=audit(1.0:1): pid=1 msg='avc:  op=setenforce lsm=selinux enforcing=1'",
	]) {
		assert.is(parseRecord(text), undefined, text);
	}
});

forms('should have what the log says of the same event', () => {
	const id = 'audit(1505241111.210:880)';
	const log = [
		`type=AVC msg=${id}: avc:  denied  { read } for  ${TAIL}`,
		`type=SYSCALL msg=${id}: arch=c000003e syscall=257 success=no exit=-13 fsuid=994\u001dSYSCALL=openat FSUID="svc"`,
		`type=CWD msg=${id}: cwd="/var/lib"`,
		`type=PATH msg=${id}: item=0 name="svc/a" inode=7 mode=0100640 ouid=0 nametype=NORMAL`,
		`type=PATH msg=${id}: item=1 name=2F746D702F612062 nametype=UNKNOWN`,
		`type=PATH msg=${id}: item=2 name=(null)`,
		`type=PATH msg=audit(1.0:1): item=0 name="/other"`,
	];
	const paths = [
		{ name: '/var/lib/svc/a', mode: 0o640, owner: '0', ino: '7' },
		{ name: '/tmp/a b' },
	];
	const event = { success: false, syscall: 'openat', fsuid: '994', paths };
	for (const lines of [log, log.toReversed()]) {
		const { records } = readRecords(lines.join('\n'));
		const expected = lines === log ? paths : paths.toReversed();
		assert.equal(records[0]?.event, { ...event, paths: expected });
	}
	assert.is(
		readRecords(`type=AVC msg=${id}: avc:  denied  { read } for  ${TAIL}`).records[0]?.event,
		undefined,
	);
});

forms('should have the command line of the same event', () => {
	const argvOf = (id: string, title: string) =>
		readRecords(
			[
				`type=AVC msg=audit(${id}): avc:  denied  { read } for  ${TAIL}`,
				`type=PROCTITLE msg=audit(${id}): proctitle=${title}`,
			].join('\n'),
		).records[0]?.event?.argv;
	const hex = Buffer.from('python\0/opt/a b.py').toString('hex').toUpperCase();
	assert.equal(argvOf('1.0:1', hex), ['python', '/opt/a b.py']);
	assert.equal(argvOf('1.0:1', '"iptables"'), ['iptables']);
	assert.equal(argvOf('05/29/2018 13:43:32.036:1', '/usr/bin/cat BEEF'), ['/usr/bin/cat', 'BEEF']);
	assert.equal(argvOf('05/29/2018 13:43:32.036:1', 'BEEF'), ['BEEF']);
	assert.is(argvOf('1.0:1', ''), undefined);
});

/** Records of one execve(2): what it refused, and the file that it was to enter the domain by. */
const BOUNDED = [
	'type=SELINUX_ERR msg=audit(7.7:7): op=security_bounded_transition seresult=denied oldcontext=u:r:a_t:s0 newcontext=u:r:b_t:s0',
	'type=AVC msg=audit(7.7:7): avc:  denied  { execute_no_trans } for  pid=7 comm="a" name="b" dev="dm-0" ino=7 scontext=u:r:a_t:s0 tcontext=u:r:b_exec_t:s0 tclass=file',
	'type=SYSCALL msg=audit(7.7:7): arch=c000003e syscall=59 success=no exit=-13 pid=7 comm="a" exe="/bin/a"',
	'type=AVC msg=audit(7.8:8): avc:  denied  { getattr } for  pid=7 comm="a" path="/srv/b" dev="dm-0" ino=7 scontext=u:r:a_t:s0 tcontext=u:r:b_exec_t:s0 tclass=file',
];

forms('should have the path that the report of sealert around it has looked up', () => {
	const pathsOf = (...objects: string[]) => {
		const text = objects
			.map(
				(each) =>
					`Source Context                u_u:s_r:httpd_t:s0\nTarget Context                u_u:o_r:admin_home_t:s0\nTarget Objects                ${each} [ file ]\n`,
			)
			.join('');
		const { records } = readRecords(
			`${text}type=AVC msg=audit(1.0:7): avc:  denied  { read } for  pid=7 comm="httpd" name="index.html" dev="dm-0" ino=7 scontext=u_u:s_r:httpd_t:s0 tcontext=u_u:o_r:admin_home_t:s0 tclass=file permissive=0\n`,
		);
		return records.flatMap(({ event }) => event?.paths ?? []).map(({ name }) => name);
	};
	assert.equal(pathsOf('/srv/www/index.html'), ['/srv/www/index.html']);
	assert.equal(pathsOf('/srv/www/other.html'), []);
	assert.equal(pathsOf('index.html'), []);
	assert.equal(pathsOf('/srv/www/index.html', '/srv/www2/index.html'), []);
	// Of another program, or a file with another label, it tells nothing.
	assert.equal(
		pathsOf(
			'/srv/a/other [ file ]\nSource Context   u_u:s_r:named_t:s0\nTarget Objects   /srv/www/index.html',
		),
		[],
	);
});

forms('should have the path of a socket that the same program may not connect to', () => {
	const { records } =
		readRecords(`avc:  denied  { write } for  pid=7 comm="nginx" name="app.sock" dev="tmpfs" ino=9 scontext=s_u:s_r:httpd_t:s0 tcontext=s_u:object_r:var_run_t:s0 tclass=sock_file
avc:  denied  { write } for  pid=7 comm="nginx" name="b.sock" dev="tmpfs" ino=10 scontext=s_u:s_r:httpd_t:s0 tcontext=s_u:object_r:var_run_t:s0 tclass=sock_file
avc:  denied  { connectto } for  pid=7 comm="nginx" path="/run/app/app.sock" scontext=s_u:s_r:httpd_t:s0 tcontext=s_u:s_r:a_t:s0 tclass=unix_stream_socket`);
	const [file, other] = records;
	assert.equal(file?.event?.paths, [{ name: '/run/app/app.sock' }]);
	assert.is(other?.event, undefined);
});

forms('should have the path that the program itself says it was refused', () => {
	const pathOf = (name: string, of: string, ...lines: string[]) => {
		const record = `type=AVC msg=audit(1.0:7): avc:  denied  { read } for  pid=7 name="${name}" dev="dm-0" ino=7 ${TAIL.replace('file', of)}`;
		const { records } = readRecords([...lines, record].join('\n'));
		return records[0]?.event?.paths.map((each) => each.name).join();
	};
	for (const line of [
		'2026/01/02 10:00:00 [error] 7#7: *1 open() "/srv/www/index.html" failed (13: Permission denied)',
		"PermissionError: [Errno 13] Permission denied: '/srv/www/index.html'",
		'bash: /srv/www/index.html: Permission denied',
		"Error: EACCES: permission denied, open '/srv/www/index.html'",
		'cannot open file (/srv/www/index.html): Operation not permitted.',
		"script '/srv/www/index.html' is not executable for uid:gid 0:0",
	]) {
		assert.is(pathOf('index.html', 'file', line), '/srv/www/index.html', line);
		assert.is(pathOf('www', 'dir', line), '/srv/www', line);
		// A file has no others below it, and a folder's name may be that of a file elsewhere.
		assert.is(pathOf('www', 'file', line), undefined, line);
		assert.is(pathOf('other', 'file', line), undefined, line);
	}
	assert.is(pathOf('a b', 'file', 'open "/srv/a b": Permission denied'), '/srv/a b');
	assert.is(pathOf('a', 'file', 'Failed to open "/srv/a": No such file or directory'), undefined);
	assert.is(pathOf('a.b', 'file', '# cp /srv/a.b /etc/a.b'), undefined);
	assert.is(pathOf('a.b', 'file', '[root@host www]# ls -lZ /srv/a.b'), '/srv/a.b');
	assert.is(pathOf('a.b', 'file', '$ sudo stat /srv/a.b'), '/srv/a.b');
	assert.is(pathOf('srv', 'dir', '$ sudo stat /srv/a.b'), undefined);
	const two = ['open "/srv/a": Permission denied', 'open "/opt/a": Permission denied'];
	assert.is(pathOf('a', 'file', ...two), undefined);
	assert.is(pathOf('srv', 'dir', ...two), '/srv');
	const long = `/${'b/'.repeat(40)}a`;
	assert.is(pathOf('a', 'file', `open "${long}": Permission denied`), undefined);
});

forms('should have no path that a peer has sent, nor another program', () => {
	const record = (comm: string) =>
		`type=AVC msg=audit(1.0:7): avc:  denied  { write } for  pid=7 comm="${comm}" name="data" dev="dm-0" ino=7 ${TAIL.replace('=file', '=dir')}`;
	const path = '/var/lib/pgsql/data';
	for (const line of [
		`203.0.113.5 - - [1/Jan/2026:10:00:00 +0000] "GET ${path}/EACCES HTTP/1.1" 404 12`,
		`Jan  1 10:00:00 host sshd[7]: Invalid user ${path} Permission denied from 203.0.113.5`,
		`Jan  1 10:00:00 host sshd[7]: Invalid user ${path}: Permission denied from 203.0.113.5`,
		`Jan  1 10:00:00 host sshd[7]: Invalid user $ ls ${path}/a.b from 203.0.113.5`,
		`Jan  1 10:00:00 host sshd[7]: Invalid user could not open '${path}/a.b': Permission denied`,
		`2026/01/01 10:00:00 [error] 7#7: *1 open() "/srv/x" failed (13: Permission denied), client: 203.0.113.5, referrer: "'${path}/x' Permission denied"`,
		`Jan  1 10:00:00 host postgres[7]: could not open file "${path}/pg_hba.conf": Permission denied`,
	])
		for (const comm of ['php-fpm', 'httpd', 'nginx'])
			assert.is(readRecords([line, record(comm)].join('\n')).records[0]?.event, undefined, line);
	const own = `postgres[7]: could not open file "${path}/pg_hba.conf": Permission denied`;
	const [found] = readRecords([own, record('postgres')].join('\n')).records;
	assert.equal(found?.event?.paths, [{ name: path }]);
});

forms('should have the path of a summary that names a file alone', () => {
	const summary =
		'setroubleshoot[7]: SELinux is preventing named from create access on the file a.jnl.';
	const line = 'named[7]: /etc/named/a.jnl: create: permission denied';
	const pathIn = (...lines: string[]) => readRecords(lines.join('\n')).messages[0]?.details.path;
	assert.is(pathIn(line, summary), '/etc/named/a.jnl');
	assert.is(pathIn(line, line.replace('named/', 'bind/'), summary), 'a.jnl');
	assert.is(pathIn(summary.toLowerCase().replace('selinux', 'selinux')), 'a.jnl');
});

forms(
	'should have the path of the folder that its inode tells, by the records of its event',
	() => {
		const id = 'audit(1505241111.210:880)';
		const pathOf = (name: string, ino: string) =>
			readRecords(
				[
					`type=AVC msg=${id}: avc:  denied  { write } for  pid=7 comm="a" name="${name}" dev="dm-3" ino=128 ${TAIL.replace('=file', '=dir')}`,
					`type=CWD msg=${id}: cwd="/data/db"`,
					`type=PATH msg=${id}: item=0 name="./" inode=${ino} dev=fd:03 nametype=PARENT`,
				].join('\n'),
			).records[0]?.event?.paths;
		assert.equal(pathOf('/', '128'), [{ name: '/data/db/', ino: '128' }]);
	},
);

forms(
	'should have the path that another record has, and what stands beside it in its event',
	() => {
		const [error, name] = readRecords(BOUNDED.join('\n')).records;
		assert.is(name?.event?.paths.at(-1)?.name, '/srv/b');
		assert.ok(error?.event?.staysRefused);
	},
);

forms.run();

const pastes = suite('what people paste');

const FIRST = `avc:  denied  { read } for  pid=1 comm="x" ${TAIL}`;
const SECOND = `avc:  denied  { write } for  pid=2 comm="y" ${TAIL.replace('file', 'dir')}`;

/** Permissions, classes and the lines of the records in a text that has no problems. */
function found(text: string): string[] {
	const { records, problems } = readRecords(text);
	assert.equal(problems, []);
	return records.map((record) => {
		if (record.kind === 'error') return `${record.operation} @${record.line}`;
		assert.is(record.subject.text, 'u_u:u_r:a_t:s0-s0:c0.c1023');
		assert.is(record.object.text, 's_u:object_r:b_t:s0:c1,c2');
		const { permissions, class: of, permissive, line } = record;
		return `${permissions.join(' ')} ${of}${permissive ? ' permissive' : ''} @${line}`;
	});
}

pastes('should be as many records as there are in a line', () => {
	assert.equal(found(`${FIRST} permissive=1 ${SECOND} permissive=0`), [
		'read file permissive @1',
		'write dir @1',
	]);
	const heads = [1, 2].map((number) => `type=AVC msg=audit(1.0:${number}): `);
	assert.equal(found(`${heads[0]}${FIRST} ${heads[1]}${SECOND}`), ['read file @1', 'write dir @1']);
	const error = 'Nov 27 12:00:00 host audit: SELINUX_ERR op=security_compute_sid scontext=a:b:c';
	assert.equal(found(`${FIRST} ${error}`), ['read file @1', 'security_compute_sid @1']);
	const call = 'type=SYSCALL msg=audit(1.0:1): arch=c000003e success=yes exit=0';
	assert.equal(found(`${heads[0]}${FIRST} ${call}`), ['read file @1']);
});

pastes('should be one record in several lines', () => {
	const wrapped = FIRST.replaceAll(' comm', '\ncomm').replaceAll(' tcontext', '\ntcontext');
	assert.equal(found(`${wrapped}\npermissive=1\n\nand so on\n`), ['read file permissive @1']);
	assert.equal(found(`> ${wrapped.replaceAll('\n', '\n> ')}`), ['read file @1']);
	assert.equal(found(`+${wrapped.replaceAll('\n', '\n+')}`), ['read file @1']);
	assert.equal(found(wrapped.replaceAll('\n', ' \\\n    ')), ['read file @1']);
	assert.equal(found(FIRST.replace('{ read', '{\nread')), ['read file @1']);
	assert.equal(found(`kernel: audit: type=1400\naudit(1.0:1): ${FIRST}`), ['read file @1']);
	assert.equal(found(`type=AVC msg=audit(1.0:1):\n${FIRST}\n${SECOND}`), [
		'read file @1',
		'write dir @3',
	]);
	// At the edge of a terminal, within words.
	const cut = FIRST.replace('tcontext', 'tcon\ntext').replace('object_r', 'obj\nect_r');
	assert.equal(found(cut), ['read file @1']);
});

pastes('should be read in the dress that others gave them', () => {
	assert.equal(found(`     12 ${FIRST}`), ['read file @1']);
	assert.equal(found(`\`${FIRST} permissive=1\``), ['read file permissive @1']);
	assert.equal(found(`\`${FIRST}\`.`), ['read file @1']);
	assert.equal(found(`${FIRST} permissive=1 (and why?)`), ['read file permissive @1']);
	assert.equal(found(FIRST.replaceAll('"', '&#34;')), ['read file @1']);
	assert.equal(found(FIRST.replace(/ tclass=file/, '').replace(' scon', ' tclass=file scon')), [
		'read file @1',
	]);
	assert.equal(found(`${FIRST.replaceAll('=', '=3D')}`.replace('comm', 'co=\nmm')), [
		'read file @1',
	]);
	assert.equal(found(JSON.stringify({ MESSAGE: `AVC ${FIRST}`, _PID: '1' })), ['read file @1']);
	assert.equal(found(`{\n\t"MESSAGE" : ${JSON.stringify(FIRST)},\n\t"_PID" : "1"\n}`), [
		'read file @2',
	]);
	assert.equal(found(`he wrote "${FIRST}"`), ['read file @1']);
});

pastes(
	'should be read through the colours of a terminal, also where only their rest is left',
	() => {
		const coloured = (before: string) =>
			FIRST.replace('denied', `${before}[01;31m${before}[Kdenied${before}[m${before}[K`);
		for (const shown of ['\x1b', '', '^[', '#033', '\\x1b', '\\033', '\\u001b']) {
			assert.equal(found(coloured(shown)), ['read file @1'], `"${shown}"`);
		}
		const journal = `\x1b[0;1;38;5;185m${FIRST} permissive=1\x1b[0m`;
		assert.equal(found(journal), ['read file permissive @1']);
		const linked = FIRST.replace('"x"', '\x1b]8;;file://h/x\x07"x"\x1b]8;;\x07');
		assert.equal(found(linked), ['read file @1']);
		// A name may have such a rest, if nothing else in the line has one.
		assert.is(
			readRecords(FIRST.replace('"x"', '"a[m"')).records.map(({ details }) => details.comm)[0],
			'a[m',
		);
	},
);

pastes("should be read in any logger's JSON, and in its quotes", () => {
	const whole = `type=AVC msg=audit(1.0:1): ${FIRST}`;
	const json = (value: unknown) => JSON.stringify(value);
	for (const text of [
		json({ log: `${whole}\n`, stream: 'stdout' }),
		json({ log: json({ level: 'info', msg: whole }), stream: 'stdout' }),
		`2026-11-27T12:00:00Z stdout F ${json({ message: whole })}`,
		json({ _index: 'a', _source: { message: whole, host: { name: 'h' } } }),
		json({ __CURSOR: 's', MESSAGE: [...Buffer.from(`\x1b[1m${whole}\x1b[0m`)] }),
		`time="2026" level=info msg=${json(whole)}`,
		`1,"${whole.replaceAll('"', '""')}",host`,
	]) {
		assert.equal(found(text), ['read file @1'], text);
	}
	assert.equal(found(`{\n  "textPayload": ${json(whole)},\n  "severity": "INFO"\n}`), [
		'read file @2',
	]);
	assert.equal(found(json([{ log: FIRST }, { log: SECOND }])), ['read file @1', 'write dir @1']);
	// What a program's command line is, is chosen by who starts it.
	const chosen = json({ MESSAGE: 'Started.', _CMDLINE: FIRST });
	assert.equal(found(chosen), []);
	const within = FIRST.replace('"x"', json({ log: SECOND }));
	assert.equal(found(within), ['read file @1']);
});

pastes('should be read in Markdown and HTML', () => {
	assert.equal(found(FIRST.replace('scontext', '**scontext').replace(':a_t', ':a_t**')), [
		'read file @1',
	]);
	assert.equal(found(FIRST.replace('scontext', '__scontext').replace('c1023', 'c1023__')), [
		'read file @1',
	]);
	assert.equal(found(FIRST.replace('denied', '**denied**')), ['read file @1']);
	assert.equal(found(FIRST.replaceAll('_', '\\_').replace('{', '\\{')), ['read file @1']);
	assert.equal(found(`<p><code>${FIRST.replace('denied', '<b>denied</b>')}</code></p>`), [
		'read file @1',
	]);
	assert.equal(found(FIRST.replace(' scontext', '<br />\nscontext')), ['read file @1']);
	// A name alone keeps its stars.
	const [named] = readRecords(FIRST.replace('comm="x"', 'name="**"')).records;
	assert.is(named?.details.name, '**');
});

pastes('should end where the names of users begin, however that is shown', () => {
	for (const separator of ['\u001d', '\u241d', '#035', '^]']) {
		const [record] = readRecords(`${FIRST} permissive=1${separator}UID="root"`).records;
		assert.equal(
			[record?.kind === 'access' && record.permissive, record?.details.UID],
			[true, undefined],
		);
	}
});

pastes('should say who set a label that the policy does not know', () => {
	const asked = (comm: string) =>
		`avc:  denied  { mac_admin } for  pid=1 comm="${comm}" scontext=u_u:u_r:u_t:s0 tcontext=u_u:u_r:u_t:s0 tclass=capability2`;
	const error = 'SELINUX_ERR op=setxattr invalid_context="u_u:object_r:gone_t:s0"';
	const { records } = readRecords(`${asked('tar')}\nother\n\n${asked('chcon')}\n${error}\n`);
	const [, , last] = records;
	assert.is(last?.kind === 'error' && last.event?.program, 'chcon');
});

pastes('should be of sealert, where the record is not beside its report', () => {
	const report = (
		raw: string,
	) => `SELinux is preventing /usr/sbin/x from 'read, write' accesses on the file y.

Additional Information:
Source Context                u_u:u_r:a_t:s0-s0:c0.c1023
Target Context                s_u:object_r:b_t:s0:c1,c2
Target Objects                y [ file ]
${raw}`;
	assert.equal(found(report('')), ['read write file @1']);
	assert.equal(found(report(`Raw Audit Messages\n${SECOND}`)), ['write dir @8']);
});

pastes('should be of a report without its first line, where a plugin names the permission', () => {
	const report = (believed: string) => `*****  Plugin catchall (100. confidence) suggests   ****

If you believe that x should be allowed ${believed} on the c.jar file by default.
Then you should report this as a bug.

Additional Information:
Source Context                u_u:u_r:a_t:s0-s0:c0.c1023
Target Context                s_u:object_r:b_t:s0:c1,c2
Target Objects                /srv/plugins/long-
                              name.jar [ file ]
Source                        x`;
	assert.equal(found(report('getattr access')), ['getattr file @7']);
	assert.equal(found(report('read write access')), ['read write file @7']);
	const [record] = readRecords(report('getattr access')).records;
	assert.is(record?.details.path, '/srv/plugins/long-name.jar');
	// What the class does not have is no permission.
	assert.is(readRecords(report('some access')).records.length, 0);
	const broken = report('getattr access').replace('name.jar [ file ]', '[ file ]');
	assert.is(readRecords(broken).records[0]?.details.path, '/srv/plugins/long-');
});

pastes('should be of columns of aureport', () => {
	const read = (text: string) =>
		readRecords(text).records.map((record) => {
			if (record.kind !== 'access') throw new Error(text);
			const { decision, permissions, class: of, subject, object, details, event, line } = record;
			return [decision, permissions, of, subject.text, object.text, details, event?.syscall, line];
		});
	const from = 'system_u:system_r:a_t:s0-s0:c0.c1023';
	const to = 'system_u:object_r:b_t:s0:c1,c2';
	const report = `AVC Report
===============================================================
# date time comm subj syscall class permission obj result event
===============================================================
1. 07/19/2023 06:58:27 tool ${from} openat file read ${to} denied 41
> 2. 2023-07-19 06:58:27 Web Content ${from} 59 dir write,add_name ${to} denied 42
3. 19.07.2023 06:58:28 ? ${from} 0 dbus send_msg ${to} granted 43`;
	assert.equal(read(report), [
		['denied', ['read'], 'file', from, to, { comm: 'tool' }, 'openat', 5],
		['denied', ['write', 'add_name'], 'dir', from, to, { comm: 'Web Content' }, undefined, 6],
		['granted', ['send_msg'], 'dbus', from, to, {}, undefined, 7],
	]);
	// A summary of numbers, and a line that is cut.
	assert.equal(read(`1. 07/19/2023 06:58:27 tool ${from} openat file re`), []);
});

pastes('should tell what a summary of sealert names, where it names no contexts', () => {
	const told = (text: string) => {
		const { messages, problems } = readRecords(`host setroubleshoot[5]: ${text}`);
		assert.equal(problems, []);
		return messages.map(({ details }) => details);
	};
	const summary = (rest: string) => told(`SELinux is preventing /usr/sbin/tool from ${rest}`);
	const program = '/usr/sbin/tool';
	assert.equal(summary('read access on the file y.'), [
		{ program, permissions: 'read', class: 'file', path: 'y' },
	]);
	assert.equal(summary("'write, add_name' accesses on the directory labeled var_lib_t."), [
		{ program, permissions: 'write add_name', class: 'dir', label: 'var_lib_t' },
	]);
	assert.equal(summary('name_bind access on the udp_socket port 5300.'), [
		{ program, permissions: 'name_bind', class: 'udp_socket', port: '5300', protocol: 'udp' },
	]);
	assert.equal(summary('using the dac_override capability. For complete SELinux messages run: x'), [
		{ program, permissions: 'dac_override', class: 'capability' },
	]);
	assert.equal(summary('using the bpf capability.'), [
		{ program, permissions: 'bpf', class: 'capability2' },
	]);
	assert.equal(summary('using the execmem access on a process.#012#012*****'), [
		{ program, permissions: 'execmem', class: 'process' },
	]);
	assert.equal(summary('prog_run access on the bpf labeled spc_t.'), [
		{ program, permissions: 'prog_run', class: 'bpf', label: 'spc_t' },
	]);
	assert.equal(summary('module_request access on the system Unknown.'), [
		{ program, permissions: 'module_request', class: 'system' },
	]);
	assert.equal(told('SELinux is preventing Web Content from write access on the None /dev/x.'), [
		{ program: 'Web Content', permissions: 'write', path: '/dev/x' },
	]);
});

pastes('should be of headlines of older setroubleshoot, which name types and no class', () => {
	const read = (text: string) => {
		const { records, messages, problems } = readRecords(`setroubleshoot: SELinux ${text}`);
		assert.equal(problems, []);
		const types = records.map((record) => {
			if (record.kind !== 'access') throw new Error(text);
			const { subject, object, class: of, permissions, details } = record;
			const { path, name } = details;
			assert.is(details.comm, undefined);
			return [subject.type, object.type, of, permissions.join(), path ?? name];
		});
		return [...types, ...messages.map(({ details }) => details)];
	};
	assert.equal(read('is preventing a b (a_t) "read write" to ./y (b_t). For complete'), [
		['a_t', 'b_t', 'file', 'read,write', 'y'],
	]);
	assert.equal(read('is preventing a (a_t) "search" to\n> /x/y\n> (b_t).'), [
		['a_t', 'b_t', 'dir', 'search', '/x/y'],
	]);
	assert.equal(read('is preventing a (a_t) "sys_module" to <Unknown> (a_t).'), [
		['a_t', 'a_t', 'capability', 'sys_module', undefined],
	]);
	assert.equal(read('is preventing a (a_t) "name_connect" to <Unknown> (b_port_t).'), [
		['a_t', 'b_port_t', 'tcp_socket', 'name_connect', undefined],
	]);
	// Several classes may be.
	assert.equal(read('is preventing /bin/a (a_t) "read" to socket (b_t).'), [
		{ program: '/bin/a', permissions: 'read', label: 'b_t' },
	]);
	assert.equal(read('is preventing the a from using potentially mislabeled files\n(/x/y).'), [
		{ program: 'a', class: 'file', path: '/x/y' },
	]);
	assert.equal(read('is preventing access to files with the label, file_t.'), [
		{ class: 'file', label: 'file_t' },
	]);
	assert.equal(read('is preventing a (a_t) "nothing" to y (b_t).'), []);
	assert.equal(read("prevented the a from reading users' home directories."), []);
});

pastes('should be of a report alone, where its headline stands beside it', () => {
	const contexts = (name: string) =>
		`Source Context                u_u:u_r:a_t:s0\nTarget Context                s_u:object_r:b_t:s0\nTarget Objects                ${name} [ file ]`;
	const newer = 'SELinux is preventing /usr/sbin/x from read access on the file y.';
	const older = 'SELinux is preventing x (a_t) "read" to y (b_t).';
	for (const headline of [newer, older]) {
		const report = `${headline}\n\n${contexts('y')}`;
		const journal = `host setroubleshoot[5]: ${headline.replace('/usr/sbin/', '')}`;
		for (const text of [`${journal}\n${report}`, `${report}\n\n${journal}`]) {
			const { records, messages } = readRecords(text);
			assert.is(records.length, 1, text);
			assert.is(records[0]?.kind === 'access' && records[0].subject.user, 'u_u', text);
			assert.equal(messages, [], text);
		}
		const other = readRecords(`${journal.replace(' y', ' z')}\n${report}`);
		assert.is(other.records.length + other.messages.length, 2);
	}
	// The report repeats an older headline in its description.
	assert.is(readRecords(`${older}\n\n${older} The type b_t is a generic type.`).records.length, 1);
});

pastes('should never be made up of two', () => {
	const head = (number: number) => `type=AVC msg=audit(11/21/26 02:31:34.452:${number}) : `;
	// What ausearch -i has decoded may be a name that looks like a record.
	const name = `${head(1)}avc:  denied  { read } for comm=${head(2)}${SECOND}`;
	const { records, problems } = readRecords(name);
	assert.equal(records, []);
	assert.match(problems[0]?.message ?? '', 'another record begins in this line');
	assert.equal(
		found(`${head(1)}avc:  denied  { read } for comm=x avc: denied { write } for ${TAIL}`),
		['read file @1'],
	);
	// Whoever starts a unit chooses its cmdline.
	const quoted = FIRST.replace('comm="x"', 'cmdline="avc:  denied  { stop } for"');
	assert.equal(found(`type=USER_AVC msg=audit(1.0:1): pid=1 msg='${quoted}'`), ['read file @1']);
});

pastes('should say why, where they are cut', () => {
	const cut =
		'Nov 27 12:00:00 host audit[1]: AVC avc:  denied  { read } for  scontext=unconfined_u:un>';
	assert.throws(() => parseRecord(cut), /a pager has cut the line, expected.*--no-pager/);
	const numbers = 'avc:  denied  { read } for  pid=1 ssid=12 tsid=13 tclass=file';
	assert.throws(() => parseRecord(numbers), /the kernel had a number for it and no context/);
	// What follows the cut is another line.
	const next = 'Nov 27 12:00:01 host systemd[1]: x.service: Failed at step EXEC';
	const { problems } = readRecords(`${cut}\n${next}`);
	assert.match(problems[0]?.message ?? '', /^scontext= is cut: .*--no-pager/);
	assert.not.match(problems[0]?.message ?? '', 'systemd');
	assert.throws(() => parseRecord(`${FIRST.replace('=file', '=fi')}>`), /tclass= is missing.*cut/);
	const forgotten = FIRST.replace('tclass=file', 'tclass=(null)');
	assert.throws(() => parseRecord(forgotten), /no longer knew its name/);
	const short = 'avc: denied { read } for scontext=container_t:s0:c1,c2 tcontext=var_t:s0';
	assert.throws(() => parseRecord(short), /is no context, expected user:role:type:level/);
});

pastes.run();

const said = suite('what else a log says of SELinux');

said("should be the kernel's own lines", () => {
	const { messages, records, problems } = readRecords(`
[   14.5] SELinux: unrecognized netlink message: protocol=0 nlmsg_type=1234 sclass=netlink_route_socket pid=7 comm=my prog
Nov 27 12:00:00 host kernel: SELinux:  Context u_u:object_r:old_t:s0 is not valid (left unmapped).
SELinux: mount invalid.  Same superblock, different security settings for (dev mqueue, type mqueue)
SELinux: inode_doinit_use_xattr:  context_to_sid(u_u:object_r:new_t:s0) returned 22 for dev=vda ino=77
SELinux: inode=78 on dev=vda was found to have an invalid context=u_u:object_r:new_t:s0.  This indicates you may need to relabel the inode or the filesystem in question.
SELinux: security_context_str_to_sid (u_u:object_r:no_t:s0) failed with errno=-22
SELinux: security_context_to_sid(u_u:object_r:no_t:s0) failed for (dev vdb, type ext4) errno=-22
SELinux: (dev vdc, type zfs) has no xattr support
SELinux:  Class mctp_socket not defined in policy.
SELinux:  Permission watch in class dir not defined in policy.
SELinux: the above unknown classes and permissions will be denied
SELinux:  policy capability network_peer_controls=1
`);
	assert.equal([records, problems], [[], []]);
	assert.equal(
		messages.map(({ about, line, details }) => [line, about, Object.values(details).join(' ')]),
		[
			[2, 'netlink message', '0 1234 netlink_route_socket 7 my prog'],
			[3, 'unmapped context', 'u_u:object_r:old_t:s0'],
			[4, 'mount with another context', 'mqueue mqueue'],
			[5, 'invalid context of a file', 'u_u:object_r:new_t:s0 22 vda 77'],
			[6, 'invalid context of a file', '78 vda u_u:object_r:new_t:s0'],
			[7, 'context of a mount', 'u_u:object_r:no_t:s0 -22'],
			[8, 'context of a mount', 'u_u:object_r:no_t:s0 vdb ext4 -22'],
			[9, 'no labels', 'vdc zfs'],
			[10, 'unknown class', 'mctp_socket denied'],
			[11, 'unknown class', 'watch dir denied'],
			[12, 'unknown classes', 'denied'],
		],
	);
	// A record may quote such a line.
	const quoted = FIRST.replace('"x"', '"SELinux:  Class x not defined in policy."');
	assert.equal(readRecords(quoted).messages, []);
});

said('should be told from a refusal by SELinux', () => {
	const { others, records, problems } = readRecords(`
type=AVC msg=audit(1.0:1): apparmor="DENIED" operation="open" profile="p" name="/x" pid=1 comm="x"
audit: type=1400 audit(1.0:2): apparmor="ALLOWED" operation="open" profile="p" pid=1
audit: type=1400 audit(1.0:3): lsm=SMACK fn=smack_inode_permission action=denied
type=SECCOMP msg=audit(1.0:4): auid=1 uid=1 comm="x" sig=31 syscall=41
type=USER_AVC msg=audit(1.0:5): pid=1 msg='avc:  received policyload notice (seqno=2)'
type=USER_AVC msg=audit(1.0:6): pid=1 msg='avc:  op=setenforce lsm=selinux enforcing=1 res=1'
At 03:17:07 08/09/2026 system successfully violated-mac-policy using /usr/sbin/x
`);
	assert.equal([records, problems], [[], []]);
	assert.equal(
		others.map(({ line, what }) => [line, what.slice(0, 30)]),
		[
			[2, "This is AppArmor's, not SELinu"],
			[4, "This is Smack's, not SELinux's"],
			[5, 'This is of seccomp(2), not of '],
			[6, 'This says that a policy was lo'],
			[7, 'This says that SELinux was swi'],
			[8, 'This summary of a refusal name'],
		],
	);
});

said.run();

const older = suite('errors as older kernels write them');

const OLDER: [text: string, operation: string, details: Record<string, string>][] = [
	[
		'security_compute_sid:  invalid context a_u:a_r:a_t:s0 for scontext=b_u:b_r:b_t:s0 tcontext=c_u:c_r:c_t:s0 tclass=process',
		'security_compute_sid',
		{
			invalid_context: 'a_u:a_r:a_t:s0',
			scontext: 'b_u:b_r:b_t:s0',
			tcontext: 'c_u:c_r:c_t:s0',
			tclass: 'process',
		},
	],
	[
		'security_validate_transition:  denied for oldcontext=a_u:a_r:a_t:s0 newcontext=a_u:a_r:a_t:s1 taskcontext=b_u:b_r:b_t=s0-s15:c0.c1023 tclass=file',
		'security_validate_transition',
		{
			oldcontext: 'a_u:a_r:a_t:s0',
			newcontext: 'a_u:a_r:a_t:s1',
			taskcontext: 'b_u:b_r:b_t:s0-s15:c0.c1023',
			tclass: 'file',
		},
	],
	[
		'security_bounded_transition: denied for oldcontext=a_u:a_r:a_t:s0 newcontext=a_u:a_r:b_t:s0',
		'security_bounded_transition',
		{ oldcontext: 'a_u:a_r:a_t:s0', newcontext: 'a_u:a_r:b_t:s0' },
	],
	[
		'security_sid_mls_copy: invalid context a_u:a_r:a_t:s0:c1',
		'security_sid_mls_copy',
		{ invalid_context: 'a_u:a_r:a_t:s0:c1' },
	],
];

for (const [text, operation, details] of OLDER) {
	older(`should read ${operation}, in one line or in several`, () => {
		const inLines = text.replace(/ (?=\w+=|denied|invalid)/g, '\n');
		for (const head of ['type=SELINUX_ERR msg=audit(1.0:1): ', 'audit(1.0:1): ', '']) {
			for (const form of head === '' ? [text] : [text, inLines]) {
				const { records, problems } = readRecords(`${head}${form}`);
				assert.equal(problems, [], form);
				assert.equal(records, [{ kind: 'error', operation, details, line: 1 }], form);
			}
		}
	});
}

older.run();

const unnumbered = suite('errors without the number of their event');

for (const form of [
	'op=security_bounded_transition seresult=denied oldcontext=a_u:a_r:a_t newcontext=b_u:b_r:b_t',
	'op=security_validate_transition seresult=denied oldcontext=a_u:a_r:a_t newcontext=b_u:b_r:b_t taskcontext=c_u:c_r:c_t tclass=file',
	'op=security_compute_sid invalid_context=b_u:a_r:b_t scontext=a_u:a_r:a_t tcontext=b_u:b_r:b_t tclass=process',
]) {
	const operation = /security_\w+/.exec(form)?.[0];
	unnumbered(`should read ${operation}, in one line or in several`, () => {
		for (const head of ['type=SELINUX_ERR ', 'type=1401 ', '']) {
			for (const text of [form, form.replace(' ', '\n'), form.replaceAll(' ', '\n')]) {
				if (head === '' && text !== form) continue;
				const call = 'type=SYSCALL syscall=execve success=yes exit=0 key=(null)';
				for (const log of [`${head}${text}`, `${call}\n${head}${text}`, `${call} ${head}${text}`]) {
					if (head === '' && log.startsWith(`${call} `)) continue;
					const { records, problems } = readRecords(log);
					assert.equal(problems, [], log);
					assert.equal(
						records.map((record) => record.kind === 'error' && record.operation),
						[operation],
						log,
					);
					assert.is(Object.keys(records[0]?.details ?? {}).length, form.split(' ').length - 1, log);
				}
			}
		}
	});
}

unnumbered('should be one where its type stands alone in a line, and none in prose', () => {
	const rest = 'op=setxattr invalid_context="u_u:object_r:gone_t:s0"';
	assert.is(readRecords(`type=SELINUX_ERR\n${rest}`).records.length, 1);
	assert.is(readRecords(`type=SELINUX_ERR\nmsg=audit(1.0:1): ${rest}`).records.length, 1);
	assert.equal(readRecords('Look for those of type=SELINUX_ERR\nand what they say.').problems, []);
});

unnumbered.run();

const shortened = suite('records without their class');

for (const [permissions, name, of] of [
	['write', ' name="sync.toml"', 'file'],
	['read', ' path="/run/relay.sock"', 'sock_file'],
	['search', ' name="relay"', 'dir'],
	['execute', ' name="relay"', 'file'],
	['connectto', ' path="/run/relay"', 'unix_stream_socket'],
	['ptrace', '', 'process'],
	['send_msg', '', 'dbus'],
	['name_connect', ' dest=389', 'tcp_socket'],
	['dac_override', '', 'capability'],
	['module_load', '', 'system'],
	['use', '', 'fd'],
] as const) {
	shortened(`should take ${permissions}${name} for what is probable, and say so`, () => {
		const tail = 'scontext=a_u:a_r:a_t:s0 tcontext=b_u:b_r:b_t:s0';
		for (const end of ['', ' permissive=0', ' <- the label']) {
			const text = `avc:  denied  { ${permissions} } for  pid=1${name} ${tail}${end}`;
			const { records, problems } = readRecords(text);
			assert.equal(problems, [], text);
			const [record] = records;
			assert.is(record?.kind === 'access' && record.class, of);
			assert.is(record?.details.likely, of);
		}
	});
}

shortened('should take none that may be of several, or whose context is not whole', () => {
	const begin = 'avc:  denied  { read } for  pid=1';
	fails(`${begin} scontext=a:a:a_t:s0 tcontext=b:b:b_t:s0`, /tclass= is missing.*left it out/);
	fails(`${begin} name="x" scontext=a:a:a_t:s0 tcontext=b:b:b_va`, /tclass= is missing.*cut off/);
});

shortened.run();

const malformed = suite('malformed records');

malformed('should say what is wrong and what was expected', () => {
	fails('type=AVC msg=audit(1.0:1): avc:  den', /no decision, expected 'avc: {2}denied/);
	fails('type=AVC msg=audit(1.0:1): avc:  denied  { read', /no decision, expected/);
	fails('avc:  denied  { } for  pid=1', /no decision, expected/);
	fails(
		'avc:  denied  { read } for  pid=1',
		/scontext=, tcontext= and tclass= are missing.*probably cut off.*ausearch/,
	);
	fails('avc:  denied  { read } for scontext=a:b:c', /^tcontext= and tclass= are missing/);
	fails(`avc:  denied  { read } for ${TAIL.replace(/ tclass.*/, '')}`, /tclass= is missing/);
	fails(
		'avc:  denied  { read } for  scontext=a:b tcontext=a:b:c tclass=file',
		/scontext=a:b is no/,
	);
	fails(
		'avc:  denied  { read } for  scontext=a:b:c:s0:c0. tcontext=a:b:c tclass=file',
		/s0:c0\. is no context, expected user:role:type:level/,
	);
	fails('type=SELINUX_ERR msg=audit(1.0:1): ', /op= is missing: the record is probably cut off/);
	fails('type=SELINUX_ERR msg=audit(1.0:1): of a new kind', /op= is missing.*other words/);
});

malformed(
	'should take a record cut off anywhere for an error or a record, never for another',
	() => {
		const [whole = ''] = textOf('audit.log').split('\n');
		for (let length = 'type=AVC'.length; length < whole.length; length += 1) {
			const { records, problems } = readRecords(whole.slice(0, length));
			assert.is(records.length + problems.length, 1, whole.slice(0, length));
		}
	},
);

malformed('should take no longer for spaces than for anything else', () => {
	const spaces = ' '.repeat(1_000_000);
	for (const part of ['{', '{ read }', '{ read } for  path=']) {
		fails(`avc:  denied  ${part}${spaces}x`, /expected/);
	}
});

malformed('should not keep the rest from being read', () => {
	const { records, problems } = readRecords(
		`avc:  denied  { read }\n${textOf('audit.log')}\navc:  denied`,
	);
	assert.is(records.length, 6);
	assert.is(records[0]?.line, 2);
	assert.equal(
		problems.map(({ line }) => line),
		[1, textOf('audit.log').split('\n').length + 2],
	);
});

malformed.run();
