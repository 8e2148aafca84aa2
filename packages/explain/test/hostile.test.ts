// Records in which a stranger has chosen what he can: the kernel writes an invalid context as whoever
// set it gave it, and an interface's name as whoever has a network of his own gave it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Explanation, explain, pastedAnswers } from '../src/index.ts';
import { readWhy } from '../src/layer/policy-tools.ts';
import { made, texts } from './explained.ts';

/** Each makes the file `mark` if a shell takes it for more than a word. */
const PAYLOADS = [
	'u;:>mark;',
	'$(:>mark)',
	'`:>mark`',
	"'$(:>mark)'",
	'"$(:>mark)"',
	"x';:>mark;'",
	'|:>mark',
	'&:>mark&',
	'x\n:>mark\n',
	"x\n';:>mark\n'",
	"\\';:>mark;\\'",
	"$'\\';:>mark;'",
	'\x1b[200~:>mark\r',
	'>mark',
	'-D',
	'--deleteall',
	'~root',
	'*',
];

/** What a record can say, by who has chosen which part of it. */
const RECORDS: Record<string, (chosen: string) => string> = {
	'an invalid user': (u) => `op=setxattr invalid_context=${untrusted(`${u}:r:t:s0`)}`,
	'an invalid role': (r) => `op=setxattr invalid_context=${untrusted(`u:${r}:t:s0`)}`,
	'an invalid type': (t) => `op=setxattr invalid_context=${untrusted(`u:r:${t}:s0`)}`,
	'an invalid range': (l) => `op=setxattr invalid_context=${untrusted(`u:r:t:${l}`)}`,
	'a type of a transition': (t) =>
		`op=security_bounded_transition seresult=denied oldcontext=u:r:${t} newcontext=u:r:b_t`,
	'an interface': (netif) =>
		`avc:  denied  { egress } for  netif=${netif} scontext=u:r:a_t:s0 tcontext=u:r:netif_t:s0 tclass=netif`,
	'an interface under MLS': (netif) =>
		`avc:  denied  { egress } for  netif=${netif} scontext=u:r:a_t:s1 tcontext=u:r:b_t:s0 tclass=netif`,
	'an address': (address) =>
		`avc:  denied  { recvfrom } for  saddr=${address} scontext=u:r:a_t:s0 tcontext=u:r:node_t:s0 tclass=node`,
	'a peer without a label': (chosen) =>
		`avc:  denied  { recv } for  saddr=${chosen} daddr=${chosen} netif=${chosen} scontext=u:r:a_t:s0 tcontext=u:r:unlabeled_t:s0 tclass=peer`,
	'a peer over loopback': (chosen) =>
		`avc:  denied  { recv } for  saddr=${chosen} daddr=${chosen} netif=lo scontext=u:r:a_t:s0 tcontext=u:r:unlabeled_t:s0 tclass=peer`,
	'a file in an older headline of setroubleshoot': (name) =>
		`SELinux is preventing a (a_t) "read" to /srv/${name} (default_t).`,
	'a folder with the type of another module': (name) =>
		`avc:  denied  { open } for  path=${untrusted(`/var/lib/redis-${name}/a`)} scontext=s:r:redis_t:s0 tcontext=s:object_r:mysqld_db_t:s0 tclass=file`,
	'a port': (port) =>
		`avc:  denied  { name_bind } for  src=${port} scontext=u:r:a_t:s0 tcontext=u:r:port_t:s0 tclass=tcp_socket`,
	'a source type': (t) =>
		`avc:  denied  { read } for  scontext=u:r:${t}:s0 tcontext=u:r:b_t:s0 tclass=file`,
	'a target role': (r) =>
		`avc:  denied  { transition } for  scontext=u:r:a_t:s0 tcontext=u:${r}:a_t:s0 tclass=process`,
	'a file of the event': (name) =>
		`avc:  denied  { dac_override } for  comm="a" scontext=u:r:a_t:s0 tcontext=u:r:a_t:s0 tclass=capability\ntype=PATH msg=audit(1.0:1): item=0 name=${untrusted(`/${name}`)} mode=0100600 ouid=7 nametype=NORMAL`,
	'a user of a file': (u) =>
		`avc:  denied  { create } for  scontext=${u}:r:a_t:s0 tcontext=u:object_r:b_t:s0 tclass=file`,
	'a class': (tclass) =>
		`avc:  denied  { read } for  scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=${tclass}`,
	'a permission': (name) =>
		`avc:  denied  { ${name} } for  scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=file`,
};

