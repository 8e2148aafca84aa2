// docs/policy-module-from-nothing.md: what a web server must not do. Each attempt is a configuration that
// has the real lighttpd do it: without a domain it does, in its own it does not.
import * as assert from 'uvu/assert';
import type { DenialPattern } from '../../src/denials.ts';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';
import {
	DOCUMENT,
	install,
	LABEL,
	LAST,
	PACKAGES,
	SAID,
	settled,
	status,
	stop,
	unpackLighttpd,
	WITHOUT_PROGRAMS,
	withoutItsLines,
	write,
} from './lighttpd.ts';

/** What somebody who may change the configuration, or has found a hole, has lighttpd do. */
interface Attempt {
	/** Its block in the document. */
	name: string;
	configuration: string;
	/** What shows whether it was done. */
	shown: string[];
	/** What is printed if it was, and if it was not. */
	done: RegExp;
	refused: RegExp;
	denied: Omit<DenialPattern, 'subject'>;
}

const ATTEMPTS: Attempt[] = [
	{
		name: 'writes-its-pages',
		configuration: 'accesslog.filename := "/var/www/html/page.html"',
		shown: [status('/'), 'ls /var/www/html'],
		done: /^200\n[\s\S]*page\.html/m,
		refused: /^000\n(?![\s\S]*page\.html)/m,
		denied: { permission: 'write', class: 'dir', object: 'httpd_sys_content_t', name: 'html' },
	},
	{
		name: 'connects-out',
		configuration: `\
server.modules += ( "mod_proxy" )
proxy.server = ( "/away" => (( "host" => "127.0.0.1", "port" => 8080 )) )`,
		shown: [status('/away')],
		done: /^200\n/m,
		refused: /^503\n/m,
		denied: {
			permission: 'name_connect',
			class: 'tcp_socket',
			object: 'http_cache_port_t',
			dest: 8080,
		},
	},
	{
		name: 'reads-shadow',
		configuration: 'include "/etc/shadow"',
		shown: [SAID],
		done: /source: \/etc\/shadow line: 1 pos: \d+/,
		refused: /include file not found: \/etc\/shadow/,
		denied: { permission: 'getattr', class: 'file', object: 'shadow_t', path: '/etc/shadow' },
	},
	{
		name: 'runs-a-shell',
		configuration: 'include_shell "id -Z > /run/whoami"',
		shown: ['cat /run/whoami', SAID],
		done: /^system_u:system_r:initrc_t:s0\n/m,
		refused: /^cat: [\s\S]*\(id -Z > \/run\/whoami\): Permission denied/m,
		// /bin is a link, and it may not even read that.
		denied: { permission: 'read', class: 'lnk_file', object: 'bin_t', name: 'bin' },
	},
];

const ATTEMPT = '/etc/lighttpd/conf-enabled/95-attempt.conf';

const mustNot = scenario('what must not be', { document: DOCUMENT, payload: PACKAGES });

mustNot('should be done without a domain, and refused in its own', async (guest) => {
	await unpackLighttpd(guest);
	await withoutItsLines(guest);
	for (const command of WITHOUT_PROGRAMS) await guest.run(command);
	// Linux's own permissions are given away: what refuses is SELinux alone.
	await guest.must('chown www-data /var/www/html');
	// It reads the request to its end: with some of it left, closing would reset the connection (RFC 2525, 2.17).
	const answer = String.raw`sed '/^\r*$/q' > /dev/null; printf 'HTTP/1.0 200 OK\r\n\r\naway'`;
	guest.start(`ncat -lk -c "${answer}" 127.0.0.1 8080`);

	await guest.must(`semodule -i lighttpd/apache.cil && ${LABEL}`);
	const done = new Map<string, string>();
	for (const attempt of ATTEMPTS) {
		const seen = await attempted(guest, attempt);
		assert.match(seen, attempt.done, attempt.name);
		done.set(attempt.name, seen);
	}
	assert.match(await readByGuest(guest, 'without'), CONFIGURED);

	await install(guest, LAST);
	for (const attempt of ATTEMPTS) {
		const seen = await attempted(guest, attempt);
		assert.match(seen, attempt.refused, attempt.name);
		const denial = await guest.expectDenied({
			...attempt.denied,
			subject: 'lighttpd_t',
		} as DenialPattern);
		const configured = `# cat ${ATTEMPT}\n${attempt.configuration}\n`;
		const shown = `${configured}${done.get(attempt.name)}${seen}`;
		guest.documented(attempt.name, shown);
		guest.documented(`${attempt.name}-record`, denialText(denial));
	}
	await guest.must(`rm ${ATTEMPT}`);
	assert.not.match(await readByGuest(guest, 'private'), CONFIGURED);
	await readByInterface(guest);

	const removed = new Terminal(guest);
	await removed.type('systemctl stop lighttpd');
	assert.is((await removed.type('semodule -r reader lighttpd apache 2> /dev/null')).status, 0);
	await removed.type(LABEL);
	const { output } = await removed.type('ls -Z /usr/sbin/lighttpd');
	assert.match(output, ':httpd_exec_t:');
	guest.documented('removed', removed.text);
});

mustNot.run();

/** Starts lighttpd with an attempt in its configuration, and gives what is seen. */
async function attempted(guest: ScenarioGuest, attempt: Attempt): Promise<string> {
	await stop(guest);
	await guest.must('rm -f /run/whoami /var/www/html/page.html');
	await write(guest, ATTEMPT, attempt.configuration);
	const terminal = new Terminal(guest);
	await guest.run('systemctl start lighttpd');
	await settled(guest);
	await terminal.type('ls -Z /usr/sbin/lighttpd');
	for (const command of attempt.shown) await terminal.type(command);
	return terminal.text;
}

/** Reads the configuration, which its mode lets everybody. */
const READ = 'grep server.port /etc/lighttpd/lighttpd.conf';

const CONFIGURED = /\nserver\.port +=/;

/** Has a user of guest_u's read it. */
async function readByGuest(
	guest: ScenarioGuest,
	when: 'without' | 'private' | 'shared',
): Promise<string> {
	const { text } = await loginAs(guest, 'guest_u', READ);
	guest.documented(`read-${when}`, text);
	return text;
}

/** A module that may read them, by lighttpd's interfaces. */
const READER = `\
policy_module(reader, 1.0.0)

gen_require(\`
	type guest_t;
')

lighttpd_read_config(guest_t)
lighttpd_read_log(guest_t)`;

async function readByInterface(guest: ScenarioGuest): Promise<void> {
	const readers = new Terminal(guest);
	await readers.type(
		"sesearch -A -t lighttpd_config_t -c file -p read | grep -o '^allow [a-z_]* [a-z_]*' | sort -u",
	);
	guest.documented('readers', readers.text);

	await write(guest, 'lighttpd/reader.te', READER);
	const built = new Terminal(guest);
	await built.type('cat lighttpd/reader.te');
	await built.type('make -s -C lighttpd -f /usr/share/selinux/devel/Makefile reader.pp');
	assert.is((await built.type('semodule -i lighttpd/reader.pp 2> /dev/null')).status, 0);
	guest.documented('reader', built.text);
	assert.match(await readByGuest(guest, 'shared'), CONFIGURED);
	const logs = await guest.must('sesearch -A -s guest_t -t lighttpd_log_t -c file -p read');
	assert.match(logs, /^allow guest_t lighttpd_log_t:file/);
}
