import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LabError } from '../src/errors.ts';
import { within } from '../src/within.ts';

const limit = suite('a limit for what hangs in a guest');

limit('should be no matter to what ends', async () => {
	assert.is(await within(Promise.resolve('done'), 60, 'a command'), 'done');
	const failure = new LabError('failed');
	assert.is(
		await within(Promise.reject(failure), 60, 'a command').catch((error) => error),
		failure,
	);
});

limit('should say what has hung', async () => {
	const endless = new Promise<never>(() => {});
	const error = await within(endless, 0.01, 'until false').catch((error) => error);
	assert.instance(error, LabError);
	assert.is(error.message, 'in the guest, this has not ended after 0.01 s: until false');
});

limit.run();
