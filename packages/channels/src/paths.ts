/** Where the servers' files are, if no path is given: a folder of their own, with a type of its own. */
const FOLDER = '/run/channel-server';

/** The usual path of a kind that has a file. */
export function usualPath(kind: string): string {
	return `${FOLDER}/${kind}`;
}
