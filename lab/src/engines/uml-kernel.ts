import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../image/stage.ts';
import { UML } from '../image/stages.ts';
import { LIBRARIES } from '../image/uml.ts';

/** Linux as a program. */
export interface UmlKernel {
	/** The program's path. It is to be started in a folder that has the libraries. */
	program: string;
	/** The paths of the libraries by their names there. */
	libraries: Record<string, string>;
	/** The folder with its modules, named by the kernel's release. */
	modules: string;
	/** The kernel's release, such as 7.2.7. */
	release: string;
}

/**
 * Gives user-mode Linux, and gets it from Debian's packages if it is not there.
 *
 * @throws LabError if the package cannot be had
 */
export async function umlKernel(): Promise<UmlKernel> {
	const folder = await folderOf(UML);
	const modules = join(folder, 'modules');
	const [release = ''] = readdirSync(modules);
	const libraries = Object.fromEntries(LIBRARIES.map((name) => [name, join(folder, name)]));
	return { program: join(folder, 'linux'), libraries, modules: join(modules, release), release };
}
