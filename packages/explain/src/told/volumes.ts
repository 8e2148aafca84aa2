// The volumes of containers that somebody has pasted, as options of podman-run(1) or lines of a compose file.

/** A folder or file of the host, and where a container has it. */
export interface Volume {
	host: string;
	inside: string;
	/** Behind the second colon, as `ro,Z`; empty without. */
	options: string;
}

const OPTION = /(?:^|\s)(?:-v|--volume)[= ]([^\s:,]{1,255}):(\/[^\s:,]{1,255})(?::([\w,]{1,32}))?/g;
const OF_COMPOSE = /^\s{0,32}- ["']?([.~/][^\s:"']{0,255}):(\/[^\s:"']{1,255})(?::([\w,]{1,32}))?/g;
/** A command has no more. */
const MOST = 20;

/** Finds the volumes in pasted lines. */
export function volumesIn(lines: string[]): Volume[] {
	const found: Volume[] = [];
	for (const line of lines) {
		if (found.length >= MOST) break;
		for (const pattern of [OPTION, OF_COMPOSE])
			for (const [, host = '', inside = '', options = ''] of line.matchAll(pattern))
				found.push({ host, inside: inside.replace(/(?<=.)\/$/, ''), options });
	}
	return found;
}

/** The volume that a path lies in, as a container sees it. */
export function volumeOf(path: string, volumes: Volume[]): Volume | undefined {
	return volumes.find(({ inside }) => path === inside || path.startsWith(`${inside}/`));
}
