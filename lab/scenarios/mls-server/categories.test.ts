// What keeps the super-server's workers apart on Debian's MCS policy, where all are at s0 and of one
// type: sets of categories, and that only for a type that is constrained by them.
import * as assert from 'uvu/assert';
import { policiesLacking } from '../../src/image/lacking.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { DRIVER, installDriver, inWorker, OURS, serveLevels, trace } from './mls-server.ts';

const worker = (range: string) => `unconfined_u:unconfined_r:mls_server_worker_t:${range}`;
const KEPT_LABEL = 'system_u:object_r:mls_server_worker_var_lib_t:s0:c2';

/** What a worker keeps in its own folder, and where all may search. */
const kept = (category: string) => `/var/lib/mls-worker/${category}/kept`;
const SHARED = '/var/lib/mls-worker/kept';

const read = (path: string) => `return fs.readFileSync('${path}', 'utf8').trim()`;
const kill = (pid: string, signal: string) => `process.kill(${pid}, '${signal}')`;

/** Listens where no file's label protects it: unix(7), the abstract namespace. */
const LISTEN_AND_GIVE_PID = `
await new Promise((done, fail) => net.createServer().on("error", fail).listen("\\0worker", done));
return process.pid`;

const CONNECT = `
await new Promise((done, fail) => net.connect("\\0worker").on("error", fail).on("connect", done))`;

const categories = scenario('categories', {
	payload: await policiesLacking('default', 'mls_server', {
		unconstrained: '^(typeattributeset mcs_constrained_type ',
	}),
});

categories('should keep workers apart', async (guest) => {
	const other = await serveTwo(guest);
	const ask = (code: string) => inWorker(guest, 's0:c1', code);
	assert.is(await ask(read(kept('c1'))), 'of c1');
	assert.is(await ask(`fs.writeFileSync('${kept('c1')}', 'more')`), 'undefined', 'written');
	await guest.expectNoDenials(...OURS);

	// The types alone would allow these.
	const explained = new Set<string>();
	for (const [code, objectClass, permission, object] of [
		[read(kept('c2')), 'dir', 'search', KEPT_LABEL],
		[read(SHARED), 'file', 'read', KEPT_LABEL],
		[`fs.appendFileSync('${SHARED}', 'of c1')`, 'file', 'append', KEPT_LABEL],
		[`fs.unlinkSync('${SHARED}')`, 'file', 'unlink', KEPT_LABEL],
		[read(`/proc/${other}/maps`), 'dir', 'search', worker('s0:c2')],
		[read(`/proc/${other}/mem`), 'dir', 'search', worker('s0:c2')],
		[kill(other, 'SIGTERM'), 'process', 'signal', worker('s0:c2')],
	] as const) {
		assert.is(await ask(code), 'EACCES', code);
		const subject = worker('s0:c1');
		await guest.expectDenied({ permission, class: objectClass, subject, object });
		// One of each class: it takes long in an emulated guest.
		if (explained.has(objectClass)) continue;
		explained.add(objectClass);
		assert.match(await guest.must('peercon explain --last'), /layer +MCS constraint\n/);
	}

	// No worker may do these to another one, of its own categories or not.
	for (const [code, objectClass, permission] of [
		[kill(other, 'SIGSTOP'), 'process', 'sigstop'],
		[CONNECT, 'unix_stream_socket', 'connectto'],
		[trace(other), 'process', 'ptrace'],
	] as const) {
		assert.match(await ask(code), /^EACCES$|Permission denied/, code);
		const [subject, object] = [worker('s0:c1'), worker('s0:c2')];
		await guest.expectDenied({ permission, class: objectClass, subject, object });
	}
	assert.is(await inWorker(guest, 's0:c2', 'return process.pid'), other, 'it lives');
	assert.is(await inWorker(guest, 's0:c2', read(SHARED)), 'of c2');
	assert.is(await inWorker(guest, 's0:c1,c2', read(SHARED)), 'of c2', 'both categories will do');
	// Nor does MCS ask for more to write: from a superset to a subset that is no covert channel.
	await inWorker(guest, 's0:c1,c2', `fs.appendFileSync('${SHARED}', 'and of both')`);
	assert.is(await inWorker(guest, 's0:c2', read(SHARED)), 'of c2\nand of both');
});

categories('should keep nobody apart whose type is not constrained', async (guest) => {
	await guest.must('systemctl start lab-install && systemctl daemon-reload');
	await guest.must('systemctl start lab-policy@unconstrained');
	const other = await serveTwo(guest);
	const ask = (code: string) => inWorker(guest, 's0:c1', code);
	assert.is(await ask(read(kept('c2'))), 'of c2');
	assert.is(await ask(read(SHARED)), 'of c2');
	await ask(`fs.appendFileSync('${SHARED}', 'and of c1')`);
	assert.is(await inWorker(guest, 's0:c2', read(SHARED)), 'of c2\nand of c1');
	await ask(`fs.unlinkSync('${SHARED}')`);
	assert.is(await inWorker(guest, 's0:c2', read(SHARED)), 'ENOENT');
	assert.match(await ask(read(`/proc/${other}/maps`)), '[stack]');
	assert.is(await ask(kill(other, 'SIGTERM')), 'undefined');
	await guest.must(`while test -e /proc/${other}; do sleep 0.1; done`);
	await guest.expectNoDenials(...OURS);
});

/** Has a worker at c1 and one at c2, each with what it keeps; gives the process id of c2's. */
async function serveTwo(guest: ScenarioGuest): Promise<string> {
	await guest.network('full-labels');
	await installDriver(guest);
	await guest.must(`\
mkdir -p /var/lib/mls-worker/{c1,c2} && cd /var/lib/mls-worker
echo of c1 > c1/kept && echo of c2 | tee c2/kept > kept
restorecon -RF . && chcon -R -l s0:c1 c1 && chcon -R -l s0:c2 c2 kept`);
	await serveLevels(guest, { module: DRIVER });
	return inWorker(guest, 's0:c2', LISTEN_AND_GIVE_PID);
}

categories.run();
