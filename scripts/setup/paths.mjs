import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What set-up keeps for itself: its pnpm and its log. Git ignores it. */
export const OWN_FOLDER = '.setup';

/** Where the commands that set-up runs find programs: npm and node at least beside this Node. */
export const SEARCH_PATH = [process.env.PATH, dirname(process.execPath)]
	.filter((folders) => folders)
	.join(delimiter);
