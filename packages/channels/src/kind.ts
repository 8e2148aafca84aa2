import type { Link, Service } from './link.ts';

/** Whom a service hands its links to, and what it is to keep to. */
export interface Serving {
	/** Takes a link, and serves it until its end. */
	begin(link: Link): void;
	/** Told that a client could not be served: no descriptors are left, for example. Others are. */
	fail(error: NodeJS.ErrnoException): void;
	/** Limit on connections at once; others wait. Undefined for none. */
	maxConnections: number | undefined;
}

/** What SELinux has to do with a kind of channel, for `--list` and the table in the README. */
export interface Control {
	/** The classes that are asked. */
	classes: string;
	/** What the server needs, and on what. */
	server: string;
	/** What the client needs. */
	client: string;
	/** Whether the kernel tells who is at the other end, and by which call. */
	peer: string;
	/** Whose label the object has. */
	label: string;
}

/** A kind of channel: how a server offers it, and how a client finds it. */
export interface Kind {
	/** Its name on the command line. */
	readonly name: string;
	/** What the two processes share. */
	readonly object: string;
	/** What NAME is, and the usual one; null where there is nothing to be named. */
	readonly named: { what: string; usual: string } | null;
	readonly control: Control;
	/** True if each client has a connection of its own: they can be limited. */
	readonly hasConnections?: boolean;
	/**
	 * Why there is no server of ours: the kernel answers, or another program serves it.
	 */
	readonly noServer?: string;
	/**
	 * Opens the server's end.
	 *
	 * @param name - where it is to be found
	 * @param serving - takes the links
	 * @throws a system error; EADDRINUSE or EEXIST if another server has the name
	 */
	serve?(name: string, serving: Serving): Service | Promise<Service>;
	/**
	 * Opens a client's end.
	 *
	 * @param name - the server's
	 * @throws a system error; ENOENT or ECONNREFUSED if no server is there
	 */
	open(name: string): Link | Promise<Link>;
	/** Where the other side does not echo: what it is asked, and what its answer says. */
	readonly question?: { text: string; message: Buffer; answer(bytes: Buffer): string };
}
