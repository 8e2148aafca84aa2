// What somebody tries who starts a program and wants code or files of their own in its domain.
import { PACKAGES } from '../common/driver.ts';

/** A folder of the caller's, and one in /tmp. */
const MINE = '/root/mine';
const SHARED = '/tmp/mine';

/** Gives a program a socket: holding-socket.py. */
const HOLDING = 'python3 /usr/local/lib/holding-socket.py';

const BIN = `${PACKAGES}/echo-client/bin`;

/** A program that tells what has come into it; started by the first line of one that users start. */
const PROBE = `${BIN}/probe.js`;

/** The kernel's null device: it stands in the place of what a domain may not use. */
const NULL_DEVICE = '/null';

/** What the probe tells when nothing has come in. */
function told(environment = 'PATH'): string {
	return `\
domain echo_client_t
environment ${environment}
module MODULE_NOT_FOUND
home EACCES
libraries no other
`;
}

const CLEAN = `${told()}40 ENOENT EBADF\n41 ENOENT EBADF\n42 ENOENT EBADF\n43 ENOENT EBADF\nwithin ENOENT\n`;

/** One way in. */
export interface Attempt {
	name: string;
	/** What stands before the program, in the caller's folder. */
	before: string;
	/** Who does as the caller wants: node, which enters no domain. It shows that the attempt is one. */
	control: string;
	/** What the control shows. */
	works: RegExp;
	/** What is started in its domain, if it is not the probe. */
	start?: string;
	/** What that shows. */
	shown?: string;
}

const FOLLOWED = /Python 3/;
const NOT_FOUND = "env: 'node': Permission denied\n";

/** A program is looked for where its caller says: in which folders, and what is there. */
const byPath = (name: string, path: string, shown: string): Attempt => ({
	name: `PATH: ${name}`,
	before: `cd ${MINE}/bin; PATH=${path}`,
	control: '/usr/bin/env node --version',
	works: FOLLOWED,
	shown,
});

export const ATTEMPTS: Attempt[] = [
	{
		name: 'NODE_OPTIONS, a module',
		before: `export NODE_OPTIONS=--import=${MINE}/node_modules/mine/index.js;`,
		control: `node ${PROBE}`,
		works: /^preloaded of the caller$/m,
	},
	{
		name: 'NODE_OPTIONS, code in itself',
		before: "export NODE_OPTIONS='--import=data:text/javascript,console.log(`preloaded`)';",
		control: `node ${PROBE}`,
		works: /^preloaded$/m,
	},
	{
		name: 'NODE_PATH',
		before: `export NODE_PATH=${MINE}/node_modules;`,
		control: `node ${PROBE}`,
		works: /^module of the caller$/m,
	},
	{
		name: "HOME's .node_modules",
		before: `export HOME=${MINE};`,
		control: `node ${PROBE}`,
		works: /^module of the caller$/m,
	},
	{
		name: 'NODE_EXTRA_CA_CERTS',
		before: `export NODE_EXTRA_CA_CERTS=${MINE}/broken.pem;`,
		control: `node ${PROBE}`,
		works: /Ignoring extra certs from `\/root\/mine\/broken.pem`/,
	},
	{
		name: 'OPENSSL_CONF',
		before: `export OPENSSL_CONF=${MINE}/broken.cnf;`,
		control: `node ${PROBE}`,
		works: /OpenSSL configuration error/,
	},
	{
		name: 'LD_LIBRARY_PATH',
		before: `export LD_LIBRARY_PATH=${MINE}/lib;`,
		control: `node ${PROBE}`,
		works: /^libraries \/root\/mine\/lib\/libz/m,
	},
	{
		name: 'LD_PRELOAD',
		before: `export LD_PRELOAD=${MINE}/lib/libz.so.1;`,
		control: `node ${PROBE}`,
		works: /^libraries \/root\/mine\/lib\/libz/m,
	},
	{
		// Of these, Node 20 reads the first two where it is asked to; whoever starts a script asks nothing.
		name: 'the working directory: package.json, .env, node.config.json, .noderc, node_modules',
		before: '',
		control: `node --env-file=.env -p 'process.env.MINE + require("mine")'`,
		works: /^of the callerof the caller$/m,
	},
	byPath('a link at home', '$PWD:$PATH', CLEAN),
	byPath('nothing but that', '$PWD', NOT_FOUND),
	byPath('a link in /tmp', SHARED, NOT_FOUND),
	byPath('the working directory', '.', NOT_FOUND),
	byPath('nowhere', '', NOT_FOUND),
	{
		name: 'a link to the program, which somebody may change after it was executed',
		before: '',
		control: 'node ./link.js',
		works: /^libraries no other$/m,
		start: './link.js 2>&1 | grep -o "Cannot find module .*"',
		shown: `Cannot find module '${MINE}/link.js'\n`,
	},
	{
		name: 'descriptors: a file, a folder, one to write, a socket',
		before: `exec 40< data 41< ${MINE} 42>> data;`,
		control: `${HOLDING} node ${PROBE}`,
		works:
			/^40 \/root\/mine\/data of the caller\n\n41 \/root\/mine EISDIR\n42 \/root\/mine\/data EBADF\n43 socket:\S+ of the caller\nwithin of the caller$/m,
		start: `${HOLDING} ${PROBE}`,
		shown: `${told()}${[40, 41, 42, 43].map((fd) => `${fd} ${NULL_DEVICE} \n`).join('')}within ENOTDIR\n`,
	},
];

const START = '== ';

/** All attempts as one script, so that a login runs it in one go. */
export const SCRIPT = `${MINE}/attempts.sh`;

export const ATTEMPTS_SCRIPT = ATTEMPTS.flatMap(({ before, control, start = PROBE }, i) => [
	`echo '${START}${i} control'; (cd ${MINE}; ${before} ${control}) 2>&1`,
	`echo '${START}${i} entered'; (cd ${MINE}; ${before} ${start}) 2>&1`,
]).join('\n');

/** What each attempt has shown: with node, and in the domain. */
export function outcomes(output: string): { control: string; entered: string }[] {
	const parts = new Map(
		output
			.split(new RegExp(`^${START}`, 'm'))
			.slice(1)
			.map((part) => {
				const end = part.indexOf('\n');
				return [part.slice(0, end), part.slice(end + 1)];
			}),
	);
	return ATTEMPTS.map((_, i) => ({
		control: parts.get(`${i} control`) ?? '',
		entered: parts.get(`${i} entered`) ?? '',
	}));
}

/** What an attempt is to show in the domain. */
export const shownBy = (attempt: Attempt): string => attempt.shown ?? CLEAN;
