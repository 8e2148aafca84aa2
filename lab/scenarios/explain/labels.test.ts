// On the host itself `peercon explain` looks at the label of a file, and at the one that the policy has for its path.
import * as assert from 'uvu/assert';
import { addedPackages } from '../../src/image/added-packages.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { unpackPackages } from '../common/packages.ts';

const LOGS = '/var/log/getpeercon-server';

/** What is said of the newest denial, once the server may not open a file for its log. */
async function saidOf(guest: ScenarioGuest, file: string): Promise<string> {
	await guest.run(`timeout 60 getpeercon-server --log ${file} 5000`);
	return await saidOfLast(guest);
}

async function saidOfLast(guest: ScenarioGuest): Promise<string> {
	return (await guest.must('peercon explain --last')).replace(/\s+/g, ' ');
}

const labels = scenario('labels of files', {
	policy: 'default',
	payload: await addedPackages(['auditd']),
});

labels('should be looked at where a record has the path of its file', async (guest) => {
	await unpackPackages(guest);
	// With a rule for any file, auditd(8) writes a record PATH beside each denial.
	await guest.must('systemctl start auditd && auditctl -w /etc/shadow -p w');
	await guest.must(`mkdir -p ${LOGS} && restorecon ${LOGS}`);

	const moved = `${LOGS}/moved.log`;
	await guest.must(`touch /root/moved.log && mv /root/moved.log ${moved}`);
	const wrong = await saidOf(guest, moved);
	assert.match(
		wrong,
		/policy has getpeercon_server_log_t for that path, and lets getpeercon_server_t do this/,
	);
	assert.match(wrong, `restorecon -v ${moved}`);
	assert.not.match(wrong, 'semanage fcontext');
	await guest.must(`restorecon -v ${moved}`);
	assert.match(
		await saidOfLast(guest),
		`${moved} has another label by now, getpeercon_server_log_t: try again.`,
	);

	const right = await saidOf(guest, '/etc/hosts');
	assert.match(right, "net_conf_t is what this host's policy says of /etc/hosts, too");
	assert.not.match(right, 'restorecon -v');

	// The label that the policy has for the place would not help: all that is said of the record stays.
	await guest.must('touch /srv/by-hand.log && chcon -t bin_t /srv/by-hand.log');
	const byHand = await saidOf(guest, '/srv/by-hand.log');
	assert.match(byHand, 'has var_t for /srv/by-hand.log, not bin_t: with that, too, it is refused');
	assert.match(byHand, 'allow getpeercon_server_t bin_t:file');

	// What has its label from its mount, no restorecon changes.
	const options = 'context=system_u:object_r:bin_t:s0';
	await guest.must(`mkdir /srv/mounted && mount -t tmpfs -o ${options} tmpfs /srv/mounted`);
	await guest.must('touch /srv/mounted/a.log');
	assert.not.match(await saidOf(guest, '/srv/mounted/a.log'), "This host's policy has");
});

labels.run();
