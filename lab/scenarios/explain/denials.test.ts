// docs/explain.md: denials that people meet, what `peercon explain` says of each, and what mends it.
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { serveEcho, THERE, THERE_V6 } from '../common/intranet.ts';
import { LOGIN, Terminal } from '../common/labeling.ts';
import { loginAs } from '../common/login.ts';

const LOGS = '/var/log/getpeercon-server';

/** A denial, as somebody meets it. */
interface Met {
	/** What is refused, typed one after the other; the last one fails. */
	typed: string[];
	/** What the last one shows. */
	shows: RegExp;
	/** What `peercon explain` must say. */
	explained: RegExp;
	/** What mends it, and what the last of what was typed shows after that. */
	mended?: { by: string; shows: RegExp };
}

/** Meets a denial, has it explained, mends it and shows all that in the document. */
async function meet(guest: ScenarioGuest, name: string, met: Met): Promise<void> {
	const terminal = new Terminal(guest);
	await guest.quietly('dmesg --clear');
	let shown = '';
	for (const command of met.typed) shown = (await terminal.type(command)).output;
	assert.match(shown, met.shows);
	assert.match((await terminal.type('peercon explain --last')).output, met.explained);
	if (met.mended) {
		await terminal.type(met.mended.by);
		assert.match((await terminal.type(met.typed.at(-1) ?? '')).output, met.mended.shows);
	}
	guest.documented(name, terminal.text);
}

const ECHOED = /Received message/;
const REFUSED = /ECONNREFUSED|EHOSTUNREACH|no connection within/;

const denials = scenario('denials', { policy: 'default', document: 'explain.md' });

denials('should be about ports, interfaces and names', async (guest) => {
	await guest.serve('node /usr/local/bin/echo-server --tcp 5007', /port 5007 \.\.\. ok/);
	await meet(guest, 'port', {
		typed: ['echo-client -p 5007 127.0.0.1'],
		shows: /EACCES/,
		explained: /may not connect to TCP port 5007 \(unreserved_port_t\).*layer +type enforcement/s,
		mended: { by: 'semanage port -a -t echo_port_t -p tcp 5007 2> /dev/null', shows: ECHOED },
	});
	await guest.must('semanage port -d -p tcp 5007');

	await guest.network('intranet');
	await serveEcho(guest);
	await guest.must(`echo ${THERE} server >> /etc/hosts`);
	await meet(guest, 'boolean', {
		typed: ['echo-client server'],
		shows: /EAI_AGAIN|ENOTFOUND/,
		explained: /layer +boolean.*setsebool -P echo_client_resolve_names 1/s,
		mended: { by: 'setsebool echo_client_resolve_names 1', shows: ECHOED },
	});
});

denials('should be about levels, and peers without any', async (guest) => {
	await guest.network('intranet', 'labeled-intranet');
	await serveEcho(guest);
	await meet(guest, 'category', {
		typed: [`runcon -l s0:c5 sh -c 'echo-client ${THERE}'`],
		shows: REFUSED,
		explained: /layer +MCS constraint/,
	});
	await meet(guest, 'interface', {
		typed: ['echo-client 127.0.0.1'],
		shows: REFUSED,
		explained: /may not send through interface lo/,
	});
	await meet(guest, 'no-label', {
		typed: [`echo-client ${THERE_V6}`],
		shows: REFUSED,
		explained: /layer +labeled networking not configured/,
	});
});

denials('should not be mended by a map that is there already', async (guest) => {
	await guest.network('intranet', 'router', 'intranet-and-loopback');
	await guest.serve('echo-server', /listening on UDP port 7/);
	await guest.quietly('dmesg --clear');
	const explained = async (address: string) => {
		await guest.run(`echo Hello | timeout 5 ncat -6 ${address} 7`);
		return guest.must('peercon explain --last');
	};
	const mapped = await explained('::ffff:127.0.0.1');
	assert.match(mapped, /from 127\.0\.0\.1, a peer labeled\s+unlabeled_t/);
	assert.match(mapped, 'This host labels what it sends to 127.0.0.1 already: CIPSOv4 2');
	assert.not.match(mapped, 'netlabelctl map');
	const unmapped = await explained('::1');
	assert.match(unmapped, 'netlabelctl map add default address:::1 protocol:calipso,DOI');
});

