// What programs say of a refusal, where a log has no record of SELinux.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toldByPrograms } from '../src/told-by-program.ts';

/** The first words and the commands of what a line says. */
function told(...lines: string[]): string[] {
	return toldByPrograms(lines).flatMap(({ advice }) => [
		advice[0]?.why ?? '',
		...advice.flatMap(({ text }) => text ?? []),
	]);
}

const RECENT = 'ausearch -m avc,user_avc -ts recent';

const programs = suite('what programs say without a record');

for (const [line, ...wanted] of [
	[
		'nginx: [emerg] bind() to 0.0.0.0:8088 failed (13: Permission denied)',
		'nginx was refused port 8088.',
		`${RECENT} -c nginx | peercon explain`,
		'semanage port -a -t http_port_t -p tcp 8088',
	],
	[
		'(13)Permission denied: AH00072: make_sock: could not bind to address [::]:8090',
		'A program was refused port 8090.',
		`${RECENT} | peercon explain`,
		'semanage port -a -t http_port_t -p tcp 8090',
	],
	[
		'Sep  1 10:00:00 host sshd[1594]: error: Bind to port 2222 on 0.0.0.0 failed: Permission denied.',
		'sshd was refused port 2222.',
		`${RECENT} -c sshd | peercon explain`,
		'semanage port -a -t ssh_port_t -p tcp 2222',
	],
	[
		'nginx: [emerg] bind() to 0.0.0.0:5432 failed (13: Permission denied)',
		'nginx was refused port 5432.',
		`${RECENT} -c nginx | peercon explain`,
		'semanage port -m -t http_port_t -p tcp 5432',
	],
	[
		'nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)',
		'nginx was refused port 80.',
		`${RECENT} -c nginx | peercon explain`,
	],
	[
		'Error: listen EACCES: permission denied :::443',
		'A program was refused port 443.',
		`${RECENT} | peercon explain`,
	],
	[
		'dial tcp 192.0.2.1:5432: connect: permission denied',
		'A program was refused to connect to port 5432.',
		`${RECENT} | peercon explain`,
	],
	[
		'2026/01/02 10:00:00 [crit] 123#0: *1 connect() to 127.0.0.1:3000 failed (13: Permission denied), client: 192.0.2.7',
		'A program was refused to connect to port 3000.',
		`${RECENT} | peercon explain`,
		'setsebool -P httpd_can_network_connect on',
	],
	[
		'2026/01/02 10:00:00 [crit] 123#0: *1 connect() to unix:/run/app.sock failed (13: Permission denied), client: 192.0.2.7',
		'A program was refused /run/app.sock.',
		`${RECENT} | peercon explain`,
		'namei -l /run/app.sock',
	],
	[
		"(13)Permission denied: [client 192.0.2.7:80] AH00035: access to /x denied (filesystem path '/home/u/x')",
		'A program was refused /home/u/x.',
		`${RECENT} | peercon explain`,
		'namei -l /home/u/x',
	],
	[
		'-bash: ./deploy.sh: Permission denied',
		'bash was refused ./deploy.sh.',
		`${RECENT} -c bash | peercon explain`,
		'namei -l ./deploy.sh',
	],
	[
		"(app)[1234]: app.service: Unable to locate executable '/root/app': Permission denied",
		'By this line systemd was refused to start /root/app.',
		`${RECENT} | peercon explain`,
		'restorecon -v /root/app',
		'semanage fcontext -a -t bin_t /root/app && restorecon -v /root/app',
	],
] as [string, ...string[]][]) {
	programs(`should read '${line.slice(0, 60)}'`, () => {
		assert.equal(told(line), wanted);
	});
}

programs('should take nothing that a peer has sent for what the program says', () => {
	const commands = (line: string) => told(line).filter((each) => /semanage|setsebool/.test(each));
	for (const line of [
		'Nov 30 10:00:00 host sshd[7]: Invalid user Failed to execute /etc/shadow: Permission denied from 192.0.2.6 port 5',
		'Nov 30 10:00:00 host sshd[7]: Invalid user bind() to 192.0.2.1:22 failed (13: Permission denied) from 192.0.2.6',
		'2026/11/30 10:00:00 [error] 12#12: *5 open() "/home/u/bind*:22" failed (13: Permission denied), client: 192.0.2.6',
		'2026/11/30 10:00:00 [error] 12#12: *5 open() "/srv/x" failed (13: Permission denied), client: 192.0.2.6, request: "GET /connect() to 192.0.2.1:22 failed (13: Permission denied)"',
		'httpd[7]: Failed to execute /var/www/cgi-bin/x.cgi: Permission denied',
		'systemd[1]: a.service: Failed at step EXEC spawning /etc/passwd: Permission denied',
		'systemd[1]: a.service: Failed at step EXEC spawning /bin/sh: Permission denied',
		'nginx: [emerg] bind() to 0.0.0.0:8080 failed (13: Permission denied)',
	])
		assert.equal(commands(line), [], line);
});

programs('should tell what is the same once, and no more than three things', () => {
	const line = 'nginx: [emerg] bind() to 0.0.0.0:8088 failed (13: Permission denied)';
	assert.is(toldByPrograms([line, line]).length, 1);
	const paths = [1, 2, 3, 4].map((each) => `cp: cannot open '/srv/${each}': Permission denied`);
	assert.is(toldByPrograms(paths).length, 3);
});

programs('should say nothing of a line that names neither a port nor a path', () => {
	assert.equal(told('java.net.SocketException: Permission denied (Bind failed)'), []);
	assert.equal(told('user@host: Permission denied (publickey).'), []);
	assert.equal(told('nginx: [emerg] bind() to 0.0.0.0:8088 failed (98: Address in use)'), []);
});

programs('should hand nothing of a line to a shell or a terminal raw', () => {
	const all = told(
		"cp: cannot open '/srv/$(reboot);x': Permission denied",
		'cp: cannot open "/srv/\u001b[31m/a": Permission denied',
	);
	assert.ok(!all.join().includes('\u001b'));
	assert.ok(all.includes("namei -l '/srv/$(reboot);x'"), all.join('\n'));
});

programs('should not hang on a line that is made for it', () => {
	const long = `bind ${'1.1.1.1:'.repeat(240)} permission denied`;
	assert.type(toldByPrograms(Array.from({ length: 2000 }, () => long)).length, 'number');
});

programs.run();
