// Logs that a program keeps where no policy expects them: they have the type of the folder they lie in.

/** Places whose logs policies know, or that are nobody's for long. */
const KNOWN = /^\/(?:var\/log|tmp|var\/tmp|proc|sys|dev|run)(?:\/|$)/;

/**
 * The folder of logs that a path lies in, or is.
 *
 * @param path - a whole path
 * @returns undefined where the path has no such folder, or lies where policies know them
 */
export function logFolder(path: string): string | undefined {
	if (KNOWN.test(path)) return undefined;
	const named = /^(\/.*?\/logs?)(?:\/|$)/.exec(path)?.[1];
	return named ?? /^(\/.+)\/[^/]+\.log(?:[.-][^/]*)?$/.exec(path)?.[1];
}

/** Why the label of such a folder is to be told to the policy; what follows begins with a colon or a full stop. */
export const LOGS_ELSEWHERE =
	'Probably no policy knows the folder as one of logs, so restorecon finds nothing wrong: what lies there has the type of what is around it. Tell the policy (var_log_t, or the type that the logs of that service have, such as NAME_log_t)';
