import { PassThrough } from 'node:stream';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LogWriter, NamedLog } from '../src/index.ts';
import { withSilence } from './silence.ts';

const named = suite('NamedLog');

named(
	'should keep the order of lines that wait for names, and let no more wait than its limit',
	async () => {
		await withSilence(async (names) => {
			let written = '';
			const stream = new PassThrough().setEncoding('utf8').on('data', (text) => {
				written += text;
			});
			const log = new NamedLog(new LogWriter(stream, (count) => `${count} dropped\n`), names);
			for (let i = 0; i < 1500; i++) log.write([`c${i}`], (name) => `${name(`c${i}`)}\n`);
			log.write([], () => 'last\n');
			await eventually(() => written.includes('c999\n'), 'those that wait are written');
			log.write([], () => 'next\n');
			const lines = Array.from({ length: 1000 }, (_, i) => `c${i}\n`);
			await eventually(() => written.includes('next'), 'all are written');
			// What was dropped is told with the first line after it.
			assert.is(written.replace('501 dropped\n', ''), `${lines.join('')}next\n`);
			assert.match(written, '501 dropped\n');
		});
	},
);

named.run();
