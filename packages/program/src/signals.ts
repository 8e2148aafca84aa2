// Signals from the first moment of what imports this first: the rest takes a few tenths of a second to
// load, and a signal in between must neither end the process by its default action nor open Node's
// debugger. (What comes before Node runs any JavaScript nobody can handle; a service manager waits for
// READY=1, see notify.ts. A bin file does the same by itself.)

import { holdHangup, onHangup } from './hangup.ts';

holdHangup();

// Node's own handler would open 127.0.0.1:9229, where any local user then runs code in this process:
// https://nodejs.org/docs/latest-v20.x/api/process.html#signal-events
process.on('SIGUSR1', () => {});

export { onHangup };
