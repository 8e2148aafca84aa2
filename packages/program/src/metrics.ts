import { formatRange, parseContext } from '@peercon/context';
import type { Asker } from '@peercon/endpoint';

/** A number that is counted: its type and what it is, for whoever reads it. */
export interface Metric {
	type: 'counter' | 'gauge';
	help: string;
}

/** Limit on levels that are counted apart: which ones there are, peers decide. */
const MOST_LEVELS = 1000;

/** What was counted of the peers at one level. */
interface Counted {
	/** The raw context of one of them; null for those that have none. */
	context: string | null;
	values: Map<string, number>;
}

/**
 * Numbers of what a server does, apart for each level or range of its peers, as Prometheus reads them.
 *
 * That something was counted tells of a peer at its level. So an asker is told of those levels alone that
 * their own dominates, and there is no sum over levels, nor anything else that peers at others would change.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export class Metrics<Name extends string> {
	readonly #metrics: Readonly<Record<Name, Metric>>;
	/** By level or range; '' is for peers without one. */
	readonly #levels = new Map<string, Counted>();
	/** Undefined once it was called. */
	#onLimit: (() => void) | undefined;

	/**
	 * @param metrics - all that are counted, by their names
	 * @param onLimit - called once, when something of a level beyond the limit on levels is not counted
	 */
	constructor(metrics: Readonly<Record<Name, Metric>>, onLimit: () => void) {
		this.#metrics = metrics;
		this.#onLimit = onLimit;
	}

	/**
	 * Counts something.
	 *
	 * @param name - which metric
	 * @param context - the raw context of the peer; null if it has none
	 * @param amount - how much; a gauge goes down, too
	 */
	add(name: Name, context: string | null, amount = 1): void {
		const values = this.#valuesOf(context);
		values?.set(name, (values.get(name) ?? 0) + amount);
	}

	/** All that an asker may know, as text. */
	text(asker: Asker): string {
		const shown = [...this.#levels]
			.filter(([, { context }]) => asker.mayKnow(context))
			.sort(([a], [b]) => (a < b ? -1 : 1));
		const metrics = Object.entries(this.#metrics) as [Name, Metric][];
		return metrics
			.flatMap(([name, { type, help }]) => [
				`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`,
				...shown.flatMap(([level, { values }]) => {
					const value = values.get(name);
					return value === undefined ? [] : [`${name}{level="${level}"} ${value}\n`];
				}),
			])
			.join('');
	}

	#valuesOf(context: string | null): Map<string, number> | undefined {
		const range = context === null ? undefined : parseContext(context).range;
		const level = range === undefined ? '' : formatRange(range);
		const known = this.#levels.get(level);
		if (known) return known.values;
		if (this.#levels.size >= MOST_LEVELS) {
			const onLimit = this.#onLimit;
			this.#onLimit = undefined;
			onLimit?.();
			return undefined;
		}
		const values = new Map<string, number>();
		this.#levels.set(level, { context, values });
		return values;
	}
}
