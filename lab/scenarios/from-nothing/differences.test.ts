// docs/policy-module-from-nothing.md: what is different since Fedora Core 6, each row of the table run.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import {
	BUILD,
	DOCUMENT,
	FOLDER,
	LAST,
	PACKAGES,
	unpackLighttpd,
	write,
	writeState,
} from './lighttpd.ts';

const differences = scenario('since Fedora Core 6', { document: DOCUMENT, payload: PACKAGES });

/** Where the article looks for interfaces. */
const HEADERS = '/usr/share/selinux/devel/include';

differences('should be found in the headers, and in what the article writes', async (guest) => {
	await unpackLighttpd(guest);
	await guest.must(`mkdir -p ${FOLDER}`);
	await guest.bring(join(import.meta.dirname, 'article.te'), `${FOLDER}/lighttpd.te`);
	const built = new Terminal(guest);
	assert.is((await built.type(BUILD)).status, 0, 'it builds');
	for (const direction of ['tcp', 'udp'])
		assert.match(
			built.text,
			`corenet_${direction}_sendrecv_all_ports(lighttpd_t) has been deprecated`,
		);
	guest.documented('article-built', built.text);

	const found = new Terminal(guest);
	const names = 'libs_use_ld_so|corenet_tcp_sendrecv_all_if|files_pid_file|files_runtime_file';
	const { output } = await found.type(`grep -rhoE "interface\\(.(${names})'" ${HEADERS} | sort`);
	for (const name of ['libs_use_ld_so', 'corenet_tcp_sendrecv_all_if', 'files_runtime_file'])
		assert.match(output, `interface(\`${name}'`);
	assert.not.match(output, 'files_pid_file');
	const builtIn = await found.type('ls /usr/lib/lighttpd | grep "mod_rewrite\\|mod_access"');
	assert.is(builtIn.output, 'mod_accesslog.so\n');
	const version = await found.type(`grep -A2 "define(.policy_module'" ${HEADERS}/support/*.spt`);
	assert.match(version.output, "ifelse(`$2',,1,$2)");
	const pattern = await found.type(
		`grep -A3 "define(.read_files_pattern'" ${HEADERS}/support/*.spt`,
	);
	assert.match(pattern.output, 'allow $1 $3:file read_file_perms;');
	await found.type(`grep "define(.list_dir_perms'" ${HEADERS}/support/*.spt`);
	guest.documented('headers', found.text);

	await guest.must('semodule -i lighttpd/lighttpd.pp');
	const asked = new Terminal(guest);
	const transitions = await asked.type('sesearch -T -t lighttpd_exec_t -c process');
	assert.match(transitions.output, 'type_transition init_t lighttpd_exec_t:process lighttpd_t;');
	assert.match(transitions.output, 'type_transition initrc_t lighttpd_exec_t:process lighttpd_t;');
	const bounds = await asked.type('sesearch -A -s init_t -t lighttpd_t -c process2');
	assert.match(bounds.output, 'nnp_transition');
	const pages = await asked.type(
		'sesearch -A -s lighttpd_t -t httpd_sys_content_t -c file -p write',
	);
	assert.match(pages.output, /^allow lighttpd_t httpd_sys_content_t:file \{.* write /m);
	const programs = await asked.type(
		'sesearch -A -s lighttpd_t -t lighttpd_modules_t -c file -p execute_no_trans',
	);
	assert.match(programs.output, 'execute_no_trans');
	guest.documented('article-asked', asked.text);

	// What the interfaces for libraries and for the network grant is there without them, or for labels alone.
	await write(guest, `${FOLDER}/lighttpd.te`, STARTED);
	await guest.must(`${BUILD} && semodule -i lighttpd/lighttpd.pp`);
	const without = new Terminal(guest);
	const loader = await without.type('sesearch -A -s lighttpd_t -t ld_so_t -c file -p execute');
	assert.match(loader.output, /^allow domain ld_so_t:file/m);
	guest.documented('granted-to-all', without.text);
});

/** The module after its second step. */
const STARTED = `\
policy_module(lighttpd)
type lighttpd_t;
type lighttpd_exec_t;
init_daemon_domain(lighttpd_t, lighttpd_exec_t)`;

differences('should be more than one domain for web servers', async (guest) => {
	const asked = new Terminal(guest);
	const shells = await asked.type(
		'sesearch -A -s httpd_t -t shell_exec_t -c file -p execute_no_trans',
	);
	assert.match(shells.output, /^allow httpd_t shell_exec_t:file .* execute_no_trans /m);
	const pages = await asked.type('sesearch -A -s httpd_t -t httpd_sys_content_t -c file -p write');
	assert.match(pages.output, /^allow httpd_t httpdcontent:file .* write .*:True$/m);
	const switches = await asked.type(
		'getsebool httpd_builtin_scripting httpd_unified httpd_enable_cgi',
	);
	assert.not.match(switches.output, '> on');
	guest.documented('httpd', asked.text);

	const readers = new Terminal(guest);
	const { output } = await readers.type(
		"sesearch -A -t configfile -dt -c file -p read | cut -d ' ' -f 2",
	);
	for (const domain of ['container_domain', 'lircd_t', 'mozilla_plugin_t'])
		assert.match(output, domain);
	guest.documented('configfile', readers.text);
});

differences('should be a label that the base policy has given already', async (guest) => {
	await unpackLighttpd(guest);
	await writeState(guest, LAST);
	const twice = new Terminal(guest);
	await twice.type(BUILD);
	const refused = await twice.type('semodule -i lighttpd/lighttpd.pp');
	assert.is.not(refused.status, 0);
	assert.match(refused.output, 'Problems processing filecon rules');
	guest.documented('two-labels', twice.text);

	const fc = 'lighttpd/lighttpd.fc';
	const label = 'gen_context(system_u:object_r:lighttpd_exec_t,s0)';
	const looked = 'matchpathcon /usr/sbin/lighttpd';
	await write(guest, `${FOLDER}/lighttpd.te`, STARTED);

	const anyFile = new Terminal(guest);
	await anyFile.type(`echo '/usr/sbin/lighttpd ${label}' > ${fc}; ${BUILD}`);
	const checked = await anyFile.type('semodule -i lighttpd/lighttpd.pp');
	assert.is.not(checked.status, 0);
	assert.match(checked.output, 'Multiple different specifications');
	guest.documented('any-file', anyFile.text);

	// One installation for two ways: neither line is in the other's way.
	const expression = new Terminal(guest);
	await expression.type(`echo '/usr/sbin/lighttp[d] -- ${label}' > ${fc}`);
	await expression.type(`echo '/opt/lighttpd -- ${label}' >> ${fc}; ${BUILD}`);
	await expression.type('semodule -i lighttpd/lighttpd.pp 2> /dev/null');
	const matched = await expression.type(looked);
	assert.match(matched.output, ':httpd_exec_t:');
	guest.documented('expression', expression.text);

	const local = new Terminal(guest);
	await local.type('dpkg-query -W libselinux1:amd64');
	await local.type('semanage fcontext -a -f f -t lighttpd_exec_t /usr/sbin/lighttpd 2> /dev/null');
	await local.type('semanage fcontext --list --locallist | grep lighttpd');
	const overridden = await local.type(looked);
	assert.match(overridden.output, ':httpd_exec_t:');
	const kept = await local.type('semodule -r lighttpd');
	assert.is.not(kept.status, 0);
	assert.match(kept.output, 'type lighttpd_exec_t is not defined');
	guest.documented('local', local.text);
	await guest.must('semanage fcontext -d -f f /usr/sbin/lighttpd');

	const equal = new Terminal(guest);
	await equal.type('semanage fcontext -a -e /opt/lighttpd /usr/sbin/lighttpd 2> /dev/null');
	const taken = await equal.type(looked);
	assert.match(taken.output, ':lighttpd_exec_t:');
	await equal.type('restorecon -v /usr/sbin/lighttpd');
	guest.documented('equal', equal.text);

	const disabled = new Terminal(guest);
	const other = await disabled.type('semodule --disable=apache');
	assert.is.not(other.status, 0);
	assert.match(other.output, 'Failed to resolve');
	guest.documented('disabled', disabled.text);
});

differences.run();
