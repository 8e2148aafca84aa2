#!/usr/bin/env -S -i PATH=${PATH} NOTIFY_SOCKET=${NOTIFY_SOCKET} LISTEN_FDS=${LISTEN_FDS} LISTEN_PID=${LISTEN_PID} WATCHDOG_PID=${WATCHDOG_PID} WATCHDOG_USEC=${WATCHDOG_USEC} node --inspect-port=[100::]:1024 --jitless
// --jitless: it speaks with every level, so it is to have no memory that is both written and run. Its
// workers do the work, and have the compiler. WebAssembly goes with it, of which Node 20 and 22 warn: the
// option that would keep them from it, --no-expose-wasm, is one that Node 24 does not start with.
import { existsSync } from 'node:fs';

// SIGUSR1 would open Node's debugger to every local user. Until it is handled here, the debugger's
// address is one that no host has, RFC 6666: Node 20 has no --disable-sigusr1.
process.on('SIGUSR1', () => {});
// What is to be read again is read anyway: a server that starts is not ended by it.
process.on('SIGHUP', () => {});

// Packed, the command line is one file: scripts/bundle.mjs. Where its source is, tsc compiles it.
const has = (folder) => existsSync(new URL(`../${folder}`, import.meta.url));
const start = () => import(has('bundle') && !has('src') ? '../bundle/cli.js' : '../dist/cli.js');

// An older Node would complain of what it cannot read, of which there is nothing here: Node 12 knows no
// top-level await.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
	start();
} else {
	console.error(`mls-server: this is Node ${process.versions.node}, and it needs 20.19 or later`);
	process.exitCode = 1;
}
