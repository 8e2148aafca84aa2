// What the programs' domains must never be allowed, whoever's rule it is that allows it.

import type { Policy } from '../src/policies.ts';

/** A rule, as sesearch(1) prints it. */
export interface Rule {
	source: string;
	target: string;
	class: string;
	permissions: string[];
	/** The boolean that it depends on, such as '[ echo_server_jit ]:True', or nothing. */
	when: string;
}

const PROGRAMS = '(echo_client|echo_server|getpeercon_server|mls_server|mls_server_worker)';
const DOMAINS = `^${PROGRAMS}_t$`;
const ENTRIES = `^${PROGRAMS}_(exec_)?t$`;

/** What they may do, and who may enter them: each takes sesearch seconds. */
export const SEARCHES = {
	ours: `sesearch -A -rs -s '${DOMAINS}'`,
	entering: `sesearch -A -rt -t '${ENTRIES}' -p transition,dyntransition,entrypoint`,
};

/** Attributes that the constraints of both policies are about. */
const EXEMPT = /^(mls(?!_server_)|mcs|priv)/;
const BEYOND_ITS_LEVEL = [
	'mlsfdshare',
	'mlsnetreadtoclr',
	'mlsnetwritetoclr',
	'mlsprocwritetoclr',
	'privrangetrans',
];

/** Which of them our types have. The MCS policy constrains those alone that ask for it. */
export const EXCEPTIONS: Record<Policy, Record<string, string[]>> = {
	default: { mls_server_worker_t: ['mcs_constrained_type'] },
	mls: { mls_server_t: BEYOND_ITS_LEVEL, mls_server_worker_t: ['mlsrangetrans'] },
};

/** What shows them. */
export const ATTRIBUTES = [
	'echo_client',
	'echo_server',
	'getpeercon_server',
	'mls_server',
	'mls_server_worker',
]
	.map((name) => `seinfo -x -t ${name}_t`)
	.join('; ');

/** Reads what seinfo(1) has printed. */
export function exceptionsOf(output: string): Record<string, string[]> {
	const types = [...output.matchAll(/^ *type (\w+), (.*);$/gm)].map(([, type, attributes]) => [
		type,
		`${attributes}`
			.split(', ')
			.filter((each) => EXEMPT.test(each))
			.sort(),
	]);
	return Object.fromEntries(types.filter(([, attributes]) => `${attributes}` !== ''));
}

/** What holds for all rules that a search finds. */
export interface Assertion {
	/** A sentence on the domains. */
	they: string;
	search?: keyof typeof SEARCHES;
	/** Which rules the sentence is about. */
	about(rule: Rule): boolean;
	/** All the rules there may be of those: 'source target:class', and on which boolean it depends. */
	only: string[];
}

const having =
	(...permissions: string[]) =>
	(rule: Rule) =>
		rule.permissions.some((each) => permissions.includes(each));

const isFile = (rule: Rule) => /^(file|dir|lnk_file|sock_file|blk_file|chr_file)$/.test(rule.class);
/** What open(2) and its like make descriptors of. */
const isOpened = (rule: Rule) => isFile(rule) || /^(fifo_file|anon_inode)$/.test(rule.class);
const isProcess = (rule: Rule) => /^process2?$/.test(rule.class);
const FROM_NETWORK = ['echo_client', 'echo_server', 'getpeercon_server'];
/** They tell systemd that they serve. */
const SERVICES = ['echo_server', 'getpeercon_server', 'mls_server'];
const MLS = ['mls_server', 'mls_server_worker'];
const OURS = [...FROM_NETWORK, ...MLS];

const CONNECT = '[ echo_client_break_policy ]:False';

