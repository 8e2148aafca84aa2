import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { step } from '../src/progress.ts';

const report = suite('a step that takes a while');
const { stderr } = process;

/** Does something, and gives what a person would have read meanwhile, with the times left out. */
async function written(isTTY: boolean, work: (soFar: () => string) => Promise<void>) {
	const { write } = stderr;
	const was = stderr.isTTY;
	let text = '';
	stderr.isTTY = isTTY;
	stderr.write = (chunk) => {
		text += chunk;
		return true;
	};
	try {
		await work(() => text);
	} finally {
		stderr.write = write;
		stderr.isTTY = was;
	}
	return stripVTControlCharacters(text).replaceAll(/in \d+\.\d s/g, 'in N s');
}

/** Waits until something has been written; whatever runs a test file ends what never comes. */
async function until(soFar: () => string, text: string): Promise<void> {
	while (!soFar().includes(text)) await new Promise((resolve) => setTimeout(resolve, 1));
}

report('should say that it is late while it waits, once, without a terminal', async () => {
	const text = await written(false, (soFar) =>
		step('booting', 0.001, () => until(soFar, 'still booting')),
	);
	assert.is(
		text,
		'lab: booting (about 0.001 s) ...\nlab: ... still booting, after 0.003 s\nlab: ... done in N s\n',
	);
});

report('should say nothing of the kind when it is in time, nor after it', async () => {
	const text = await written(false, async () => {
		await step('booting', 1000, async () => {});
		await step('booting', 0.001, async () => {});
		await new Promise((resolve) => setTimeout(resolve, 20));
	});
	assert.is(
		text,
		'lab: booting (about 1000 s) ...\nlab: ... done in N s\n' +
			'lab: booting (about 0.001 s) ...\nlab: ... done in N s\n',
	);
});

report(
	'should say on a terminal, where it counts the seconds, that they are too many',
	async () => {
		const text = await written(true, (soFar) => step('booting', 0.3, () => until(soFar, 'late')));
		assert.match(text, /\rlab: booting \.\.\. 0 of about 0\.3 s\r/);
		assert.match(text, /\rlab: booting \.\.\. 1 of about 0\.3 s, which is late\r/);
		assert.match(text, /\rlab: booting \.\.\. done in N s\n$/);
	},
);

report('should say that it has failed, and how', async () => {
	const text = await written(false, () =>
		step('booting', 1, () => Promise.reject(new Error('no'))).catch((error) => {
			assert.is(error.message, 'no');
		}),
	);
	assert.is(text, 'lab: booting (about 1 s) ...\nlab: ... failed\n');
});

report.run();
