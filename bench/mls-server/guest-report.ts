import { median, shown, spread, table } from '../numbers.ts';
import { failures, type Measured, ratios, verdict } from './compare.ts';
import { C_EPOLL, SYSTEMD } from './guest-peers.ts';
import { DIRECT, OURS, XINETD } from './peers.ts';

/** One thing that is measured in the guest. */
export interface GuestCase {
	name: string;
	unit: string;
	peers: string[];
	/** Where its clients run, one at each level. */
	levels: string[];
	/** What such a client is. Of the numbers that begin its lines of output the median counts. */
	client(port: number, seconds: number): string;
	/** Whether what the clients say is added up. */
	sum: boolean;
	/** Seconds that make Node's programs nearly as fast as they become. */
	warmUp: number;
	/** How many times as fast as other peers mls-server has to be. */
	targets: { than: string; ratio: number }[];
}

/** What one peer did in one case in one round. */
export interface GuestRun extends Measured {
	case: string;
}

const ALL = [C_EPOLL, DIRECT, OURS, XINETD, SYSTEMD];
/** Connections at a time: a process for each of more takes longer than load waits. */
const AT_A_TIME = 16;
/** Connections in each round of a latency, one at a time. */
const IN_A_ROW = 20;

const LEVELS = ['s1', 's2', 's3:c1', 's4:c1.c3'];

const perConnection = [
	{ than: XINETD, ratio: 10 },
	{ than: SYSTEMD, ratio: 10 },
];

export const guestCases: GuestCase[] = [
	{
		name: `connect, GET /, close; ${AT_A_TIME} at a time, all at s1`,
		unit: 'connections/s',
		peers: ALL,
		levels: ['s1'],
		client: (port, seconds) => `load ${port} connect ${AT_A_TIME} http ${seconds}`,
		sum: true,
		warmUp: 30,
		targets: perConnection,
	},
	{
		name: `the same, ${AT_A_TIME / LEVELS.length} at each of ${LEVELS.join(', ')}`,
		unit: 'connections/s',
		peers: ALL,
		levels: LEVELS,
		client: (port, seconds) => `load ${port} connect ${AT_A_TIME / LEVELS.length} http ${seconds}`,
		sum: true,
		warmUp: 30,
		targets: perConnection,
	},
	{
		name: `GET / over and over on ${AT_A_TIME} connections, all at s1`,
		unit: 'requests/s',
		peers: [C_EPOLL, DIRECT, OURS],
		levels: ['s1'],
		client: (port, seconds) => `load ${port} pingpong ${AT_A_TIME} http ${seconds}`,
		sum: true,
		warmUp: 10,
		targets: [{ than: DIRECT, ratio: 0.95 }],
	},
	{
		name: 'one connection at a time, from connect to the first byte of the answer, at s1',
		unit: 'µs',
		peers: ALL,
		levels: ['s1'],
		client: (port) => `first-byte ${port} ${IN_A_ROW} http`,
		sum: false,
		warmUp: 0,
		targets: [],
	},
];

/** What the runs of one case come to, as a table and a sentence for each target. */
export function reportGuestCase(oneCase: GuestCase, runs: GuestRun[]): string {
	const ofCase = runs.filter((run) => run.case === oneCase.name);
	const rows = oneCase.peers.map((name) => cells(name, ofCase));
	const sentences = oneCase.targets.map(({ than, ratio }) => verdict(ofCase, than, ratio));
	return [
		`\n${oneCase.name}: ${oneCase.unit}\n`,
		table([['', 'median', 'min..max', 'ratio', ''], ...rows]),
		...sentences.map((sentence) => `  ${sentence}\n`),
	].join('');
}

function cells(name: string, runs: GuestRun[]): string[] {
	const own = runs.filter(({ peer }) => peer === name);
	const values = own.flatMap(({ value }) => value ?? []);
	const failed = failures(own);
	if (values.length === 0) return [name, '-', '-', '-', failed];
	return [
		name,
		shown(median(values)),
		spread(values),
		shown(median(ratios(runs, name, DIRECT)), 2),
		failed,
	];
}
