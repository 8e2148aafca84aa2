import { type AccessRecord, parseRecord, readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LOGS, recorded, recordsOf } from '../../records/test/recorded.ts';
import { hostWith } from '../src/host.ts';
import { explain, explainLog } from '../src/index.ts';
import { made, reasons, remediesIn, texts } from './explained.ts';

const allowed = suite('what would allow it');

allowed('should never be a rule wider than the record', () => {
	let rules = 0;
	for (const record of LOGS.flatMap(recordsOf)) {
		if (record.kind === 'error') continue;
		const own = explain(record).remedies.filter(({ text }) => /^allow \S+ \S+:/.test(text ?? ''));
		const [, s, t, tclass, names] =
			/^allow (\S+) (\S+):(\S+) (?:\{ )?([^{}]*?)(?: \})?;$/.exec(own[0]?.text ?? '') ?? [];
		assert.ok(own.length <= 1);
		if (own.length === 0) continue;
		rules += 1;
		assert.is(s, record.subject.type);
		assert.is(t === 'self' ? s : t, record.object.type);
		assert.is(tclass, record.class);
		assert.equal(names?.split(' '), record.permissions);
	}
	assert.ok(rules > 40, `${rules} rules`);
});

allowed('should be a rule with all permissions of the record', () => {
	const said = made('avc:  denied  { read open } for  scontext=a:b:c tcontext=a:b:d tclass=file');
	assert.equal(texts(said), ['allow c d:file { read open };']);
});

allowed('should be no label for containers where the host has its logs', () => {
	const { remedies } = made(
		'avc:  denied  { read } for  name="messages" dev="vda1" scontext=u_u:u_r:container_t:s0:c1,c2 tcontext=u_u:object_r:var_log_t:s0 tclass=file',
	);
	const all = remedies.map(({ why, text = '' }) => `${why} ${text}`).join();
	assert.match(all, 'container_logreader_t');
	assert.not.match(all, 'container_file_t');
});

allowed('should be no domain for an image where a program of this system sets a label', () => {
	const refused = (comm: string) => {
		const text = `avc:  denied  { mac_admin } for  comm="${comm}" scontext=u_u:u_r:u_t:s0 tcontext=u_u:u_r:u_t:s0 tclass=capability2`;
		return made(text)
			.remedies.map(({ why }) => why)
			.join();
	};
	assert.match(refused('chcon'), 'Do not allow mac_admin');
	assert.not.match(refused('chcon'), 'install_t');
	assert.match(refused('osbuild'), 'install_t');
});

allowed("should be a mapping first, where the type is everybody's", () => {
	const [port] = texts(explain(recorded('sctp_socket name_bind')));
	assert.is(port, 'semanage port -a -t TYPE -p sctp 5001');
	const [node] = texts(explain(recorded('node sendto')));
	assert.is(node, 'semanage node -a -t TYPE -p ipv4 -M /32 127.0.0.1');
	const [netif] = texts(explain(recorded('netif egress')));
	assert.is(netif, 'semanage interface -a -t TYPE lo');
	// A port that has a type of its own keeps it.
	const own = texts(explain(recorded('udp_socket name_bind')));
	assert.not.ok(own.some((text) => text?.startsWith('semanage')));
});

allowed('should be no allow rule for a constraint, nor for what was granted', () => {
	for (const record of LOGS.flatMap(recordsOf)) {
		const said = explain(record);
		if (!/constraint/.test(said.layer) && said.layer !== 'none') continue;
		assert.not.ok(
			texts(said).some((text) => text?.startsWith('allow ')),
			said.sentence,
		);
	}
});

allowed('should be no map where this host has one for the address already', () => {
	const record = parseRecord(
		'avc:  denied  { recv } for  saddr=127.0.0.1 daddr=127.0.0.1 netif=lo scontext=a:b:c_t:s0 tcontext=a:b:unlabeled_t:s0 tclass=peer',
	) as AccessRecord;
	const mapping = { address: '127.0.0.0/8', protocol: 'CIPSOv4', doi: 2 };
	const here = hostWith(['127.0.0.1'], [mapping]);
	assert.match(explain(record, { host: here }).remedies[0]?.why ?? '', 'already: CIPSOv4 2');
	const elsewhere = hostWith(['192.0.2.1'], [mapping]);
	assert.ok(texts(explain(record, { host: elsewhere })).some((text) => /map add/.test(text ?? '')));
	const unlabeled = hostWith(['127.0.0.1'], [{ ...mapping, protocol: 'UNLABELED' }]);
	assert.ok(texts(explain(record, { host: unlabeled })).some((text) => /map add/.test(text ?? '')));
});

