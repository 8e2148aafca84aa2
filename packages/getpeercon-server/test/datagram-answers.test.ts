import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AnswerRate, datagramAnswer, isDatagramAnswer } from '../src/datagram-answers.ts';

const answers = suite('answers by datagram');

const answerIn = (context: string | null) =>
	datagramAnswer({ address: null, context, rawContext: context });

answers('should never be questions, whatever the context is', () => {
	for (const context of [
		null,
		'u:r:t:s0-s0:c0.c1023',
		'u:r:t:Company Confidential - Top Secret', // as mcstransd(8) may translate a level
		'u:r:t:Ebene\n2',
		'ü:r:t',
		'unconfined',
	]) {
		assert.ok(isDatagramAnswer(answerIn(context)), `${context}`);
	}
	assert.is(`${answerIn('u:r:t:s0')}`, 'u:r:t:s0\n\0');
});

answers('should be told from any question, the empty one as well', () => {
	for (const question of ['', 'who am I?\n', 'NO_CONTEXT\n', 'u:r:t:s0\n', 'u:r:t:s0\0\n']) {
		assert.not(isDatagramAnswer(Buffer.from(question)), question);
	}
});

answers('should have a limit for an address in a second', () => {
	const rate = new AnswerRate();
	const taken = (address: string, now: number) =>
		Array.from({ length: 100 }, () => rate.take(address, now)).filter(Boolean).length;
	assert.is(taken('192.0.2.1', 5000), 10);
	assert.is(taken('192.0.2.1', 5999), 0);
	assert.is(taken('192.0.2.2', 5999), 10);
	assert.is(taken('192.0.2.1', 6000), 10);
});

answers('should have a limit on addresses, so that forged ones fill no memory', () => {
	const rate = new AnswerRate();
	let given = 0;
	for (let i = 0; i < 5000; i++) if (rate.take(`host ${i}`, 0)) given++;
	assert.is(given, 1000);
	assert.ok(rate.take('host 0', 0)); // who has had one may have more
	assert.ok(rate.take('host 4999', 1000));
});

answers.run();
