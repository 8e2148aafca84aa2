// Every command that `peercon explain` prints can be run: each of these records leads to some, and they do
// what they say on a host that enforces. What is in capitals in a command is filled in here.
import * as assert from 'uvu/assert';
import { addedPackages } from '../../src/image/added-packages.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { unpackPackages } from '../common/packages.ts';
import { commandsFor } from './printed.ts';
import { FILE, FILLED_IN, MCS, MLS, type Row } from './remedies.ts';

/** Runs what is printed for a record, and looks at what it has done. */
async function runAll(guest: ScenarioGuest, row: Row): Promise<string[]> {
	const { record, filled, before, as, shows, after } = row;
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

/** A row about a file that no other row is about: what it does to that is in nobody's way, and stays. */
function withOwnFile(row: Row, number: number): { own: Row; file: string } {
	const file = `${FILE}${number}`;
	const ownText = (text: string) => text.replaceAll(FILE, file);
	const texts = Object.entries(row).map(([key, value]) => [
		key,
		typeof value === 'string' ? ownText(value) : value,
	]);
	const filled = { PATH: file, ...row.filled };
	return { own: { ...Object.fromEntries(texts), filled }, file };
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
		'mkdir -p /srv/homes /srv/folder/.cert /var/lib/containers; restorecon -R /srv; netlabelctl cipsov4 add local doi:3 && modprobe -a -q dummy; true',
	);
	for (const [number, row] of MCS.entries()) {
		const { own, file } = withOwnFile(row, number);
		// Of the log it is this row's records that are wanted: semanage(8) adds thousands.
		await guest.must(`echo > ${file}; : > /var/log/audit/audit.log`);
		await runAll(guest, own);
	}
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
