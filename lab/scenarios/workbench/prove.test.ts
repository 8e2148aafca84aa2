// `npx lab module prove`, as its user starts it, on a module with lines that nothing needs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documented } from '../../src/documented.ts';
import { proofText } from '../../src/workbench/report.ts';
import { lab } from '../../test/command.ts';
import { copied, cut, GREETER, NUMBERS_OF_RUNS, proved, shown, TREE } from './greeter.ts';

/** The module as it is. */
const greeter = proved(GREETER, '--', './test.sh');

const prove = suite('module prove');

prove('should tell line by line what the test needs, and why', async () => {
	const { status, proof, said } = await greeter;
	assert.is(status, 1);
	assert.equal(said('needed'), [
		'application_domain',
		'unconfined_run_to',
		'domain_use_interactive_fds',
		'corecmd_exec_shell',
		'read_files_pattern',
		'logging_search_logs',
		'create_files_pattern',
		'allow greeter_t greeter_log_t:file { append };',
	]);
	assert.equal(said('nothing needed it'), [
		'files_search_etc', // every domain may
		'files_read_etc_files',
		'allow greeter_t self:tcp_socket create_stream_socket_perms;',
		'miscfiles_read_localization',
	]);
	const why = (text: string) => proof.lines.find((line) => line.text.startsWith(text))?.why ?? '';
	assert.match(why('allow greeter_t greeter_log_t'), /^avc: denied \{ append \} .*:greeter_log_t:/);
	const command = '$ npx lab module prove greeter --with tree -- ./test.sh';
	const text = `${command}\n${shown(cut(proofText(proof)))}`;
	documented('policy-workbench.md', 'prove', text, NUMBERS_OF_RUNS);
	assert.match(why('unconfined_run_to'), /^avc: denied \{ transition \} .*:unconfined_t:/);
	assert.match(why('corenet_tcp'), 'its condition does not hold: greeter_connect');
	assert.match(why('dontaudit'), 'it keeps denials from being recorded');
	assert.match(
		why('logging_log_file'),
		'nothing needed what it allows, but it gives types attributes',
	);
});

prove('should tell what the policy allows and the test never did', async () => {
	const { proof } = await greeter;
	const may = (target: string, objectClass: string) =>
		proof.unused
			.filter((each) => each.target === target && each.class === objectClass)
			.flatMap(({ permissions }) => permissions);
	assert.ok(may('greeter_t', 'tcp_socket').includes('connect'));
	assert.ok(may('greeter_conf_t', 'file').includes('ioctl'));
	assert.not.ok(may('greeter_conf_t', 'file').includes('read'), 'which the test did');
	assert.equal(may('http_port_t', 'tcp_socket'), [], 'which a boolean forbids');
});

prove('should run the test about once for each line that is needed', async () => {
	const { proof } = await greeter;
	const needed = proof.lines.filter(({ verdict }) => verdict === 'needed').length;
	assert.ok(proof.runs.without <= needed + 5, `${proof.runs.without} for ${needed}`);
	// With everything three times, and once with domains that may nothing.
	assert.is(proof.runs.all - proof.runs.without, 4);
});

prove('should run it no more often for many more lines that nothing needs', async () => {
	const { proof } = await greeter;
	const folder = copied();
	const te = join(folder, 'greeter.te');
	const needless = ['tcp', 'udp', 'rawip', 'netlink_route', 'packet', 'unix_dgram', 'sctp', 'dccp']
		.flatMap((kind) => ['read', 'write'].map((may) => `${kind}_socket ${may}`))
		.map((what) => `allow greeter_t self:${what};\n`);
	writeFileSync(te, readFileSync(te, 'utf8') + needless.join(''));
	const more = await proved(folder, '--', './test.sh');
	assert.is(more.proof.lines.length, proof.lines.length + needless.length);
	assert.is(more.said('nothing needed it').length, 4 + needless.length);
	assert.equal(more.proof.runs, proof.runs);
});

prove('should succeed where every line is needed, one module in CIL among them', async () => {
	const folder = copied();
	const te = join(folder, 'greeter.te');
	const lean = readFileSync(te, 'utf8')
		.replace(/# Nothing needs these\.[\s\S]*/, '')
		.replace('files_search_etc(greeter_t)\n', '')
		.replace(/^allow greeter_t greeter_log_t[^}]*};\n/m, '');
	writeFileSync(te, lean);
	writeFileSync(
		join(folder, 'greeter-log.cil'),
		'(boolean greeter_may_log true)\n(booleanif greeter_may_log\n\t(true (allow greeter_t greeter_log_t (file (append)))))\n',
	);
	const { status, said, proof } = await proved(folder, '--', './test.sh');
	assert.equal(said('nothing needed it'), []);
	assert.is(status, 0);
	const log = proof.lines.find(({ place }) => place === 'greeter-log.cil:3');
	assert.is(log?.verdict, 'needed');
});

