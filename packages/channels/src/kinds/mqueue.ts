import { constants } from 'node:fs';
import { posix, sys } from '@peercon/native';
import { claim } from '../claim.ts';
import { DescriptorLink } from '../descriptor-link.ts';
import type { Kind } from '../kind.ts';
import { Made } from '../made.ts';
import { OURS_ALONE } from '../mode.ts';
import { checkPosixName, USUAL_NAME } from '../posix-name.ts';
import { FileTurn, TakingTurns } from '../turns.ts';

const { O_CREAT, O_RDWR, O_WRONLY, O_RDONLY } = constants;

/** What an ordinary user may ask for: fs.mqueue.msgsize_max and msg_max as they are. */
const LIMIT = 8192;
const MESSAGES = 10;

/** A queue with the name for requests, and NAME.echo for echoes. They are no files of any folder. */
export const mqueue: Kind = {
	name: 'mqueue',
	object: 'POSIX message queues',
	named: { what: '/NAME', usual: USUAL_NAME },
	control: {
		classes: 'file',
		server:
			'on the queues: file { create getattr lock open read unlink write }; on the root of their file system: dir { add_name remove_name search write }',
		client: 'on the queues: file { getattr lock open read write }',
		peer: 'no: a message has no sender',
		label: 'that of their file system, tmpfs_t, or by transition',
	},
	serve(name, { begin }) {
		checkPosixName(name);
		const made = new Made();
		const makeQueue = (each: string) =>
			posix.mq_open(each, O_RDWR | O_CREAT, OURS_ALONE, MESSAGES, LIMIT);
		// Its lock tells others that the server lives; that of the other one is the clients' turn.
		const claimed = made.add(() => makeQueue(name), sys.close);
		made.add(
			() => claim(claimed, name),
			() => posix.mq_unlink(name),
		);
		made.add(
			() => sys.close(makeQueue(`${name}.echo`)),
			() => posix.mq_unlink(`${name}.echo`),
		);
		drain(claimed);
		const link = linkOver(
			posix.mq_open(name, O_RDONLY, 0, 0, 0),
			posix.mq_open(`${name}.echo`, O_WRONLY, 0, 0, 0),
		);
		begin(link);
		return made.service(name, link);
	},
	open(name) {
		checkPosixName(name);
		const input = posix.mq_open(`${name}.echo`, O_RDONLY, 0, 0, 0);
		const output = posix.mq_open(name, O_WRONLY, 0, 0, 0);
		return new TakingTurns(linkOver(input, output), new FileTurn(input, () => drain(input)));
	},
};

function linkOver(input: number, output: number): DescriptorLink {
	return new DescriptorLink({
		input,
		output,
		read: posix.mq_receive,
		write: (fd, bytes) => posix.mq_send(fd, bytes) || bytes.length,
		limit: LIMIT,
	});
}

/** Throws away what nobody came for. */
function drain(queue: number): void {
	const buffer = Buffer.allocUnsafe(LIMIT);
	while (posix.mq_receive(queue, buffer) >= 0);
}
