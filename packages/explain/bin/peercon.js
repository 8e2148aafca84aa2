#!/usr/bin/env -S node --inspect-port=[100::]:1024
import { existsSync } from 'node:fs';

// SIGUSR1 would open Node's debugger to every local user. Until it is handled here, the debugger's
// address is one that no host has, RFC 6666: Node 20 has no --disable-sigusr1.
process.on('SIGUSR1', () => {});

// Packed, the command line is one file: scripts/bundle.mjs. Where its source is, tsc compiles it.
const has = (folder) => existsSync(new URL(`../${folder}`, import.meta.url));
const start = () => import(has('bundle') && !has('src') ? '../bundle/cli.js' : '../dist/cli.js');

// An older Node would complain of what it cannot read, of which there is nothing here: Node 12 knows no
// top-level await.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
	start();
} else {
	console.error(`peercon: this is Node ${process.versions.node}, and it needs 20.19 or later`);
	process.exitCode = 1;
}
