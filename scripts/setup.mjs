// Sets up what this checkout lacks: system packages, pnpm, npm packages, the native addon and the
// compiled TypeScript. The steps are in setup/main.mjs.
//
// This file has to say something useful on a Node that is too old, so it imports nothing before it
// has looked, and it uses no syntax that Node 12 cannot parse.

/** The oldest Node, the same as engines.node in package.json. */
const MAJOR = 20;
const MINOR = 19;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < MAJOR || (major === MAJOR && minor < MINOR)) {
	console.error(
		`setup: this is Node ${process.versions.node}, and peercon needs ${MAJOR}.${MINOR} or later.\n` +
			'Debian 13 and Fedora have one as their package nodejs; for older releases see\n' +
			'https://nodejs.org/en/download. Then start again.',
	);
	process.exitCode = 1;
} else if (process.platform !== 'linux') {
	console.error(
		`setup: peercon needs Linux, whose kernel SELinux is a part of, not ${process.platform}.`,
	);
	process.exitCode = 1;
} else {
	import('./setup/main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
