// Debian's lighttpd in a guest, and a state of its module's sources beside it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addedPackages } from '../../src/image/added-packages.ts';
import { ROOT } from '../../src/paths.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';
import { unpackPackages } from '../common/packages.ts';
import { stateAt } from './states.ts';

/** What a guest's second disk brings. */
export const PACKAGES = await addedPackages(['lighttpd']);

/** The page's name, in docs/. */
export const DOCUMENT = 'policy-module-from-nothing.md';

/** The last step: what it leaves is the finished module. */
export const LAST = 12;

/** The module's files, finished. */
export const SOURCES = Object.fromEntries(
	['te', 'fc', 'if'].map((suffix) => {
		const name = `lighttpd.${suffix}`;
		return [name, readFileSync(join(ROOT, 'policy/examples/lighttpd', name), 'utf8')];
	}),
);

/** Where the module is written, in the guest. */
export const FOLDER = '/root/lighttpd';

/** Unpacks lighttpd with the three loadable modules on, and a page that an old address leads to. */
export async function unpackLighttpd(guest: ScenarioGuest): Promise<void> {
	await unpackPackages(guest);
	await guest.must('lighty-enable-mod rewrite accesslog');
	const rewrite = 'url.rewrite-once = ( "^/old$" => "/index.html" )';
	await write(guest, '/etc/lighttpd/conf-available/90-site.conf', rewrite);
	await guest.must('lighty-enable-mod site');
	await write(guest, '/var/www/html/index.html', '<h1>A page</h1>');
	await write(guest, '/var/www/html/notes.inc', 'not for visitors');
	// It is started again when it fails, at once and five times: a single time is enough to look at.
	const unit = '/run/systemd/system/lighttpd.service.d';
	await guest.must(`mkdir -p ${unit} && systemctl stop lighttpd`);
	await write(guest, `${unit}/once.conf`, '[Service]\nRestart=no');
	await guest.must('restorecon -RF /etc/lighttpd /var/www && systemctl daemon-reload');
	// As the package does, and whoever boots.
	await guest.must('systemd-tmpfiles --create lighttpd.conf');
}

/** Writes a file, as an editor would. */
export async function write(guest: ScenarioGuest, path: string, text: string): Promise<void> {
	await guest.must(`printf '%s\\n' ${shellWord(text.trimEnd())} > ${path}`);
}

/** Writes the module's sources as they are after a step. */
export async function writeState(guest: ScenarioGuest, step: number): Promise<void> {
	await guest.must(`mkdir -p ${FOLDER}`);
	for (const [name, text] of Object.entries(SOURCES)) {
		await write(guest, `${FOLDER}/${name}`, stateAt(text, step));
	}
}

/** Builds the module, as root in its home folder. */
export const BUILD = 'make -s -C lighttpd -f /usr/share/selinux/devel/Makefile lighttpd.pp';

/** Gives the files their labels, by the module's and the base policy's .fc files. */
export const LABEL =
	'restorecon -RF /usr/sbin/lighttpd /{usr/lib,etc,run,var/log,var/cache}/lighttpd';

/**
 * Installs the module as it is after a step, and has lighttpd's files labeled.
 *
 * @param others - modules to install with it: each call of semodule(8) builds the whole policy
 */
export async function install(guest: ScenarioGuest, step: number, others = ''): Promise<void> {
	await writeState(guest, step);
	await guest.must(`${BUILD} && semodule -i lighttpd/lighttpd.pp ${others} && ${LABEL}`);
}

/** Takes lighttpd's lines out of the base policy's module of web servers. semodule(8) writes where the policy is. */
export const WITHOUT_ITS_LINES = [
	'cd /var/lib/selinux && semodule --cil --extract=apache',
	"grep -v '^(filecon .*lighttpd' /var/lib/selinux/apache.cil > lighttpd/apache.cil",
	'rm /var/lib/selinux/apache.cil',
];

/** The base policy's module without lighttpd's lines, ready to be installed. */
export async function withoutItsLines(guest: ScenarioGuest): Promise<void> {
	await guest.must(`mkdir -p ${FOLDER}`);
	for (const command of WITHOUT_ITS_LINES) await guest.must(command);
}

/** Has the configuration say what Debian's asks programs for. */
export const WITHOUT_PROGRAMS = [
	'cp /etc/lighttpd/lighttpd.conf lighttpd/lighttpd.conf.debian',
	'/usr/share/lighttpd/create-mime.conf.pl > /etc/lighttpd/generated.conf',
	'/usr/share/lighttpd/use-ipv6.pl 80 >> /etc/lighttpd/generated.conf',
	`sed -i '/^include_shell .*mime/s/.*/include "generated.conf"/; /^include_shell/d' /etc/lighttpd/lighttpd.conf`,
	'diff lighttpd/lighttpd.conf.debian /etc/lighttpd/lighttpd.conf',
];

/** The status with which a page is answered, as curl(1) tells it. */
export const status = (path: string) =>
	`curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1${path}`;

/** Prints what lighttpd has said since this was last asked. */
const NEWS = 'journalctl -t lighttpd --cursor-file=said -o cat';

/** The same, as far as it has a place in lighttpd's sources. */
export const SAID = `${NEWS} | grep -o '([a-z_]*\\.c\\..*'`;

/** Ends lighttpd, and forgets what it has said, and what it was denied. */
export async function stop(guest: ScenarioGuest): Promise<void> {
	await guest.quietly(`systemctl stop lighttpd; journalctl --sync; ${NEWS}; dmesg --clear`);
}

/** Waits until lighttpd serves or has ended, and the journal has what it has said. */
export async function settled(guest: ScenarioGuest): Promise<void> {
	const serves = 'curl -s -o /dev/null http://127.0.0.1/';
	await guest.quietly(
		`until systemctl is-failed -q lighttpd || ${serves}; do sleep 0.1; done; journalctl --sync`,
	);
}
