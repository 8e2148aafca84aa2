import { load, rotated } from './load.ts';
import { median } from './numbers.ts';
import { startAll, stopAll } from './server.ts';
import { echoers, greeters, OURS, OURS_JIT, only } from './mls-server/peers.ts';
const rounds = Number(process.argv[2] ?? 15);
const CASES = [
	{ name: 'get', mode: 'connect', connections: 64, message: 'http', peers: greeters },
	{ name: 'echo', mode: 'connect', connections: 64, message: 1, peers: echoers },
	{ name: 'keep', mode: 'pingpong', connections: 64, message: 'http', peers: greeters },
] as any[];
for (const c of CASES) {
	const servers = await startAll(only(c.peers, OURS, OURS_JIT, 'Node, fork() and send()'));
	const runs: any[] = [];
	for (let round = 0; round < rounds; round++) {
		const one: any = {};
		for (const [peer, server] of rotated([...servers], round)) one[peer] = await load(server, c, 1);
		runs.push(one);
	}
	await stopAll(servers);
	const r = (f: (x: any) => number) => median(runs.map(f).filter((x) => Number.isFinite(x)));
	const F = 'Node, fork() and send()';
	console.log(c.name, 'jitless', r((x) => x[OURS].rate), 'jit', r((x) => x[OURS_JIT].rate), 'fork', r((x) => x[F].rate), 'ratio', r((x) => x[OURS].rate / x[OURS_JIT].rate).toFixed(3), 'ratio to fork', r((x) => x[OURS].rate / x[F].rate).toFixed(3),
		'own µs', r((x) => x[OURS].ownCost).toFixed(1), r((x) => x[OURS_JIT].ownCost).toFixed(1), 'all µs', r((x) => x[OURS].cost).toFixed(1), r((x) => x[OURS_JIT].cost).toFixed(1), 'best', Math.max(...runs.map((x) => x[OURS].rate)), Math.max(...runs.map((x) => x[OURS_JIT].rate)));
}
