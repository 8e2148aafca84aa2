// docs/proving-a-policy.md: does a web server need each line of the module that was written for it?
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documented } from '../../../src/documented.ts';
import { ROOT } from '../../../src/paths.ts';
import { proofText } from '../../../src/workbench/report.ts';
import { cut, NUMBERS_OF_RUNS } from '../greeter.ts';
import { DOCUMENT, provedBy, said } from './proving.ts';

const lighttpd = suite('the module for lighttpd');

lighttpd('should have no line that nothing needs', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-lighttpd-'));
	process.on('exit', () => rmSync(folder, { recursive: true }));
	cpSync(join(ROOT, 'policy/examples/lighttpd'), folder, { recursive: true });
	const proof = await provedBy(folder, 'lighttpd', 'lighttpd');
	assert.equal(said('nothing needed it', proof), []);
	assert.equal(
		said('no run shows it', proof).map((text) => text.split(/[( ]/)[0]),
		['files_type', 'files_type', 'files_runtime_file', 'logging_log_file', 'dontaudit'],
	);
	// Each of the others has a record: none is needed for a reason that only a failure shows.
	for (const { verdict, why, place } of proof.lines)
		if (verdict === 'needed') assert.match(why, /^avc: denied \{/, place);
	documented(DOCUMENT, 'lighttpd', cut(proofText(proof)), NUMBERS_OF_RUNS);
});

lighttpd.run();