allowed('should be a label for a path, but for names that are made up each time', () => {
	const labeled = (name: string) =>
		texts(
			made(
				`avc:  denied  { getattr } for  path="/srv/app/${name}" dev="sda1" scontext=a:b:cups_t:s0 tcontext=a:b:default_t:s0 tclass=file`,
			),
		).find((text) => text?.startsWith('restorecon'));
	const named = (name: string) => labeled(name) === `restorecon -v /srv/app/${name}`;
	for (const name of [
		'db.sqlite3',
		'app.service',
		'a.properties',
		'README.Debian',
		'tmpfiles.conf',
	])
		assert.ok(named(name), name);
	// Whatever the name is next time, it takes after its folder.
	for (const name of ['settings.TrlEAv', 'tmpy6epkors', 'a.tmp'])
		assert.is(labeled(name), 'restorecon -Rv /srv/app', name);
});

/** A record of a file, a folder or a device, as it is asked for by hand below. */
function asked(permission: string, comm: string, what: string, contexts: string, of = 'file') {
	const [subject, object] = contexts.split(' ');
	return made(
		`avc:  denied  { ${permission} } for  pid=9 comm="${comm}" ${what} scontext=${subject} tcontext=${object} tclass=${of}`,
	);
}

allowed('should be to remove what a login has left in /run, and no rule of its maker', () => {
	const said = (users: string, name: string) =>
		asked(
			'write',
			'hd',
			`name="${name}" dev="tmpfs" ino=7`,
			users.replace(' ', ':system_r:hd_t:s0 ').concat(':object_r:var_run_t:s0'),
		);
	const left = said('system_u unconfined_u', 'hd.pid');
	assert.match(left.remedies[0]?.why ?? '', 'Remove hd.pid');
	assert.equal(texts(left), ['restorecon -v PATH', 'allow hd_t var_run_t:file write;']);
	const lock = asked(
		'open',
		'hd',
		'path="/run/lock/hd" dev="tmpfs"',
		'system_u:system_r:hd_t:s0 unconfined_u:object_r:var_lock_t:s0',
	);
	assert.equal(texts(lock), ['restorecon -v /run/lock/hd', 'allow hd_t var_lock_t:file open;']);
	for (const users of ['system_u system_u', 'unconfined_u unconfined_u']) {
		const made = texts(said(users, 'hd.pid'));
		assert.ok(made.includes('type_transition MAKER var_run_t:file TYPE;'), users);
	}
});

allowed('should never be a label for /etc itself', () => {
	const create = (what: string, of?: string) =>
		texts(asked('create', 'hd', what, 'u_u:r:hd_t:s0 u_u:object_r:etc_t:s0', of));
	const transition = 'type_transition hd_t etc_t:file TYPE;';
	const [own, lasting, made] = create('path="/etc/hd/a.conf"');
	assert.is(own, 'restorecon -Rv /etc/hd');
	assert.is(lasting, "semanage fcontext -a -t TYPE '/etc/hd(/.*)?' && restorecon -Rv /etc/hd");
	assert.is(made, transition);
	assert.is(create('name="a.conf"')[0], 'restorecon -Rv FOLDER');
	assert.is(create('path="/etc/a.conf"')[0], transition);
	assert.match(create('path="/etc/hd.d"', 'dir')[0] ?? '', /^mkdir -p \/etc\/hd\.d && semanage /);
});

allowed('should be the label of certificates for who reads or gets them', () => {
	const label = (permission: string, domain: string) =>
		texts(
			asked(permission, 'hd', 'name="hd.pem" ino=7', `u_u:r:${domain}:s0 u_u:object_r:etc_t:s0`),
		).some((text) => text?.includes('-t cert_t '));
	assert.ok(label('read', 'hd_t'));
	assert.ok(label('create', 'certmonger_t'));
	// Few may write what all read.
	assert.not.ok(label('create', 'hd_t'));
	assert.not.ok(label('write', 'hd_t'));
});

