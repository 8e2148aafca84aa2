import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const cache = mkdtempSync(join(tmpdir(), 'peercon-lab-'));
process.env.XDG_CACHE_HOME = cache; // read when the module is loaded
const { proof, recall } = await import('../src/engines/proof.ts');

const file = join(cache, 'peercon/lab/proofs/kvm.json');
const proofs = suite("an engine's proof");

/** Tells how often it was tried. */
function tried(obstacle: string | null) {
	const trial = { times: 0, ask: (other: string) => proof('kvm', [other], attempt) };
	async function attempt() {
		trial.times++;
		return obstacle;
	}
	return trial;
}

proofs.before.each(() => rmSync(file, { force: true }));
proofs.after(() => rmSync(cache, { recursive: true }));

for (const obstacle of [null, 'it stops at once']) {
	proofs(`should be kept for this host: ${obstacle}`, async () => {
		const trial = tried(obstacle);
		assert.is(await trial.ask('7.2'), obstacle);
		assert.is(await trial.ask('7.2'), obstacle);
		assert.is(trial.times, 1);
		assert.is(recall('kvm')?.obstacle, obstacle);
	});
}

proofs('should be asked for again when QEMU is another one', async () => {
	const trial = tried(null);
	for (const version of ['7.2', '10.0', '7.2']) await trial.ask(version);
	assert.is(trial.times, 3);
});

proofs('should be asked for again on another host, or after it was started anew', async () => {
	const trial = tried(null);
	await trial.ask('7.2');
	const answer = JSON.parse(readFileSync(file, 'utf8'));
	writeFileSync(file, JSON.stringify({ ...answer, host: 'another' }));
	assert.is(recall('kvm'), null);
	await trial.ask('7.2');
	assert.is(trial.times, 2);
});

proofs('should be asked for again when it was not written to the end', async () => {
	const trial = tried(null);
	await trial.ask('7.2');
	writeFileSync(file, readFileSync(file, 'utf8').slice(0, -2));
	await trial.ask('7.2');
	assert.is(trial.times, 2);
});

proofs('should not be one engine what it is for another', async () => {
	await tried(null).ask('7.2');
	assert.is(recall('uml'), null);
});

proofs.run();
