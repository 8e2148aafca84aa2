// "Node Servers at SELinux MLS Level", on Debian's MLS policy, enforcing: the article's session, what
// separates its workers, and what separates them from the super-server.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { denialText, scenario } from '../../src/scenario.ts';
import { Driver } from '../common/driver.ts';
import { Terminal } from '../common/labeling.ts';
import { withoutV8sWarning } from '../common/node.ts';
import {
	DRIVER,
	installDriver,
	inWorker,
	OURS,
	PORT,
	renumbering,
	serveLevels,
	trace,
} from './mls-server.ts';

const HIGH = 's15:c0.c1023';

/** Who holds a connection's descriptor. SystemHigh sees those of all levels. */
const HOLDERS = `runcon -l ${HIGH} ss -tnpZ state established sport = :${PORT}`;

const serverContext = `root:sysadm_r:mls_server_t:s0-${HIGH}`;
const worker = (level: string) => `root:sysadm_r:mls_server_worker_t:${level}`;
const kept = (level: string) => `/var/lib/mls-worker/${level}/kept`;

const mls = scenario('servers at MLS level', {
	policy: 'mls',
	document: 'servers-at-mls-level.md',
});

mls('should serve each level by a worker at that level', async (guest) => {
	const labels = new Terminal(guest);
	await labels.type('netlabelctl cipsov4 add local doi:2');
	await labels.type('netlabelctl map del default');
	await labels.type('netlabelctl map add default address:0.0.0.0/0 protocol:unlbl');
	await labels.type('netlabelctl map add default address:::/0 protocol:unlbl');
	await labels.type('netlabelctl map add default address:127.0.0.1 protocol:cipsov4,2');
	const master = await serveLevels(guest);
	const clients = new Terminal(guest);
	const pids: string[] = [];
	for (const at of ['', 'runcon -l s0 ', 'runcon -l s1 ', 'runcon -l s1 ']) {
		const { output } = await clients.type(`${at}curl -sS 127.0.0.1:${PORT}`);
		pids.push(/^Hello, world! \(pid (\d+)\)\n$/.exec(output)?.[1] ?? output);
	}
	assert.is(new Set(pids).size, 3, `three workers: ${pids}`);
	assert.is(pids[2], pids[3]);

	// Only SystemHigh sees the processes of all levels.
	const processes = new Terminal(guest);
	const { output } = await processes.type(`runcon -l ${HIGH} ps -C node -o pid,label`);
	for (const [pid, level] of [
		[pids[0], `s0-${HIGH}`],
		[pids[1], 's0'],
		[pids[2], 's1'],
	]) {
		assert.match(output, new RegExp(`^ +${pid} +${worker(`${level}`)}$`, 'm'));
	}
	assert.match(output, new RegExp(`${serverContext}\n`));
	assert.is(
		withoutDescriptors(withoutV8sWarning(master.output)).replace(/^(running|listening).*\n/gm, ''),
		[
			...created(`s0-${HIGH}`, pids[0]),
			...created('s0', pids[1]),
			...created('s1', pids[2]),
			`connection FD\nuse existing worker ${pids[3]}\n`,
		].join(''),
	);
	await guest.expectNoDenials(...OURS);
	guest.documented('label', labels.text);
	const numbered = renumbering();
	guest.documented('clients', numbered(clients.text));
	guest.documented('processes', numbered(processes.text));
	guest.documented('log', numbered(`# mls-server ${PORT} 2>&1 | cat\n${master.output}`));
});

mls('should hold a connection until its worker has it, and no longer', async (guest) => {
	await guest.network('full-labels');
	const server = await serveLevels(guest);
	const held = new Terminal(guest);
	const whoHolds = (what: string) => held.type(`${HOLDERS} # ${what}`);
	await guest.bring(join(import.meta.dirname, 'holder.py'), '/usr/local/lib/holder.py');
	guest.start(`runcon -l s1 python3 /usr/local/lib/holder.py ${PORT}`);
	await server.waitFor(/create new worker/);
	const before = await whoHolds('the worker starts');
	assert.match(before.output, new RegExp(`pid=\\d+,proc_ctx=${serverContext},fd=\\d+`));
	await server.waitFor(/is ready/);
	// The super-server closes its descriptor when the worker says that it has the connection.
	while (/mls_server_t/.test(await guest.quietly(HOLDERS)));
	const after = await whoHolds('the worker serves');
	assert.match(after.output, new RegExp(`pid=\\d+,proc_ctx=${worker('s1')},fd=\\d+`));
	await guest.expectNoDenials(...OURS);
	guest.documented('held', renumbering()(withoutClientPort(held.text)));
});

