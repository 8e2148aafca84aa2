import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * xinetd with one service and none of its limits. NOLIBWRAP and IPv4 spare each connection two files
 * and, for the built-in echo, a question to the name server about the client's address.
 *
 * @param port - where it listens
 * @param folder - for its files
 * @param server - what it starts for each connection; without it xinetd echoes by itself
 * @returns the command that starts it
 * @see xinetd.conf(5)
 */
export function xinetd(port: number, folder: string, server?: string): [string, ...string[]] {
	const config = join(folder, `xinetd-${port}.conf`);
	writeFileSync(
		config,
		`service echo
{
	type = ${server === undefined ? 'INTERNAL UNLISTED' : `UNLISTED\n\tserver = ${server}`}
	socket_type = stream
	protocol = tcp
	port = ${port}
	wait = no
	user = ${userInfo().username}
	flags = IPv4 NODELAY NOLIBWRAP
	instances = UNLIMITED
	per_source = UNLIMITED
	cps = 1000000 1
	log_type = FILE ${join(folder, `xinetd-${port}.log`)}
}
`,
	);
	return ['xinetd', '-dontfork', '-f', config, '-pidfile', join(folder, `xinetd-${port}.pid`)];
}
