import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, keyOf } from '../cache.ts';
import { hostAsRoot } from '../host.ts';
import { LAB, ROOT } from '../paths.ts';
import { debianPolicy, type Variant } from '../policies.ts';
import { marked, type Switch, switched } from './switches.ts';

/** The project's own policy modules, and what they map. */
const PROJECT = join(ROOT, 'policy');

/** What the guest's site maps to the modules' types besides, in the lab's own folder. */
const SITE = 'policy/mappings';

/** What the variant `checked` has besides always_check_network. */
const CHECKED = 'policy/checked.cil';

/** What decides what the modules do once they are installed. */
export function projectKey(): string {
	const files = filesBelow(PROJECT).filter((name) =>
		/\.(te|if|fc|cil)$|^(Makefile|mappings)$/.test(name),
	);
	const own = [SITE, CHECKED, 'src/image/project.ts', 'src/image/switches.ts'];
	return keyOf(PROJECT, files, keyOf(LAB, own));
}

/**
 * Builds the project's modules in a guest's unpacked root folder, by the guest's own tools, and
 * installs them with their mappings.
 *
 * @param root - the guest's root folder
 * @param variant - which policy
 * @param others - paths of modules to install with them
 * @returns the switches, if it is to have them
 */
export async function installProject(
	root: string,
	variant: Variant,
	others: string[],
): Promise<Switch[]> {
	const folder = join(root, 'tmp/policy');
	cpSync(PROJECT, folder, { recursive: true });
	if (variant === 'switched') markSources(folder);
	await hostAsRoot(['sh', '-ec', BUILD, 'sh', root, debianPolicy(variant)]);
	let switches: Switch[] = [];
	if (variant === 'switched') {
		switches = switchModules(folder);
		await hostAsRoot(['sh', '-ec', REBUILD, 'sh', root]);
	}
	const own =
		variant === 'checked' ? [join(PROJECT, 'always_check_network.cil'), join(LAB, CHECKED)] : [];
	const arguments_ = [root, debianPolicy(variant), join(LAB, SITE), ...own, ...others];
	await hostAsRoot(['sh', '-ec', INSTALL, 'sh', ...arguments_]);
	return switches;
}

function markSources(folder: string): void {
	for (const name of readdirSync(folder).filter((each) => /\.(te|if)$/.test(each))) {
		const path = join(folder, name);
		writeFileSync(path, marked(name, readFileSync(path, 'utf8')));
	}
}

/** Puts switches into what m4 has made of the modules. */
function switchModules(folder: string): Switch[] {
	const expanded = readdirSync(join(folder, 'tmp')).filter((name) => name.endsWith('.tmp'));
	return expanded.flatMap((name) => {
		const path = join(folder, 'tmp', name);
		const { text, switches } = switched(name.slice(0, -4), readFileSync(path, 'utf8'));
		writeFileSync(path, text);
		return switches;
	});
}

/** The modules, with what m4 makes of them on the way: tmp/NAME.tmp. */
const BUILD = `
chroot "$1" sh -ec '
	cd /tmp/policy
	make -s NAME="$1" clean
	make -s NAME="$1" all $(ls *.te | sed "s|\\(.*\\).te|tmp/\\1.mod.fc|")
' sh "$2"
`;

/** The same from what m4 has made of them. */
const REBUILD = `
chroot "$1" sh -ec '
	cd /tmp/policy
	for package in *.pp; do
		name=\${package%.pp}
		checkmodule -M -m "tmp/$name.tmp" -o "tmp/$name.mod"
		semodule_package -o "$package" -m "tmp/$name.mod" -f "tmp/$name.mod.fc"
	done
'
`;

/** Installs them, and writes what semanage(8) would: that takes ten seconds a call in the guest. */
const INSTALL = `
root=$1 policy=$2 site=$3
shift 3
active=$root/var/lib/selinux/$policy/active
levels=s0
if [ "$policy" = mls ]; then levels=s0-s15:c0.c1023; fi
cat "$root/tmp/policy/mappings" "$site" | awk -v levels="$levels" -v active="$active" -v policy="$policy" '
	{ context = "system_u:object_r:" $NF ":" }
	$1 == "port" { print "portcon", $2, $3, context "s0" > (active "/ports.local") }
	$1 == "node" { print "nodecon", $2, $3, $4, context levels > (active "/nodes.local") }
	$1 == "files" && $2 == policy { print $3, context $4 > (active "/file_contexts.local") }
	$1 == "netif" { print "netifcon", $2, context levels, context levels > (active "/interfaces.local") }
'
mkdir "$root/tmp/modules"
[ $# -eq 0 ] || cp "$@" "$root/tmp/modules"
# All at once: each call of semodule(8) builds the whole policy.
chroot "$root" sh -ec '
	semodule -n -s "$1" -i /tmp/policy/*.pp $(find /tmp/modules -type f)
	rm -r /tmp/policy /tmp/modules
' sh "$policy"
`;
