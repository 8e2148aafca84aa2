import { benchFirst } from './mls-server/first.ts';
import { benchLatency } from './mls-server/latency.ts';
import { benchMemory } from './mls-server/memory.ts';
import { benchRates } from './mls-server/rates.ts';

/**
 * Measures mls-server: rates, latencies and memory. Without SELinux it serves everybody by one worker;
 * the way of a connection is the same.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement of a rate takes
 */
export async function benchMlsServer(rounds: number, seconds: number): Promise<object> {
	return {
		rates: await benchRates(rounds, seconds),
		latency: await benchLatency(rounds),
		first: await benchFirst(rounds),
		memory: await benchMemory(),
	};
}
