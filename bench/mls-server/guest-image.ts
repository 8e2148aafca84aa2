import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
	BASE,
	folderOf,
	hostAsRoot,
	padPayload,
	policyStage,
	ROOT,
	stage,
	unpackBase,
} from '@peercon/lab';
import { compile, inBench } from '../build.ts';
import { guestFiles, PROGRAMS } from './guest-contenders.ts';

const MODULE = 'mls_server_bench';

const BUILD = inBench('mls-server/guest-payload.sh');

/**
 * Makes what `lab-install` in the MLS guest unpacks: the bench's programs and units, and the policy
 * with the bench's module.
 *
 * @returns the path of the payload: see startMachine
 */
export async function guestPayload(): Promise<string> {
	const programs = [
		...['load', 'first-byte', 'hello-once', 'epoll-hello'].map((name) => compile(name)),
		inBench('mls-server/direct.mjs'),
	];
	const modules = ['te', 'if', 'fc'].map((suffix) => inBench(`policy/${MODULE}.${suffix}`));
	const bench = stage({
		name: 'bench',
		inputs: { base: BASE, policy: policyStage('mls') },
		files: () => [...programs, ...modules, BUILD].map((path) => path.slice(ROOT.length + 1)),
		others: [JSON.stringify(guestFiles)],
		kept: 1,
		told: ['building the mls policy with the module of the bench', 30],
		async make(folder, { base, policy }) {
			const root = join(folder, 'root');
			mkdirSync(root);
			const tree = join(folder, 'tree');
			const payload = join(folder, 'payload');
			for (const [path, text] of Object.entries(guestFiles)) {
				mkdirSync(join(tree, dirname(path)), { recursive: true });
				writeFileSync(join(tree, path), text);
			}
			for (const path of programs) cpSync(path, join(tree, PROGRAMS, basename(path)));
			await unpackBase(base, root);
			const where = [root, tree, payload, PROGRAMS, join(policy, 'policy.tar')];
			await hostAsRoot(['sh', BUILD, ...where, join(ROOT, 'policy'), MODULE, ...modules]);
			padPayload(payload);
			await hostAsRoot(['rm', '-rf', root, tree]);
		},
	});
	return join(await folderOf(bench), 'payload');
}
