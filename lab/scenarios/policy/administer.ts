// The servers' administrator: root at a console, as staff_u with the role peercon_admin_r alone.
import { join } from 'node:path';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { PACKAGES } from '../common/driver.ts';
import { loginAs } from '../common/login.ts';

/** The servers as services, what the getpeercon server has logged, and what two workers have kept. */
export async function prepare(guest: ScenarioGuest): Promise<void> {
	await guest.must(`
		systemctl link ${PACKAGES}/*/systemd/*.service
		echo 'system_r:local_login_t:s0 peercon_admin_r:peercon_admin_t:s0' > /etc/selinux/default/contexts/users/staff_u
		mkdir -p /var/log/getpeercon-server /var/lib/mls-worker
		restorecon /var/log/getpeercon-server /var/lib/mls-worker`);
	await keep(guest);
}

/** Files of users who are not root, as services have them. Nobody listens on the socket any more. */
export async function keep(guest: ScenarioGuest): Promise<void> {
	await guest.bring(
		join(import.meta.dirname, 'stale-socket.py'),
		'/usr/local/sbin/stale-socket.py',
	);
	await guest.must(`
		mkdir -p /run/echo-server /run/getpeercon-server /run/mls-server
		for name in echo getpeercon mls; do
			rm -f /run/$name-server/stale
			stale-socket.py /run/$name-server/stale
		done
		echo whom it heard > /var/log/getpeercon-server/peers
		echo of nobody > /var/lib/mls-worker/low
		echo of a level > /var/lib/mls-worker/high
		restorecon -R /run/*-server /var/log/getpeercon-server /var/lib/mls-worker
		chcon -l s0:c1 /var/lib/mls-worker/high
		chmod 600 /var/log/getpeercon-server/peers /var/lib/mls-worker/*
		chown -R nobody /run/*-server /var/log/getpeercon-server /var/lib/mls-worker`);
}

/** Types commands as the administrator at some range, and gives what is seen. */
export async function administer(
	guest: ScenarioGuest,
	range: string,
	...commands: string[]
): Promise<string> {
	return (await loginAs(guest, `staff_u:${range}`, ...commands)).text;
}
