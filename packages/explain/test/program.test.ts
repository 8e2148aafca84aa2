import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pathOf, textOf } from '../../records/test/recorded.ts';

const BIN = join(import.meta.dirname, '../bin/peercon.js');

/** Runs the program as a user does. A limit catches what hangs. */
function peercon(args: string[], input = '') {
	const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
		input,
		encoding: 'utf8',
		timeout: 60_000,
	});
	return { status, stdout, stderr };
}

const HELP = `Usage: peercon explain [options] [file]
or:    peercon doctor [--json] [address]

explain: say in plain words what SELinux refused, which layer it was, and what
would allow it. The records come from a log or ausearch(8): a file, stdin ('-',
or without a file what is piped in), or this host's audit log.

doctor: show which of SELinux's controls are live on this host, now, and what is
wrong; with an address, also which labels and types it meets.

Options:
  -h, --help     Show help                                             [boolean]
      --version  Show version number                                   [boolean]
      --last     Only the newest denial               [boolean] [default: false]
      --port     Only what names this port (src= or dest=)              [number]
      --log      This host's audit log, or the kernel's where there is none
                                                                       [boolean]
      --policy   Ask this policy file (default: the running policy, if any)
                                                                        [string]
      --json     One JSON object a line               [boolean] [default: false]

Examples:
  peercon explain --last      The newest denial
  peercon doctor 192.168.8.4  What labels traffic with that address

Exit status: 0 explained or nothing wrong (with or without SELinux), 1 no
record, something wrong or other failure, 2 usage, 3 explained but for lines
that are malformed or cut off.
`;

const program = suite('peercon explain');

program('should show its help', () => {
	assert.equal(peercon(['explain', '--help']), { status: 0, stdout: HELP, stderr: '' });
});

program('should explain a file, stdin and what is piped in alike', () => {
	const file = peercon(['explain', pathOf('docs.log')]);
	assert.is(file.status, 0);
	assert.match(file.stdout, "runcon -l s0:c5,c7-s0:c0.c1023 sh -c 'PROGRAM'");
	assert.is(file.stderr, '');
	assert.equal(peercon(['explain'], textOf('docs.log')), file);
	assert.equal(peercon(['explain', '-'], textOf('docs.log')), file);
});

program('should pick what is about a port, the newest of it', () => {
	const record = (port: number, type: string) =>
		`avc:  denied  { name_connect } for  dest=${port} scontext=a:b:c_t:s0 tcontext=a:b:${type}:s0 tclass=tcp_socket\n`;
	const log = record(7, 'one_t') + record(8, 'other_t') + record(7, 'last_t') + record(9, 'd_t');
	assert.match(peercon(['explain', '--port', '8', '-'], log).stdout, /^c_t may .* 8 \(other_t\)/);
	const last = peercon(['explain', '--last', '--port', '7', '-'], log);
	assert.match(last.stdout, /^c_t may .* 7 \(last_t\)/);
	assert.not.match(last.stdout, 'one_t');
	const none = peercon(['explain', '--port', '10', '-'], log);
	assert.equal([none.status, none.stdout], [1, '']);
	assert.match(none.stderr, 'no record of SELinux about port 10');
	for (const wrong of ['x', '-1', '65536', '7.5']) {
		assert.is(peercon(['explain', `--port=${wrong}`, '-'], log).status, 2, wrong);
	}
});

program('should pass over what was refused to who looks for it', () => {
	const own =
		'avc:  denied  { syslog_read } for  pid=2 comm="dmesg" scontext=a:b:user_t:s0 tcontext=a:b:kernel_t:s0 tclass=system\n';
	const log = `avc:  denied  { read } for  pid=1 scontext=a:b:c_t:s0 tcontext=a:b:d_t:s0 tclass=file\n${own}`;
	assert.match(peercon(['explain', '--last', '-'], log).stdout, /^c_t may not read/);
});

program('should keep to 80 columns but for rules and commands', () => {
	for (const log of ['networking.log', 'programs.log', 'mls.log', 'ipsec.log']) {
		const { stdout } = peercon(['explain', pathOf(log)]);
		const long = stdout.split('\n').filter((line) => line.length > 80 && !/^ {12}/.test(line));
		assert.equal(long, []);
	}
});

program('should print the newest denial with --last', () => {
	const { stdout } = peercon(['explain', '--last', '--json', pathOf('audit.log')]);
	const lines = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.is(lines.length, 1);
	assert.is(lines[0].record.line, 6);
});

program('should print one JSON object a line', () => {
	const { stdout } = peercon(['explain', '--json', pathOf('networking.log')]);
	const [first] = stdout.split('\n').map((line) => line && JSON.parse(line));
	assert.is(first.count, 2);
	assert.is(first.layer, 'type enforcement');
	assert.is(first.record.class, 'netif');
	assert.is(first.remedies[1].text, 'allow demo_noegress_t netif_t:netif egress;');
});

program('should say which lines are malformed, explain the rest and exit with 3', () => {
	const { status, stdout, stderr } = peercon(
		['explain', '-'],
		`avc:  denied  { recv }\n${textOf('audit.log')}`,
	);
	assert.is(status, 3);
	assert.is(
		stderr,
		"stdin:1: scontext=, tcontext= and tclass= are missing: the record is probably cut off, expected the whole record: 'ausearch -m avc,user_avc -ts recent', or 'journalctl --no-pager -l -g avc:' where there is no auditd\n",
	);
	assert.match(stdout, 'demo_noegress_t');
});

