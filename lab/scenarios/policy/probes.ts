// Things that the programs are asked to do, to see what a rule is for, and where they do them.
import type { ScenarioGuest } from '../../src/scenario.ts';
import { Driver, PACKAGES } from '../common/driver.ts';
import { ECHO_ON_FAR_HOST, HERE, ON_OTHER_HOST, THERE } from '../common/intranet.ts';

/** Something that is done, and that fails or leaves a denial where a rule is missing. */
export interface Probe {
	name: string;
	/** Which statements it may be about, by their names. */
	about: RegExp;
	/**
	 * Does it.
	 *
	 * @param limit - how long to wait for what never comes, in milliseconds
	 * @returns 'fine', or what is seen instead
	 */
	act(limit: number): Promise<string>;
	/**
	 * It takes long, and does a thing for each statement: all that it is about are taken away at once.
	 * What it sees is in lines; one that is part of a statement's name is about that statement.
	 */
	allAtOnce?: true;
	/** It takes long, and leaves nothing behind to put right. */
	leavesNothing?: true;
}

const FOLDERS = '/run/echo-server /run/getpeercon-server /var/log/getpeercon-server';

/** Both hosts, where everything but SECMARK labels: IPv4 has CIPSO, IPv6 has IPsec. */
export async function setUp(guest: ScenarioGuest): Promise<Drivers> {
	await guest.network('intranet', 'router', 'intranet-and-loopback', 'labeled-ipsec');
	await guest.must(`mkdir -p ${FOLDERS} && restorecon -R ${FOLDERS}`);
	// The guest has no journal until somebody wants one. What journald itself is denied, is none of ours.
	await guest.must('systemctl start systemd-journald && dmesg --clear');
	await guest.must(
		`echo ${HERE} here >> /etc/hosts && setsebool echo_client_resolve_names on && ` +
			`printf 'nameserver ${THERE}\\noptions use-vc\\n' > /etc/resolv.conf`,
	);
	// A domain that Debian lets nobody hear but those who hear everybody: vpnc(8)'s.
	await guest.must(
		'cp /usr/bin/ncat /usr/local/bin/vpnc && chcon -t vpnc_exec_t /usr/local/bin/vpnc',
	);
	await guest.serve(
		`${ON_OTHER_HOST} runcon -l s0:c0.c1023 ncat --sctp -v -k -l -e /bin/cat ${THERE} 5001`,
		/Listening on/,
	);
	await guest.serve(ECHO_ON_FAR_HOST, /Listening on 0\.0\.0\.0:7/);
	const programs = {
		client: await Driver.start(guest, 'echo-client'),
		server: await Driver.start(guest, 'echo-server', ON_OTHER_HOST),
		getpeercon: await Driver.start(guest, 'getpeercon-server'),
	};
	await programs.server.run(
		`kept.tcp = await program.createEchoServer({ protocols: ['tcp'] });
		await program.createEchoServer({ endpoint: { path: '/run/echo-server/sock' } })`,
	);
	return programs;
}

/** The programs, as drivers: the servers are told to listen by their own probes. */
export type Drivers = Record<'client' | 'server' | 'getpeercon', Driver>;

/** Runs code in a program. */
export function run(driver: Driver, code: string): Probe['act'] {
	return (limit) => driver.run(`const timeout = ${limit}; ${code}; return 'fine'`);
}

/** Tells systemd that a service is ready, which believes it of services alone. */
export const TELL_SYSTEMD = `
	process.env.NOTIFY_SOCKET = '/run/systemd/notify';
	(await import('${PACKAGES}/program/dist/notify.js')).notifyManager('ready')`;

/** Tells the journal something, with fields. */
export const TELL_JOURNAL = `
	const { Journal } = await import('${PACKAGES}/program/dist/journal.js');
	const journal = new Journal('/run/systemd/journal/socket', 'probe');
	if (!journal.send('a line', { event: 'resumed' })) throw { code: 'UNTOLD' }`;

const PROTOCOLS = ['tcp', 'udp', 'sctp'];

/** The calls that make a server listen. */
export const echoServer = (options: string) =>
	`await program.createEchoServer({ endpoint: { port: 7 }, ${options} })`;
export const getpeerconServer = (options: string) =>
	`await program.createGetpeerconServer({ onEvent() {}, reply: true, endpoint: { port: 5000 }, ${options} })`;

/**
 * Listening with each protocol, everywhere and on an address of the intranet.
 *
 * @param server - echo-server or getpeercon-server, which goes on listening everywhere
 * @param create - the call that makes it listen
 * @param address - its host's in the intranet
 */
export function listeningProbes(
	server: string,
	driver: Driver,
	create: (options: string) => string,
	address: string,
): Probe[] {
	const module = `^${server.replace('-', '_')}.te.*`;
	const everywhere = PROTOCOLS.map((protocol) => ({
		name: `${server}: listen on ${protocol}`,
		about: new RegExp(
			`${module}(self:${protocol}_|port_t:${protocol}_| node_t:${protocol}_|capability)`,
		),
		act: run(
			driver,
			`kept.${protocol}?.close(); kept.${protocol} = undefined; kept.${protocol} = ${create(everyAddress(protocol))}`,
		),
	}));
	const inIntranet = PROTOCOLS.map((protocol) => ({
		name: `${server}: listen on ${protocol} in the intranet`,
		about: new RegExp(`${module}intranet_node_t:${protocol}_`),
		act: run(
			driver,
			`kept.${protocol}.close();
			try {
				(${create(`host: '${address}', protocols: ['${protocol}']`)}).close();
			} finally {
				kept.${protocol} = ${create(everyAddress(protocol))};
			}`,
		),
	}));
	return [...everywhere, ...inIntranet];
}

/** Every address, that is: a socket of both IPs would not label what it sends by SCTP. */
function everyAddress(protocol: string): string {
	return `host: '${protocol === 'sctp' ? '0.0.0.0' : '::'}', protocols: ['${protocol}']`;
}