allowed('should be no rule for the history that a pager or a shell keeps in a home', () => {
	const kept = (comm: string, what: string, permission = 'write', of?: string) =>
		texts(asked(permission, comm, what, 's_u:s_r:journalctl_t:s0 s_u:object_r:user_home_t:s0', of));
	const hidden = (of: string, permission: string) => [
		undefined,
		`dontaudit journalctl_t user_home_t:${of} ${permission};`,
	];
	assert.equal(kept('less', 'name="ann" ino=7', 'add_name', 'dir'), hidden('dir', 'add_name'));
	for (const [comm, name] of [
		['less', '.lesshst'],
		['vim', '.viminfo'],
		['vi', '.viminfo'],
		['bash', '.bash_history'],
		['python3.12', '.python_history'],
	] as const)
		assert.equal(kept(comm, `name="${name}" ino=7`), hidden('file', 'write'), name);
	// A program that collects such files is after them, and an editor after what it is to change.
	for (const [comm, name] of [
		['rsync', '.bash_history'],
		['vim', 'notes.txt'],
		['bash', 'notes.txt'],
	] as const)
		assert.ok(
			kept(comm, `name="${name}" ino=7`).some((text) => text?.startsWith('allow ')),
			comm,
		);
});

allowed('should be no rule first for a device that is only looked at', () => {
	const looked = (comm: string, type: string, permission = 'getattr') => {
		const contexts = `u_u:r:hd_t:s0 u_u:object_r:${type}:s0`;
		const said = asked(permission, comm, 'path="/dev/x"', contexts, 'blk_file');
		return texts(said).find((text) => text !== undefined);
	};
	assert.match(looked('find', 'kvm_device_t') ?? '', /^dontaudit /);
	assert.match(looked('hd', 'fixed_disk_device_t') ?? '', /^dontaudit /);
	assert.match(looked('hd', 'kvm_device_t') ?? '', /^sesearch /);
	assert.match(looked('find', 'fixed_disk_device_t', 'read') ?? '', /^sesearch /);
});

allowed('should be no rule where an app of Android looks at all properties', () => {
	const read = (domain: string, permission = 'read') =>
		asked(
			permission,
			'getprop',
			'name="u:object_r:odsign_prop:s0" dev="tmpfs"',
			`u:r:${domain}:s0 u:object_r:odsign_prop:s0`,
		);
	assert.equal(texts(read('untrusted_app')), [undefined]);
	assert.equal(texts(read('priv_app', 'getattr map')), [undefined]);
	assert.is(
		read('untrusted_app').sentence,
		'untrusted_app may not read the properties labeled odsign_prop.',
	);
	assert.ok(texts(read('hal_x_default')).includes('allow hal_x_default odsign_prop:file read;'));
});

allowed('should be no wider for a shell, and say what is asked for next', () => {
	const run = (name: string) =>
		asked('execute', 'hd', `name="${name}" ino=7`, 'u_u:r:hd_t:s0 u_u:object_r:shell_exec_t:s0');
	const said = run('bash');
	assert.not.ok(texts(said).some((text) => text?.startsWith('restorecon')));
	assert.is(texts(said).at(-1), 'allow hd_t shell_exec_t:file execute;');
	assert.match(reasons(said), 'corecmd_exec_shell(hd_t)');
	// What is no shell may well have that label by mistake.
	assert.ok(texts(run('start.sh')).includes('restorecon -nv PATH'));
});

/** What is said of an access by its types and the rest of its record, as one text. */
function saidOf(types: [string, string], of: string, names: string, rest: string): string {
	const [subject, object] = types.map((type) => `u_u:u_r:${type}:s0`);
	const { remedies } = made(
		`avc:  denied  { ${names} } for  ${rest} scontext=${subject} tcontext=${object?.replace('u_r', of.startsWith('process') ? 'u_r' : 'object_r')} tclass=${of}`,
	);
	return remedies.map(({ why, text = '' }) => `${why} ${text}`).join('\n');
}

