import { relative } from 'node:path';
import { commandLine, complain, UsageError } from '@peercon/program';
import { inBench } from './build.ts';
import { benchChannels } from './channels.ts';
import { benchCovertChannels } from './covert-channels.ts';
import { benchEcho } from './echo.ts';
import { benchGetpeercon } from './getpeercon.ts';
import { benchHosts } from './hosts.ts';
import { benchIdle } from './idle.ts';
import { benchLab } from './lab.ts';
import { benchMlsServerGuest } from './mls-server/guest.ts';
import { benchMlsServer } from './mls-server.ts';
import { machine, writeResults } from './results.ts';
import { benchStart } from './start.ts';

const NAME = 'npm run bench --';

const benches = {
	echo: benchEcho,
	getpeercon: benchGetpeercon,
	idle: benchIdle,
	start: benchStart,
	'mls-server': benchMlsServer,
	'mls-server-guest': benchMlsServerGuest,
	channels: benchChannels,
	'covert-channels': benchCovertChannels,
	lab: benchLab,
	hosts: benchHosts,
};

const USUAL: Bench[] = ['echo', 'getpeercon', 'idle'];

type Bench = keyof typeof benches;

const flags = await commandLine(
	{
		name: NAME,
		forms: [
			'[options] [echo] [getpeercon] [idle] [start]',
			'[options] [channels] [mls-server] [mls-server-guest] [covert-channels] [lab] [hosts]',
		],
		about: [
			"Measure echo-server against other programs, getpeercon against C, and the memory of idle connections; without arguments these three. Only if they are named: the programs' starts against Node's; and, because each takes minutes more, mls-server against other super-servers, on this host and in the lab's guest, what its workers can tell each other, the lab, which is built from nothing, and what a label costs between two of its hosts. See bench/README.md.",
		],
		least: 0,
		most: Object.keys(benches).length,
		options: {
			rounds: { type: 'number', requiresArg: true, default: 5, describe: 'Number of rounds' },
			seconds: {
				type: 'number',
				requiresArg: true,
				default: 2,
				describe: 'Seconds for each measurement',
			},
			json: {
				type: 'string',
				requiresArg: true,
				describe: 'Where the raw results go (default: bench/results/NAME.json)',
			},
		},
	},
	import.meta.url,
).parseAsync();

try {
	const names = flags._.map(String);
	const chosen = chosenBenches(names);
	const { rounds, seconds, json = inBench(`results/${names.join('-') || 'all'}.json`) } = flags;
	if (!(rounds >= 1 && seconds > 0)) {
		throw new UsageError('--rounds and --seconds take numbers above 0');
	}
	const date = new Date().toISOString();
	const results: Record<string, object> = {};
	for (const name of chosen) {
		results[name] = await benches[name](rounds, seconds);
		// At once, so that what goes wrong in the next bench does not lose it.
		writeResults(json, { date, machine: machine(), settings: { rounds, seconds }, ...results });
	}
	process.stdout.write(`\nRaw results: ${relative(process.cwd(), json)}\n`);
} catch (error) {
	complain(NAME, error);
}

function chosenBenches(names: string[]): Bench[] {
	const unknown = names.find((name) => !Object.hasOwn(benches, name));
	if (unknown !== undefined) throw new UsageError(`there is no bench '${unknown}'`);
	return names.length > 0 ? (names as Bench[]) : USUAL;
}
