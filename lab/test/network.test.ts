// Each file of lab/network undoes what it has done: afterwards the kernel tells the same as before.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LAB } from '../src/paths.ts';
import { type ScenarioGuest, type ScenarioOptions, scenario } from '../src/scenario.ts';
import { ADMINISTRATION_STATE, NETWORK_STATE } from './state.ts';

const NETWORK = join(LAB, 'network');
const FILES = readdirSync(NETWORK).filter((name) => name.endsWith('.sh'));
const README = readFileSync(join(NETWORK, 'README.md'), 'utf8');

const files = suite('lab/network');

files('should have each of its files in its README, and no other', () => {
	const rows = Array.from(README.matchAll(/^\| \[(.*?\.sh)\]\((.*?)\)/gm), ([, name, to]) => {
		assert.is(name, to);
		return name ?? '';
	});
	assert.equal(rows.toSorted(), FILES.toSorted());
});

files('should say first what each file is for, and from which document', () => {
	const documents = [
		'networking-in-selinux',
		'full-labels-over-loopback',
		'servers-at-mls-level',
		'dropped-without-a-record',
		'single-level-networks',
	];
	for (const name of FILES) {
		const [shell, ...lines] = readFileSync(join(NETWORK, name), 'utf8').split('\n');
		assert.is(shell, '#!/bin/sh', name);
		assert.match(lines[0] ?? '', /^# /, name);
		const comment = lines.slice(0, lines.indexOf('set -e')).join('\n');
		const isOfArticle = documents.some((each) => comment.includes(`docs/${each}.md`));
		assert.is(isOfArticle, !HELPERS.includes(name.slice(0, -3)), name);
	}
});

files.run();

/** Of no article by themselves. */
const HELPERS = ['eth0', 'host', 'intranet-and-loopback'];

/** What the files need before: those of the README's third column. */
function first(name: string): string[] {
	const row =
		new RegExp(`^\\| \\[${name}\\.sh\\].*?\\|.*?\\|(.*?)\\|`, 'm').exec(README)?.[1] ?? '';
	return Array.from(row.matchAll(/`(.*?)\.sh`/g), ([, each = '']) => each);
}

/** Brings each up and down again. */
async function undone(guest: ScenarioGuest, names: readonly string[]): Promise<void> {
	const untouched = await guest.quietly(NETWORK_STATE);
	for (const name of names) {
		const others = first(name);
		if (others.length > 0) await guest.network(...others);
		// What this asks for takes longer than all else here.
		const before = others.length > 0 ? await guest.quietly(NETWORK_STATE) : untouched;
		await guest.must(`${name}.sh up`);
		assert.is.not(await guest.quietly(NETWORK_STATE), before, `${name}.sh up changes something`);
		await guest.must(`${name}.sh down`);
		assert.is(await guest.quietly(NETWORK_STATE), before, `${name}.sh down undoes it`);
		if (others.length === 0) continue;
		for (const each of others.reverse()) await guest.must(`${each}.sh down`);
		assert.is(await guest.quietly(NETWORK_STATE), untouched, `${others.join(', ')} with it`);
	}
}

const NAMES = FILES.map((name) => name.slice(0, -3)).filter((name) => name !== 'host');

const usage = scenario('networks, by name alone');

usage('should say what the names take', async (guest) => {
	for (const name of NAMES) {
		const { status, output } = await guest.run(`${name}.sh`);
		assert.equal({ status, output }, { status: 2, output: `usage: ${name}.sh up | down\n` });
	}
});

usage.run();

/** Debian builds user-mode Linux without nf_tables for IP. */
const ON_DEBIAN_KERNEL = ['secmark', 'other-doi'];

/** It has contexts of the MCS policy. */
const ON_MCS = ['labeled-ipsec'];

/** It has levels of the MLS policy. */
const ON_MLS = ['single-levels'];

for (const [title, options, isWanted] of [
	['the MCS policy', {}, (name) => ![...ON_DEBIAN_KERNEL, ...ON_MLS].includes(name)],
	['the MLS policy', { policy: 'mls' }, (name) => ![...ON_DEBIAN_KERNEL, ...ON_MCS].includes(name)],
	["Debian's kernel", { kernel: 'debian' }, (name) => ON_DEBIAN_KERNEL.includes(name)],
] as [string, ScenarioOptions, (name: string) => boolean][]) {
	const network = scenario(`networks, ${title}`, options);
	// What is administered does not depend on the kernel, and to ask for it takes long where that is translated.
	const administration = options.kernel === 'debian' ? ':' : ADMINISTRATION_STATE;
	network('should be as before after up and down', async (guest) => {
		const administered = await guest.quietly(administration);
		await undone(guest, NAMES.filter(isWanted));
		assert.is(await guest.quietly(administration), administered, 'nothing is mapped anew');
	});
	network.run();
}
