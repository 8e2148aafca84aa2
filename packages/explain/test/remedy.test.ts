import { type AccessRecord, parseRecord, readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LOGS, recorded, recordsOf } from '../../records/test/recorded.ts';
import { hostWith } from '../src/host.ts';
import { type Explanation, explain, explainLog } from '../src/index.ts';
import {
	asked,
	made,
	reasons,
	remediesIn,
	saidOf,
	saidOfProcess,
	saidOfSocket,
	texts,
} from './explained.ts';

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

allowed('should be an update for what hands over the data of Galera, and no other domain', () => {
	const of = (comm: string) =>
		remediesIn(
			made(
				`avc:  denied  { execute } for  pid=7 comm="${comm}" name="rsync" dev="dm-0" ino=7 scontext=s_u:s_r:mysqld_t:s0 tcontext=s_u:object_r:rsync_exec_t:s0 tclass=file`,
			),
		);
	assert.match(of('wsrep_sst_rsync'), 'a state transfer of Galera');
	assert.not.match(of('wsrep_sst_rsync'), 'domtrans_pattern');
	assert.not.match(of('mysqld'), 'Galera');
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
		assert.match(
			folder,
			/^What is made mostly takes after its folder[^\n]*\n[^\n]*RuntimeDirectory=/,
		);
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
		assert.match(said.remedies[0]?.why ?? '', '(its key, 0xffffffff, stands in');
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

allowed('should be a domain for an application behind a web server', () => {
	for (const type of ['unconfined_service_t', 'initrc_t', 'init_t']) {
		const said = saidOfSocket('httpd_t', type, '/run/gunicorn.sock');
		assert.match(said, '-t httpd_exec_t PROGRAM');
		assert.match(said, 'httpd_can_network_connect');
		assert.not.match(saidOfSocket('named_t', type, '/run/gunicorn.sock'), 'httpd_exec_t');
	}
});

allowed('should be a boolean or a role where SELinux itself is to be changed', () => {
	assert.match(
		saidOfProcess('setenforce', 'unconfined_t', 'security_t', 'security'),
		'secure_mode_policyload',
	);
	assert.match(
		saidOfProcess('load_policy', 'sysadm_t', 'security_t', 'security'),
		'newrole -r secadm_r',
	);
	assert.match(saidOfProcess('setbool', 'staff_t', 'security_t', 'security'), 'sudo -r sysadm_r');
	assert.not.match(saidOfProcess('setenforce', 'httpd_t', 'security_t', 'security'), 'secure_mode');
	assert.not.match(
		saidOfProcess('compute_av', 'sysadm_t', 'security_t', 'security'),
		'secure_mode',
	);
});

allowed('should know what loads a module from what is only looking for an interface', () => {
	const said = (comm: string) =>
		saidOfProcess('sys_module', 'kmod_t', 'kmod_t', 'capability', comm);
	assert.match(said('comm="modprobe"'), 'secure_mode_insmod');
	assert.match(said('comm="ip"'), 'not about a module');
});

allowed('should be no domain of a login for a unit', () => {
	const start = (path: string) =>
		saidOfProcess('transition', 'init_t', 'unconfined_t', 'process', `path="${path}"`);
	assert.match(start('/opt/a.sh'), 'SELinuxContext=');
	assert.match(start('/usr/lib/systemd/systemd'), 'user@.service');
});

allowed('should be no label of the file where a container sends to a socket of the host', () => {
	const send = (object: string, path: string) =>
		saidOfProcess('sendto', 'container_t', object, 'unix_dgram_socket', `path="${path}"`);
	assert.match(send('syslogd_t', '/run/systemd/journal/dev-log'), 'no label of the socket');
	assert.match(send('init_t', '/run/systemd/notify'), '--sdnotify=conmon');
});

allowed('should be another login where runcon asks for a role', () => {
	const said = (comm: string) =>
		remediesIn(
			made(
				`avc:  denied  { transition } for  comm="${comm}" scontext=unconfined_u:unconfined_r:unconfined_t:s0 tcontext=staff_u:staff_r:staff_t:s0 tclass=process`,
			),
		);
	assert.match(said('runcon'), 'semanage login -a -s staff_u NAME');
	assert.not.match(said('su'), 'semanage login');
});

allowed('should be an update where newer policies let a service bind a port of that type', () => {
	const bind = (subject: string, type: string) =>
		saidOfProcess('name_bind', subject, type, 'tcp_socket', 'src=587');
	assert.match(bind('dovecot_t', 'smtp_port_t'), 'update selinux-policy');
	assert.not.match(bind('dovecot_t', 'smtp_port_t'), 'semanage port -m -t');
	assert.match(bind('dovecot_t', 'http_port_t'), 'semanage port -m -t pop_port_t');
});

allowed('should be no port for what a script of logrotate runs', () => {
	const said = (comm: string) =>
		saidOfProcess(
			'name_connect',
			'logrotate_t',
			'unreserved_port_t',
			'tcp_socket',
			`dest=2727 ${comm}`,
		);
	assert.not.match(said('comm="curl"'), 'semanage port');
	// asterisk_port_t has it by UDP.
	assert.match(said('comm="logrotate"'), 'asterisk_port_t (2727 itself');
});

allowed(
	'should be an update, or what a hardened system has taken away, for what nothing confines',
	() => {
		const said = (type: string) => saidOfProcess('create', type, type, 'user_namespace');
		for (const type of ['unconfined_t', 'container_runtime_t'])
			assert.match(said(type), 'hardened');
		assert.not.match(said('httpd_t'), 'hardened');
	},
);

allowed('should be another type for a container that mounts', () => {
	const mount = (subject: string, object: string, of: string, permission = 'mount') =>
		saidOfProcess(permission, subject, object, of);
	assert.match(mount('container_t', 'fs_t', 'filesystem'), 'type:container_engine_t');
	assert.match(mount('container_t', 'cgroup_t', 'dir', 'mounton'), 'container_init_t');
	assert.not.match(mount('container_t', 'var_t', 'dir', 'mounton'), 'container_init_t');
	assert.not.match(mount('mount_t', 'fs_t', 'filesystem'), 'container');
});

allowed('should be the templates of udica for the keyring that a runtime makes', () => {
	const key = (subject: string, object: string) => saidOfProcess('create', subject, object, 'key');
	const said = key('container_runtime_t', 'web.process');
	assert.match(said, 'semodule -i web.cil');
	assert.match(said, '(allow container_runtime_t process (key (create link');
	// No language but CIL has a dot in a type.
	assert.not.match(said, 'web.process:key');
	assert.not.match(key('sshd_t', 'web.process'), 'base_container.cil');
});

allowed('should be newer modules for a type that the base policy gives', () => {
	const said = (subject: string, type: string) =>
		saidOfProcess('create', subject, type, 'anon_inode', 'comm="qemu-kvm"');
	assert.match(said('container_t', 'userfaultfd_t'), '{ getattr ioctl read write }');
	assert.not.match(said('container_t', 'userfaultfd_t'), 'Kata');
	assert.match(said('named_t', 'io_uring_t'), 'update selinux-policy');
	assert.not.match(said('named_t', 'named_t'), 'base policy');
	assert.not.match(said('container_t', 'io_uring_t'), 'base policy');
});

allowed('should be no other login for administrators', () => {
	const said = (subject: string) =>
		saidOfProcess('getattr', subject, 'named_t', 'unix_stream_socket');
	assert.match(said('sysadm_t'), 'Update selinux-policy first');
	assert.not.match(said('sysadm_t'), 'log in as somebody');
	assert.match(said('staff_t'), 'log in as somebody');
	const call = (subject: string, object: string) =>
		saidOfProcess('send_msg', subject, object, 'dbus');
	for (const said of [
		call('sysadm_t', 'systemd_hostnamed_t'),
		call('systemd_hostnamed_t', 'sysadm_t'),
	]) {
		assert.match(said, 'is to administer services');
		assert.not.match(said, 'opens all of them');
	}
	assert.match(call('staff_t', 'systemd_hostnamed_t'), 'opens all of them');
});

allowed('should not say that a call was allowed where nothing was enforced', () => {
	const said = (permissive: number) =>
		reasons(
			made(
				`avc:  denied  { send_msg } for  msgtype=method_return scontext=s_u:s_r:ntpd_t:s0 tcontext=s_u:s_r:named_t:s0 tclass=dbus permissive=${permissive}`,
			),
		);
	assert.match(said(1), 'nothing was enforced');
	assert.match(said(0), 'the call itself was let through');
});

allowed('should know the parts of the firewall by their numbers', () => {
	const said = (kmod: string) =>
		saidOfProcess('module_request', 'conntrackd_t', 'kernel_t', 'system', `kmod="${kmod}"`);
	assert.match(said('nfnetlink-subsys-1'), 'nf_conntrack_netlink');
	assert.match(said('nfnetlink-subsys-99'), 'of the number 99');
	assert.match(said('nft-expr-1-ct'), 'update selinux-policy');
	assert.match(said('fs-xfs'), 'modules-load.d');
	const inContainer = saidOfProcess(
		'module_request',
		'container_t',
		'kernel_t',
		'system',
		'kmod="ipt_MARK"',
	);
	assert.not.match(inContainer, 'selinux-policy');
});

allowed('should be no type for a port by a protocol that the service does not serve by', () => {
	const said = (domain: string, of: string) =>
		saidOfProcess('name_bind', domain, 'unreserved_port_t', of, 'src=30123');
	assert.match(said('sshd_t', 'tcp_socket'), 'semanage port -a -t ssh_port_t');
	assert.match(said('sshd_t', 'udp_socket'), 'no type for this port');
	assert.match(said('sshd_t', 'udp_socket'), 'authlogin_radius');
	assert.not.match(said('sshd_t', 'udp_socket'), 'semanage');
	assert.match(said('httpd_t', 'udp_socket'), 'semanage port -a -t http_port_t');
	assert.not.match(said('ntpd_t', 'tcp_socket'), 'ntp_port_t');
});

allowed('should be no other label for the sockets of a session', () => {
	const bus = 'path="/run/user/1000/bus" dev="tmpfs"';
	const said = saidOfProcess('write', 'ntpd_t', 'user_tmp_t', 'sock_file', bus);
	assert.match(said, 'the session of the user 1000');
	const byName = (dev: string) =>
		saidOfProcess('write', 'ntpd_t', 'user_tmp_t', 'sock_file', `name="bus" dev="${dev}"`);
	assert.match(byName('tmpfs'), "probably the socket of the session bus of D-Bus in somebody's");
	assert.match(byName('dm-0'), 'what logins make in folders that all share');
	assert.not.match(said, 'type_transition');
	assert.match(saidOfSocket('ntpd_t', 'unconfined_dbusd_t', '/run/user/0/bus'), "root's session");
	for (const [subject, path] of [
		['staff_t', '/run/user/1000/bus'],
		['ntpd_t', '/run/user/1000/a.sock'],
	] as [string, string][])
		assert.not.match(saidOfSocket(subject, 'user_dbusd_t', path), 'It is the socket of');
});

allowed('should be the API where Android has taken the list of the network from apps', () => {
	const said = (subject: string, permission: string) =>
		reasons(
			made(
				`avc:  denied  { ${permission} } for  scontext=u:r:${subject}:s0 tcontext=u:r:${subject}:s0 tclass=netlink_route_socket`,
			),
		);
	assert.match(said('untrusted_app', 'bind'), 'ConnectivityManager');
	assert.not.match(said('untrusted_app', 'nlmsg_write'), 'ConnectivityManager');
	assert.not.match(said('netd', 'bind'), 'ConnectivityManager');
});

allowed('should be the daemon that has started login(1) without a domain', () => {
	const said = (subject: string, comm: string) =>
		saidOfProcess('transition', subject, 'unconfined_t', 'process', `comm="${comm}"`);
	assert.match(said('unconfined_service_t', 'login'), 'locallogin_domtrans');
	assert.not.match(said('unconfined_service_t', 'bash'), 'locallogin_domtrans');
	assert.not.match(said('local_login_t', 'login'), 'locallogin_domtrans');
});

allowed('should tell what systemd was asked, and what it has made, beside the update', () => {
	const stop = (name: string) =>
		saidOfProcess('stop', 'logrotate_t', 'httpd_unit_file_t', 'service', `function="${name}"`);
	assert.match(stop('bus_unit_method_kill'), 'systemctl kill');
	assert.match(stop('bus_unit_method_kill'), 'Probably a gap');
	assert.not.match(stop('bus_unit_method_stop'), 'systemctl kill');
	const accept = (object: string) => saidOfProcess('accept', 'cockpit_ws_t', object, 'tcp_socket');
	assert.match(accept('init_t'), '.socket unit');
	assert.match(accept('init_t'), 'Probably a gap');
	assert.not.match(accept('cockpit_ws_t'), '.socket unit');
});

allowed('should tell what perf_event_open(2) asks next', () => {
	const said = (names: string) => saidOfProcess(names, 'pcp_pmcd_t', 'pcp_pmcd_t', 'perf_event');
	assert.match(said('open'), 'kernel_manage_perf_event');
	assert.not.match(said('read'), 'kernel_manage_perf_event');
});

allowed('should be no other service for the sockets of systemd itself', () => {
	assert.not.match(saidOfSocket('httpd_t', 'init_t', '/run/systemd/private'), 'httpd_exec_t');
});

allowed('should be no newer policy for a container that talks to its engine', () => {
	const said = saidOfSocket('container_t', 'container_runtime_t', '/run/docker.sock');
	assert.match(said, 'label=disable');
	assert.not.match(said, 'update it first');
});

allowed('should tell a look at one process from one through all of /proc', () => {
	const look = (comm: string, more: string, object: string, of = 'file') =>
		saidOfProcess('open', 'md_t', object, of, `pid=7 comm="${comm}" ${more} dev="proc" ino=7`);
	const one = look('md', 'path="/proc/56/stat"', 'virtd_t');
	assert.match(one, /Only of virtd_t: probably md has to do with that one.*a gap in the policy/);
	assert.match(one, 'goes through all of /proc, this hides');
	assert.match(look('pgrep', 'path="/proc/56/stat"', 'virtd_t'), 'Probably it looks through /proc');
	assert.match(look('md', 'path="/proc/2/stat"', 'kernel_t'), 'Probably it looks through /proc');
	assert.match(look('md', 'path="/proc/1/environ"', 'init_t'), 'looks at PID 1');
	assert.match(look('md', 'name="1"', 'init_t', 'dir'), 'looks at PID 1');
	assert.not.match(look('pidof', 'path="/proc/1/stat"', 'init_t'), 'looks at PID 1');
});

allowed("should be the interface for what a unit's program says, and no leak", () => {
	const said = (names: string, path: string) =>
		saidOf(['script_t', 'init_t'], 'unix_stream_socket', names, `pid=7 comm="a" path="${path}"`);
	const written = said('read write', 'socket:[7]');
	assert.match(written, 'init_rw_stream_sockets(script_t)');
	assert.match(written, 'what a says is lost');
	assert.not.match(written, 'dontaudit');
	assert.match(said('getattr ioctl', 'socket:[7]'), 'only asks what it is');
});

allowed('should be no leak where a service has handed a pipe over D-Bus', () => {
	const said = (path: string) =>
		saidOf(
			['fprintd_t', 'systemd_logind_inhibit_var_run_t'],
			'fifo_file',
			'write',
			`pid=7 comm="a" path="${path}"`,
		);
	assert.match(said('/run/systemd/inhibit/9.ref'), 'an inhibitor lock');
	assert.match(said('/run/systemd/sessions/1.ref'), 'of a session');
	assert.match(said('/run/boltd/power/1.guard.fifo'), 'to hush the record would hide why');
	assert.match(said('pipe:[7]'), 'If it is a leak');
});

allowed(
	"should be the answer to a client that a person runs, by the number in its socket's name",
	() => {
		for (const path of ['/tmp/wpa_ctrl_10619-1', '/com/intel/lldpad/5534', '/run/a/a.5500.sock']) {
			const said = saidOf(
				['hostapd_t', 'unconfined_t'],
				'unix_dgram_socket',
				'sendto',
				`pid=7 comm="hostapd" path="${path}"`,
			);
			assert.match(said, 'hostapd_t answers here', path);
			assert.not.match(said, 'started by hand', path);
		}
	},
);

allowed('should be the whole of what nearly every program does', () => {
	const log = (object: string, of: string, names: string, path: string) =>
		saidOf(['new_t', object], of, names, `pid=7 comm="a" ${path}`);
	const syslog = 'logging_send_syslog_msg(new_t)';
	assert.match(log('devlog_t', 'sock_file', 'write', 'name="dev-log"'), syslog);
	assert.match(
		log('kernel_t', 'unix_stream_socket', 'connectto', 'path="/run/systemd/journal/stdout"'),
		syslog,
	);
	assert.not.match(
		log('kernel_t', 'unix_stream_socket', 'connectto', 'path="/run/systemd/userdb/io.a"'),
		syslog,
	);
	assert.match(
		log('file_context_t', 'file', 'read', 'name="file_contexts.bin"'),
		'seutil_read_file_contexts(new_t)',
	);
	assert.not.match(log('file_context_t', 'file', 'write', 'name="file_contexts"'), 'seutil_read');
});

allowed('should not send the bus of a session to the domain of the system bus', () => {
	const said = saidOf(
		['sandbox_web_t', 'kernel_t'],
		'unix_stream_socket',
		'connectto',
		'pid=7 comm="dbus-daemon" path="/run/systemd/journal/stdout"',
	);
	assert.not.match(said, 'system_dbusd_t');
});

allowed('should be a gap before a type of its own where a unit is only asked how it is', () => {
	const asks = (permission: string) =>
		remediesIn(
			made(
				`avc:  denied  { ${permission} } for auid=n/a uid=0 gid=0 path="/usr/lib/systemd/system/a.service" cmdline="" function="reply_unit_path" scontext=s_u:system_r:watcher_t:s0 tcontext=s_u:object_r:systemd_unit_file_t:s0 tclass=service`,
			),
		);
	assert.match(asks('status'), 'It only asks how the unit is');
	assert.not.match(asks('start'), 'It only asks how the unit is');
});

allowed('should be a look for the unit where systemd was asked about one without a file', () => {
	const asks = (more: string, object = 'init_t') =>
		remediesIn(
			made(
				`avc:  denied  { status } for auid=1 uid=0 gid=0 ${more} scontext=a_u:a_r:a_t:s0 tcontext=s_u:system_r:${object}:s0 tclass=service`,
			),
		);
	assert.match(asks('cmdline="systemctl status getty.service"'), 'systemctl cat getty.service;');
	assert.match(asks('cmdline="systemctl status"'), 'systemctl cat UNIT;');
	assert.not.match(asks('path="/usr/lib/systemd/system/a.service" cmdline="a"'), 'systemctl cat');
	assert.not.match(asks('cmdline="a"', 'foo_t'), 'systemctl cat');
});

allowed(
	"should take the question of nss-systemd for a lookup, and its libraries' for FIPS mode",
	() => {
		const call = (member: string) =>
			saidOf(
				['new_t', 'init_t'],
				'dbus',
				'send_msg',
				`msgtype=method_call interface=org.freedesktop.systemd1.Manager member=${member} dest=org.freedesktop.systemd1`,
			);
		assert.match(call('LookupDynamicUserByName'), 'auth_use_nsswitch(new_t)');
		assert.not.match(call('StartUnit'), 'auth_use_nsswitch');
		const fips = saidOf(
			['clamd_t', 'sysctl_crypto_t'],
			'file',
			'read',
			'pid=7 comm="clamd" name="fips_enabled" dev="proc" ino=7',
		);
		assert.match(fips, 'kernel_read_crypto_sysctls(clamd_t)');
		assert.not.match(fips, 'setsebool');
	},
);

allowed('should be no service that talks to a session where a program of that login does', () => {
	const said = (role: string) =>
		remediesIn(
			made(
				`avc:  denied  { connectto } for  pid=7 comm="ssh" path="/run/user/1000/bus" scontext=staff_u:${role}:ssh_t:s0 tcontext=staff_u:staff_r:staff_dbusd_t:s0 tclass=unix_stream_socket`,
			),
		);
	assert.not.match(said('staff_r'), 'a service of the system has no business there');
	assert.match(said('system_r'), 'a service of the system has no business there');
});

allowed('should be the interface for the terminal of who has started a program by hand', () => {
	const said = (role: string) =>
		remediesIn(
			made(
				`avc:  denied  { read write } for  pid=7 comm="sos" path="/dev/pts/0" scontext=a_u:${role}:sosreport_t:s0 tcontext=a_u:object_r:user_devpts_t:s0 tclass=chr_file`,
			),
		);
	assert.match(said('sysadm_r'), 'userdom_use_inherited_user_terminals(sosreport_t)');
	assert.match(said('system_r'), 'it goes on without');
});

allowed(
	"should be a gap for the kernel's thread that makes nodes, and for what an initramfs starts",
	() => {
		const kernel = (comm: string, of: string, type: string) =>
			saidOf(
				['kernel_t', type],
				of,
				'unlink',
				`pid=26 comm="${comm}" name="a" dev="devtmpfs" ino=7`,
			);
		assert.match(kernel('kdevtmpfs', 'chr_file', 'mouse_device_t'), 'is the thread of the kernel');
		assert.match(
			kernel('plymouthd', 'file', 'plymouthd_var_run_t'),
			'was started in the initramfs',
		);
		assert.not.match(kernel('cron', 'file', 'crond_var_run_t'), 'was started in the initramfs');
	},
);

allowed("should not take the one who gets sudo's signals for all of a login", () => {
	const signals = (subject: string) => saidOfProcess('signal', subject, 'sysadm_t', 'process');
	assert.not.match(signals('sysadm_sudo_t'), 'all that such a login runs');
	assert.match(signals('foo_t'), 'all that such a login runs');
});

allowed('should be harmless for who searches, where the expressions of PCRE are compiled', () => {
	const asks = (comm: string) =>
		saidOfProcess('execmem', 'fail2ban_t', 'fail2ban_t', 'process', `pid=7 comm="${comm}"`);
	assert.match(asks('grep'), 'nothing fails');
	assert.not.match(asks('a'), 'nothing fails');
});

allowed('should be the macro where one service is to become another', () => {
	const becomes = (subject: string, object: string) =>
		texts(
			made(
				`avc:  denied  { transition } for  pid=7 comm="a" path="/usr/bin/a" scontext=s_u:system_r:${subject}:s0 tcontext=s_u:system_r:${object}:s0 tclass=process`,
			),
		);
	assert.is(becomes('init_t', 'foo_t')[0], 'init_daemon_domain(foo_t, foo_exec_t)');
	assert.is(becomes('foo_t', 'bar_t')[0], 'domtrans_pattern(foo_t, bar_exec_t, bar_t)');
	assert.not.ok(becomes('sshd_t', 'staff_t').some((text) => text?.includes('domtrans_pattern')));
});

allowed(
	'should be a gap where a service means to use a capability, and not what sudo asks for it',
	() => {
		const asks = (name: string, comm = 'rngd') =>
			saidOfProcess(name, 'rngd_t', 'rngd_t', 'capability', `pid=7 comm="${comm}"`);
		assert.match(asks('setgid'), 'Probably a gap in the policy, if rngd_t');
		for (const said of [asks('setgid', 'sudo'), asks('sys_admin'), asks('fsetid'), asks('fowner')])
			assert.not.match(said, 'a gap in the policy');
	},
);

allowed('should be what sends records of its own, where a service runs sudo in its domain', () => {
	const asks = (comm: string, of = 'netlink_audit_socket', name = 'write') =>
		saidOfProcess(name, 'a_t', 'a_t', of, `pid=7 comm="${comm}"`);
	assert.match(asks('sudo'), 'logging_send_audit_msgs(a_t)');
	assert.match(asks('sudo', 'capability', 'audit_write'), 'logging_send_audit_msgs(a_t)');
	for (const each of [asks('a'), asks('sudo', 'capability', 'setuid')])
		assert.not.match(each, 'logging_send_audit_msgs');
});

allowed('should be a class that the policy lacks, for whom nothing confines', () => {
	const asks = (subject: string, object: string, of: string, more = '') =>
		saidOfProcess('read', subject, object, of, more);
	const event = asks('unconfined_t', 'unconfined_service_t', 'perf_event');
	assert.match(event, 'nothing confines unconfined_t');
	assert.not.match(event, 'the domain of every service');
	const kernel = (subject: string, comm = 'bpftrace') =>
		asks(
			subject,
			subject,
			'lockdown',
			`comm="${comm}" lockdown_reason="use of bpf to read kernel RAM"`,
		);
	assert.match(kernel('unconfined_service_t'), 'nothing confines unconfined_service_t');
	assert.not.match(kernel('unconfined_service_t'), 'root whom nothing confines');
	assert.match(kernel('a_t'), 'root whom nothing confines');
	// Until Linux 5.13 it was asked in whatever process a BPF program hit.
	assert.match(kernel('auditd_t', 'auditd'), 'this program does nothing of the kind');
	assert.not.match(kernel('auditd_t', 'auditd'), 'root whom nothing confines');
	assert.not.match(kernel('unconfined_service_t', 'auditd'), 'nothing of the kind');
});

allowed('should be a process in /proc by its label, where a report has no dev=', () => {
	const looks = (where: string, role: string) =>
		remediesIn(
			made(
				`avc:  denied  { search } for  pid=7 comm="a" ${where} scontext=s_u:system_r:a_t:s0 tcontext=s_u:${role}:b_t:s0 tclass=dir`,
			),
		);
	assert.match(
		looks('name="2229"', 'system_r'),
		'What is in /proc/PID has the label of that process',
	);
	for (const said of [looks('name="2229"', 'object_r'), looks('path="/b" dev="nsfs"', 'system_r')])
		assert.not.match(said, 'What is in /proc/PID');
});

allowed('should be a look at memory where no program that measures asks for perfmon', () => {
	const asks = (comm: string) =>
		saidOfProcess('perfmon', 'a_t', 'a_t', 'capability2', `pid=7 comm="${comm}"`);
	assert.match(asks('ps'), '/proc/PID (maps, smaps, environ)');
	assert.match(asks('ps'), 'dontaudit a_t self:capability2 perfmon;');
	assert.match(asks('perf'), 'It measures the kernel, or more than its own processes');
	assert.not.match(asks('perf'), 'dontaudit');
});

allowed(
	"should be the engine's kubelet or a kubelet of its own, whose socket containers use",
	() => {
		const asks = saidOfSocket(
			'container_device_plugin_t',
			'container_runtime_t',
			'/var/lib/kubelet/device-plugins/kubelet.sock',
		);
		for (const each of ['In k3s', 'RKE2', 'kubelet_exec_t']) assert.match(asks, each);
	},
);

allowed("should tell a capability of a container's namespace from the same on the host", () => {
	const asks = (name: string, of: string) =>
		saidOfProcess(name, 'a_t', 'a_t', of, 'pid=7 comm="systemd-coredum"');
	assert.match(asks('sys_admin', 'cap_userns'), 'enters namespaces of a container');
	assert.match(asks('sys_admin', 'cap_userns'), 'Probably a gap in the policy, if a_t');
	assert.match(asks('sys_admin', 'capability'), 'It stands for very much');
	assert.match(asks('sys_ptrace', 'cap_userns'), 'a process in another user namespace');
	assert.match(asks('sys_ptrace', 'capability'), 'processes that are not its own');
});

allowed('should take a namespace for one to enter, with a label that nobody can change', () => {
	const handle = saidOf(
		['haproxy_t', 'unconfined_service_t'],
		'file',
		'read open',
		'pid=7 comm="ip" path="/run/netns/a" dev="nsfs" ino=7',
	);
	assert.match(handle, 'NetworkNamespacePath=');
	assert.not.match(handle, 'domtrans_pattern');
	const link = (name: string) =>
		saidOfProcess(
			'read',
			'md_t',
			'foo_t',
			'lnk_file',
			`pid=7 comm="md" name="${name}" dev="proc" ino=7`,
		);
	assert.match(link('mnt'), 'to enter it (setns(2))');
	assert.not.match(link('mnt'), 'dontaudit');
	assert.not.match(link('exe'), 'setns');
});

allowed('should be no way to an engine to tell it that a container is ready', () => {
	const said = (path: string) =>
		saidOf(
			['container_t', 'container_runtime_t'],
			'unix_dgram_socket',
			'sendto',
			`pid=7 comm="systemd" path="${path}"`,
		);
	assert.match(said('/systemd/nspawn/notify'), 'that it is ready (sd_notify(3))');
	assert.not.match(said('/systemd/nspawn/notify'), 'label=disable');
	assert.not.match(said('/run/docker.sock'), 'sd_notify');
});

allowed('should be the settings of a unit where systemd in a container shuts it in', () => {
	const said = (comm: string) =>
		saidOf(
			['container_t', 'container_file_t'],
			'dir',
			'mounton',
			`pid=7 comm="${comm}" path="/" dev="dm-1" ino=7`,
		);
	assert.match(said('(networkd)'), 'PrivateTmp=');
	assert.not.match(said('mount'), 'PrivateTmp=');
});

allowed('should be harmless where the kernel starts threads in the name of a program', () => {
	assert.match(saidOfProcess('setsched', 'a_t', 'kernel_t', 'process'), 'Probably harmless');
	assert.not.match(saidOfProcess('setsched', 'a_t', 'b_t', 'process'), 'harmless');
});

allowed('should be no type for a port that somebody who has logged in forwards', () => {
	const said = (uid: string) =>
		readRecords(
			`type=SYSCALL msg=audit(1.0:7): arch=c000003e syscall=49 success=no exit=-13 ppid=1 pid=7 uid=${uid} fsuid=${uid} comm="sshd" exe="/usr/sbin/sshd" key=(null)\ntype=AVC msg=audit(1.0:7): avc:  denied  { name_bind } for  pid=7 comm="sshd" src=5900 scontext=s_u:system_r:sshd_t:s0 tcontext=s_u:object_r:unreserved_port_t:s0 tclass=tcp_socket permissive=0\n`,
		)
			.records.map((record) => remediesIn(explain(record as AccessRecord)))
			.join();
	assert.match(said('1000'), 'RemoteForward');
	assert.not.match(said('1000'), 'semanage port -a');
	assert.not.match(said('0'), 'RemoteForward');
});

allowed("should name where a product's own policy has its booleans", () => {
	const said = saidOf(
		['grafana_t', 'postgresql_port_t'],
		'tcp_socket',
		'name_connect',
		'pid=7 comm="grafana" dest=5432',
	);
	assert.match(said, 'getsebool -a | grep grafana');
});

allowed(
	'should be what was seen of the label of a file, before what its record lets one guess',
	() => {
		const said = (type: string, is: string, should: string, isAllowed?: boolean) => {
			const record = parseRecord(
				`avc:  denied  { getattr } for  pid=7 comm="a" path="/srv/a" dev="dm-0" ino=7 scontext=s_u:system_r:named_t:s0 tcontext=s_u:object_r:${type}:s0 tclass=file`,
			) as AccessRecord;
			const fileLabel = {
				path: '/srv/a',
				is,
				should,
				...(isAllowed !== undefined && { isAllowed }),
			};
			return remediesIn(explain(record, { fileLabel }));
		};
		const wrong = said('admin_home_t', 'admin_home_t', 'named_zone_t', true);
		assert.match(
			wrong,
			"This host's policy has named_zone_t for that path, and lets named_t do this",
		);
		assert.match(wrong, 'restorecon -v /srv/a');
		assert.not.match(wrong, 'semanage fcontext');
		const right = said('var_t', 'var_t', 'var_t');
		assert.match(right, 'restorecon(8) changes nothing there');
		assert.match(right, 'semanage fcontext -a -t named_zone_t /srv/a');
		assert.not.match(right, '\nrestorecon');
		// Where the other label would not help, or is not known to, what the record lets one say stays.
		for (const isAllowed of [false, undefined]) {
			const other = said('admin_home_t', 'admin_home_t', 'var_t', isAllowed);
			assert.match(other, "This host's policy has var_t for /srv/a, not admin_home_t");
			assert.match(other, 'semanage fcontext -a -t named_zone_t');
		}
		// So does what somebody, or what makes the file, has given it for something.
		const byHand = said('mysqld_log_t', 'mysqld_log_t', 'var_log_t', true);
		assert.match(byHand, 'Before restorecon(8), see where mysqld_log_t is from');
		assert.match(byHand, 'type_transition');
		assert.match(said('admin_home_t', 'named_zone_t', 'named_zone_t'), 'another label by now');
	},
);

allowed('should be a label for / alone, whatever was seen of it', () => {
	const record = parseRecord(
		'avc:  denied  { search } for  pid=7 comm="httpd" path="/" dev="vda1" ino=2 scontext=s_u:system_r:httpd_t:s0 tcontext=s_u:object_r:default_t:s0 tclass=dir',
	) as AccessRecord;
	const fileLabel = { path: '/', is: 'default_t', should: 'root_t', isAllowed: true };
	const [text] = texts(explain(record, { fileLabel }));
	assert.is(text, 'restorecon -v /');
});

allowed('should be the categories where the type lets a login use a file', () => {
	const layer = (subject: string, object: string, permission = 'read') =>
		made(
			`avc:  denied  { ${permission} } for  pid=7 comm="cat" name="a" dev="dm-0" ino=7 scontext=staff_u:staff_r:${subject} tcontext=staff_u:object_r:${object} tclass=file`,
		);
	const apart = layer('staff_t:s0', 'user_home_t:s0:c0,c2');
	assert.is(apart.layer, 'MCS constraint');
	assert.not.ok(apart.certain);
	assert.equal(texts(apart).slice(0, 2), [
		'semanage login -m -r s0-s0:c0,c2 NAME',
		'chcat -d PATH',
	]);
	assert.is(layer('staff_t:s0-s0:c0.c5', 'user_home_t:s0:c0,c2').layer, 'type enforcement');
	assert.is(layer('staff_t:s0', 'shadow_t:s0:c0').layer, 'type enforcement');
	assert.is(layer('staff_t:s0', 'user_home_t:s0:c0', 'relabelto').layer, 'type enforcement');
	assert.is(layer('named_t:s0', 'user_home_t:s0:c0').layer, 'type enforcement');
});

allowed(
	'should be a newer policy where a script asks by signal 0, which takes a refusal for no process',
	() => {
		const ask = (comm: string, subject: string) =>
			saidOfProcess('signull', subject, 'haproxy_t', 'process', `comm="${comm}"`);
		assert.match(ask('killall', 'keepalived_t'), 'it is not harmless');
		assert.match(ask('killall', 'keepalived_t'), 'keepalived_unconfined_script_exec_t');
		assert.not.match(ask('check.sh', 'nagios_t'), 'keepalived');
		assert.match(ask('systemd-journal', 'syslogd_t'), 'mostly harmless');
	},
);

allowed('should be the boolean by which a program enters its own domain', () => {
	const reads = (subject: string, comm: string) =>
		saidOf([subject, 'postfix_etc_t'], 'file', 'read', `pid=7 comm="${comm}" name="main.cf"`);
	assert.match(reads('httpd_t', 'sendmail'), 'setsebool -P httpd_can_sendmail on');
	assert.match(reads('redis_t', 'sendmail'), 'setsebool -P redis_enable_notify on');
	assert.not.match(reads('squid_t', 'sendmail'), 'setsebool');
});

allowed('should be no session of a login where a service runs su', () => {
	const starts = (comm: string, subject: string) =>
		remediesIn(
			made(
				`avc:  denied  { transition } for  pid=7 comm="${comm}" path="/bin/bash" scontext=s_u:system_r:${subject}:s0 tcontext=unconfined_u:unconfined_r:unconfined_t:s0 tclass=process`,
			),
		);
	assert.match(starts('su', 'unconfined_service_t'), 'runuser(1) or setpriv(1)');
	assert.not.match(starts('sshd', 'sshd_t'), 'runuser(1)');
});

allowed('should be the label of a plugin that has stayed in the domain of who runs it', () => {
	const asks = (subject: string, comm: string) =>
		saidOfProcess(
			'name_connect',
			subject,
			'hplip_port_t',
			'tcp_socket',
			`comm="${comm}" dest=9100`,
		);
	assert.match(asks('nrpe_t', 'check_http'), 'nagios_services_plugin_exec_t');
	assert.not.match(asks('nrpe_t', 'nrpe'), 'is a plugin');
	assert.not.match(asks('nagios_services_plugin_t', 'check_http'), 'is a plugin');
});

allowed('should be input or output of a command over SSH, for a pipe of sshd', () => {
	const uses = (object: string) =>
		saidOf(
			['dhcpc_t', object],
			'fifo_file',
			'write',
			'pid=7 comm="dhclient" path="pipe:[7]" dev="pipefs" ino=7',
		);
	assert.match(uses('sshd_t'), 'over SSH without a terminal');
	assert.not.match(uses('crond_t'), 'over SSH');
});

allowed('should be another login or newrole for a login at another level, never runcon', () => {
	const reads = (subject: string, range: string) =>
		remediesIn(
			made(
				`avc:  denied  { read } for  pid=7 comm="cat" name="a" dev="dm-0" ino=7 scontext=${subject}:${range} tcontext=user_u:object_r:user_home_t:s2 tclass=file`,
			),
		);
	const cleared = reads('staff_u:staff_r:staff_t', 's0-s2');
	assert.match(cleared, 'newrole -l s2');
	assert.not.match(cleared, 'semanage');
	const below = reads('user_u:user_r:user_t', 's0');
	assert.match(below, 'semanage user -m -r s0-s2 user_u && semanage login -m -r s0-s2 NAME');
	for (const said of [cleared, below]) assert.not.match(said, 'runcon -l');
	assert.match(reads('demo_u:demo_r:demo_t', 's0'), 'runcon -l s2');
	assert.match(reads('system_u:system_r:demo_t', 's0'), 'SELinuxContext=');
});

allowed('should be the role of the user where a role is taken with the type of its name', () => {
	const takes = (from: string, invalid: string) =>
		texts(
			made(
				`type=SELINUX_ERR msg=audit(1.0:1): op=security_compute_sid invalid_context="${invalid}" scontext=${from} tcontext=s_u:object_r:shell_exec_t:s0 tclass=process`,
			),
		).join();
	const staff = takes('staff_u:staff_r:staff_t:s0', 'staff_u:webadm_r:webadm_t:s0');
	assert.match(staff, "semanage user -m -R 'ROLES webadm_r' staff_u");
	assert.not.match(staff, 'role webadm_r types');
	// Those of user_u are to have no other role.
	const user = takes('user_u:user_r:user_t:s0', 'user_u:sysadm_r:sysadm_t:s0');
	assert.match(user, 'semanage login -a -s USER NAME');
	assert.not.match(user, 'semanage user');
	assert.match(
		takes('staff_u:staff_r:staff_t:s0', 'staff_u:staff_r:demo_t:s0'),
		'role staff_r types demo_t;',
	);
});

allowed('should be no rule alone where no_new_privs takes set-ID bits from a program', () => {
	const starts = (object: string) =>
		remediesIn(
			made(
				`avc:  denied  { nnp_transition } for  pid=7 comm="php-fpm" scontext=s_u:system_r:httpd_t:s0 tcontext=s_u:system_r:${object}:s0 tclass=process2`,
			),
		);
	const mail = starts('system_mail_t');
	assert.match(mail, 'ignores the set-ID bits');
	assert.not.match(mail, 'Probably a gap');
	assert.is(mail.split('Take NoNewPrivileges= out').length, 2);
	assert.match(starts('mysqld_t'), 'Probably a gap');
});

allowed('should be the interface for all units where a check asks for the state of one', () => {
	const asks = (object: string, permission: string) =>
		remediesIn(
			made(
				`type=USER_AVC msg=audit(1.0:7): pid=1 msg='avc:  denied  { ${permission} } for auid=n/a uid=986 gid=982 path="/usr/lib/systemd/system/nginx.service" cmdline="systemctl is-active nginx" scontext=s_u:system_r:zabbix_agent_t:s0 tcontext=s_u:object_r:${object}:s0 tclass=service permissive=0'`,
			),
		);
	assert.match(
		asks('httpd_unit_file_t', 'status'),
		'systemd_status_all_unit_files(zabbix_agent_t)',
	);
	assert.not.match(asks('httpd_unit_file_t', 'stop'), 'systemd_status_all_unit_files');
});

allowed(
	'should say what a rule on memory or a disk is, and a boolean that is for all containers',
	() => {
		const disk = saidOf(
			['zabbix_agent_t', 'fixed_disk_device_t'],
			'blk_file',
			'read',
			'pid=7 comm="a" path="/dev/sda" dev="devtmpfs" ino=7',
		);
		assert.match(disk, 'gets past every label');
		const all = saidOfProcess(
			'sys_admin',
			'container_t',
			'container_t',
			'capability',
			'capability=21',
		);
		assert.ok(all.indexOf('for every container of the host') < all.indexOf('setsebool'));
	},
);

allowed(
	'should be a boolean for writing where reading takes none, and a caution for devices',
	() => {
		const zone = (names: string) =>
			saidOf(
				['named_t', 'named_zone_t'],
				'file',
				names,
				'pid=7 comm="a" name="b" dev="dm-0" ino=7',
			);
		assert.match(zone('write'), 'named_write_master_zones');
		assert.not.match(zone('read'), 'named_write_master_zones');
		const device = saidOf(
			['container_t', 'kvm_device_t'],
			'chr_file',
			'open',
			'pid=7 comm="a" path="/dev/kvm" dev="devtmpfs" ino=7',
		);
		assert.ok(
			device.indexOf('every device, disks, too') < device.indexOf('container_use_devices on'),
		);
	},
);

allowed(
	'should be what is said of its own access, where only a number of a process is the same',
	async () => {
		const kept = (comm: string) =>
			readRecords(
				[
					'type=AVC msg=audit(1700000000.0:1): avc:  denied  { nnp_transition } for  pid=500 comm="(httpd)" scontext=s_u:system_r:init_t:s0 tcontext=s_u:system_r:httpd_t:s0 tclass=process2 permissive=0',
					`type=AVC msg=audit(1702000000.0:2): avc:  denied  { name_bind } for  pid=500 comm="${comm}" src=2222 scontext=s_u:system_r:init_t:s0 tcontext=s_u:object_r:ssh_port_t:s0 tclass=tcp_socket permissive=0`,
				].join('\n'),
			);
		const [, own] = await explainLog(kept('systemd'));
		assert.not.match(reasons(own?.explanation as Explanation), 'line 1');
		const [, other] = await explainLog(kept('httpd'));
		assert.match(reasons(other?.explanation as Explanation), 'line 1');
	},
);

allowed.run();
