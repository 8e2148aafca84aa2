// The NAME=VALUE fields of an audit record.

/** Fields that the kernel writes in hexadecimal if they have a space, a quote or a control character. */
const MAYBE_HEX = new Set(
	'comm ocomm path name dev exe cmdline dest_path kmod invalid_context srawcon trawcon'.split(' '),
);

const FIELD = /(?<=^|\s)([\w-]+)=(?:"([^"]*)"|(.*?))(?=\s[\w-]+=|$)/gs;
/** What the kernel quotes has no quote in it: behind it there may be prose of whoever shows the record. */
const FIELD_OF_KERNEL =
	/(?<=^|\s)([\w-]+)=(?:(?<=\b(?:comm|name|path|dev)=)"([^"]*)"(?=\s|$)|"([^"]*)"(?=\s[\w-]+=|$)|(.*?)(?=\s[\w-]+=|$))/gs;

/**
 * Reads the fields of a record.
 *
 * A value ends where the next field begins, not at a space: translated levels may have spaces, and
 * ausearch(8) -i prints names without quotes. Where a field is there twice the last one counts. The
 * contexts come last in a record, so a program cannot fake them by its name.
 *
 * @param text - the record behind its permissions
 * @param isInterpreted - whether `ausearch -i` has decoded the names already
 * @returns the values by their names, without quotes
 * @see common_lsm_audit in security/lsm_audit.c, audit_log_untrustedstring in kernel/audit.c
 */
export function readFields(text: string, isInterpreted: boolean): Record<string, string> {
	const found = text.trim().matchAll(isInterpreted ? FIELD : FIELD_OF_KERNEL);
	const fields = Array.from(found, ([, name = '', ...values]) => {
		const quoted = values.slice(0, -1).find((value) => value !== undefined);
		return { name, quoted, bare: (values.at(-1) ?? '').trim() };
	});
	const isDecoded = isInterpreted || fields.some(isBareName);
	return Object.fromEntries(
		fields.map(({ name, quoted, bare }) => {
			const isHex = !isDecoded && MAYBE_HEX.has(name);
			return [name, quoted ?? (isHex ? decodeHex(bare) : bare)];
		}),
	);
}

/**
 * Whether a name stands there as the kernel never writes it, neither in quotes nor in hexadecimal: then it has been
 * decoded, or has lost its quotes, and `name=5600` beside it is a process's directory.
 */
function isBareName({
	name,
	quoted,
	bare,
}: {
	name: string;
	quoted: string | undefined;
	bare: string;
}) {
	return (
		quoted === undefined && /^(?:comm|name|path)$/.test(name) && bare !== '' && !IS_HEX.test(bare)
	);
}

const IS_HEX = /^(?:[0-9A-F]{2})+$/;

function decodeHex(text: string): string {
	return IS_HEX.test(text) ? Buffer.from(text, 'hex').toString() : text;
}
