// Conditions of policies: names of booleans, `!`, `&&`, `||`, `^`, `==`, `!=` and parentheses.

/**
 * Says whether a condition holds.
 *
 * @param text - as a tunable_policy block or a condition has it
 * @param booleans - their values; what is none of them counts as false
 */
export function holds(text: string, booleans: ReadonlyMap<string, boolean>): boolean {
	const tokens = text.match(/[A-Za-z_]\w*|&&|\|\||==|!=|[!^()]/g) ?? [];
	let at = 0;

	/** Operators from the one that binds least: checkpolicy's policy_parse.y. */
	const LEVELS: Record<string, (a: boolean, b: boolean) => boolean>[] = [
		{ '||': (a, b) => a || b },
		{ '^': (a, b) => a !== b },
		{ '&&': (a, b) => a && b },
		{ '==': (a, b) => a === b, '!=': (a, b) => a !== b },
	];

	function binary(level: number): boolean {
		const operators = LEVELS[level];
		if (!operators) return unary();
		let value = binary(level + 1);
		for (;;) {
			const operator = operators[tokens[at] ?? ''];
			if (!operator) return value;
			at++;
			value = operator(value, binary(level + 1));
		}
	}

	function unary(): boolean {
		const token = tokens[at++];
		if (token === '!') return !unary();
		if (token !== '(') return booleans.get(token ?? '') ?? false;
		const value = binary(0);
		at++;
		return value;
	}

	return binary(0);
}
