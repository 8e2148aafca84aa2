#!/usr/bin/env node
// First of all, before the rest is loaded: a signal may come at any time.
import '@peercon/endpoint/signals';

await import('../dist/cli.js');
