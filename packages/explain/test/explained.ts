import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecord } from '@peercon/records';
import { type Explanation, explain } from '../src/index.ts';

/** What audit2why has printed in a guest. */
export function answerOf(name: string): string {
	return readFileSync(join(import.meta.dirname, 'answers', name), 'utf8');
}

/** The explanation of a record that no guest has made. */
export function made(text: string): Explanation {
	const record = parseRecord(text);
	if (!record) throw new Error(text);
	return explain(record);
}

/** The rules and commands of an explanation. */
export function texts({ remedies }: Explanation): (string | undefined)[] {
	return remedies.map(({ text }) => text);
}

/** Why each remedy of an explanation is to be taken, in one text. */
export function reasons({ remedies }: Explanation): string {
	return remedies.map(({ why }) => why).join();
}

/** The same with the rules and commands. */
export function remediesIn({ remedies }: Explanation): string {
	return remedies.map(({ why, text = '' }) => `${why} ${text}`).join('\n');
}

/** What is said of a file that a service is refused: all of it in one text. */
export function saidOfFile(
	permission: string,
	service: string,
	type: string,
	where: string,
	of = 'file',
): string {
	return remediesIn(
		made(
			`avc:  denied  { ${permission} } for  pid=7 comm="a" ${where} dev="dm-0" ino=7 scontext=u_u:s_r:${service}:s0 tcontext=u_u:object_r:${type}:s0 tclass=${of} permissive=0`,
		),
	);
}

/** What is said of a process that is refused something of another one, or of SELinux: all of it in one text. */
export function saidOfProcess(
	permission: string,
	subject: string,
	object: string,
	of: string,
	more = '',
): string {
	return remediesIn(
		made(
			`avc:  denied  { ${permission} } for  ${more} scontext=s_u:system_r:${subject}:s0 tcontext=s_u:system_r:${object}:s0 tclass=${of}`,
		),
	);
}

/** The explanation of a file, a folder or a device that a program is refused. */
export function asked(
	permission: string,
	comm: string,
	what: string,
	contexts: string,
	of = 'file',
) {
	const [subject, object] = contexts.split(' ');
	return made(
		`avc:  denied  { ${permission} } for  pid=9 comm="${comm}" ${what} scontext=${subject} tcontext=${object} tclass=${of}`,
	);
}

/** What is said of an access by its types and the rest of its record, as one text. */
export function saidOf(types: [string, string], of: string, names: string, rest: string): string {
	const [subject, object] = types.map((type) => `u_u:u_r:${type}:s0`);
	return remediesIn(
		made(
			`avc:  denied  { ${names} } for  ${rest} scontext=${subject} tcontext=${object?.replace('u_r', of.startsWith('process') ? 'u_r' : 'object_r')} tclass=${of}`,
		),
	);
}

/** What is said of a service that may not connect to a socket. */
export function saidOfSocket(subject: string, object: string, path: string): string {
	return saidOfProcess('connectto', subject, object, 'unix_stream_socket', `path="${path}"`);
}
