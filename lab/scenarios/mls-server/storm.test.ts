// What a peer can do that changes its level for every connection: each level needs a worker.
import * as assert from 'uvu/assert';
import { scenario } from '../../src/scenario.ts';
import { loginAt } from '../common/labeling.ts';
import { DRIVER, installDriver, inWorker, OURS, PORT, serveLevels } from './mls-server.ts';

const storm = scenario('a storm of labels');

const LEVELS = Array.from({ length: 200 }, (_, i) => `s0:c${i},c${i + 500}`);

/** Who was there before. */
const REGULAR = 's0:c1000';

/** What the super-server may take, in kB: Node alone has some 60 MB, and grows before it collects. */
const ENOUGH = 150_000;

storm('should bound workers and memory, and serve who is served', async (guest) => {
	await guest.network('full-labels');
	await installDriver(guest);
	// All of them come from 127.0.0.1: one address has half of the workers at most.
	const flags = '--max-workers 8 --starts-per-second 2';
	const server = await serveLevels(guest, { flags, module: DRIVER });
	const ask = () => inWorker(guest, REGULAR, 'return process.pid');
	const regular = await ask();
	// With something to do its worker is not idle, and has to give way to nobody.
	const waiting = "'return new Promise(() => {})'";
	guest.start(`runcon -l ${REGULAR} curl -sS --data ${waiting} 127.0.0.1:${PORT}`);
	await server.waitFor(/\nuse existing worker/);

	// As many clients at once as the guest has memory for.
	const client = `runcon -l {} curl -s --max-time 120 --data "return 7" 127.0.0.1:${PORT} > /dev/null; echo $?`;
	const rush = guest.start(
		`printf '%s\\n' ${LEVELS.join(' ')} | xargs -P 25 -I{} sh -c '${client}'`,
	);
	let isOver = false;
	const over = () => {
		isOver = true;
	};
	rush.ended.then(over, over);
	let most = 0;
	while (!isOver) {
		most = Math.max(
			most,
			Number(await guest.quietly('pgrep -c -f "[m]ls-server/bundle/worker/worker.js"')),
		);
		assert.is(await ask(), regular, 'the same worker answers as before');
	}
	const { output } = await rush.ended;
	assert.ok(most <= 16, `${most} workers: twice --max-workers, while old ones finish`);
	assert.ok(most >= 4, `${most} workers`);
	const served = output.match(/^0$/gm)?.length ?? 0;
	// curl: 'Empty reply from server', or 'Connection reset by peer' where it had sent its request.
	const refused = output.match(/^(?:52|56)$/gm)?.length ?? 0;
	assert.is(served + refused, LEVELS.length, output);
	assert.ok(served >= 3, `${served} are served`);
	assert.ok(refused > 0, `${refused} are refused`);

	// Nobody is turned away in silence.
	const log = server.output;
	for (const level of LEVELS) {
		const context = loginAt(level);
		const outcomes = [
			`create new worker for context ${context}\n`,
			`of ${context}: [1-8] workers serve 127\\.0\\.0\\.1, and the [1-8] that are free are for others as well\n`,
		];
		assert.match(log, new RegExp(outcomes.join('|')), `the log tells of ${level}`);
	}
	const master = '$(pgrep -x -o node)';
	const peak = await guest.must(`awk '/^VmHWM/ { print $2 }' /proc/${master}/status`);
	assert.ok(Number(peak) < ENOUGH, `${peak.trim()} kB at most`);
	await guest.expectNoDenials(...OURS);
});

storm.run();