allowed("should be a label of the service's own where the policy has none for the place", () => {
	const of = (path: string) =>
		saidOf(['mysqld_t', 'unlabeled_t'], 'file', 'read open', `path="${path}" dev="sdb1" ino=9`);
	for (const path of [
		'/mnt/disk/x',
		'/run/media/me/disk/x',
		'/srv/shop/x',
		'/data/x',
		'/db1/a/x',
	]) {
		const folder = path.slice(0, -2);
		assert.match(of(path), `semanage fcontext -a -t mysqld_db_t '${folder}(/.*)?'`);
		assert.not.match(of(path), '/.autorelabel');
	}
	for (const path of ['/var/lib/mysql/x', '/usr/bin/x', '/etc/x', '/srv/www/x', '/opt/a/x', '/x']) {
		assert.not.match(of(path), 'semanage', path);
		assert.match(of(path), '/.autorelabel');
	}
	// Neither / nor the folder that disks are mounted in is any service's.
	assert.not.match(of('/mnt/x'), "'/mnt(/.*)?'");
});

allowed(
	'should be no gap in the policy where a service has stayed in the domain of systemd',
	() => {
		const of = (names: string, rest: string) =>
			saidOf(['init_t', 'init_t'], 'process', names, rest);
		for (const names of ['setpgid', 'setsched', 'setcap', 'ptrace']) {
			const said = of(names, 'pid=812 comm="worker"');
			assert.match(said, 'stayed in init_t');
			assert.not.match(said, 'Probably a gap');
			for (const rest of [
				'pid=1 comm="worker"',
				'pid=9 comm="(worker)"',
				'pid=9 comm="systemd-udevd"',
				'',
			])
				assert.not.match(of(names, rest), 'stayed in init_t', rest);
		}
		// At execve(2) the name may be that of the program to be.
		const started = saidOf(['init_t', 'httpd_t'], 'process', 'siginh', 'pid=9 comm="httpd"');
		assert.not.match(started, 'stayed in init_t');
	},
);

allowed(
	'should be the engine alone for what is said to one, and for no privileged container',
	() => {
		const of = (subject: string, tclass: string, names: string) =>
			saidOf([subject, 'container_runtime_t'], tclass, names, 'pid=9 comm="tool"');
		const advice = 'label=disable';
		assert.match(of('container_t', 'unix_stream_socket', 'connectto'), advice);
		assert.not.match(of('spc_t', 'unix_stream_socket', 'connectto'), advice);
		for (const [tclass, names] of [
			['bpf', 'prog_run'],
			['process', 'sigkill'],
			['key', 'search'],
		] as const)
			for (const subject of ['container_t', 'spc_t'])
				assert.not.match(of(subject, tclass, names), advice);
	},
);

allowed(
	'should be the folder below /run, and not a rule first, for what a service makes in it',
	() => {
		for (const domain of ['antivirus_t', 'redis_t'])
			for (const tclass of ['sock_file', 'file', 'fifo_file']) {
				const said = saidOf([domain, 'var_run_t'], tclass, 'create', 'pid=9 comm="d" name="d.x"');
				assert.match(said, /^[^\n]*restorecon -Rv FOLDER\n[^\n]*RuntimeDirectory=/);
			}
		const folder = saidOf(['redis_t', 'var_run_t'], 'dir', 'create', 'pid=9 comm="d" name="d"');
		assert.match(folder, /^What is made takes after its folder[^\n]*\n[^\n]*RuntimeDirectory=/);
	},
);

allowed('should be no rule on a class that nobody has', () => {
	for (const of of ['capa', 'fil', 'unix_stre']) {
		const said = made(
			`avc:  denied  { read } for  comm="a" scontext=a:b:c_t:s0 tcontext=a:b:d_t:s0 tclass=${of}`,
		);
		assert.equal(texts(said), ['ausearch -m avc,user_avc -ts recent -c a']);
		assert.match(said.remedies[0]?.why ?? '', 'probably the record was cut off');
	}
});

allowed('should be one domain for both of what shares an object without a path', () => {
	const ipc = (of: string, object: string, key: number) =>
		made(
			`avc:  denied  { unix_read } for  comm="a" ipc_key=${key} scontext=u_u:s_r:httpd_t:s0 tcontext=u_u:s_r:${object}:s0 tclass=${of}`,
		);
	for (const [of, list] of [
		['sem', 'ipcs -s -c'],
		['shm', 'ipcs -m -c'],
		['msgq', 'ipcs -q -c'],
	] as const) {
		const said = ipc(of, 'crond_t', -1);
		assert.equal(texts(said).slice(0, 2), [list, undefined]);
		assert.match(said.remedies[0]?.why ?? '', '(its key is 0xffffffff)');
		assert.is(texts(said).at(-1), `allow httpd_t crond_t:${of} unix_read;`);
	}
	// IPC_PRIVATE is no key, and a domain that is everybody's is not to be entered.
	const shared = ipc('sem', 'initrc_t', 0)
		.remedies.map(({ why }) => why)
		.join();
	assert.not.match(shared, /its key is|Whoever comes first/);
	assert.not.match(
		ipc('sem', 'httpd_t', 7)
			.remedies.map(({ why }) => why)
			.join(),
		'ipcs',
	);
});

