import { closeSync, constants, ftruncateSync } from 'node:fs';
import { Memory, posix } from '@peercon/native';
import { Area } from '../area.ts';
import { claim } from '../claim.ts';
import type { Kind } from '../kind.ts';
import { LONGEST_MESSAGE } from '../link.ts';
import { Made } from '../made.ts';
import { MemoryLink } from '../memory-link.ts';
import { OURS_ALONE } from '../mode.ts';
import { NamedSemaphores } from '../named-semaphores.ts';
import { checkPosixName, USUAL_NAME } from '../posix-name.ts';
import { FileTurn, TakingTurns } from '../turns.ts';

const { O_CREAT, O_RDWR } = constants;
const SIZE = Area.size(LONGEST_MESSAGE);

/** Files in /dev/shm: NAME for requests, NAME.echo for echoes, and a semaphore for each. */
export const posixShm: Kind = {
	name: 'posix-shm',
	object: 'POSIX shared memory and semaphores: files in /dev/shm',
	named: { what: '/NAME', usual: USUAL_NAME },
	control: {
		classes: 'file',
		server:
			'on the files: file { create getattr link lock map open read unlink write }; on /dev/shm: dir { add_name remove_name search write }',
		client: 'on the files: file { getattr lock map open read write }; on /dev/shm: dir { search }',
		peer: 'no: memory has no peer',
		label: "/dev/shm's, or by transition, of the file's name too",
	},
	serve(name, { begin }) {
		checkPosixName(name);
		const made = new Made();
		const openFile = (each: string) =>
			made.add(() => posix.shm_open(each, O_RDWR | O_CREAT, OURS_ALONE), closeSync);
		const makeArea = (fd: number, each: string) => {
			made.add(
				() => ftruncateSync(fd, SIZE),
				() => posix.shm_unlink(each),
			);
			return new Area(Memory.mmap(fd, SIZE));
		};
		const requests = openFile(name);
		made.add(
			() => claim(requests, name),
			() => {},
		);
		const incoming = makeArea(requests, name);
		// The lock of this one is the clients' turn.
		const outgoing = makeArea(openFile(`${name}.echo`), `${name}.echo`);
		const semaphores = made.add(
			() => NamedSemaphores.make(name),
			() => NamedSemaphores.remove(name),
		);
		const link = new MemoryLink('server', { incoming, outgoing }, semaphores, LONGEST_MESSAGE);
		begin(link);
		return made.service(`/dev/shm${name}`, link);
	},
	open(name) {
		checkPosixName(name);
		const [requests, echoes] = [name, `${name}.echo`].map((each) =>
			posix.shm_open(each, O_RDWR, 0),
		) as [number, number];
		const outgoing = new Area(Memory.mmap(requests, SIZE));
		const incoming = new Area(Memory.mmap(echoes, SIZE));
		const semaphores = NamedSemaphores.find(name);
		const link = new MemoryLink('client', { incoming, outgoing }, semaphores, LONGEST_MESSAGE);
		return new TakingTurns(link, new FileTurn(echoes, () => semaphores.forget()));
	},
};
