// Every command that `peercon explain` prints can be run: each of these records leads to some, and they do
// what they say on a host that enforces. What is in capitals in a command is filled in here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explain } from '../../../packages/explain/src/explain.ts';
import { pastedAnswers } from '../../../packages/explain/src/layer/pasted.ts';
import { readRecords } from '../../../packages/records/src/index.ts';
import { addedPackages } from '../../src/image/added-packages.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { unpackPackages } from '../common/packages.ts';
import { FILLED_IN, MCS, MLS, type Row } from './remedies.ts';

/** The commands that are printed for a text: of its records, or where it has none of its messages. */
function commandsFor(text: string): string[] {
	const log = readRecords(text);
	const pasted = pastedAnswers(log);
	const said =
		log.records.length > 0
			? log.records.map((record) =>
					explain(record, {
						answer: record.kind === 'access' ? pasted.get(record) : undefined,
						messages: log.messages,
					}),
				)
			: log.messages.map((message) => explain(message));
	return said
		.flatMap(({ remedies }) => remedies)
		.flatMap(({ kind, text: command }) =>
			(kind === 'command' || kind === 'mapping') && command ? [command] : [],
		);
}

/** Programs whose first words say what they do. */
const OF_SEVERAL_VERBS = /^(?:dnf|ip|netlabelctl|nft|semanage|systemctl|udevadm)$/;

/** What a command is made of: each program with its verbs and its options, without what they are about. */
function formsOf(command: string): string[] {
	return command.split(/ (?:&&|\|\||\|) /).map((one) => {
		const [program = '', ...words] = one.split(' ');
		const operand = words.findIndex((word) => !/^(?:[a-z]+|-p)$/.test(word));
		const verbs = OF_SEVERAL_VERBS.test(program) ? words.splice(0, operand) : [];
		const options = words.filter((word) => /^-[^-]/.test(word));
		return [program.replace(/=.*/, '='), ...verbs, ...options].join(' ');
	});
}

/** What no guest of Debian's can run. */
const OF_OTHER_SYSTEMS = [
	// A label of Android's.
	'chcon',
	// The package manager of Fedora.
	'dnf reinstall',
];

const forms = suite('the commands of remedies');

forms('should each be run below that the records of the public lead to', () => {
	const asked: { record: string }[] = JSON.parse(
		readFileSync(
			join(import.meta.dirname, '../../../packages/explain/test/public-records.json'),
			'utf8',
		),
	);
	const run = new Set(
		[...MCS, ...MLS].flatMap(({ record }) => commandsFor(record).flatMap(formsOf)),
	);
	const printed = new Set(asked.flatMap(({ record }) => commandsFor(record).flatMap(formsOf)));
	assert.equal([...printed].filter((form) => !run.has(form)).sort(), OF_OTHER_SYSTEMS);
});

forms.run();

/** Runs what is printed for a record, looks at what it has done, and undoes it. */
async function runAll(
	guest: ScenarioGuest,
	{ record, filled, before, as, shows, after }: Row,
): Promise<string[]> {
	const commands = commandsFor(record);
	assert.ok(commands.length > 0, `${record} leads to a command`);
	const options = as === undefined ? {} : { as };
	let shown = '';
	for (const command of commands) {
		const whole = Object.entries({ ...FILLED_IN, ...filled }).reduce(
			// A word by itself: a column of findmnt(8) is FSTYPE.
			(line, [name, value]) => line.replace(new RegExp(`(?<!\\w)${name}(?!\\w)`, 'g'), value),
			inUnit(command),
		);
		if (before) await guest.run(before, options);
		const { status, output } = await guest.run(whole, options);
		assert.is(status, 0, `${whole}\n${output}`);
		shown += output;
	}
	if (shows) assert.match(shown, shows);
	if (after) await guest.must(after, options);
	return commands;
}

/** A line for a unit is written into one, as systemctl(1)'s edit does, and the unit started with it. */
function inUnit(command: string): string {
	if (!command.startsWith('SELinuxContext=')) return command;
	const folder = '/run/systemd/system/echo-server.service.d';
	return `mkdir -p ${folder} && printf '[Service]\\n%s\\n' ${command} > ${folder}/level.conf && systemctl daemon-reload && systemctl enable --runtime --now ${PACKAGES}/echo-server/systemd/echo-server.service`;
}

const mcs = scenario('remedies', { policy: 'default', payload: await addedPackages(['auditd']) });

/** mcstrans cannot be installed beside Debian's MLS policy: a unit of its name stands for it. */
const MCSTRANS =
	"printf '[Service]\\nExecStart=/bin/sleep infinity\\n' > /run/systemd/system/mcstrans.service && systemctl daemon-reload";

mcs('should be commands that can be run', async (guest) => {
	await unpackPackages(guest);
	await guest.must(`systemctl start auditd && ${MCSTRANS}`);
	await guest.must(
		'echo > /srv/labeled; mkdir -p /srv/homes /srv/folder/.cert /var/lib/containers; restorecon -R /srv; netlabelctl cipsov4 add local doi:3 && modprobe -a -q dummy; true',
	);
	for (const each of MCS) await runAll(guest, each);
});

mcs.run();

const mls = scenario('remedies under MLS', { policy: 'mls' });

mls('should give what is mapped a range that the level lies in', async (guest) => {
	for (const each of MLS) {
		const commands = await runAll(guest, each);
		assert.ok(
			commands.some((command) => /s0-s3(?: |$)/.test(command)),
			commands.join('\n'),
		);
	}
});

mls.run();
