#!/usr/bin/env -S -i PATH=${PATH} NOTIFY_SOCKET=${NOTIFY_SOCKET} LISTEN_FDS=${LISTEN_FDS} LISTEN_PID=${LISTEN_PID} WATCHDOG_PID=${WATCHDOG_PID} WATCHDOG_USEC=${WATCHDOG_USEC} node --inspect-port=[100::]:1024
// The super-server with V8's compiler, for where that is wanted more than a process without executable
// memory of its own making: setsebool mls_server_jit on.
import './mls-server.js';
