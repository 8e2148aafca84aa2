#!/usr/bin/env node
// An older Node would complain of what it cannot read, of which there is nothing here: Node 12 knows no
// top-level await.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
	import('../dist/cli.js');
} else {
	console.error(`lab: this is Node ${process.versions.node}, and it needs 20.19 or later`);
	process.exitCode = 1;
}
