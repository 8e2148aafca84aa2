import { cpSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
	baseImage,
	builtPolicy,
	CACHE,
	cached,
	hostAsRoot,
	keyOf,
	PAYLOAD_SIZE,
	ROOT,
	step,
	unpackBase,
} from '@peercon/lab';
import { compile, inBench } from '../build.ts';
import { guestFiles, PROGRAMS } from './guest-peers.ts';

const MODULE = 'mls_server_bench';

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
	const base = await baseImage();
	const built = await builtPolicy('mls');
	const sources = [...programs, ...modules].map((path) => path.slice(ROOT.length + 1));
	const key = keyOf(ROOT, sources, built, JSON.stringify(guestFiles), BUILD);
	const folder = await cached(CACHE, 'bench', key, 1, (unfinished) =>
		step('building the mls policy with the module of the bench', 30, async () => {
			const root = join(unfinished, 'root');
			mkdirSync(root);
			const tree = join(unfinished, 'tree');
			const payload = join(unfinished, 'payload');
			for (const [path, text] of Object.entries(guestFiles)) {
				mkdirSync(join(tree, dirname(path)), { recursive: true });
				writeFileSync(join(tree, path), text);
			}
			for (const path of programs) cpSync(path, join(tree, PROGRAMS, basename(path)));
			await unpackBase(base, root);
			const more = [join(built, 'policy.tar'), join(ROOT, 'policy'), MODULE, ...modules];
			await hostAsRoot(['sh', '-ec', BUILD, 'sh', root, tree, payload, ...more]);
			truncateSync(payload, PAYLOAD_SIZE);
			await hostAsRoot(['rm', '-rf', root, tree]);
		}),
	);
	return join(folder, 'payload');
}

/** Run as root with the guest's root folder, the payload's files, the payload and the policy's parts. */
const BUILD = `
root=$1 tree=$2 payload=$3 policy=$4 project=$5 module=$6
shift 6
tar -C "$root" -xf "$policy"
mkdir "$root/tmp/policy"
cp "$project/Makefile" "$project"/*.te "$project"/*.if "$project"/*.fc "$@" "$root/tmp/policy"
chroot "$root" sh -ec '
	cd /tmp/policy
	make -s NAME=mls "$1.pp"
	semodule -n -s mls -i "/tmp/policy/$1.pp"
' sh "$module"
mkdir "$tree/etc/selinux"
cp -R "$root/etc/selinux/mls" "$tree/etc/selinux"
chmod -R go+rX "$tree/etc/systemd" "$tree/usr"
chmod 755 "$tree${PROGRAMS}"/direct.mjs
tar -C "$tree" --owner=0 --group=0 -cf "$payload" etc usr
`;
