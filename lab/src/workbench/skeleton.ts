// A policy module to begin with, in the reference policy's style: a service's domain, and the types of the
// files and of the port that are its own. It allows what follows from these, and nothing else.

/** What a module is to be about. */
export interface Subject {
	/** The module's name: lower case, digits and `_`. */
	name: string;
	/** The program's path on the host that it runs on. */
	program: string;
	/** It is a script that Node runs. */
	isForNode: boolean;
	/** It listens on a port, such as `tcp/8099`. */
	port?: { protocol: 'tcp' | 'udp'; number: number };
	/** It has a log of its own, in a folder below /var/log. */
	hasLog: boolean;
	/** It keeps something, in a folder below /var/lib. */
	hasState: boolean;
	/** Its unit of systemd's has a type of its own, so that somebody may be allowed to start and stop it. */
	hasUnit: boolean;
}

/** The three files, by their names, and a small one for a port. */
export function skeleton(subject: Subject): Record<string, string> {
	const { name } = subject;
	return {
		[`${name}.te`]: rulesOf(subject),
		[`${name}.if`]: interfacesOf(subject),
		[`${name}.fc`]: contextsOf(subject),
		...(subject.port ? { [`${name}-port.cil`]: portOf(name, subject.port) } : {}),
	};
}

/** The name of a service's own folders, and of its unit: what its program is called. */
function folderOf({ program }: Subject): string {
	return program.replace(/.*\//, '').replace(/\.[cm]?js$/, '');
}

const title = (text: string) => `########################################\n#\n# ${text}\n#\n`;

function rulesOf(subject: Subject): string {
	const { name, isForNode, port, hasLog, hasState, hasUnit } = subject;
	const declared = [
		`# The domain that the service runs in, and the type of the file by which alone it gets there:
# systemd executes it.
type ${name}_t;
type ${name}_exec_t;
init_daemon_domain(${name}_t, ${name}_exec_t)
`,
		isForNode && `# What every program needs that Node runs.\nnode_program_domain(${name}_t)\n`,
		hasLog && `type ${name}_log_t;\nlogging_log_file(${name}_log_t)\n`,
		port &&
			`# Which port this is, ${name}-port.cil says: no module in this language can. So does an administrator:
# semanage port -a -t ${name}_port_t -p ${port.protocol} ${port.number}
type ${name}_port_t;\ncorenet_port(${name}_port_t)\n`,
		hasUnit && `type ${name}_unit_t;\ninit_unit_file(${name}_unit_t)\n`,
		hasState && `type ${name}_var_lib_t;\nfiles_type(${name}_var_lib_t)\n`,
	];
	const allowed = [
		isForNode &&
			`# V8 writes machine code and runs it; without, start it with --jitless.
allow ${name}_t self:process execmem;
`,
		hasLog &&
			`# It makes its log and adds to it. It can neither read nor shorten what it has written.
append_files_pattern(${name}_t, ${name}_log_t, ${name}_log_t)
create_files_pattern(${name}_t, ${name}_log_t, ${name}_log_t)
logging_search_logs(${name}_t)
`,
		hasState &&
			`# What it keeps is its own to make, to change and to remove.
manage_dirs_pattern(${name}_t, ${name}_var_lib_t, ${name}_var_lib_t)
manage_files_pattern(${name}_t, ${name}_var_lib_t, ${name}_var_lib_t)
files_search_var_lib(${name}_t)
`,
		port && listeningOf(name, port.protocol),
	];
	return [
		`policy_module(${name}, 1.0.0)\n`,
		title('Declarations'),
		...declared,
		title('Local policy'),
		...allowed,
		`# What is missing, 'npx lab module learn' finds; what is too much, 'npx lab module prove'.\n`,
	]
		.filter((part) => typeof part === 'string')
		.join('\n');
}

function listeningOf(name: string, protocol: 'tcp' | 'udp'): string {
	const sockets = protocol === 'tcp' ? 'create_stream_socket_perms' : 'create_socket_perms';
	return `# It listens on its port, at any address.
allow ${name}_t self:${protocol}_socket ${sockets};
allow ${name}_t ${name}_port_t:${protocol}_socket name_bind;
corenet_${protocol}_bind_generic_node(${name}_t)
`;
}

function portOf(name: string, { protocol, number }: NonNullable<Subject['port']>): string {
	return `; Which port ${name}_port_t is. CIL can say it in a module, and it is installed along with the other:
; semodule -i ${name}.pp ${name}-port.cil
(portcon ${protocol} ${number} (system_u object_r ${name}_port_t ((s0) (s0))))
`;
}

/** An interface, with what the reference policy's tools read of it. */
function interfaceText(name: string, summary: string, types: string[], body: string[]): string {
	return `########################################
## <summary>
##	${summary}
## </summary>
## <param name="domain">
##	<summary>
##	Domain allowed ${name.endsWith('_domtrans') ? 'to transition' : 'access'}.
##	</summary>
## </param>
#
interface(\`${name}',\`
	gen_require(\`
		type ${types.join(', ')};
	')

${body.map((line) => `\t${line}`).join('\n')}
')
`;
}

function interfacesOf(subject: Subject): string {
	const { name, port, hasLog } = subject;
	const program = folderOf(subject);
	const domtrans = interfaceText(
		`${name}_domtrans`,
		`Execute ${program} in its domain.`,
		[`${name}_t`, `${name}_exec_t`],
		['corecmd_search_bin($1)', `domtrans_pattern($1, ${name}_exec_t, ${name}_t)`],
	);
	const log = interfaceText(
		`${name}_read_log`,
		`Read the log of ${program}.`,
		[`${name}_log_t`],
		['logging_search_logs($1)', `read_files_pattern($1, ${name}_log_t, ${name}_log_t)`],
	);
	const connect = interfaceText(
		`${name}_tcp_connect`,
		`Connect to ${program}.`,
		[`${name}_port_t`],
		[
			'allow $1 self:tcp_socket create_stream_socket_perms;',
			`allow $1 ${name}_port_t:tcp_socket name_connect;`,
		],
	);
	const parts = [domtrans, hasLog ? log : '', port?.protocol === 'tcp' ? connect : ''];
	return [`## <summary>The service ${program}.</summary>\n`, ...parts.filter(Boolean)].join('\n');
}

function contextsOf(subject: Subject): string {
	const { name, program, hasLog, hasState, hasUnit } = subject;
	const folder = escaped(folderOf(subject));
	const line = (path: string, kind: string, type: string) =>
		`${path}${kind}\tgen_context(system_u:object_r:${name}_${type},s0)\n`;
	return [
		line(escaped(program), '\t--', 'exec_t'),
		hasUnit ? line(`/usr/lib/systemd/system/${folder}.*\\.service`, '\t--', 'unit_t') : '',
		hasState ? line(`/var/lib/${folder}(/.*)?`, '', 'var_lib_t') : '',
		hasLog ? line(`/var/log/${folder}(/.*)?`, '', 'log_t') : '',
	]
		.filter(Boolean)
		.join('\n');
}

/** A path as a regular expression: file_contexts(5). */
export function escaped(path: string): string {
	return path.replace(/[.^$?*+|[\](){}\\]/g, '\\$&');
}
