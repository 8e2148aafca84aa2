// A process at a level: node process-at-level.mjs LEVEL COMMAND [ARGUMENT ...]
import { formatContext, parseContext, parseRange } from '@peercon/context';
import { getcon_raw, spawnWithContext } from '@peercon/native';

const [level = 's0:c5', command = 'id', ...args] = process.argv.slice(2);

const context = formatContext({ ...parseContext(getcon_raw()), range: parseRange(level) });
const child = spawnWithContext(context, command, args, { stdio: 'inherit' });
child.on('error', ({ message }) => {
	// EACCES: the policy does not let this process start one there (process transition).
	console.error(`as ${context}: ${message}`);
	process.exitCode = 1;
});
child.on('exit', (status) => {
	process.exitCode = status ?? 1;
});
