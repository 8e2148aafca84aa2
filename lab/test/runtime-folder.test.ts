import {
	chmodSync,
	chownSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LabError } from '../src/errors.ts';
import { guestSocket } from '../src/paths.ts';

const user = process.getuid?.() ?? 0;
const folders = suite("the sockets' folder");
const asRoot = skipUnless(folders, user === 0 ? undefined : 'only root can give a folder away');

let base: string;

folders.before.each(() => {
	base = mkdtempSync(join(tmpdir(), 'peercon-lab-'));
	process.env.XDG_RUNTIME_DIR = join(base, 'run');
});
folders.after.each(() => rmSync(base, { recursive: true }));

function refused(state: string) {
	const folder = process.env.XDG_RUNTIME_DIR;
	assert.throws(
		() => guestSocket('default'),
		(error: Error) => {
			assert.instance(error, LabError);
			assert.is(
				error.message,
				`${folder}, for the lab's sockets, ${state}: ` +
					'set XDG_RUNTIME_DIR to a folder of your own, mode 0700',
			);
			return true;
		},
	);
}

folders('should be made for this user alone, and taken again', () => {
	const socket = join(base, 'run/peercon-lab-mls');
	assert.is(guestSocket('mls'), socket);
	assert.is(lstatSync(join(base, 'run')).mode & 0o777, 0o700);
	assert.is(guestSocket('mls'), socket);
});

folders("should be in TMPDIR under the user's number where XDG_RUNTIME_DIR is not set", () => {
	const { TMPDIR } = process.env;
	try {
		process.env.XDG_RUNTIME_DIR = '';
		process.env.TMPDIR = base;
		assert.is(guestSocket('default'), join(base, `peercon-${user}/peercon-lab-default`));
		assert.is(lstatSync(join(base, `peercon-${user}`)).mode & 0o777, 0o700);
	} finally {
		if (TMPDIR === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = TMPDIR;
	}
});

folders('should be refused when it is a link, even to a folder of this user', () => {
	mkdirSync(join(base, 'real'), { mode: 0o700 });
	symlinkSync('real', join(base, 'run'));
	refused('is no folder');
	rmSync(join(base, 'run'));
	symlinkSync('nowhere', join(base, 'run'));
	refused('is no folder');
});

for (const mode of [0o755, 0o710, 0o701, 0o770]) {
	folders(`should be refused when it is open to others: ${mode.toString(8)}`, () => {
		mkdirSync(join(base, 'run'));
		chmodSync(join(base, 'run'), mode);
		refused('is open to others');
	});
}

asRoot("should be refused when it is another user's", () => {
	mkdirSync(join(base, 'run'), { mode: 0o700 });
	chownSync(join(base, 'run'), 65534, 65534);
	refused('is not yours');
});

folders('should be refused where none can be made', () => {
	process.env.XDG_RUNTIME_DIR = join(base, 'no/such/run');
	assert.throws(() => guestSocket('default'), /^the folder for the lab's sockets: ENOENT: .*run'$/);
});

folders('should be refused when a socket there would have too long a name', () => {
	process.env.XDG_RUNTIME_DIR = join(base, 'r'.repeat(100));
	assert.throws(() => guestSocket('default'), /is too long for a socket: set XDG_RUNTIME_DIR/);
});

folders.run();
