#!/usr/bin/env -S -i PATH=${PATH} node --inspect-port=[100::]:1024
// Node under a file label of its own, mls_server_worker_exec_t: it runs the script that its first argument
// names, as node would. Whoever executes this file enters the domain that the policy has for that
// label; /usr/bin/node is bin_t, as most programs are, and leads nowhere.
import { pathToFileURL } from 'node:url';

// Before anything is loaded: SIGUSR1 is not to open Node's debugger, as in bin/mls-server.js.
process.on('SIGUSR1', () => {});
process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1]).href);