mls('should keep a worker from other levels, from others and from the network', async (guest) => {
	await guest.network('full-labels');
	await installDriver(guest);
	await guest.must('mkdir -p /var/lib/mls-worker/{s1,s2} && restorecon -RF /var/lib/mls-worker');
	await guest.must(`echo low > /var/lib/mls-worker/kept`);
	for (const level of ['s1', 's2']) {
		await guest.must(`runcon -l ${level} sh -c 'echo of ${level} > ${kept(level)}'`);
	}
	const master = await serveLevels(guest, { module: DRIVER });
	const other = await inWorker(guest, 's2', 'return process.pid');
	const [pid] = (await guest.must('pgrep -f "[m]ls-server 5080" | head -1')).split('\n');
	const ask = (code: string) => inWorker(guest, 's1', code);

	// What it may: its own level, and reading what is below.
	assert.is(await ask('return process.pid'), await ask('return process.pid'));
	assert.is(await ask(`return fs.readFileSync('${kept('s1')}', 'utf8').trim()`), 'of s1');
	assert.is(await ask(`fs.writeFileSync('${kept('s1')}', 'more'); return 'written'`), 'written');
	assert.is(await ask("return fs.readFileSync('/var/lib/mls-worker/kept', 'utf8').trim()"), 'low');
	await guest.expectNoDenials(...OURS);

	const denied: string[] = [];
	const expect = async (
		code: string,
		symptom: RegExp,
		record: Parameters<typeof guest.expectDenied>[0],
	) => {
		assert.match(await ask(code), symptom, code);
		denied.push(denialText(await guest.expectDenied(record)));
	};
	const from = { subject: worker('s1') };
	await expect(`fs.readFileSync('${kept('s2')}')`, /^EACCES$/, {
		...from,
		permission: 'search',
		class: 'dir',
		object: 'system_u:object_r:mls_server_worker_var_lib_t:s2',
	});
	await expect("fs.writeFileSync('/var/lib/mls-worker/kept', 'x')", /^EACCES$/, {
		...from,
		permission: 'write',
		class: 'file',
		object: 'root:object_r:mls_server_worker_var_lib_t:s0',
	});
	await expect(`process.kill(${other}, 'SIGTERM')`, /^EACCES$/, {
		...from,
		permission: 'signal',
		class: 'process',
		object: worker('s2'),
	});
	await expect(`fs.readFileSync('/proc/${other}/environ')`, /^E(ACCES|NOENT)$/, {
		...from,
		permission: 'search',
		class: 'dir',
		object: worker('s2'),
	});
	await expect(trace(other), /Permission denied/, {
		...from,
		permission: 'ptrace',
		class: 'process',
		object: worker('s2'),
	});
	await expect(trace(pid), /Permission denied/, {
		...from,
		permission: 'ptrace',
		class: 'process',
		object: serverContext,
	});
	await expect(`fs.readFileSync('/proc/${pid}/mem')`, /^EACCES$/, {
		...from,
		permission: 'search',
		class: 'dir',
		object: serverContext,
	});
	await expect(
		`await new Promise((done, fail) => net.connect(${PORT}, '127.0.0.1').on('error', fail).on('connect', done))`,
		/^EACCES$/,
		{ ...from, permission: 'create', class: 'tcp_socket', object: worker('s1') },
	);
	assert.match(master.output, /create new worker/);
	guest.documented('denied', renumbering()(denied.map((line) => `${line}\n`).join('')));
});

mls('should keep the super-server from what its workers keep', async (guest) => {
	// In a folder that everybody may search: /var/lib is none to the super-server.
	const file = '/usr/local/lib/kept';
	await guest.must(`echo of a worker > ${file} && chcon -t mls_server_worker_var_lib_t ${file}`);
	const master = await Driver.start(guest, 'mls-server');
	const seen = await master.run(
		"try { (await import('node:fs')).readFileSync('/usr/local/lib/kept'); return 'read' } catch (error) { return error.code }",
	);
	assert.is(seen, 'EACCES');
	await guest.expectDenied({
		permission: 'read',
		class: 'file',
		subject: serverContext,
		object: 'root:object_r:mls_server_worker_var_lib_t:s0',
	});
});

mls('should have programs that the super-server may execute counted', async (guest) => {
	const terminal = new Terminal(guest);
	const search = 'sesearch -A -s mls_server_t -c file -p execute_no_trans';
	const { output } = await terminal.type(search);
	const types = [...output.matchAll(/^allow \S+ (\S+):file/gm)].map(([, type]) => type);
	assert.equal([...new Set(types)], ['bin_t']);
	guest.documented('executes', terminal.text);
	// Their number goes up and down with the distribution's packages.
	const count = await guest.must("find /usr -type f -perm /111 -context '*:bin_t:*' | wc -l");
	assert.ok(Number(count) > 300, count);
});

/** The log's lines for a connection that needs a new worker. */
function created(range: string, pid: string | undefined): string[] {
	return [
		`connection FD\ncreate new worker for context root:sysadm_r:sysadm_t:${range}\n`,
		`worker ${pid} (${worker(range)}) is ready\n`,
	];
}

/** What ss(8) shows, without the client's port, and in narrower columns. */
function withoutClientPort(text: string): string {
	return text
		.replace(/(?<=127\.0\.0\.1\]?):(?!5080\b)\d+/g, ':PORT')
		.replace(/fd=\d+/g, 'fd=N')
		.replace(/ {3,}/g, '  ')
		.replace(/ +$/gm, '');
}

function withoutDescriptors(log: string): string {
	return log.replace(/^(connection|refuse connection) \d+/gm, '$1 FD');
}

mls.run();
