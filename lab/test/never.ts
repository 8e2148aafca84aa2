// What the programs' domains must never be allowed, whoever's rule it is that allows it.

/** A rule, as sesearch(1) prints it. */
export interface Rule {
	source: string;
	target: string;
	class: string;
	permissions: string[];
	/** The boolean that it depends on, such as '[ node_program_jit ]:True', or nothing. */
	when: string;
}

const DOMAINS = '^(echo_client|echo_server|getpeercon_server)_t$';
const ENTRIES = '^(echo_client|echo_server|getpeercon_server)_(exec_)?t$';

/** What they may do, and who may enter them: each takes sesearch seconds. */
export const SEARCHES = {
	ours: `sesearch -A -rs -s '${DOMAINS}'`,
	entering: `sesearch -A -rt -t '${ENTRIES}' -p transition,dyntransition,entrypoint`,
};

/** What holds for all rules that a search finds. */
export interface Assertion {
	/** A sentence on the three domains. */
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
const OURS = ['echo_client', 'echo_server', 'getpeercon_server'];

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
		only: ['echo', 'getpeercon'].flatMap((name) =>
			['sctp', 'tcp', 'udp'].map((each) => `${name}_server_t ${name}_port_t:${each}_socket`),
		),
	},
	{
		they: 'create, rename and remove no files but sockets and logs of their own types',
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
		],
	},
	{
		they: 'open no file for writing but a log, and do not write over that',
		about: (rule) =>
			rule.class === 'file' &&
			rule.source !== rule.target &&
			having('open')(rule) &&
			having('append', 'write')(rule),
		only: ['getpeercon_server_t getpeercon_server_log_t:file'],
	},
	{
		they: 'write machine code where node_program_jit lets them, and only there',
		about: having('execmem', 'execheap', 'execstack'),
		only: OURS.map((name) => `${name}_t ${name}_t:process [ node_program_jit ]:True`),
	},
	{
		they: 'have no capability but that of the echo server for its port',
		about: (rule) => /^cap(ability2?|_userns|2_userns)$/.test(rule.class),
		only: ['echo_server_t echo_server_t:capability'],
	},
	{
		they: 'run no program in another domain',
		about: (rule) => rule.class === 'process' && having('transition', 'dyntransition')(rule),
		only: [],
	},
	{
		they: 'create sockets of IP and UNIX streams, and no raw ones',
		about: (rule) => rule.class.endsWith('_socket') && having('create')(rule),
		only: [
			...OURS.flatMap((name) =>
				['sctp', 'tcp', 'udp', 'unix_stream'].map((each) => `${name}_t ${name}_t:${each}_socket`),
			),
		],
	},
	{
		they: 'look into no other process, and change no label',
		about: having('ptrace', 'setcurrent', 'setexec', 'setfscreate', 'relabelfrom', 'relabelto'),
		only: [],
	},
	{
		they: 'are entered by the roles that start them, and the servers by systemd',
		search: 'entering',
		about: having('transition', 'dyntransition'),
		only: [
			...['init', 'initrc', 'sysadm', 'unconfined'].flatMap((name) =>
				['echo_server', 'getpeercon_server'].map((to) => `${name}_t ${to}_t:process`),
			),
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
		they: 'hear nobody without a label, but for the getpeercon server',
		about: (rule) =>
			rule.target === 'unlabeled_t' && /^(peer|packet|association)$/.test(rule.class),
		only: ['getpeercon_server_t unlabeled_t:peer [ getpeercon_server_break_policy ]:False'],
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
		return [{ source, target, class: of.class ?? '', permissions: words, when }];
	});
}

/** Which of the rules an assertion is about: as its `only` lists them, in order. */
export function found(rules: Rule[], { about }: Assertion): string[] {
	const texts = rules
		.filter(about)
		.map((rule) => `${rule.source} ${rule.target}:${rule.class} ${rule.when}`.trim());
	return [...new Set(texts)].sort();
}
