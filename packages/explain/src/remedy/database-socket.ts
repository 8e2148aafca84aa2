// Sockets of databases, which many services connect to: their names tell what label they are to have.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { command } from '../names.ts';
import { isContainer } from './container-domain.ts';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** A server, the socket that it makes, and where it does so: the file contexts and transitions of both policies. */
interface Server {
	socket: RegExp;
	what: string;
	domain: RegExp;
	/** Types of the socket that clients may use. */
	right: RegExp;
	/** Where its data lie by the policy. */
	folder: string;
	/** Where the socket is by default. */
	place: string;
}

const SERVERS: Server[] = [
	{
		socket: /^(?:mysqld?|mysqlx|mariadb)\.sock$/,
		what: 'MySQL or MariaDB',
		domain: /^mysqld(?:_safe)?_t$/,
		right: /^mysqld_(?:var_run|runtime)_t$/,
		folder: '/var/lib/mysql',
		place: '/var/lib/mysql/mysql.sock (Debian: /run/mysqld/mysqld.sock)',
	},
	{
		socket: /^\.s\.PGSQL\.\d+$/,
		what: 'PostgreSQL',
		domain: /^postgresql_t$/,
		right: /^postgresql_(?:var_run|runtime|tmp)_t$/,
		folder: '/var/lib/pgsql',
		place: '/run/postgresql (unix_socket_directories)',
	},
];

/** Where the policies expect these sockets. */
const DEFAULT_FOLDERS =
	/^((?:\/var)?\/run\/(?:mysqld|mariadb|postgresql)|\/var\/lib\/mysql)\/[^/]+$/;

/**
 * What to do where a service may not use a database's socket, which has not the label that its server makes it with.
 *
 * @returns none for other records
 * @see filetrans_pattern(mysqld_t, mysqld_db_t, mysqld_var_run_t, sock_file) in mysql.te of Fedora's policy
 */
export function socketOfDatabase(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions } = record;
	const server = SERVERS.find(({ socket }) => socket.test(nameOf(record)));
	if (of !== 'sock_file' || server === undefined || !permissions.includes('write')) return [];
	const { what, domain, right, folder, place } = server;
	if (right.test(object.type) || domain.test(subject.type) || isContainer(subject.type)) return [];
	const [, own] = DEFAULT_FOLDERS.exec(pathOf(record) ?? '') ?? [];
	if (own !== undefined) {
		return [
			{
				kind: 'command',
				why: `It is the socket of ${what}, at its usual place, and ${object.type} is none that clients may use: its folder was made or labeled by another, or the server does not run in its domain (\`ps -eZ\`). Give the folder its label, and start the database anew:`,
				text: command('restorecon', '-Rv', own),
			},
		];
	}
	return [
		{
			kind: 'command',
			why: `By its name it is the socket of ${what}, and ${object.type} is none that clients may use: probably its folder is not where the policy expects it, or restorecon has labeled it while the server was running. If the data were moved, to PLACE (datadir, and no folder that others use), tell the policy that it is as ${folder}:`,
			text: `semanage fcontext -a -e ${folder} PLACE && restorecon -RF PLACE`,
		},
		{
			kind: 'note',
			why: `Then start the database anew: it makes the socket anew, and in its domain with its own label. Or keep the socket where it is by default, ${place}, and tell who connects.`,
		},
	];
}