export const ASSERTIONS: Assertion[] = [
	{
		they: 'connect to the echo port, and to name servers, where a boolean lets them; to no other port',
		about: having('name_connect'),
		only: [
			'echo_client_t dns_port_t:tcp_socket [ echo_client_resolve_names ]:True',
			`echo_client_t echo_port_t:sctp_socket ${CONNECT}`,
			`echo_client_t echo_port_t:tcp_socket ${CONNECT}`,
		],
	},
	{
		they: 'bind to the ports of their own types alone',
		about: having('name_bind'),
		only: [
			...['echo', 'getpeercon'].flatMap((name) =>
				['sctp', 'tcp', 'udp'].map((each) => `${name}_server_t ${name}_port_t:${each}_socket`),
			),
			'mls_server_t mls_server_port_t:tcp_socket',
		],
	},
	{
		they: 'create, rename and remove no files but sockets, logs and what workers keep, of their own types',
		// Each domain's own type has its files in /proc, which nobody creates.
		about: (rule) =>
			isFile(rule) &&
			rule.source !== rule.target &&
			having('create', 'link', 'unlink', 'rename', 'add_name', 'remove_name')(rule),
		only: [
			'echo_server_t echo_server_runtime_t:dir',
			'echo_server_t echo_server_runtime_t:sock_file',
			'getpeercon_server_t getpeercon_server_log_t:dir',
			'getpeercon_server_t getpeercon_server_log_t:file',
			'getpeercon_server_t getpeercon_server_runtime_t:dir',
			'getpeercon_server_t getpeercon_server_runtime_t:sock_file',
			'mls_server_t mls_server_runtime_t:dir',
			'mls_server_t mls_server_runtime_t:sock_file',
			'mls_server_worker_t mls_server_worker_var_lib_t:dir',
			'mls_server_worker_t mls_server_worker_var_lib_t:file',
		],
	},
	{
		they: 'open no terminal and no other device but those that are for everybody',
		about: (rule) => /^(chr|blk)_file$/.test(rule.class) && having('open')(rule),
		only: [
			// Zeros, random numbers and nothing; and /dev/tty, which is the terminal that a process has
			// already. A worker has none: it leads a session of its own.
			...['devtty', 'null_device', 'zero_device'].map((name) => `domain ${name}_t:chr_file`),
			'domain urandom_device_t:chr_file [ global_ssp ]:True',
			// The base policy's for every daemon, and off; and terminals that scripts of init made.
			...['devpts_t', 'ptynode', 'tty_device_t', 'ttynode'].map(
				(target) => `daemon ${target}:chr_file [ init_daemons_use_tty ]:True`,
			),
			'daemon initrc_devpts_t:chr_file',
		],
	},
	{
		they: 'open nothing else for writing but their sockets, a log, what workers keep, and questions',
		about: (rule) =>
			isOpened(rule) &&
			!/^(chr|blk)_file$/.test(rule.class) &&
			rule.source !== rule.target &&
			having('open')(rule) &&
			having('append', 'write')(rule),
		only: [
			...FROM_NETWORK.slice(1).flatMap((name) => [
				`${name}_t ${name}_runtime_t:dir`,
				`${name}_t ${name}_runtime_t:sock_file`,
			]),
			'getpeercon_server_t getpeercon_server_log_t:dir',
			'getpeercon_server_t getpeercon_server_log_t:file',
			'mls_server_t mls_server_runtime_t:dir',
			'mls_server_t mls_server_runtime_t:sock_file',
			'mls_server_worker_t mls_server_worker_var_lib_t:dir',
			'mls_server_worker_t mls_server_worker_var_lib_t:file',
			// Whom they ask or tell, all by the base policy but the first two: the echo server, the policy,
			// mcstransd, nscd and systemd.
			`echo_client_t echo_server_runtime_t:sock_file ${CONNECT}`,
			'mls_server_t security_t:file',
			'domain setrans_runtime_t:sock_file',
			...['True', 'False'].map(
				(value) => `daemon nscd_runtime_t:sock_file [ nscd_use_shm ]:${value}`,
			),
			'init_domain_type systemd_runtime_notify_t:sock_file',
		],
	},
	{
		they: 'write to pipes and sockets of those who start them; to terminals, if a person starts them',
		about: (rule) =>
			(isOpened(rule) || rule.class.endsWith('_socket')) &&
			rule.source !== rule.target &&
			!having('open')(rule) &&
			having('append', 'write')(rule) &&
			// Sockets that systemd opens for a service (systemd.socket) may be of any class.
			!(rule.source === 'daemon' && rule.target === 'init_t' && rule.class.endsWith('_socket')),
		only: [
			...['echo_client', ...SERVICES].flatMap((name) =>
				['user_devpts_t', 'user_tty_device_t'].map((target) => `${name}_t ${target}:chr_file`),
			),
			...['staff', 'sysadm', 'unconfined', 'user'].map(
				(name) => `echo_client_t ${name}_t:fifo_file`,
			),
			...SERVICES.flatMap((name) =>
				['init', 'initrc', 'sysadm', 'unconfined'].map((from) => `${name}_t ${from}_t:fifo_file`),
			),
			// systemd's streams are those to the journal; a file of its own is what it serializes.
			'init_domain_type init_runtime_t:sock_file',
			'init_domain_type init_t:unix_stream_socket',
			'init_domain_type init_tmpfs_t:file',
			'init_domain_type initrc_t:unix_stream_socket',
			// A command that sshd runs has no terminal, but these.
			'application_domain_type sshd_t:fifo_file',
			'application_domain_type sshd_t:unix_stream_socket',
			// Workers: no terminal of anybody's.
			'mls_server_worker_t mls_server_t:fifo_file',
			'mls_server_t mls_server_worker_t:unix_stream_socket',
			'mls_server_worker_t mls_server_t:tcp_socket',
		],
	},
	{
		they: 'follow no link that a user of the host can make',
		about: (rule) =>
			rule.class === 'lnk_file' && rule.source !== rule.target && having('read')(rule),
		only: [
			...['device', 'ld_so', 'lib', 'proc', 'root', 'textrel_shlib', 'var_run'].map(
				(name) => `domain ${name}_t:lnk_file`,
			),
			...['etc', 'locale', 'selinux_config', 'usr'].map(
				(name) => `node_program_type ${name}_t:lnk_file`,
			),
			...['True', 'False'].map(
				(value) => `node_program_type bin_t:lnk_file [ node_program_env ]:${value}`,
			),
			'echo_client_t net_conf_t:lnk_file [ echo_client_resolve_names ]:True',
			'getpeercon_server_t var_log_t:lnk_file',
		],
	},
	{
		they: 'execute what belongs to the host, in their own domain, where a boolean lets them',
		about: having('execute_no_trans'),
		only: ['node_program_type bin_t:file [ node_program_env ]:True'],
	},
	{
		they: 'write machine code where a boolean of their own lets them, and only there',
		about: having('execmem', 'execheap', 'execstack'),
		only: OURS.map((name) => `${name}_t ${name}_t:process [ ${name}_jit ]:True`),
	},
	{
		they: 'have no capability but that of the echo server for its port',
		about: (rule) => /^cap(ability2?|_userns|2_userns)$/.test(rule.class),
		only: ['echo_server_t echo_server_t:capability'],
	},
	{
		they: 'run no program in another domain, but for the workers',
		about: (rule) =>
			isProcess(rule) && having('transition', 'dyntransition', 'nnp_transition')(rule),
		only: ['mls_server_t mls_server_worker_t:process', 'mls_server_t mls_server_worker_t:process2'],
	},
	{
		they: 'create sockets of IP and UNIX streams, datagrams to systemd, no raw ones, and workers none of IP',
		about: (rule) => rule.class.endsWith('_socket') && having('create')(rule),
		only: [
			...FROM_NETWORK.flatMap((name) =>
				['sctp', 'tcp', 'udp', 'unix_stream'].map((each) => `${name}_t ${name}_t:${each}_socket`),
			),
			...SERVICES.map((name) => `${name}_t ${name}_t:unix_dgram_socket`),
			'mls_server_t mls_server_t:tcp_socket',
			'mls_server_t mls_server_t:unix_stream_socket',
			'mls_server_t mls_server_worker_t:unix_stream_socket',
			'mls_server_worker_t mls_server_worker_t:unix_stream_socket',
		],
	},
	{
		they: 'listen on the network with their own sockets, and workers with none',
		about: (rule) =>
			/^(sctp|tcp|udp)_socket$/.test(rule.class) &&
			having('accept', 'bind', 'connect', 'listen')(rule),
		only: [
			...FROM_NETWORK.flatMap((name) =>
				['sctp', 'tcp', 'udp'].map((each) => `${name}_t ${name}_t:${each}_socket`),
			),
			'mls_server_t mls_server_t:tcp_socket',
		],
	},
	{
		they: 'connect nowhere, if they are the super-server or a worker',
		about: (rule) =>
			MLS.includes(rule.source.slice(0, -2)) &&
			having('connect', 'name_connect')(rule) &&
			rule.class !== 'unix_stream_socket',
		only: [],
	},
	{
		they: "read and write no connection, if they are the super-server; a worker those of the super-server's",
		about: (rule) =>
			MLS.includes(rule.source.slice(0, -2)) &&
			rule.class === 'tcp_socket' &&
			having('append', 'read', 'write')(rule),
		only: ['mls_server_worker_t mls_server_t:tcp_socket'],
	},
	{
		they: 'have nothing to do with what workers keep, if they are no workers',
		about: (rule) => rule.target === 'mls_server_worker_var_lib_t',
		only: [
			'mls_server_worker_t mls_server_worker_var_lib_t:dir',
			'mls_server_worker_t mls_server_worker_var_lib_t:file',
		],
	},
	{
		they: 'touch each other, super-server and workers, by what is handed over and killed alone',
		about: (rule) =>
			MLS.some((name) => rule.source === `${name}_t`) &&
			MLS.some((name) => rule.target === `${name}_t`) &&
			rule.source !== rule.target,
		only: [
			'mls_server_t mls_server_worker_t:process',
			'mls_server_t mls_server_worker_t:process2',
			'mls_server_t mls_server_worker_t:unix_stream_socket',
			'mls_server_worker_t mls_server_t:fd',
			'mls_server_worker_t mls_server_t:fifo_file',
			'mls_server_worker_t mls_server_t:process',
			'mls_server_worker_t mls_server_t:tcp_socket',
		],
	},
	{
		they: 'signal nobody but themselves, but that the super-server kills workers',
		about: (rule) => isProcess(rule) && having('signal', 'sigkill', 'sigstop')(rule),
		only: [
			...OURS.map((name) => `${name}_t ${name}_t:process`),
			'mls_server_t mls_server_worker_t:process',
		],
	},
	{
		they: 'look into no other process and change no label, but that the super-server chooses those of workers',
		about: having(
			...['ptrace', 'setcurrent', 'setexec', 'setfscreate', 'setsockcreate'],
			...['relabelfrom', 'relabelto'],
		),
		only: ['mls_server_t mls_server_t:process'],
	},
	{
		they: 'are entered by the roles that start them, the servers by systemd, and workers by theirs',
		search: 'entering',
		about: having('transition', 'dyntransition'),
		only: [
			...['init', 'initrc', 'sysadm', 'unconfined'].flatMap((name) =>
				['echo_server', 'getpeercon_server', 'mls_server'].map((to) => `${name}_t ${to}_t:process`),
			),
			'mls_server_t mls_server_worker_t:process',
			...['staff', 'sysadm', 'unconfined', 'user'].map((name) => `${name}_t echo_client_t:process`),
		],
	},
	{
		they: 'are entered by their own scripts alone',
		about: having('entrypoint'),
		only: OURS.map((name) => `${name}_t ${name}_exec_t:file`),
	},
	{
		they: 'have scripts by which no other domain is entered',
		search: 'entering',
		about: having('entrypoint'),
		only: OURS.map((name) => `${name}_t ${name}_exec_t:file`),
	},
	{
		they: 'hear nobody without a label, but for the getpeercon server and the super-server',
		about: (rule) =>
			rule.target === 'unlabeled_t' && /^(peer|packet|association)$/.test(rule.class),
		only: [
			'getpeercon_server_t unlabeled_t:peer [ getpeercon_server_break_policy ]:False',
			'mls_server_t unlabeled_t:peer [ mls_server_unlabeled_peers ]:True',
		],
	},
];

