// What servers have counted: who is told of which level?
import * as assert from 'uvu/assert';
import { policiesWithModule } from '../../src/image/with-module.ts';
import { scenario } from '../../src/scenario.ts';
import { Terminal } from '../common/labeling.ts';
import { OURS, PORT, SEEN_BY, serveLevels } from './mls-server.ts';

const METRICS = '/run/mls-server/metrics';

/** Lets a login ask, as what reads metrics has to be let. */
const MODULE = `policy_module(metrics_reader, 1.0.0)

gen_require(\`
	type sysadm_t;
')

mls_server_stream_connect(sysadm_t)
`;

const metrics = scenario('what a super-server has counted', {
	policy: 'mls',
	document: 'servers-at-mls-level.md',
	payload: await policiesWithModule('mls', { metrics_reader: MODULE }),
});

const ASK = `curl -sS --unix-socket ${METRICS} http://localhost/metrics`;

metrics('should be told to those whose level dominates that of the peers', async (guest) => {
	await guest.must('systemctl start lab-install && systemctl start lab-policy@metrics_reader');
	await guest.network('full-labels');
	await guest.must('mkdir /run/mls-server && restorecon /run/mls-server');
	await serveLevels(guest, { flags: `--metrics ${METRICS}` });
	for (const level of ['s0', 's1', 's3:c1', 's3:c1']) {
		await guest.must(`runcon -l ${level} curl -sS 127.0.0.1:${PORT}`);
	}
	const shown = new Terminal(guest);
	const notShown = new Terminal(guest);
	for (const [asker, seen] of SEEN_BY) {
		const terminal = asker.startsWith('s0-s3') ? notShown : shown;
		const { output } = await terminal.type(`runcon -l ${asker} ${ASK}`);
		const connections = output.matchAll(/^peercon_connections_total\{level="(\S+)"\} (\d+)$/gm);
		assert.equal(
			Array.from(connections, ([, level, count]) => [level, count]),
			seen.map((level) => [level, level === 's3:c1' ? '2' : '1']),
			asker,
		);
	}
	guest.documented('metrics', shown.text);
	await guest.expectNoDenials(...OURS);
});

metrics.run();

const others = scenario('what the other servers have counted');

others('should be told on a path, too', async (guest) => {
	for (const name of ['echo-server', 'getpeercon-server']) {
		const folder = `/run/${name}`;
		await guest.must(`mkdir ${folder} && restorecon ${folder}`);
		await guest.serve(`${name} --metrics ${folder}/metrics ${folder}/socket`, /socket \.\.\. ok/);
		await guest.must(`echo Hello | runcon -l s0:c3 ncat -U ${folder}/socket`);
		const ask = `curl -sS --unix-socket ${folder}/metrics http://localhost/metrics`;
		assert.match(await guest.must(ask), 'peercon_connections_total{level="s0:c3"} 1\n', name);
		// Who has no categories is not told of theirs.
		assert.not.match(await guest.must(`runcon -l s0 ${ask}`), 'level=', name);
	}
	await guest.expectNoDenials('echo_server_t', 'getpeercon_server_t');
});

others.run();
