import type { Kind } from './kind.ts';
import { fifo } from './kinds/fifo.ts';
import { memfd } from './kinds/memfd.ts';
import { mqueue } from './kinds/mqueue.ts';
import { msgq } from './kinds/msgq.ts';
import { netlinkRoute } from './kinds/netlink-route.ts';
import { netlinkUsersock } from './kinds/netlink-usersock.ts';
import { pipe } from './kinds/pipe.ts';
import { posixShm } from './kinds/posix-shm.ts';
import { shm } from './kinds/shm.ts';
import { unixDgram } from './kinds/unix-dgram.ts';
import { unixPair } from './kinds/unix-pair.ts';
import { unixSeqpacket } from './kinds/unix-seqpacket.ts';
import { unixStream } from './kinds/unix-stream.ts';
import { vsock } from './kinds/vsock.ts';

/** Every kind of channel, in the order of the article. */
export const KINDS: readonly Kind[] = [
	shm,
	msgq,
	posixShm,
	mqueue,
	pipe,
	fifo,
	unixStream,
	unixDgram,
	unixSeqpacket,
	unixPair,
	netlinkRoute,
	netlinkUsersock,
	memfd,
	vsock,
];

/**
 * The kind of a name.
 *
 * @param name - as on the command line
 * @throws RangeError that names them all
 */
export function kindNamed(name: string): Kind {
	const found = KINDS.find((kind) => kind.name === name);
	if (found) return found;
	const names = KINDS.map((kind) => kind.name).join(', ');
	throw new RangeError(`'${name}' is no kind of channel: there are ${names}`);
}
