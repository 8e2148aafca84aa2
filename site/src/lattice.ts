// Where levels stand in the drawing of a lattice: a level above those that it dominates.

import { dominates, equal, type Level } from '@peercon/context';

/** A level in the drawing. */
export interface Node {
	level: Level;
	/** What it is of what was typed: `A's low`, `glb`. */
	names: string[];
	/** 0 at the bottom. */
	row: number;
	/** From the left. */
	column: number;
}

/** A line of the drawing: no level shown is between the two. */
export interface Edge {
	upper: Node;
	lower: Node;
}

/** What is drawn. */
export interface Lattice {
	nodes: Node[];
	edges: Edge[];
	rows: number;
	columns: number;
}

/**
 * Lays levels out, each above all that it dominates (a Hasse diagram).
 *
 * @param named - the levels with their names; the same level has one place with all its names
 */
export function layOut(named: readonly [name: string, level: Level][]): Lattice {
	const nodes: Node[] = [];
	for (const [name, level] of named) {
		const there = nodes.find((node) => equal(node.level, level));
		if (there) there.names.push(name);
		else nodes.push({ level, names: [name], row: 0, column: 0 });
	}
	// From the bottom: a level comes behind all that it dominates.
	nodes.sort((a, b) => nodesBelow(nodes, a).length - nodesBelow(nodes, b).length);
	for (const node of nodes) {
		node.row = Math.max(-1, ...nodesBelow(nodes, node).map(({ row }) => row)) + 1;
	}
	for (const [at, node] of nodes.entries()) {
		node.column = nodes.slice(0, at).filter(({ row }) => row === node.row).length;
	}
	return {
		nodes,
		edges: nodes.flatMap((upper) => covered(nodes, upper).map((lower) => ({ upper, lower }))),
		rows: Math.max(...nodes.map(({ row }) => row)) + 1,
		columns: Math.max(...nodes.map(({ column }) => column)) + 1,
	};
}

function nodesBelow(nodes: readonly Node[], node: Node): Node[] {
	return nodes.filter((other) => other !== node && dominates(node.level, other.level));
}

/** Those right below: none is between. */
function covered(nodes: readonly Node[], upper: Node): Node[] {
	const below = nodesBelow(nodes, upper);
	return below.filter((node) => !below.some((other) => nodesBelow(nodes, other).includes(node)));
}
