#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Packed, the command line is one file: scripts/bundle.mjs. Where its source is, tsc compiles it.
const isSource = existsSync(new URL('../src', import.meta.url));
await import(isSource ? '../dist/cli.js' : '../bundle/cli.js');
