// The project's policy modules in a guest's policy.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../cache.ts';
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

/** What of the project decides what the modules do once they are installed: paths in its folder. */
export function projectFiles(): string[] {
	const names = filesBelow(PROJECT).filter((name) => !name.startsWith('examples/'));
	return names.filter((name) => /\.(te|if|fc|cil)$|^(Makefile|mappings)$/.test(name));
}

/** Runs one of lab/image as root. */
function image(script: string, ...words: string[]): Promise<string> {
	return hostAsRoot(['sh', join(LAB, 'image', script), ...words]);
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
	await image('build-modules.sh', root, debianPolicy(variant));
	let switches: Switch[] = [];
	if (variant === 'switched') {
		switches = switchModules(folder);
		await image('rebuild-modules.sh', root);
	}
	const own =
		variant === 'checked' ? [join(PROJECT, 'always_check_network.cil'), join(LAB, CHECKED)] : [];
	const where = [root, debianPolicy(variant), join(LAB, SITE)];
	await image('install-modules.sh', ...where, ...own, ...others);
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
