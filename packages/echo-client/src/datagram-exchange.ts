import { createSocket, type Socket } from 'node:dgram';
import { type InetAddress, systemError } from '@peercon/native';
import { difference, EchoTimeoutError, type Exchange, WrongEchoError } from './exchange.ts';

/**
 * Exchanges messages as UDP datagrams, one after the other. The socket is connected, so that an ICMP
 * refusal reaches it as ECONNREFUSED and nobody else can answer.
 *
 * @param exchange - what to send, and where to
 * @throws as `echo` does; a datagram that was lost is a time-out
 */
export async function exchangeDatagrams(exchange: Exchange): Promise<void> {
	const { message, count, timeout } = exchange;
	const [address] = exchange.addresses;
	if (!address || !('port' in address)) throw new TypeError('UDP needs an IP address');
	const { family } = address;
	const socket = createSocket({
		type: family === 'inet6' ? 'udp6' : 'udp4',
		// It is an address already. Node's own look-up reads /etc/resolv.conf even then.
		lookup: (host, _options, done) => done(null, host, family === 'inet6' ? 6 : 4),
	});
	try {
		await settled(socket, address, timeout, (resolve, reject) => {
			const onConnect = (error?: Error) => (error ? reject(error) : resolve());
			socket.connect(address.port, address.address, onConnect);
		});
		for (let i = 0; i < count; i++) {
			exchange.onSend(message);
			await settled(socket, address, timeout, (resolve, reject) => {
				socket.once('message', (datagram) => {
					const wrong = echoError(message, datagram);
					if (wrong) reject(wrong);
					else resolve();
				});
				socket.send(message, (error) => error && reject(error));
			});
			exchange.onReceive(message);
		}
	} finally {
		socket.close();
	}
}

function echoError(message: Buffer, datagram: Buffer): WrongEchoError | undefined {
	const wrong =
		difference(message, 0, datagram) ??
		(datagram.length < message.length && `only ${datagram.length} of ${message.length} bytes came`);
	return wrong ? new WrongEchoError(wrong) : undefined;
}

/** Runs one step on the socket, which its errors and the time limit end too. */
function settled(
	socket: Socket,
	{ address, port }: InetAddress,
	timeout: number,
	step: (resolve: () => void, reject: (error: Error) => void) => void,
): Promise<void> {
	return new Promise<void>((resolve, reject) => {
		const late = new EchoTimeoutError(`no echo within ${timeout} ms`);
		const timer = setTimeout(() => finish(late), timeout);
		const finish = (error?: Error) => {
			clearTimeout(timer);
			socket.removeAllListeners('message').removeAllListeners('error');
			if (error) reject(error);
			else resolve();
		};
		// dgram names only the call and the code: 'recvmsg ECONNREFUSED'.
		const fail = (error: NodeJS.ErrnoException) => {
			const { errno, syscall = 'send' } = error;
			finish(errno === undefined ? error : systemError(errno, syscall, `${address} port ${port}`));
		};
		socket.on('error', fail);
		step(() => finish(), fail);
	});
}
