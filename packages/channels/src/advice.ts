import { adviceFor } from '@peercon/program';

/**
 * What a person can do about an error of a server's.
 *
 * @param error - a system error
 * @returns lines with their line feeds, '' if there is nothing to say
 */
export function serverAdvice(error: NodeJS.ErrnoException): string {
	if (error.code === 'ENOENT') return 'Its folder is missing, or give it another name.\n';
	return commonAdvice(error);
}

/**
 * The same of a client's.
 *
 * @param error - a system error
 */
export function clientAdvice(error: NodeJS.ErrnoException): string {
	const isNobody = ['ENOENT', 'ECONNREFUSED', 'ENXIO'].includes(error.code ?? '');
	return isNobody ? 'Probably no server of that kind and name runs there.\n' : commonAdvice(error);
}

function commonAdvice(error: NodeJS.ErrnoException): string {
	if (error.message.includes('vsock') && VSOCK_ERRORS.has(error.code ?? '')) return VSOCK;
	switch (error.code) {
		case 'EADDRINUSE':
			return inUse(error);
		case 'EACCES':
		case 'EPERM':
			return "Its mode, or SELinux, denied it: 'peercon explain --last' says which, if the\nkernel has recorded it (ausearch -m avc).\n";
		default:
			return adviceFor(error);
	}
}

/** ss(8) lists each family of sockets by a flag of its own. */
function inUse(error: NodeJS.ErrnoException): string {
	if (error.message.includes('vsock'))
		return "Another program has it: 'ss --vsock -lp' shows which.\n";
	if (!error.message.includes('netlink')) return adviceFor(error);
	return 'Another socket has it: /proc/net/netlink lists port IDs (Pid), by protocol (Eth 2).\n';
}

/** What a kernel says that has no vsock, or no loopback of it. */
const VSOCK_ERRORS = new Set(['EAFNOSUPPORT', 'ENODEV', 'EADDRNOTAVAIL', 'ETIMEDOUT']);
const VSOCK =
	"Probably this kernel has no loopback of vsock loaded: try 'modprobe vsock_loopback'.\n";