allowed('should be no boolean of logins for code of another domain', () => {
	const execmod = (subject: string, object: string) =>
		made(
			`avc:  denied  { execmod } for  comm="a" path="/opt/a" scontext=u_u:u_r:${subject}:s0 tcontext=u_u:object_r:${object}:s0 tclass=file`,
		)
			.remedies.map(({ why, text = '' }) => `${why} ${text}`)
			.join();
	assert.match(execmod('staff_t', 'lib_t'), 'selinuxuser_execmod');
	for (const subject of ['httpd_t', 'chrome_sandbox_t', 'mozilla_plugin_t', 'init_t'])
		assert.not.match(execmod(subject, 'lib_t'), 'selinuxuser_execmod');
	assert.not.match(execmod('chrome_sandbox_t', 'bin_exec_t'), 'semanage fcontext');
});

allowed('should tell since when Linux asks what a policy may be too old for', () => {
	const said = (of: string, permission: string) =>
		reasons(
			made(
				`avc:  denied  { ${permission} } for  comm="a" scontext=u_u:s_r:httpd_t:s0 tcontext=u_u:s_r:crond_t:s0 tclass=${of}`,
			),
		);
	assert.match(said('system', 'firmware_load'), 'firmware_load came with Linux 6.15');
	assert.match(said('io_uring', 'allowed'), 'allowed came with Linux 6.15');
	assert.match(said('io_uring', 'cmd'), 'The class io_uring came with Linux 5.16');
	assert.match(said('dir', 'watch_mountns'), 'watch_mountns came with Linux 6.15');
	for (const old of ['open', 'map']) assert.not.match(said('file', old), 'came with Linux');
});

/** What is said of a file that a service is refused: all of it in one text. */
function saidOfFile(
	permission: string,
	service: string,
	type: string,
	where: string,
	of = 'file',
): string {
	return remediesIn(
		made(
			`avc:  denied  { ${permission} } for  pid=7 comm="a" ${where} dev="dm-0" ino=7 scontext=u_u:s_r:${service}:s0 tcontext=u_u:object_r:${type}:s0 tclass=${of} permissive=0`,
		),
	);
}

allowed('should be the label of its name for what lies in a home', () => {
	for (const [service, name, type] of [
		['postfix_local_t', '.forward+spam', 'mail_home_t'],
		['fetchmail_t', '.fetchmailrc', 'fetchmail_home_t'],
		['procmail_t', '.procmailrc', 'procmail_home_t'],
		['mysqld_t', '.my.cnf', 'mysqld_home_t'],
	] as const) {
		for (const home of ['admin_home_t', 'user_home_t']) {
			const said = saidOfFile('open', service, home, `name="${name}"`);
			assert.match(said, type);
			assert.not.match(said, 'dontaudit');
		}
	}
	assert.match(saidOfFile('open', 'postfix_local_t', 'admin_home_t', 'name=".other"'), 'dontaudit');
});

allowed('should be the type of its name, wherever a file was brought from', () => {
	for (const [service, name, type] of [
		['mysqld_t', 'my.cnf', 'mysqld_etc_t'],
		['named_t', 'rndc.key', 'dnssec_t'],
		['svirt_t', 'disk.qcow2', 'virt_image_t'],
		['svirt_t', 'install.iso', 'virt_content_t'],
	] as const) {
		assert.match(saidOfFile('read', service, 'user_home_t', `name="${name}"`), `-t ${type} PATH`);
	}
	// The reference policy has no type for it.
	assert.not.match(saidOfFile('read', 'ntpd_t', 'etc_t', 'name="group"'), 'passwd_file_t');
	const mail = saidOfFile('read', 'dovecot_t', 'user_home_t', 'name="cur"', 'dir');
	assert.match(mail, 'restorecon -Rv HOME/Maildir');
	assert.not.match(saidOfFile('read', 'ntpd_t', 'user_home_t', 'name="cur"', 'dir'), 'Maildir');
	assert.match(saidOfFile('relabelto', 'setfiles_t', 'foo_t', 'name="x"'), 'files_type(foo_t)');
});

