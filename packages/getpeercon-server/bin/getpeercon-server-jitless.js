#!/usr/bin/env -S -i PATH=${PATH} NOTIFY_SOCKET=${NOTIFY_SOCKET} LISTEN_FDS=${LISTEN_FDS} LISTEN_PID=${LISTEN_PID} WATCHDOG_PID=${WATCHDOG_PID} WATCHDOG_USEC=${WATCHDOG_USEC} node --inspect-port=[100::]:1024 --jitless
// WebAssembly goes with the compiler, of which Node 20 and 22 warn. The option that would keep them from
// it, --no-expose-wasm, is one that Node 24 does not start with.
import './getpeercon-server.js';