denials('should be about labels of files', async (guest) => {
	await guest.must(`mkdir -p ${LOGS} && restorecon ${LOGS}`);
	const serve = (file: string) => `timeout 20 getpeercon-server --log ${LOGS}/${file} 5000`;
	await meet(guest, 'moved', {
		typed: ['touch /root/old.log', `mv /root/old.log ${LOGS}/`, serve('old.log')],
		shows: /EACCES/,
		explained: /admin_home_t|user_home_t/,
		mended: { by: `restorecon -v ${LOGS}/old.log`, shows: /waiting/ },
	});

	const module = '(type gone_t)(roletype object_r gone_t)(typeattributeset file_type (gone_t))';
	await guest.quietly(`echo '${module}' > gone.cil && semodule -i gone.cil`);
	await guest.must(`touch ${LOGS}/gone.log && chcon -t gone_t ${LOGS}/gone.log`);
	await guest.quietly('semodule -r gone');
	await meet(guest, 'gone', {
		typed: [`ls -Z ${LOGS}/gone.log`, serve('gone.log')],
		shows: /EACCES/,
		explained: /layer +unknown label.*gone_t/s,
		mended: { by: `restorecon -v ${LOGS}/gone.log`, shows: /waiting/ },
	});

	await meet(guest, 'no-such-label', {
		typed: ['chcon -t echo_sever_exec_t /etc/hosts'],
		shows: /Invalid argument/,
		explained: /layer +invalid context.*no type echo_sever_exec_t/s,
	});
});

denials('should be about how a program starts', async (guest) => {
	const script = `${PACKAGES}/echo-server/bin/echo-server.js`;
	const drop = '/run/systemd/system/echo-server.service.d';
	await guest.must(
		`systemctl link ${PACKAGES}/echo-server/systemd/echo-server.service && mkdir -p ${drop} && printf '[Service]\\nRestart=no\\n' > ${drop}/lab.conf && systemctl daemon-reload && chcon -t bin_t ${script}`,
	);
	await meet(guest, 'entry', {
		typed: ['systemctl start echo-server; systemctl is-active echo-server'],
		shows: /failed/,
		explained: /may not be entered through.*This host's policy has echo_server_exec_t/s,
		mended: { by: `restorecon -v ${script}`, shows: /active/ },
	});
	await guest.must('systemctl stop echo-server');

	await meet(guest, 'no-new-privs', {
		typed: ['setpriv --no-new-privs echo-client --version'],
		shows: /^\d/,
		explained: /no_new_privs/,
	});
});

denials('should be about who somebody has logged in as', async (guest) => {
	await guest.quietly('dmesg --clear');
	const { text } = await loginAs(guest, 'staff_u', 'id -Z', 'systemctl stop cron');
	const terminal = new Terminal(guest);
	const { output } = await terminal.type('peercon explain --last');
	assert.match(output, /staff_t.*Nearly every program of such a login has this type/s);
	assert.is((await guest.quietly('id -Z')).trim(), LOGIN);
	guest.documented('login', `${text.trimEnd()}\n${terminal.text}`);
});

denials.run();

const mls = scenario('denials of MLS', { policy: 'mls', document: 'explain.md' });

mls('should be about writing down', async (guest) => {
	await meet(guest, 'write-down', {
		typed: [
			'echo low > /tmp/note',
			'ls -Z /tmp/note',
			"runcon -l s3 sh -c 'cat /tmp/note; echo high >> /tmp/note'",
		],
		shows: /^low\n.*Permission denied/s,
		explained: /layer +MLS constraint.*s3 is not s0/s,
	});
});

mls.run();
