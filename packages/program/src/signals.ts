// Signals from a program's first moment. A program's bin file imports this alone, and then the rest,
// which takes a few tenths of a second to load: a signal in between must neither end the program by
// its default action nor open Node's debugger. (What comes before Node runs any JavaScript nobody
// can handle; a service manager waits for READY=1, see notify.ts.)

import { holdHangup, onHangup } from './hangup.ts';

holdHangup();

// Node's own handler would open 127.0.0.1:9229, where any local user then runs code in this process:
// https://nodejs.org/docs/latest-v20.x/api/process.html#signal-events
process.on('SIGUSR1', () => {});

export { onHangup };
