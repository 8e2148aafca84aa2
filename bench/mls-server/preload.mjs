// Imports what a worker of mls-server imports, and ends: what its start cannot go below.
import 'node:fs';
import 'node:http';
import 'node:net';
import 'node:url';

// The native package, and the module that is served: the arguments.
for (const path of process.argv.slice(2)) await import(path);
process.exit();