allowed(
	'should be no other label for the root of what is mounted at a folder of the system',
	() => {
		for (const [type, service] of [
			['var_t', 'httpd_t'],
			['home_root_t', 'httpd_t'],
			['var_log_t', 'ntpd_t'],
		] as const) {
			assert.not.match(saidOfFile('read', service, type, 'name="/"', 'dir'), 'semanage fcontext');
		}
		// A disk that nobody has labeled is none of them.
		assert.match(
			saidOfFile('read', 'httpd_t', 'default_t', 'name="/"', 'dir'),
			'semanage fcontext',
		);
	},
);

allowed('should be the label of its place for what was moved out of /tmp', () => {
	for (const type of ['httpd_tmp_t', 'rpm_script_tmp_t', 'system_cronjob_tmp_t']) {
		const said = saidOfFile('open', 'ntpd_t', type, 'path="/srv/list"');
		assert.match(said, 'was made there and moved');
		assert.not.match(said, 'a gap in the policy');
		for (const place of ['/tmp/list', '/var/tmp/x/list', '/srv/tmp/list', '/run/list'])
			assert.not.match(saidOfFile('open', 'ntpd_t', type, `path="${place}"`), 'and moved');
	}
});

allowed('should not be a gap in the policy where a service changes its own logs', () => {
	for (const [permission, of] of [
		['rename', 'file'],
		['unlink', 'file'],
		['remove_name', 'dir'],
	] as const) {
		const said = (service: string, type: string) =>
			saidOfFile(permission, service, type, 'name="a.log"', of);
		assert.match(said('exim_t', 'exim_log_t'), 'Probably meant so');
		assert.not.match(said('exim_t', 'exim_log_t'), 'httpd_sys_rw_content_t');
		assert.match(said('httpd_t', 'httpd_log_t'), 'httpd_sys_rw_content_t');
		assert.not.match(said('ntpd_t', 'httpd_log_t'), 'Probably meant so');
	}
	assert.not.match(saidOfFile('append', 'exim_t', 'exim_log_t', 'name="a.log"'), 'meant so');
});

allowed('should be the same for a name where another record has the path', async () => {
	const record = (permission: string, what: string, of = 'file') =>
		`avc:  denied  { ${permission} } for  pid=7 comm="a" ${what} dev="dm-0" ino=7 scontext=u_u:s_r:ntpd_t:s0 tcontext=u_u:object_r:user_home_t:s0 tclass=${of} permissive=0`;
	const said = async (...records: string[]) =>
		(await explainLog(readRecords(records.join('\n'))))
			.map(({ explanation }) => texts(explanation).join())
			.join();
	const path = record('getattr', 'path="/srv/drift"');
	assert.match(await said(record('write', 'name="drift"')), 'PATH');
	assert.not.match(await said(record('write', 'name="drift"'), path), 'PATH');
	// Of a folder's entry the number is the entry's, and the path would be taken for the folder's.
	assert.not.match(
		await said(record('remove_name', 'name="drift"', 'dir'), path),
		"'/srv/drift(/.*)?'",
	);
});

allowed('should be the label of what a service writes where the policy knows no such file', () => {
	for (const [service, type] of [
		['syslogd_t', 'var_log_t'],
		['httpd_t', 'httpd_sys_rw_content_t'],
	] as const) {
		const said = saidOfFile('append', service, 'default_t', 'path="/data/list"');
		assert.match(said, type);
		assert.not.match(said, 'passed on');
	}
	// Who has no files there was given the descriptor, and what is to be read is not told.
	assert.match(saidOfFile('append', 'iptables_t', 'default_t', 'path="/data/list"'), 'passed on');
	assert.match(saidOfFile('append', 'httpd_t', 'ntpd_log_t', 'path="/var/log/ntp"'), 'passed on');
});

allowed('should be all that sudo needs, for a service', () => {
	for (const program of ['sudo', 'su'])
		assert.match(
			saidOfFile('execute', 'tomcat_t', `${program}_exec_t`, `name="${program}"`),
			`${program} stays in tomcat_t`,
		);
	for (const other of ['init_t', 'staff_t', 'container_t'])
		assert.not.match(saidOfFile('execute', other, 'sudo_exec_t', 'name="sudo"'), 'sudo stays in');
});

