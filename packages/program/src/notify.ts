import { createSocket, type SocketAddress, sys, systemError } from '@peercon/native';

/** How far a service is. */
export type ServiceState = 'ready' | 'reloading' | 'stopping' | 'alive';

/**
 * Tells the service manager how far a service is, if there is one that wants to know: systemd does
 * for `Type=notify` and `Type=notify-reload`.
 *
 * @param state - `ready` once it serves, also after `reloading`; `stopping` when it ends;
 * `alive` for a manager that waits for that
 * @throws a system error of sendto(2), if the manager cannot be told; the service can go on
 * @see sd_notify(3), systemd.service(5). Of the protocol's addresses, paths are understood.
 */
export function notifyManager(state: ServiceState): void {
	const path = process.env.NOTIFY_SOCKET;
	// Empty is what the first line of a program makes of none: env(1) -S.
	if (path === undefined || path === '') return;
	const to: SocketAddress = { family: 'unix', path };
	const fd = createSocket('unix-dgram', 'unix');
	try {
		const sent = sys.sendto(fd, Buffer.from(message(state)), to);
		if (sent < 0) throw systemError(sent, 'sendto', path);
	} finally {
		sys.close(fd);
	}
}

function message(state: ServiceState): string {
	if (state === 'alive') return 'WATCHDOG=1\n';
	if (state !== 'reloading') return `${state.toUpperCase()}=1\n`;
	// It tells this reload's READY=1 from that of one before: CLOCK_MONOTONIC, which hrtime() reads.
	return `RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}\n`;
}
