// The programs of the article that the lab's other scenarios have no use for.
import { addedPackages } from '../../src/image/added-packages.ts';

/** What a guest's second disk brings: servers that Debian's policy confines, and what shows sockets. */
export const PACKAGES = await addedPackages([
	'lsof',
	'net-tools',
	'nginx-light',
	'openssh-server',
	'postfix',
]);