allowed('should be both halves of connect(2) for a UNIX socket, and whose socket it is', () => {
	const socket = (permission: string, what: string, subject: string, object: string, of: string) =>
		reasons(
			made(
				`avc:  denied  { ${permission} } for  pid=1 comm="systemd" ${what} scontext=u_u:system_r:${subject}:s0 tcontext=u_u:system_r:${object}:s0 tclass=${of}`,
			),
		);
	const file = saidOfFile('write', 'ntpd_t', 'mysqld_var_run_t', 'name="a.sock"', 'sock_file');
	assert.match(file, 'connectto');
	assert.not.match(
		saidOfFile('getattr', 'ntpd_t', 'mysqld_var_run_t', 'name="a"', 'sock_file'),
		'connectto',
	);
	assert.not.match(
		saidOfFile('write', 'staff_t', 'init_runtime_t', 'name="private"', 'sock_file'),
		'connectto',
	);
	const answer = (path: string) =>
		socket('sendto', `path="${path}"`, 'chronyd_t', 'spc_t', 'unix_dgram_socket');
	assert.match(answer('/run/chrony/chronyc.77.sock'), 'chronyd_t answers here');
	assert.not.match(answer('/run/chrony/other.sock'), 'answers here');
	for (const permission of ['create', 'bind', 'listen'])
		assert.match(
			socket(permission, '', 'init_t', 'unconfined_service_t', 'tcp_socket'),
			'for a socket unit',
		);
	assert.not.match(socket('create', '', 'init_t', 'init_t', 'tcp_socket'), 'for a socket unit');
});

allowed('should be the role, and no label of a unit, where a role of the site asks', () => {
	const start = (subject: string) => {
		const said = made(
			`avc:  denied  { start } for  path="/usr/lib/systemd/system/a.service" scontext=${subject}:s0 tcontext=s_u:object_r:systemd_unit_file_t:s0 tclass=service`,
		);
		return remediesIn(said);
	};
	assert.match(start('toor_u:toor_r:toor_t'), 'sysadm_r may');
	assert.not.match(start('toor_u:toor_r:toor_t'), 'semanage fcontext');
	assert.match(start('system_u:system_r:ntpd_t'), 'semanage fcontext');
});

allowed('should be no program that systemd finds in /tmp', () => {
	assert.match(saidOfFile('execute', 'init_t', 'initrc_tmp_t', 'name="a"'), 'in /usr/local/bin');
});

allowed('should be another build of Android for adb root', () => {
	const said = made(
		'avc:  denied  { dyntransition } for  comm="adbd" scontext=u:r:adbd:s0 tcontext=u:r:su:s0 tclass=process',
	);
	assert.match(reasons(said), 'userdebug');
});

allowed('should be the role of an administrator also where sudo has a domain of its own', () => {
	const stop = (subject: string) =>
		reasons(
			made(
				`avc:  denied  { stop } for  scontext=staff_u:staff_r:${subject}:s0 tcontext=s_u:object_r:httpd_unit_file_t:s0 tclass=service`,
			),
		);
	for (const subject of ['staff_t', 'staff_sudo_t'])
		assert.match(stop(subject), 'sudo -r sysadm_r');
});

allowed('should be no label of the host for what lies in the storage of an engine', () => {
	const said = (where: string) => saidOfFile('getattr', 'nrpe_t', 'container_file_t', where, 'dir');
	assert.not.match(said('path="/var/lib/docker/overlay2/x/merged"'), 'restorecon');
	assert.not.match(said('path="/home/joe/.local/share/containers/storage/x"'), 'restorecon');
	assert.match(said('path="/srv/volume"'), 'restorecon -RFv PATH');
});

allowed('should be the label of programs for a script among settings', () => {
	const said = saidOfFile('execute', 'squid_t', 'squid_conf_t', 'name="helper.pl"');
	assert.match(said, '-t bin_t PATH');
	assert.not.match(said, 'a gap in the policy');
	assert.match(saidOfFile('read', 'ntpd_t', 'squid_conf_t', 'name="a"'), 'a gap in the policy');
});

