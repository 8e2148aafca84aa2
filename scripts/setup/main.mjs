import { parseArgs } from 'node:util';
import { lockCheckout } from './lock.mjs';
import { ensureAddon } from './native.mjs';
import { ensurePackages, ensurePnpm } from './packages.mjs';
import { fail, finish } from './report.mjs';
import { checkSystemPackages, ensureSystemPackages } from './system-packages.mjs';
import { compileTypeScript } from './typescript.mjs';

const USAGE = `Usage: node scripts/setup.mjs [--bench] [--check]

Installs and builds what this checkout lacks; takes a moment when nothing does.

  --bench  also the system packages that \`npm run bench\` compares with
  --check  install nothing: name the system packages that are missing, with the command that
           installs them
  --help   show this`;

/**
 * Runs the steps in order. Each looks first whether its work was done, and marks it as done only at
 * its very end, so that a run that was interrupted is repaired by the next one.
 *
 * @param {string[]} argv - the arguments after the script's name
 */
export async function main(argv) {
	try {
		const { values } = parseArgs({
			args: argv,
			options: {
				bench: { type: 'boolean', default: false },
				check: { type: 'boolean' },
				help: { type: 'boolean' },
			},
		});
		if (values.help) return console.log(USAGE);
		const choice = { bench: values.bench };
		if (values.check) return checkSystemPackages(choice);

		lockCheckout();
		await ensureSystemPackages(choice);
		const pnpm = await ensurePnpm();
		await ensurePackages(pnpm);
		await ensureAddon();
		await compileTypeScript();
		finish();
	} catch (error) {
		fail(error);
	}
}
