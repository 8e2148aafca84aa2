// What needs a network with labels; with marks on its packets, these are asked for, too.
import { FAR, THERE, THERE_V6 } from '../common/intranet.ts';
import { type Drivers, echoServer, listeningProbes, type Probe, run } from './probes.ts';

export function networkProbes({ client, server }: Drivers): Probe[] {
	const echo = (target: string, protocol: string) =>
		run(client, `await program.echo({ target: '${target}', protocol: '${protocol}', timeout })`);
	return [
		...listeningProbes('echo-server', server, echoServer, THERE),
		{
			name: 'echo: TCP, labeled by CIPSO',
			about:
				/^echo_.*(echo_client_t self:tcp|:(netif|node|packet) |tcp_socket \{ name_c)|^intranet.te.*(ingress|recvfrom)/,
			act: echo(THERE, 'tcp'),
		},
		{ name: 'echo: UDP', about: /^echo_client.*udp_/, act: echo(THERE, 'udp') },
		{ name: 'echo: SCTP', about: /^echo_client.*sctp_/, act: echo(THERE, 'sctp') },
		{
			name: 'echo: TCP, labeled by IPsec',
			about: /^echo_.*:(peer|association|netif|node) /,
			act: echo(THERE_V6, 'tcp'),
		},
		{
			name: 'echo: through a router',
			about: /netlabel_peer_t/,
			act: echo(FAR, 'tcp'),
		},
	];
}
