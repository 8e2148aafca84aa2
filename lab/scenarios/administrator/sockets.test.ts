// Sockets and pipes, with the contexts of who has them: lsof, netstat and ss, on servers that Debian's own
// policy confines.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { unpackPackages } from '../common/packages.ts';
import { OURS, PORT, serveLevels } from '../mls-server/mls-server.ts';
import { PACKAGES } from './packages.ts';
import { longPids, renumbering, withoutPadding } from './steady.ts';

const DOCUMENT = 'what-an-administrator-sees.md';

const NGINX = 'system_u:system_r:httpd_t:s0';
const POSTFIX = 'system_u:system_r:postfix_master_t:s0';

const sockets = scenario('sockets', { document: DOCUMENT, payload: PACKAGES });

/** Starts systemd's services of servers. */
async function serve(guest: ScenarioGuest, ...services: string[]): Promise<void> {
	await unpackPackages(guest);
	await longPids(guest);
	await guest.must(`systemctl start ${services.join(' ')}`);
}

sockets("should be shown with their owners' contexts by lsof and netstat", async (guest) => {
	await serve(guest, 'nginx', 'postfix');
	const steady = renumbering();

	const lsof = new Terminal(guest);
	const { output } = await lsof.type('lsof -i :80 -Z');
	assert.equal(contextsIn(output), Array(4).fill(NGINX), 'master and worker, IPv4 and IPv6');
	guest.documented('lsof', steady(lsof.text));

	const netstat = new Terminal(guest);
	const listed = await netstat.type("netstat -naptZ | grep ':80'");
	assert.match(listed.output, new RegExp(`0\\.0\\.0\\.0:80 .* LISTEN .*/nginx.* ${NGINX} +\n`));
	guest.documented('netstat', steady(netstat.text));
	await guest.expectNoDenials('httpd_t', 'postfix_master_t');
});

sockets('should be shown with contexts by ss where it is asked for processes', async (guest) => {
	// One server: in which order the kernel lists ports is up to chance.
	await serve(guest, 'nginx');
	const steady = renumbering();
	steady(await guest.must('lsof -i :80 -Z')); // so that the master has the first number

	const alone = new Terminal(guest);
	for (const options of ['-ltnZ', '-ltnz']) {
		const { output } = await alone.type(`ss ${options}`);
		assert.match(output, / 0\.0\.0\.0:80 /);
		assert.not.match(output, 'system_u', 'the column of processes is left out');
	}
	guest.documented('ss-alone', withoutPadding(alone.text));

	const processes = new Terminal(guest);
	const { output } = await processes.type('ss -ltnZp');
	assert.equal(contextsIn(output), Array(4).fill(NGINX));
	guest.documented('ss-processes', steady(processes.text));

	const both = new Terminal(guest);
	const sockets = await both.type('ss -ltnzp');
	assert.match(sockets.output, new RegExp(`proc_ctx=${NGINX},fd=\\d+,sock_ctx=${NGINX}\\)`));
	guest.documented('ss-sockets', steady(both.text));
	await guest.expectNoDenials('httpd_t');
});

sockets('should be found by a pattern for contexts, and so should pipes', async (guest) => {
	await serve(guest, 'postfix');
	// The article's pattern has no quotes: the shell must find no file that it fits.
	const terminal = new Terminal(guest);
	const { output } = await terminal.type('lsof -Z *:postfix_* | grep -w pipe');
	const holders = new Map<string, Set<string>>();
	for (const line of output.trim().split('\n')) {
		const [, , context = '', , , , , , inode = ''] = line.split(/ +/);
		holders.set(inode, (holders.get(inode) ?? new Set()).add(context));
	}
	const shared = [...holders.values()].filter((contexts) => contexts.size > 1);
	const domains = ['master', 'pickup', 'qmgr'].map((name) => POSTFIX.replace('master', name));
	assert.equal(
		shared.map((contexts) => [...contexts]),
		[domains],
		'one pipe is shared',
	);
	guest.documented('lsof-pipes', renumbering()(terminal.text));

	assert.is((await guest.run('lsof -Z *:no_such_*')).status, 1);
});

sockets.run();

const handedOver = scenario('a socket that was handed over', { document: DOCUMENT, policy: 'mls' });

handedOver('should be shown with the context that it was made with', async (guest) => {
	await guest.network('full-labels');
	const server = await serveLevels(guest);
	const holder = join(import.meta.dirname, '../mls-server/holder.py');
	await guest.bring(holder, '/usr/local/lib/holder.py');
	guest.start(`runcon -l s1 python3 /usr/local/lib/holder.py ${PORT}`);
	await server.waitFor(/is ready/);

	// SystemHigh sees the processes of all levels, and so does what reads from it.
	const contexts = "grep -o 'proc_ctx=[^,]*\\|sock_ctx=[^)]*'";
	const list = `ss -Htnzp state established 'sport = :${PORT}' | ${contexts}`;
	const command = `runcon -l s15:c0.c1023 sh -c "${list}"`;
	// The super-server closes its descriptor when the worker says that it has the connection.
	const worker = 'proc_ctx=root:sysadm_r:mls_server_worker_t:s1\n';
	while (!(await guest.quietly(command)).startsWith(worker));
	const terminal = new Terminal(guest);
	const { output } = await terminal.type(command);
	assert.is(output, `${worker}sock_ctx=root:sysadm_r:mls_server_t:s1\n`);
	guest.documented('handed-over', terminal.text);
	await guest.expectNoDenials(...OURS);
});

handedOver.run();

/** The contexts of system services in a text, as they come. */
function contextsIn(text: string): string[] {
	return text.match(/\bsystem_u:system_r:\w+:s0\b/g) ?? [];
}
