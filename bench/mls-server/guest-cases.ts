import { DIRECT, OURS, XINETD } from './contenders.ts';
import { C_EPOLL, SYSTEMD } from './guest-contenders.ts';

/** One thing that is measured in the guest. */
export interface GuestCase {
	name: string;
	unit: string;
	contenders: string[];
	/** Where its clients run, one at each level. */
	levels: string[];
	/** What such a client is. Of the numbers that begin its lines of output the median counts. */
	client(port: number, seconds: number): string;
	/** Whether what the clients say is added up. */
	sum: boolean;
	/** Seconds that make Node's programs nearly as fast as they become. */
	warmUp: number;
	/** How many times as fast as other contenders mls-server has to be. */
	targets: { than: string; ratio: number }[];
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
		contenders: ALL,
		levels: ['s1'],
		client: (port, seconds) => `load ${port} connect ${AT_A_TIME} http ${seconds}`,
		sum: true,
		warmUp: 30,
		targets: perConnection,
	},
	{
		name: `the same, ${AT_A_TIME / LEVELS.length} at each of ${LEVELS.join(', ')}`,
		unit: 'connections/s',
		contenders: ALL,
		levels: LEVELS,
		client: (port, seconds) => `load ${port} connect ${AT_A_TIME / LEVELS.length} http ${seconds}`,
		sum: true,
		warmUp: 30,
		targets: perConnection,
	},
	{
		name: `GET / over and over on ${AT_A_TIME} connections, all at s1`,
		unit: 'requests/s',
		contenders: [C_EPOLL, DIRECT, OURS],
		levels: ['s1'],
		client: (port, seconds) => `load ${port} pingpong ${AT_A_TIME} http ${seconds}`,
		sum: true,
		warmUp: 10,
		targets: [{ than: DIRECT, ratio: 0.95 }],
	},
	{
		name: 'one connection at a time, from connect to the first byte of the answer, at s1',
		unit: 'µs',
		contenders: ALL,
		levels: ['s1'],
		client: (port) => `first-byte ${port} ${IN_A_ROW} http`,
		sum: false,
		warmUp: 0,
		targets: [],
	},
];