const RULE =
	/^allow (?<source>\S+) (?<target>\S+):(?<class>\w+) (?<permissions>\w+|\{.*?\});(?: (?<when>\[.*))?$/;

/** Reads what sesearch has printed. A line that is no allow rule is none of its business here. */
export function rulesOf(output: string): Rule[] {
	return output.split('\n').flatMap((line) => {
		const of = RULE.exec(line.trim())?.groups;
		if (!of) return [];
		const { source = '', target = '', permissions = '', when = '' } = of;
		const words = permissions.replace(/[{}]/g, '').trim().split(/\s+/);
		return [
			{
				source: typeOf(source),
				target: typeOf(target),
				class: of.class ?? '',
				permissions: words,
				when,
			},
		];
	});
}

/** Workers' rules are of an attribute, which other modules give to types of their own. Here one type has it. */
function typeOf(name: string): string {
	return name === 'mls_server_worker_type' ? 'mls_server_worker_t' : name;
}

/** Which of the rules an assertion is about: as its `only` lists them, in order. */
export function found(rules: Rule[], { about }: Assertion): string[] {
	const texts = rules
		.filter(about)
		.map((rule) => `${rule.source} ${rule.target}:${rule.class} ${rule.when}`.trim());
	return [...new Set(texts)].sort();
}