allowed('should be a type for both where two servers use one folder', () => {
	const said = (permission: string, subject: string, object: string, where = 'name="a"') =>
		saidOfFile(permission, subject, object, where, 'dir');
	assert.match(said('read', 'smbd_t', 'httpd_sys_content_t'), '-t public_content_t');
	const write = said('write', 'smbd_t', 'httpd_sys_content_t');
	for (const words of ['-t public_content_rw_t', 'setsebool -P smbd_anon_write on'])
		assert.match(write, words);
	assert.not.match(write, 'httpd_sys_rw_content_t');
	// Who serves what the other writes may read it alone; the other goes on writing by a boolean of its own.
	const read = said('read', 'ftpd_t', 'httpd_sys_rw_content_t');
	assert.match(read, '-t public_content_rw_t');
	assert.match(read, 'httpd_anon_write');
	assert.match(said('write', 'httpd_t', 'httpd_sys_content_t'), 'httpd_sys_rw_content_t');
	const moved = said('read', 'httpd_t', 'samba_share_t', 'path="/var/www/html/a"');
	assert.match(moved, 'restorecon');
	assert.not.match(moved, 'public_content_t');
});

allowed('should be the port of what a client speaks', () => {
	const connect = (subject: string) =>
		texts(
			made(
				`avc:  denied  { name_connect } for  dest=8025 scontext=s_u:s_r:${subject}:s0 tcontext=s_u:object_r:unreserved_port_t:s0 tclass=tcp_socket`,
			),
		).join();
	assert.match(connect('postfix_smtp_t'), '-t smtp_port_t -p tcp 8025');
	assert.match(connect('httpd_t'), '-t TYPE');
});

allowed('should say how to find a type where none is known', () => {
	const said = (subject: string) => saidOfFile('open', subject, 'var_t', 'path="/var/x/a"');
	assert.match(said('tomcat_t'), 'grep tomcat_');
	// Types are named without the d of a daemon, too.
	assert.match(said('setroubleshootd_t'), "grep 'setroubleshootd\\?_'");
	// No files are named after these.
	assert.not.match(said('initrc_t'), 'grep');
	// Logs have a type beside that of a domain's other files.
	const log = saidOfFile('open', 'named_t', 'var_log_t', 'path="/var/log/named/a"');
	assert.not.match(log, 'named_zone_t');
});

/** What is said of a service that may not connect to a socket. */
function saidOfSocket(subject: string, object: string, path: string): string {
	return remediesIn(
		made(
			`avc:  denied  { connectto } for  path="${path}" scontext=s_u:s_r:${subject}:s0 tcontext=s_u:s_r:${object}:s0 tclass=unix_stream_socket`,
		),
	);
}

allowed('should be no rule for what would let a service use an engine', () => {
	const socket = '/run/docker.sock';
	assert.match(saidOfSocket('zabbix_agent_t', 'container_runtime_t', socket), 'confined no more');
	const file = saidOfFile(
		'write',
		'zabbix_agent_t',
		'container_var_run_t',
		'name="docker.sock"',
		'sock_file',
	);
	assert.match(file, 'confined no more');
	const others = saidOfSocket('zabbix_agent_t', 'container_runtime_t', '/run/a.sock');
	assert.not.match(others, 'confined no more');
	assert.not.match(saidOfSocket('unconfined_t', 'container_runtime_t', socket), 'confined no more');
});

allowed('should be a domain for an application behind a web server', () => {
	for (const type of ['unconfined_service_t', 'initrc_t']) {
		const said = saidOfSocket('httpd_t', type, '/run/gunicorn.sock');
		assert.match(said, '-t httpd_exec_t PROGRAM');
		assert.match(said, 'httpd_can_network_connect');
		assert.not.match(saidOfSocket('named_t', type, '/run/gunicorn.sock'), 'httpd_exec_t');
	}
});

allowed('should be the type of logs for what looks at the logs of others', () => {
	const said = (subject: string) => saidOfFile('open', subject, 'default_t', 'path="/x/a.log"');
	assert.match(said('fail2ban_t'), '-t var_log_t');
	assert.not.match(said('chronyd_t'), 'var_log_t');
	const inHome = saidOfFile(
		'getattr',
		'logrotate_t',
		'user_home_t',
		'path="/home/a/log" comm="logrotate"',
		'dir',
	);
	assert.match(inHome, "-t var_log_t '/home/a/log(/.*)?'");
});

allowed.run();