prove('should not take a failure by chance for that of a line', async () => {
	// It goes well with everything, twice, and with domains that may nothing: the fourth is without some lines.
	const count = 'n=$(cat /tmp/runs || echo 1); echo $((n + 1)) > /tmp/runs';
	const { said, proof } = await proved(GREETER, '--', `${count}; ./test.sh && [ $n != 4 ]`);
	const always = await greeter;
	assert.equal(said('needed'), always.said('needed'));
	assert.equal(said('nothing needed it'), always.said('nothing needed it'));
	// Once more with everything, and once more without them.
	assert.is(proof.runs.without, always.proof.runs.without + 1);
	assert.is(proof.runs.all, always.proof.runs.all + 2);
});

prove('should say why a test proves nothing, and what is wrong with a module', async () => {
	const folder = copied();
	const dir = ['module', 'prove', folder, '--with', TREE, '--'];
	const onlyOnce = './test.sh && [ ! -e /tmp/been ] && touch /tmp/been';
	const once = await lab(...dir, onlyOnce);
	assert.is(once.status, 1);
	assert.match(
		once.stderr,
		/\nlab: the test is not repeatable: .*: exit status 1\. Have it remove/,
	);
	assert.match(once.stderr, /these were the last\n(\t.*\n)*\t\+ '\[' '!' -e \/tmp\/been '\]'\n$/);

	const said = /^lab: the test is not repeatable.*\n[\s\S]*/m.exec(once.stderr)?.[0] ?? '';
	const command = `$ npx lab module prove greeter --with tree -- '${onlyOnce}'`;
	documented('policy-workbench.md', 'not repeatable', `${command}\n${said}`);

	const counting = await lab(
		...dir,
		'./test.sh && touch /tmp/a$$ && echo /tmp/a* && [ "$(ls /tmp/a* | wc -l)" = 1 ]',
	);
	assert.match(
		counting.stderr,
		/line 1 of its output is the first that differs\n\t+before: \/tmp\/a(\d+)\n\t+now: +\/tmp\/a\d+ \/tmp\/a\d+\n/,
	);

	const outside = await lab(...dir, 'true');
	assert.is(outside.status, 1);
	assert.match(
		outside.stderr,
		/\nlab: nothing of the test runs in greeter_t: is the program's file/,
	);

	// It would be a policy of the test's making that is tried.
	const loading = await lab(...dir, './test.sh && load_policy');
	assert.is(loading.status, 1);
	assert.match(
		loading.stderr,
		/\nlab: the test loads a policy in the place of the one that is tried, as semodule/,
	);

	const te = join(folder, 'greeter.te');
	writeFileSync(te, readFileSync(te, 'utf8').replace(/^read_files_pattern.*\n/m, ''));
	const lacking = await lab(...dir, './test.sh');
	assert.is(lacking.status, 1);
	assert.match(
		lacking.stderr,
		/the test fails: exit status \d\navc: denied \{ search \} .*:greeter_conf_t:/,
	);
	assert.is(lacking.stdout, '');

	writeFileSync(te, `${readFileSync(te, 'utf8')}\nallow greeter_t nosuch_t:file read;\n`);
	const broken = await lab(...dir, './test.sh');
	assert.is(broken.status, 1);
	const line = readFileSync(te, 'utf8').split('\n').length - 1;
	assert.match(broken.stderr, new RegExp(`greeter\\.te:${line}:ERROR 'unknown type nosuch_t'`));
});

prove('should end a test that does not end, and say what it waited for', async () => {
	const folder = copied();
	const dir = ['module', 'prove', folder, '--with', TREE, '--limit', '8', '--'];
	const hung = await lab(...dir, './test.sh && sleep infinity');
	assert.is(hung.status, 1);
	assert.match(
		hung.stderr,
		/\nlab: with all that .*, the test fails: not ended after 8 s, while this ran: sleep infinity\. If it only takes longer, --limit gives it more; if it waits for a service, /,
	);
	assert.is(hung.stdout, '');

	const later = await lab(
		...dir,
		'./test.sh && ! ls /tmp/been 2> /dev/null || sleep infinity; touch /tmp/been',
	);
	assert.match(
		later.stderr,
		/the test is not repeatable: .*: not ended after 8 s, while this ran: /,
	);
	assert.match(
		later.stderr,
		/line 1 of its output .*\n\t+before: nothing more\n\t+now: +\/tmp\/been\n/,
	);
});

prove.run();
