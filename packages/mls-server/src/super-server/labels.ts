import {
	formatContext,
	formatRange,
	includes,
	parseContext,
	type Range,
	type SecurityContext,
} from '@peercon/context';
import {
	getcon_raw,
	getfilecon_raw,
	security_compute_av_raw,
	security_compute_create_raw,
} from '@peercon/native';

/** Why a peer is not served. */
export class Refusal extends Error {}

/** Limit on peers' contexts that are remembered; which peers there are, others decide. */
const MOST_REMEMBERED = 4096;

/**
 * The context that serves a peer. The worker's context is computed as xinetd(8) does for `LABELED`
 * and systemd for `SELinuxContextFromNet=`: what this process's own context would become by
 * executing the worker's file, if it had the peer's range. Of the peer's context only the range
 * counts: its type may well be netlabel_peer_t, which is none for processes.
 *
 * @see systemd: src/shared/selinux-util.c, mac_selinux_get_child_mls_label
 */
export class Labels {
	readonly #own: SecurityContext = parseContext(getcon_raw());
	readonly #execContext: string;
	readonly #unlabeledRange: Range | undefined;
	readonly #known = new Map<string | null, string | Refusal>();

	/**
	 * @param exec - the executable that workers are started with
	 * @param unlabeled - the range of peers without a context, within this process's own; without it
	 * they are refused
	 * @throws ENOENT, EACCES of getfilecon(3); ERR_NO_TRANSITION if executing the file does not lead to
	 * another type
	 */
	constructor(exec: string, unlabeled?: Range | undefined) {
		this.#execContext = getfilecon_raw(exec);
		const type = parseContext(this.#compute(this.#own.range)).type;
		if (type === this.#own.type) throw noTransition(exec, this.#execContext, type);
		this.#unlabeledRange = unlabeled;
	}

	/**
	 * The raw context for the listening socket: this process's own, at its high level. A connection
	 * request is received by the listener, whose level must dominate the peer's (mlsconstrain
	 * `peer { recv }`). What the listener accepts has its user, role and type, and the peer's range.
	 *
	 * A connection of a peer without a label has the listener's range as well. So if those are served,
	 * the listener begins at their level, for their worker to write there. That is what MLS asks for; on
	 * an MCS policy, where high levels are compared, it has to end there, too.
	 *
	 * @see Linux: security/selinux/hooks.c, selinux_conn_sid
	 */
	get listenerContext(): string {
		const { range } = this.#own;
		if (!range) return formatContext(this.#own);
		const unlabeled = this.#unlabeledRange;
		if (!unlabeled)
			return formatContext({ ...this.#own, range: { low: range.high, high: range.high } });
		const wide = formatContext({ ...this.#own, range: { low: unlabeled.low, high: range.high } });
		const { allowed } = security_compute_av_raw(this.#compute(unlabeled), wide, 'tcp_socket');
		return allowed.includes('write') ? wide : formatContext({ ...this.#own, range: unlabeled });
	}

	/**
	 * Whether peers without a label are to be served, and no rule lets the listener hear them. Where
	 * anybody's label is configured, packets of those who have none count as those of unlabeled_t, and
	 * are dropped before there is a connection. Its level is no matter of the listener's domain.
	 *
	 * @see Linux: security/selinux/hooks.c, selinux_socket_sock_rcv_skb
	 */
	get isDeafToUnlabeled(): boolean {
		if (!this.#unlabeledRange) return false;
		const listener = this.listenerContext;
		const unlabeled = { user: 'system_u', role: 'object_r', type: 'unlabeled_t' };
		const peer = formatContext({ ...parseContext(listener), ...unlabeled });
		try {
			return !security_compute_av_raw(listener, peer, 'peer').allowed.includes('recv');
		} catch {
			return false; // A policy that names things otherwise: the kernel's record has to tell.
		}
	}

	/** The raw context of a worker at this process's low level, to try one out. */
	get lowestWorkerContext(): string {
		const low = this.#own.range?.low;
		return this.#compute(low && { low, high: low });
	}

	/**
	 * The raw context for the worker of a peer, in the form that the kernel gives it: two peers with
	 * the same one share a worker.
	 *
	 * @param peer - the peer's raw context, null if it has none
	 * @throws Refusal if there is none
	 */
	workerContext(peer: string | null): string {
		let known = this.#known.get(peer);
		if (known === undefined) {
			if (this.#known.size === MOST_REMEMBERED) this.#known.clear();
			known = this.#contextOrRefusal(peer);
			this.#known.set(peer, known);
		}
		if (known instanceof Refusal) throw known;
		return known;
	}

	#contextOrRefusal(peer: string | null): string | Refusal {
		const own = this.#own.range;
		try {
			const range = peer === null ? this.#unlabeledRange : parseContext(peer).range;
			if (peer === null && !range) return new Refusal('it has no security context');
			if (own && range && !includes(own, range)) {
				return new Refusal(`its range is not within ${formatRange(own)}, the server's own`);
			}
			return this.#compute(range);
		} catch (error) {
			return new Refusal((error as Error).message);
		}
	}

	/** What this process's own context, with another range, becomes by executing the worker's file. */
	#compute(range: Range | undefined): string {
		const base = formatContext({ ...this.#own, ...(range && { range }) });
		return security_compute_create_raw(base, this.#execContext, 'process');
	}
}

function noTransition(exec: string, label: string, type: string): Error {
	const message = `ERR_NO_TRANSITION: ${exec} is ${label}, and executing it leaves a process in ${type}`;
	return Object.assign(new Error(message), { code: 'ERR_NO_TRANSITION', path: exec });
}
