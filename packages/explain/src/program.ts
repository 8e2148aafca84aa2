import type { ProgramTable } from '@peercon/program';

export const PROGRAM = {
	name: 'peercon',
	section: 1,
	brief: 'explain what SELinux denied, and examine a host',
	forms: ['explain [options] [file]', 'doctor [--json] [address]'],
	about: [
		"explain: say in plain words what SELinux refused, which layer it was, and what would allow it. The records come from a log or ausearch(8): a file, stdin ('-', or without a file what is piped in), or this host's audit log.",
		"doctor: show which of SELinux's controls are live on this host, now, and what is wrong; with an address, also which labels and types it meets.",
	],
	details: [
		"The kernel does not record which layer it was. Where there is a policy to ask, audit2why(1) tells; where not, the layer is deduced, and the output says 'probably'. In this host's own log, where a record has the whole path of a file, the file is looked at, and the label that the policy has for that path (matchpathcon(8)).",
		"What leaves no record cannot be explained: 'semodule -DB' switches dontaudit rules off, 'semodule -B' on again.",
	],
	least: 1,
	most: 2,
	completes: [['explain', 'doctor'], 'file'],
	options: {
		last: { type: 'boolean', default: false, describe: 'Only the newest denial' },
		port: {
			type: 'number',
			value: 'port',
			requiresArg: true,
			describe: 'Only what names this port (src= or dest=)',
		},
		log: {
			type: 'boolean',
			describe: "This host's audit log, or the kernel's where there is none",
		},
		policy: {
			type: 'string',
			value: 'file',
			completes: 'file',
			requiresArg: true,
			describe: 'Ask this policy file (default: the running policy, if any)',
		},
		json: { type: 'boolean', default: false, describe: 'One JSON object a line' },
	},
	examples: [
		['$0 explain --last', 'The newest denial'],
		['$0 doctor 192.168.8.4', 'What labels traffic with that address'],
	],
	seen: [
		{
			about: "A denial of sshd's, explained:",
			document: 'what-an-administrator-sees.md',
			block: 'sshd-explained',
		},
	],
	statuses: {
		0: 'explained or nothing wrong (with or without SELinux)',
		1: 'no record, something wrong or other failure',
		2: 'usage',
		3: 'explained but for lines that are malformed or cut off',
	},
	environment: {
		PATH: 'Where node(1) is found, and the programs that are asked: audit2why(1), semanage(8), netlabelctl(8). /usr/sbin and /sbin are looked at besides.',
		NO_COLOR: 'If it is set, nothing is in bold on a terminal.',
	},
	files: {
		'/var/log/audit/audit.log':
			"The audit log, read by ausearch(8). Without auditd it is the kernel's log.",
		'/sys/fs/selinux': 'What the running policy is and has.',
		'/etc/selinux/config': 'Which policy the next boot loads, and in which mode.',
	},
	seeAlso: [
		'ausearch(8)',
		'audit2why(1)',
		'audit2allow(1)',
		'sesearch(1)',
		'matchpathcon(8)',
		'netlabelctl(8)',
		'semodule(8)',
	],
} as const satisfies ProgramTable;
