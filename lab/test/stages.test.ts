// The picture of lab/README.md is that of the stages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Uml } from '../src/engines/uml.ts';
import type { Stage } from '../src/image/stage.ts';
import { readyStage } from '../src/image/stages.ts';
import { LAB } from '../src/paths.ts';

const stages = suite('stages');

/** Every 'input --> stage' up to one, where a stage for each variant has one name. */
function arrowsTo(name: string, { inputs }: Stage): string[] {
	return Object.entries(inputs).flatMap(([input, stage]) => [
		`${input} --> ${name}`,
		...arrowsTo(input, stage),
	]);
}

/** The arrows of a picture by Mermaid, in which one line may have several. */
function arrowsIn(picture: string): string[] {
	return picture.split('\n').flatMap((line) => {
		const names = line.trim().split(' --> ');
		return names.slice(1).map((to, i) => `${names[i]} --> ${to}`);
	});
}

stages('should be those of the picture', () => {
	const readme = readFileSync(join(LAB, 'README.md'), 'utf8');
	const picture = readme.slice(readme.indexOf('## How it is built'));
	// What comes after `ready` is an engine's.
	const shown = arrowsIn(picture.slice(0, picture.indexOf('\n    ready --')));
	const real = arrowsTo('ready', readyStage('default', new Uml()));
	assert.equal([...new Set(real)].toSorted(), shown.toSorted());
});

stages.run();
