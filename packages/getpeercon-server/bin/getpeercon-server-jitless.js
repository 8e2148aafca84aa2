#!/usr/bin/env -S -i PATH=${PATH} NOTIFY_SOCKET=${NOTIFY_SOCKET} node --inspect-port=[100::]:1024 --no-expose-wasm --jitless
// WebAssembly goes with the JIT compiler: V8 warns of that unless it is told.
import './getpeercon-server.js';