/** As the kernel writes it: audit_log_untrustedstring in kernel/audit.c. */
function untrusted(text: string): string {
	const isPlain = !/["\0-\x20\x7f-\uffff]/.test(text);
	return isPlain ? `"${text}"` : Buffer.from(text).toString('hex').toUpperCase();
}

function recordFor(name: string, payload: string): string {
	const text = RECORDS[name]?.(payload) as string;
	if (text.startsWith('op=')) return `type=SELINUX_ERR msg=audit(1.0:1): ${text}`;
	return text.includes('type=PATH') ? `type=AVC msg=audit(1.0:1): ${text}` : text;
}

/** What is read of a line that has line feeds: it may be no record at all. */
function explained(text: string): Explanation[] {
	return readRecords(text).records.map((record) => explain(record));
}

const POLICY =
	/^(?:allow \S+ \S+;|role \S+ types \S+;|typebounds \S+ \S+;|(?:allow|dontaudit) \S+ \S+:\S+ (?:\S+|\{ [\w. -]+ \});)$/;
const folder = mkdtempSync(join(tmpdir(), 'peercon-hostile-'));

const hostile = suite('what strangers wrote');

hostile.after(() => rmSync(folder, { recursive: true }));

/** Gives a line to a shell as somebody does who pastes it, with programs that do nothing. */
function paste(line: string): void {
	const quiet = ['auditctl', 'namei', 'semanage', 'netlabelctl', 'runcon', 'seinfo', 'setsebool'];
	const functions = quiet.map((name) => `${name}() { :; }`).join('; ');
	for (const shell of ['/bin/sh', '/bin/bash']) {
		spawnSync(shell, ['-c', `${functions}\n${line}\n`], { cwd: folder, env: {}, timeout: 60_000 });
		assert.not.ok(existsSync(join(folder, 'mark')), `${shell}: ${line}`);
	}
}

for (const name of Object.keys(RECORDS)) {
	hostile(`should be no more than a word of a command: ${name}`, () => {
		for (const payload of PAYLOADS) {
			for (const { remedies, reason } of explained(recordFor(name, payload))) {
				const quoted = Array.from(reason.matchAll(/'(seinfo .*?)'/g), ([, line = '']) => line);
				for (const line of quoted) paste(line);
				for (const { kind, text } of remedies) {
					if (text === undefined) continue;
					assert.not.match(text, /[\p{Cc}\p{Bidi_Control}]/u);
					if (kind === 'rule') assert.match(text, POLICY);
					if (kind === 'rule') assert.not.match(text, /mark|[$`'"<>|&]/);
					else paste(text);
				}
			}
		}
	});
}

hostile('should leave commands that can be pasted where nobody is hostile', () => {
	const names = Object.keys(RECORDS).filter(
		(name) => !/class|permission|range|address|port|user of a file/.test(name),
	);
	for (const name of names) {
		const said = explained(recordFor(name, 'some_name'));
		assert.ok(texts(said[0] as Explanation).length > 0, name);
	}
	assert.ok(texts(made(recordFor('a port', '7'))).some((text) => text?.includes('-p tcp 7')));
});

hostile('should be told as what no policy can have', () => {
	const said = made(recordFor('an invalid user', 'u;id>/tmp/x;'));
	assert.is(
		said.sentence,
		"setxattr has met the context 'u;id>/tmp/x;:r:t:s0', which the policy does not allow.",
	);
	assert.match(said.reason, "No policy can have the name 'u;id>/tmp/x;'");
	assert.equal(said.remedies, []);
	const unknown = made(recordFor('a permission', 'read 0x400'));
	assert.match(unknown.remedies[0]?.why ?? '', "no policy can have the name '0x400'");
});

hostile('should be quoted where a name may have such characters', () => {
	const [interfaceName] = texts(made(recordFor('an interface', '$(id)')));
	assert.is(interfaceName, "semanage interface -a -t TYPE '$(id)'");
	const [option] = texts(made(recordFor('an interface', '-D')));
	assert.is(option, 'semanage interface -a -t TYPE -- -D');
	const [, local] = texts(made(recordFor('a peer over loopback', 'a;b')));
	assert.is(local, "netlabelctl unlbl add interface:lo 'address:a;b' label:CONTEXT");
	const [, , label] = texts(made(recordFor('a peer without a label', 'a;b')));
	assert.is(label, "netlabelctl unlbl add 'interface:a;b' 'address:a;b' label:CONTEXT");
});

hostile('should be read from hexadecimal, where the kernel writes it so', () => {
	const said = made(recordFor('an invalid role', 'a "b"'));
	assert.match(said.sentence, `the context 'u:a "b":t:s0',`);
});

hostile('should not come from audit2why as a command', () => {
	const record = readRecords(recordFor('a source type', 'a_t')).records[0];
	if (record?.kind !== 'access') throw new Error('no access record');
	const output =
		'Was caused by:\n\tset incorrectly\n\t# setsebool -P $(:>mark) 1\n\t# setsebool -P real_one 1\n';
	assert.equal(readWhy(output, record)?.booleans, ['setsebool -P real_one 1']);
});

hostile('should not come from a report or a remark beside a record as a command', () => {
	const record = recordFor('a source type', 'a_t');
	for (const payload of PAYLOADS) {
		const log = readRecords(
			`Plugin restorecon (99.5 confidence) suggests\n/srv/${payload} default label should be b_t.\n${record}`,
		);
		const answers = pastedAnswers(log);
		for (const one of log.records) {
			const answer = one.kind === 'access' ? answers.get(one) : undefined;
			for (const text of texts(explain(one, { answer }))) if (text !== undefined) paste(text);
		}
	}
	const remark = `#!!!! This avc can be allowed using the boolean '$(:>mark)'\nallow a_t b_t:file read;\n${record}`;
	assert.is(pastedAnswers(readRecords(remark)).size, 0);
});

/** What each object has by its prototype: a table that is asked by such a name has something there. */
const OF_PROTOTYPES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];
const CLASSES =
	'file dir sock_file chr_file filesystem anon_inode key shm process process2 fd capability capability2 system security service dbus bpf netif node peer packet association tcp_socket udp_socket netlink_route_socket unix_stream_socket user_namespace';

hostile('should be told the same where names are those of properties that each object has', () => {
	let count = 0;
	for (const word of OF_PROTOTYPES) {
		for (const of of [...CLASSES.split(' '), word]) {
			for (const permission of ['read', 'create', 'name_bind', 'module_request', word]) {
				const fields = `comm="${word}" name="${word}" kmod="${word}" netif=${word} src=7 dev="${word}" capability=${word}`;
				for (const [subject, object] of [
					[word, word],
					['httpd_t', word],
					[word, 'etc_t'],
				]) {
					const said = made(
						`avc:  denied  { ${permission} } for  pid=7 ${fields} scontext=u:r:${subject}:s0 tcontext=u:object_r:${object}:s0 tclass=${of}`,
					);
					assert.not.match(JSON.stringify(said), /native code|\[object|undefined/);
					count += 1;
				}
			}
		}
	}
	assert.ok(count > 1000);
});

hostile.run();
