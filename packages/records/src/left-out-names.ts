// Contexts whose user or role somebody has left out: `…:httpd_t:s0`, `*:*:httpd_t:s0`, `httpd_t`; and a context that is
// left out as a whole, where it could be but one.
//
// Nobody can tell what stood there, and little depends on it: what a rule is about is the type. So they are read as
// a service's and a file's, and who reads the explanation is told.

/** A capability is asked for of oneself: cred_has_capability in security/selinux/hooks.c has one context for both. */
const OF_ITSELF = /\btclass=cap(?:ability2?|2?_userns)\b/;

/**
 * Fills in the object's context where it is left out of a record that can have no other than the subject's.
 *
 * @param record - its text
 * @returns the same text for other records
 */
export function withOwnContext(record: string): string {
	if (!OF_ITSELF.test(record) || /\btcontext=/.test(record)) return record;
	return record.replace(/(?<=\sscontext=)(\S+)/, '$1 tcontext=$1');
}

/** What stands for a part that is left out. */
const ELIDED = '(?:…|\\.{2,3}|\\*|\\?)';
/** A context up to its type, without its user or its role, or with neither. */
const PARTIAL = new RegExp(
	`(?<=\\s|^)([st])context=(?:(?:${ELIDED}:){1,2}|(\\w+_u):(?:${ELIDED}:)?|(?:${ELIDED}:)?(\\w+_r):|)(\\w+_t)(?=[:\\s]|$)`,
	'g',
);
/** Objects of these classes are processes, or what they have made in memory. */
const OF_PROCESSES =
	/\btclass=(?:process2?|fd|\w+_socket|socket|dbus|capability2?|cap2?_userns|key|shm|sem|msgq|msg|bpf|perf_event)\b/;
/** And yet the object of a socket may be what it is bound to. */
const OF_NETWORK = /(?:_port|^port|node|netif|_packet)_t$/;
/**
 * Fills in what is left out of a record's contexts: system_u, and the role of a service or of a file.
 *
 * @param record - its text
 * @returns the same text where nothing is left out
 */
export function withNamesFilledIn(record: string): string {
	return record.replace(PARTIAL, (_, side, user = 'system_u', role, type) => {
		const isOfProcess = side === 's' || (OF_PROCESSES.test(record) && !OF_NETWORK.test(type));
		return `${side}context=${user}:${role ?? (isOfProcess ? 'system_r' : 'object_r')}:${type}`;
	});
}
