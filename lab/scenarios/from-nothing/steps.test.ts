// docs/policy-module-from-nothing.md: each step of the module, what it lets lighttpd do, and what is
// denied next.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DenialPattern } from '../../src/denials.ts';
import { documented } from '../../src/documented.ts';
import { denialText, type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import {
	BUILD,
	DOCUMENT,
	install,
	LABEL,
	LAST,
	PACKAGES,
	SAID,
	SOURCES,
	settled,
	status,
	stop,
	unpackLighttpd,
	WITHOUT_ITS_LINES,
	WITHOUT_PROGRAMS,
	writeState,
} from './lighttpd.ts';
import { addedAt, stateAt } from './states.ts';

const files = suite('the states of the sources');

files('should end in the finished files, and change with each step', () => {
	for (const text of Object.values(SOURCES)) assert.is(stateAt(text, LAST), text);
	const { 'lighttpd.te': te = '', 'lighttpd.fc': fc = '' } = SOURCES;
	for (let step = 1; step <= LAST; step++) {
		assert.is.not(stateAt(te, step), stateAt(te, step - 1), `step ${step}`);
		documented(DOCUMENT, `te-${step}`, addedAt(te, step));
		const labels = addedAt(fc, step);
		if (labels) documented(DOCUMENT, `fc-${step}`, labels);
	}
});

files.run();

/** A state, looked at. */
interface Look {
	step: number;
	/** What lighttpd says when it is started. */
	says: RegExp;
	/** What is denied, one after the other. */
	denied: Omit<DenialPattern, 'subject'>[];
	/** Picks the denials that the next step is about, where there are others: a word of their records. */
	about?: string;
	/** What `peercon explain` says. */
	explained: RegExp;
}

const LOOKS: Look[] = [
	{
		step: 2,
		says: /opening configfile \S+ failed: Permission denied/,
		denied: [{ permission: 'read', class: 'lnk_file', object: 'etc_t', name: 'localtime' }],
		about: 'localtime',
		explained: /may not read the symbolic link localtime/,
	},
	{
		step: 3,
		says: /opening configfile \S+ failed: Permission denied/,
		denied: [{ permission: 'read', class: 'file', object: 'etc_t', name: 'lighttpd.conf' }],
		explained: /may not read the file lighttpd\.conf \(etc_t\)/,
	},
	{
		step: 4,
		says: /fork\/exec\(\S+create-mime\.conf\.pl\): Permission denied/,
		denied: [{ permission: 'execute', class: 'file', object: 'usr_t' }],
		explained: /create-mime\.conf\.pl/,
	},
];

/** After the configuration has no programs any more. */
const MORE_LOOKS: Look[] = [
	{
		step: 5,
		says: /mod_accesslog\.so/,
		denied: [{ permission: 'search', class: 'dir', object: 'lighttpd_modules_t' }],
		about: 'lighttpd_modules_t',
		explained: /lighttpd_modules_t/,
	},
	{
		step: 6,
		says: /can't find groupname www-data/,
		denied: [
			{ permission: 'read', class: 'file', object: 'etc_t', name: 'group' },
			{ permission: 'dac_read_search', class: 'capability', object: 'lighttpd_t' },
		],
		about: 'group',
		explained: /may not read the file group/,
	},
	{
		step: 7,
		says: /setgid\(\): Operation not permitted/,
		denied: [{ permission: 'setgid', class: 'capability', object: 'lighttpd_t' }],
		about: 'setgid',
		explained: /CAP_SETGID/,
	},
	{
		step: 8,
		says: /socket\(\): Permission denied/,
		denied: [{ permission: 'write', class: 'dir', object: 'var_run_t' }],
		about: 'var_run_t',
		explained: /var_run_t/,
	},
	{
		step: 9,
		says: /socket\(\): Permission denied/,
		denied: [{ permission: 'create', class: 'tcp_socket', object: 'lighttpd_t' }],
		explained: /may not create a TCP socket/,
	},
	{
		step: 10,
		says: /opening errorlog \S+ failed: Permission denied/,
		denied: [{ permission: 'search', class: 'dir', object: 'var_log_t' }],
		explained: /directory log \(var_log_t\)/,
	},
	{
		step: 11,
		says: /server\.upload-dirs/,
		denied: [{ permission: 'getattr', class: 'file', object: 'httpd_sys_content_t' }],
		explained: /httpd_sys_content_t/,
	},
];

const walk = scenario('a module from nothing', { document: DOCUMENT, payload: PACKAGES });

walk('should run and be served, step by step', async (guest) => {
	await unpackLighttpd(guest);
	await guest.must('matchpathcon -V /etc/localtime');
	await before(guest);
	await typesAlone(guest);
	for (const look of LOOKS) {
		await install(guest, look.step);
		await see(guest, look);
	}
	const changed = new Terminal(guest);
	for (const command of WITHOUT_PROGRAMS) await changed.type(command);
	guest.documented('without-programs', changed.text);
	for (const look of MORE_LOOKS) {
		await install(guest, look.step);
		await see(guest, look);
	}
	await install(guest, LAST);
	await served(guest);
});

walk.run();

/** What Debian's policy makes of lighttpd, and what is left of that without its lines. */
async function before(guest: ScenarioGuest): Promise<void> {
	const labels = new Terminal(guest);
	await labels.type(
		'matchpathcon /usr/sbin/lighttpd /etc/lighttpd /usr/lib/lighttpd /var/log/lighttpd',
	);
	await labels.type('systemctl start lighttpd');
	await settled(guest);
	await labels.type(SAID);
	await labels.type('peercon explain --last');
	await guest.expectDenied({
		permission: 'execute',
		class: 'file',
		subject: 'httpd_t',
		object: 'usr_t',
		name: 'create-mime.conf.pl',
	});
	guest.documented('before', labels.text);

	const taken = new Terminal(guest);
	await taken.type('mkdir lighttpd');
	for (const command of WITHOUT_ITS_LINES) await taken.type(command);
	await taken.type(
		'semodule -i lighttpd/apache.cil 2> /dev/null; semodule --list=full | grep apache',
	);
	await taken.type(LABEL);
	await taken.type('ls -Z /usr/sbin/lighttpd');
	await taken.type('systemctl start lighttpd');
	await settled(guest);
	await taken.type('ps -ww -C lighttpd -o label,args');
	assert.match(taken.text, ':initrc_t:');
	guest.documented('no-domain', taken.text);
	await guest.must('systemctl stop lighttpd');
}

/** A name is not enough: nothing says yet what it is for. */
async function typesAlone(guest: ScenarioGuest): Promise<void> {
	await writeState(guest, 1);
	const built = new Terminal(guest);
	assert.is((await built.type(BUILD)).status, 0);
	await built.type(
		'semodule -i lighttpd/lighttpd.pp 2> /dev/null; semodule --list=full | grep lighttpd',
	);
	await built.type('seinfo -x -t lighttpd_t');
	await guest.quietly('dmesg --clear');
	assert.is.not((await built.type(LABEL)).status, 0);
	guest.documented('look-1', built.text);
	await records(guest, 1);
	const explained = new Terminal(guest);
	await explained.type('peercon explain --last');
	guest.documented('explained-1', explained.text);
}

/** Starts lighttpd, and shows what it says, what is denied, and what is said of that. */
async function see(guest: ScenarioGuest, look: Look): Promise<void> {
	await stop(guest);
	const started = new Terminal(guest);
	await started.type('systemctl start lighttpd 2> /dev/null');
	await settled(guest);
	await started.type('systemctl is-active lighttpd');
	const said = await started.type(SAID);
	assert.match(said.output, look.says, `step ${look.step}`);
	if (look.step === LAST - 1) assert.is((await started.type(status('/'))).output, '403\n');
	guest.documented(`look-${look.step}`, started.text);
	for (const pattern of look.denied) {
		await guest.expectDenied({ ...pattern, subject: 'lighttpd_t' } as DenialPattern);
	}
	await records(guest, look.step);
	const explained = new Terminal(guest);
	await explained.type(
		look.about ? `dmesg | grep ${look.about} | peercon explain -` : 'peercon explain --last',
	);
	assert.match(explained.text, look.explained, `step ${look.step}`);
	guest.documented(`explained-${look.step}`, explained.text);
}

/** Shows the records that are about the module's types, each once. */
async function records(guest: ScenarioGuest, step: number): Promise<void> {
	const denials = (await guest.denials()).map(denialText);
	const ours = denials.filter((text) => /:lighttpd_\w+:/.test(text));
	guest.documented(`records-${step}`, [...new Set(ours)].join('\n'));
}

/** All of it works: pages, the three loadable modules, the log, and the next start. */
async function served(guest: ScenarioGuest): Promise<void> {
	await stop(guest);
	await guest.must('systemctl start lighttpd');
	await settled(guest);
	const visited = new Terminal(guest);
	assert.is((await visited.type('curl -s http://127.0.0.1/')).output, '<h1>A page</h1>\n');
	for (const [path, answer] of VISITS) {
		assert.is((await visited.type(status(path))).output, `${answer}\n`, path);
	}
	await guest.quietly('until grep -q /nothing /var/log/lighttpd/access.log; do sleep 0.1; done');
	const logged = await visited.type('tail -n 4 /var/log/lighttpd/access.log | cut -d " " -f 1,6-');
	for (const [path, answer] of VISITS)
		assert.match(logged.output, `"GET ${path} HTTP/1.1" ${answer} `);
	await visited.type('ls -Z /var/log/lighttpd /run/lighttpd.pid');
	const running = await visited.type('ps -ww -C lighttpd -o label,user,args');
	assert.match(running.output, /^system_u:system_r:lighttpd_t:s0 www-data /m);
	guest.documented('served', visited.text);
	await guest.must('systemctl reload lighttpd && systemctl restart lighttpd');
	await settled(guest);
	assert.is(await guest.must(status('/')), '200\n');
	await guest.must('systemctl stop lighttpd');
	await guest.expectNoDenials('lighttpd_t');
}

/** Addresses, and how they are answered: by mod_rewrite, by mod_access, and by neither. */
const VISITS = [
	['/old', 200],
	['/notes.inc', 403],
	['/nothing', 404],
] as const;
