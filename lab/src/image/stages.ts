// The stages of a guest, as in the picture of lab/README.md: what each is made from, and who makes it.

import { join } from 'node:path';
import { filesBelow } from '../cache.ts';
import type { Engine } from '../engines/engine.ts';
import { LAB } from '../paths.ts';
import { debianPolicy, type Variant } from '../policies.ts';
import { BASE_OPTIONS, makeBase, SUITE } from './base.ts';
import { makePrograms, packageFiles } from './packages.ts';
import { makePolicy } from './policy.ts';
import { projectFiles } from './project.ts';
import { makeReady, networkFiles } from './ready.ts';
import { stage } from './stage.ts';
import { makeSystem, SYSTEM_OPTIONS } from './system.ts';
import { getUml, UML_OPTIONS, UML_VERSION } from './uml.ts';

const none = () => [];
const inFolder = (folder: string, files: string[]) => files.map((name) => `${folder}/${name}`);

/** Debian 13, from packages. */
export const BASE = stage({
	name: 'base',
	inputs: {},
	files: none,
	others: [SUITE, ...BASE_OPTIONS],
	kept: 1,
	told: ['building the base image, Debian 13, from packages', 90],
	make: makeBase,
});

/** The kernel as a program. */
export const UML = stage({
	name: 'uml',
	inputs: {},
	files: none,
	others: UML_OPTIONS,
	kept: 1,
	told: [`getting user-mode Linux ${UML_VERSION} from Debian's packages`, 6],
	isOptional: true,
	make: getUml,
});

/** A disk, without labels. */
export const SYSTEM = stage({
	name: 'system',
	inputs: { base: BASE, uml: UML },
	files: () => [
		...inFolder('lab/guest', filesBelow(join(LAB, 'guest'))),
		'lab/image/configure-system.sh',
	],
	others: SYSTEM_OPTIONS,
	kept: 1,
	told: ['making a disk', 6],
	make: makeSystem,
});

/** A policy's modules, built by the guest's own tools. */
export const policyStage = (variant: Variant) =>
	stage({
		name: `policy-${variant}`,
		inputs: { base: BASE },
		files: () => [
			...inFolder('policy', projectFiles()),
			...inFolder('lab/policy', ['mappings', 'checked.cil', `${debianPolicy(variant)}.cil`]),
			...inFolder('lab/src', ['image/project.ts', 'image/switches.ts', 'workbench/te.ts']),
			...inFolder('lab/image', ['configure-policy.sh', 'build-modules.sh']),
			...inFolder('lab/image', ['rebuild-modules.sh', 'install-modules.sh']),
		],
		others: [variant],
		kept: 2,
		told: [`building the ${variant} policy`, 10],
		make: (folder, inputs) => makePolicy(variant, folder, inputs),
	});

/** The programs, packed and installed as a user has them. */
export const PROGRAMS = stage({
	name: 'programs',
	inputs: {},
	files: packageFiles,
	others: [],
	kept: 2,
	make: makePrograms,
});

/** Policy and programs installed, every file labeled, by an engine's guest. */
export const readyStage = (variant: Variant, engine: Engine) =>
	stage({
		name: `ready-${variant}`,
		inputs: { system: SYSTEM, policy: policyStage(variant), programs: PROGRAMS },
		files: () => inFolder('lab/network', networkFiles()),
		others: [],
		kept: 2,
		told: ['installing the policy and the programs', 3],
		make: (folder, inputs) => makeReady(engine, folder, inputs),
	});
