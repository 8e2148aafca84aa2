// Records of one program and one file, one behind the other: the kernel writes one for each step (to read,
// to open), and they are one access to whoever reads them.

import type { AccessRecord, SelinuxRecord } from '@peercon/records';
import type { Explained } from './count.ts';

type ExplainOne = (record: SelinuxRecord, like: SelinuxRecord) => Promise<Explained>;

/**
 * Explains records, those of the same access together.
 *
 * @param records - in the log's order
 * @param explain - explains one; `like` is the record in the log whose answers count for it
 * @returns an explanation for each access, or for each record where their answers differ
 */
export async function explainJoined(
	records: SelinuxRecord[],
	explain: ExplainOne,
): Promise<Explained[]> {
	const explained: Explained[] = [];
	let first: SelinuxRecord | undefined;
	for (const record of records) {
		const own = await explain(record, record);
		const before = explained.at(-1);
		const both = before && first && (await joined(before, own, first, explain));
		if (both) {
			explained[explained.length - 1] = both;
		} else {
			explained.push(own);
			first = record;
		}
	}
	return explained;
}

async function joined(
	before: Explained,
	own: Explained,
	first: SelinuxRecord,
	explain: ExplainOne,
): Promise<Explained | undefined> {
	const [one, other] = [before.record, own.record];
	if (one.kind !== 'access' || other.kind !== 'access') return undefined;
	if (!isSameAccess(one, other)) return undefined;
	// The one may have a name alone, and the other the path, by which more is known.
	const { path } = other.details;
	const known =
		one.details.path === undefined && path?.endsWith(`/${one.details.name}`)
			? await explain({ ...one, details: { ...one.details, path } }, first)
			: before;
	if (!isSameAnswer(known, own)) return undefined;
	const details = { ...one.details, ...other.details };
	const permissions = [...new Set([...one.permissions, ...other.permissions])];
	const both = await explain({ ...one, permissions, details }, first);
	return isSameAnswer(own, both) ? both : undefined;
}

/** Whether two records are of one program and one file; the inode tells, where one has a name and one a path. */
function isSameAccess(one: AccessRecord, other: AccessRecord): boolean {
	const [first, second] = [one.details, other.details];
	const isSame = (name: string) => first[name] !== undefined && first[name] === second[name];
	return (
		one.decision === other.decision &&
		one.permissive === other.permissive &&
		one.class === other.class &&
		one.subject.text === other.subject.text &&
		one.object.text === other.object.text &&
		one.permissions.every((each) => !other.permissions.includes(each)) &&
		isSame('pid') &&
		isSame('comm') &&
		isSame('dev') &&
		isSame('ino')
	);
}

/** Whether the same is said of both, but for the permissions and the path in it. */
function isSameAnswer({ explanation: one }: Explained, { explanation: other }: Explained): boolean {
	// A record without a path says how to find it, further on.
	const ways = (of: typeof one) => of.remedies.map(({ kind, why }) => [kind, why.slice(0, 40)]);
	return (
		one.layer === other.layer &&
		one.reason === other.reason &&
		one.basis === other.basis &&
		JSON.stringify(ways(one)) === JSON.stringify(ways(other))
	);
}
