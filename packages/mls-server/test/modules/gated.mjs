// A worker whose start the test decides upon, by what is in a file beside this one: 'open' lets it
// begin, 'crash' ends it, and as long as there is no such file it waits.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

function gate() {
	try {
		return readFileSync(new URL('gate', import.meta.url), 'utf8');
	} catch {
		return '';
	}
}

while (gate() === '') await sleep(5);
if (gate() === 'crash') process.exit(7);

export { request } from './tasks.mjs';