program('should tell of a record that is cut off what it has, and what it lacks', () => {
	const explained = (rest: string) => {
		const { status, stdout, stderr } = peercon(['explain', '-'], `avc:  denied  ${rest}\n`);
		assert.is(status, 3);
		assert.match(stderr, 'probably cut off');
		assert.match(stderr, "'ausearch -m avc,user_avc -ts recent'");
		return stdout.replace(/\s+/g, ' ');
	};
	const file = explained('{ write } for  pid=7 comm="mysqld" name="my-data" dev="sda2" ino=14');
	assert.match(file, "mysqld may not have the access 'write' to my-data. layer probably");
	assert.match(file, 'without scontext=, tcontext= and tclass= nobody can tell');
	assert.match(file, 'ausearch -m avc,user_avc -ts recent -c mysqld');
	assert.match(file, 'a data folder that was moved');
	const port = explained('{ name_bind } for  comm="sshd" src=2222 scontext=a_u:b_r:sshd_t:s0');
	assert.match(port, 'The domain is sshd_t.');
	assert.not.match(port, 'names no contexts');
	assert.not.match(port, 'scontext= and');
	const type = explained('{ read } for  comm="httpd" name="x" scontext=a:b:c_t:s0');
	assert.match(type, 'The domain is c_t.');
	assert.match(explained('{ dac_override } for  comm="x" capability=1'), 'owner and mode');
	// Nothing is known of what it was asked for.
	assert.is(explained('{ read } for  pid=7 comm="x"'), '');
});

program('should tell of a socket whose record a pager has cut who may have handed it on', () => {
	const explained = (domain: string) => {
		const cut = `avc:  denied  { shutdown } for  pid=7 comm="nginx" laddr=fd00::1 lport=443 scontext=system_u:system_r:${domain}:s0 tcontext=unconfined_u:un>\n`;
		const { status, stdout, stderr } = peercon(['explain', '-'], cut);
		assert.is(status, 3);
		assert.match(stderr, 'journalctl --no-pager');
		return stdout.replace(/\s+/g, ' ');
	};
	assert.match(explained('container_t'), 'A socket that listens is handed to a container');
	assert.match(explained('container_t'), 'update container-selinux first');
	assert.not.match(explained('httpd_t'), 'container');
});

program('should say so and exit with 1 where there is nothing', () => {
	const { status, stdout, stderr } = peercon(['explain', '-'], 'hello\n');
	assert.equal([status, stdout], [1, '']);
	assert.match(stderr, 'peercon: stdin has no record of SELinux\n');
	assert.match(stderr, 'semodule -DB');
});

program(
	"should explain the kernel's own lines, those that refuse nothing only without a record",
	() => {
		const record =
			'avc:  denied  { read } for  scontext=a:b:c_t:s0 tcontext=a:b:d_t:s0 tclass=file\n';
		const undefinedClass = 'SELinux:  Class x not defined in policy.\n';
		const mount =
			'SELinux: mount invalid.  Same superblock, different security settings for (dev a, type b)\n';
		const alone = peercon(['explain', '-'], undefinedClass);
		assert.equal([alone.status, alone.stderr], [0, '']);
		assert.match(alone.stdout, 'does not have the class x');
		const beside = peercon(['explain', '-'], undefinedClass + record + mount).stdout;
		assert.match(beside, /^c_t may not read/);
		assert.match(beside, /\n\nA mount of a \(b\) was refused/);
		assert.not.match(beside, 'class x');
		const json = peercon(['explain', '--json', '-'], mount + mount).stdout;
		assert.equal(JSON.parse(json).count, 2);
		assert.match(peercon(['explain', '--last', '-'], record + mount).stdout, /^c_t .*\n(?!\n)/);
	},
);

program('should say of what is no refusal by SELinux what it is', () => {
	const apparmor =
		'type=AVC msg=audit(1.0:1): apparmor="DENIED" operation="open" profile="p" pid=1\n';
	const { status, stdout, stderr } = peercon(['explain', '-'], `\n${apparmor}${apparmor}`);
	assert.equal([status, stdout], [1, '']);
	assert.match(stderr, /^peercon: stdin has no record of SELinux\nstdin:2: This is AppArmor's/);
	assert.is(stderr.match(/AppArmor/g)?.length, 1);
});

program('should exit with 1 where a file cannot be read', () => {
	const missing = join(import.meta.dirname, 'no-such-file');
	const expected = `peercon: ENOENT: no such file or directory, open '${missing}'\n`;
	assert.equal(peercon(['explain', missing]), { status: 1, stdout: '', stderr: expected });
	const policy = peercon(['explain', '--policy', missing, pathOf('docs.log')]);
	assert.is(policy.status, 1);
	assert.match(policy.stderr, 'ENOENT');
});

program('should say where a record goes that is given in place of a file', () => {
	const { status, stderr } = peercon(['explain', textOf('docs.log').split('\n')[0] ?? '']);
	assert.is(status, 2);
	assert.match(stderr, /^peercon: a record is given in place of a file: run 'peercon explain -'/);
});

program('should refuse mistakes with 2', () => {
	for (const args of [
		[],
		['nonsense'],
		['explain', 'a', 'b'],
		['explain', '--nonsense'],
		['explain', '--policy'],
		['explain', '--log', 'file'],
		['doctor', 'localhost'],
		['doctor', 'fe80::1%lo'],
		['doctor', '--last'],
		['doctor', '--policy', 'file'],
	]) {
		const { status, stdout, stderr } = peercon(args);
		assert.equal([status, stdout], [2, ''], args.join(' '));
		assert.match(stderr, "Try 'peercon --help'.");
	}
});

program('should print what the README shows', () => {
	const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
	const [, record = '', shown] =
		/refused\.log\n(avc: .*\n)\$ npx peercon explain refused\.log\n([^`]*)/.exec(readme) ?? [];
	assert.is(peercon(['explain', '-'], record).stdout, shown);
	assert.ok(textOf('docs.log').includes(record), 'a real record');
});

program.run();
