import { readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @returns {string[]} the folders of the npm packages in this checkout, as in pnpm-workspace.yaml */
export function packageFolders() {
	const packages = readdirSync(join(ROOT, 'packages')).map((name) => join('packages', name));
	return [...packages, 'lab'];
}

/** What set-up keeps for itself: its pnpm and its log. Git ignores it. */
export const OWN_FOLDER = '.setup';

/** Where the commands that set-up runs find programs: npm and node at least beside this Node. */
export const SEARCH_PATH = [process.env.PATH, dirname(process.execPath)]
	.filter((folders) => folders)
	.join(delimiter);
