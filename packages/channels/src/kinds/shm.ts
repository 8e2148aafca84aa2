import { Memory, sysv } from '@peercon/native';
import { Area } from '../area.ts';
import { ifThere } from '../find.ts';
import type { Kind } from '../kind.ts';
import { LONGEST_MESSAGE } from '../link.ts';
import { Made } from '../made.ts';
import { MemoryLink } from '../memory-link.ts';
import { OURS_ALONE } from '../mode.ts';
import { isAlive } from '../process.ts';
import { SemaphoreSet } from '../semaphore-set.ts';
import { inUse, keyText, nextKey, parseKey, USUAL_KEY } from '../system-v-key.ts';
import { TakingTurns } from '../turns.ts';

const SIZE = Area.size(LONGEST_MESSAGE);

/** A segment with the key for requests, one with the next key for echoes, and a set of semaphores. */
export const shm: Kind = {
	name: 'shm',
	object: 'System V shared memory, and a semaphore set',
	named: { what: 'KEY', usual: USUAL_KEY },
	control: {
		classes: 'shm, sem',
		server:
			'on itself: shm { associate create destroy getattr read unix_read unix_write write } and sem { associate create destroy read unix_write write }',
		client:
			'on the server: shm { associate getattr read unix_read unix_write write } and sem { associate read unix_write write }',
		peer: 'no: memory has no peer',
		label: 'of the process that makes it',
	},
	serve(name, { begin }) {
		const key = parseKey(name);
		const made = new Made();
		const makeArea = (each: number) => {
			removeStale(each);
			const flags = OURS_ALONE | sysv.IPC_CREAT | sysv.IPC_EXCL;
			const id = made.add(() => sysv.shmget(each, SIZE, flags), sysv.shmremove);
			return new Area(Memory.shmat(id));
		};
		const incoming = makeArea(key);
		const outgoing = makeArea(nextKey(key));
		// With the segments its server has gone.
		const { set } = made.add(
			() => SemaphoreSet.make(key, OURS_ALONE),
			({ id }) => sysv.semremove(id),
		);
		const link = new MemoryLink('server', { incoming, outgoing }, set, LONGEST_MESSAGE);
		begin(link);
		return made.service(keyText(key), link);
	},
	open(name) {
		const key = parseKey(name);
		const findArea = (each: number) => new Area(Memory.shmat(sysv.shmget(each, SIZE, 0)));
		const set = SemaphoreSet.find(key);
		const areas = { outgoing: findArea(key), incoming: findArea(nextKey(key)) };
		return new TakingTurns(new MemoryLink('client', areas, set, LONGEST_MESSAGE), set);
	},
};

/** Removes a segment that a killed server has left. @throws EEXIST if its server is there */
function removeStale(key: number): void {
	const id = ifThere(() => sysv.shmget(key, 0, 0));
	if (id === undefined) return;
	const { creator } = sysv.shmstat(id);
	if (isAlive(creator)) throw inUse('shmget', key, creator);
	sysv.shmremove(id);
	const set = ifThere(() => sysv.semget(key, 0, 0));
	if (set !== undefined) sysv.semremove(set);
}
