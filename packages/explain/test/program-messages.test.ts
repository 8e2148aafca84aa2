// Lines of programs that ask the policy themselves, summaries of setroubleshoot without their record, and
// rules of audit2allow without theirs.

import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isRefusal } from '../src/explain-message.ts';
import { type Explanation, explain } from '../src/index.ts';
import { texts } from './explained.ts';

/** The explanations of a log's lines that are no records. */
function said(log: string): Explanation[] {
	const { messages } = readRecords(log);
	assert.ok(messages.every(isRefusal));
	return messages.map((message) => explain(message));
}

const messages = suite('what programs say themselves');

messages('should be of the label where crond leaves jobs out', () => {
	const [tables, spool] = said(
		`Jan 03 10:00:01 host crond[811]: ((null)) Unauthorized SELinux context=system_u:system_r:system_cronjob_t:s0-s0:c0.c1023 file_context=unconfined_u:object_r:user_home_t:s0 (/etc/cron.d/backup)
Jan 03 10:00:01 host crond[811]: (root) FAILED (loading cron table)
Jan 03 10:00:02 host crond[811]: (jdoe) Unauthorized SELinux context=user_u:user_r:cronjob_t:s0 file_context=system_u:object_r:unlabeled_t:s0 (jdoe)`,
	);
	assert.is(tables?.sentence, 'crond has not taken the jobs in /etc/cron.d/backup.');
	assert.match(tables?.reason ?? '', 'the label user_home_t, which is none that jobs of cron');
	assert.match(tables?.remedies[0]?.why ?? '', 'system_cron_spool_t');
	assert.is(texts(tables as Explanation)[0], 'restorecon -Fv /etc/cron.d/backup');
	assert.is(texts(spool as Explanation)[0], 'restorecon -Fv /var/spool/cron/jdoe');
	assert.is(tables?.certain, false);
});

const SPD = 'system_u:object_r:ipsec_spd_t:s0';

messages('should be of the question that pluto asks, once, and not of levels', () => {
	const all = said(
		`"test" #47: selinux polmatch within_range: sl (${SPD}) - range (${SPD}): Permission denied (errno 13)
| security label '${SPD}\\0' is not within range '${SPD}\\0'
"test" #47: received IPsec Security Label '${SPD}' not within range of our configured security label '${SPD}'`,
	);
	assert.is(all.length, 1);
	const [only] = all as [Explanation];
	assert.is(only.layer, 'type enforcement');
	assert.is(only.certain, false);
	assert.match(only.reason, 'association polmatch');
	assert.match(only.remedies.map(({ why }) => why).join(), 'IKEv2');
	assert.equal(texts(only).filter(Boolean), ['allow ipsec_spd_t self:association polmatch;']);
});

messages('should be read in every form that pluto has for it', () => {
	const label = 'user_u:user_r:user_t:s0-s0:c0.c1023';
	for (const line of [
		`selinux polmatch within_range: sl (${label}) - range (${SPD}) error: Permission denied`,
		`| security label '${label}\\0' is not within range '${SPD}\\0'`,
		`received IPsec Security Label '${label}' not within range of our configured security label '${SPD}'`,
		`| TSi sec_label=${label} IS NOT within range connection sec_label=${SPD}, ignored`,
	]) {
		const [only] = said(line) as [Explanation];
		assert.equal(texts(only), ['allow user_t ipsec_spd_t:association polmatch;'], line);
	}
	const [unknown] = said(
		`selinux polmatch within_range: sl (${label}) - range (${SPD}) error: Invalid argument`,
	) as [Explanation];
	assert.equal(texts(unknown).filter(Boolean), []);
	const [own] = said(
		`selinux setcontext within_range: domain (system_u:system_r:init_t:s0) - sl (${label}) error: Permission denied`,
	) as [Explanation];
	assert.match(own.remedies[0]?.why ?? '', 'ipsec_t');
	assert.equal(texts(own).filter(Boolean), ['allow init_t user_t:association setcontext;']);
	const granted = `selinux within_range: Permission granted (polmatch) sl (${label}) - range (${SPD})`;
	assert.equal(said(granted), []);
});

messages('should be of the user where crond has found no context', () => {
	const [table] = said('((null)) No SELinux security context (/etc/crontab)');
	assert.equal(texts(table as Explanation), [
		'restorecon -Fv /etc/crontab',
		'semanage login -l && semanage user -l',
	]);
});

messages('should be of logins and of systemd', () => {
	const [login, ssh, unit, path] = said(
		`host sshd[9]: pam_selinux(sshd:session): Unable to get valid context for jdoe
host sshd[9]: error: ssh_selinux_getctxbyname: Failed to get default SELinux security context for jdoe (in enforcing mode)
host systemd[8]: webapp.service: Failed at step SELINUX_CONTEXT spawning /usr/bin/webapp: Invalid argument
host systemd[1]: Failed to set SELinux security context system_u:object_r:gone_t:s0 for /run/webapp: Invalid argument`,
	);
	assert.is(login?.sentence, 'There is no valid security context for a login of jdoe.');
	assert.is(ssh?.sentence, login?.sentence);
	assert.is(unit?.sentence, 'systemd could not give /usr/bin/webapp its security context.');
	assert.is(
		path?.sentence,
		'A program could not give /run/webapp the label system_u:object_r:gone_t:s0.',
	);
});

messages('should have paths quoted in commands', () => {
	const [table] = said(
		'((null)) Unauthorized SELinux context=a:b:c_t file_context=a:b:d_t (/etc/cron.d/$x; id)',
	);
	assert.is(texts(table as Explanation)[0], "restorecon -Fv '/etc/cron.d/$x; id'");
});

messages.run();

const summaries = suite('summaries of setroubleshoot without their record');

summaries('should be explained as far as they go, each once', () => {
	const line =
		'host setroubleshoot[7]: SELinux is preventing /usr/sbin/php-fpm from open access on the file /srv/shop/shop.log';
	const found = said(
		`${line}. For complete SELinux messages run: sealert -l 1\n${line}.#012#012***`,
	);
	assert.is(found.length, 1);
	const [one] = found as [Explanation];
	assert.is(one.certain, false);
	assert.equal(texts(one), [
		'ausearch -m avc,user_avc -ts recent -c php-fpm',
		"semanage fcontext -a -t httpd_sys_rw_content_t '/srv/shop(/.*)?' && restorecon -Rv /srv/shop",
	]);
});

summaries(
	'should be a gap where sealert found no label to change, and the policy has one for the path',
	() => {
		const of = (path: string, plugin: string) => {
			const headline = `SELinux is preventing toold from read access on the file ${path}.`;
			const [one] = said(
				`host setroubleshoot[7]: ${headline}#012#012*****  Plugin ${plugin} suggests   ****`,
			);
			return `${one?.reason} ${one?.remedies.map(({ why }) => why).join(' ')}`;
		};
		for (const path of ['/etc/tool.conf', '/var/lib/tool/x', '/usr/bin/x', '/srv/www/x']) {
			assert.match(of(path, 'catchall (100. confidence)'), 'probably a gap in the policy');
			assert.not.match(of(path, 'catchall (100. confidence)'), 'it is mostly a label');
			assert.not.match(of(path, 'restorecon (99.5 confidence)'), 'a gap in the policy');
		}
		for (const path of ['/mnt/disk/x', '/data/x/y', '/tmp/x', '/proc/sys/vm/x', 'tool.conf'])
			assert.not.match(of(path, 'catchall (100. confidence)'), 'a gap in the policy', path);
	},
);

summaries('should change the type of a port, and add one to a range of another', () => {
	const label = (port: number, access = 'name_bind') => {
		const [one] = said(
			`SELinux is preventing /usr/sbin/nginx from ${access} access on the tcp_socket port ${port}.`,
		);
		return texts(one as Explanation).join('; ');
	};
	assert.match(label(8081), 'semanage port -m -t http_port_t -p tcp 8081');
	assert.match(label(24008), 'semanage port -a -t http_port_t -p tcp 24008');
	// Where a boolean has it: apache.te lets httpd_t connect to http_port_t by other booleans alone.
	assert.not.match(label(8081, 'name_connect'), 'semanage port -m');
});

summaries('should have no label for what the kernel shows, nor for a name alone', () => {
	const [kernel, name] = said(
		`SELinux is preventing f2b/f.sshd from open access on the file /sys/module/ipv6/parameters/disable
SELinux is preventing sudo from read access on the lnk_file log.`,
	);
	assert.equal(texts(kernel as Explanation), [
		'ausearch -m avc,user_avc -ts recent -c f2b/f.sshd',
		undefined,
	]);
	assert.match(kernel?.remedies[1]?.why ?? '', 'no restorecon');
	assert.equal(texts(name as Explanation), [
		'ausearch -m avc,user_avc -ts recent -c sudo',
		undefined,
	]);
	assert.match(name?.remedies[1]?.why ?? '', 'Probably it is /dev/log');
});

/** A report without contexts, with what one plugin of setroubleshoot says. */
function withPlugin(headline: string, name: string, advice: string): Explanation {
	const [one] = said(
		`SELinux is preventing ${headline}\n\n*****  Plugin ${name} (85.9 confidence) suggests   *****\n\n${advice}`,
	);
	return one as Explanation;
}

summaries('should be no label where sealert finds a descriptor that was passed on', () => {
	const leak = withPlugin(
		'postdrop from write access on the file /home/ann/backup.log.',
		'leaks',
		'If you want to ignore postdrop trying to write access the backup.log file',
	);
	assert.match(leak.reason, 'passed on');
	assert.not.ok(texts(leak).some((text) => text?.includes('restorecon')));
});

summaries('should read booleans as older plugins write them', () => {
	const mail = withPlugin(
		'php-fpm from search access on the directory maildrop.',
		'httpd_can_sendmail',
		'# setsebool -P httpd_can_sendmail=1',
	);
	assert.is(mail.layer, 'boolean');
	assert.ok(texts(mail).includes('setsebool -P httpd_can_sendmail 1'));
});

summaries('should have what allows far too much last, and say how far', () => {
	const bound = withPlugin(
		'sshd from name_bind access on the tcp_socket port 2022.',
		'catchall_boolean',
		'setsebool -P nis_enabled 1',
	);
	assert.is(texts(bound).at(-1), 'setsebool -P nis_enabled 1');
	assert.match(bound.remedies.at(-1)?.why ?? '', 'for very many domains');
	const shared = withPlugin(
		'smbd from read access on the directory /srv/projects.',
		'catchall_boolean',
		'setsebool -P samba_export_all_ro 1',
	);
	assert.match(shared.remedies.at(-1)?.why ?? '', 'nearly every file');
});

summaries('should label what lies in a folder, too, and what is written to be written', () => {
	const label = (permission: string, type: string) =>
		texts(
			withPlugin(
				`vsftpd from ${permission} access on the directory /srv/in.`,
				'public_content',
				`# semanage fcontext -a -t ${type} '/srv/in'`,
			),
		);
	assert.ok(
		label('read', 'public_content_t').includes(
			"semanage fcontext -a -t public_content_t '/srv/in(/.*)?' && restorecon -Rv /srv/in",
		),
	);
	assert.ok(
		label('write', 'public_content_t').some((text) => text?.includes('public_content_rw_t')),
	);
});

summaries('should never label a folder of every system as a whole, nor a file as a folder', () => {
	const said = (headline: string, plugin: string, advice: string) =>
		texts(withPlugin(headline, plugin, advice)).join('\n');
	const types =
		"# semanage fcontext -a -t FILE_TYPE 'X'\nwhere FILE_TYPE is one of the following: httpd_cache_t, httpd_sys_rw_content_t. ";
	for (const folder of ['/', '/home/ann', '/etc'])
		assert.match(
			said(`httpd from write access on the directory ${folder}.`, 'catchall_labels', types),
			"'FOLDER(/.*)?'",
		);
	assert.not.match(
		said('httpd from write access on the file /etc/passwd.', 'catchall_labels', types),
		'/etc/passwd(/',
	);
	const content = "# semanage fcontext -a -t public_content_t '/etc'";
	assert.match(
		said('httpd from read access on the directory /etc.', 'public_content', content),
		"'FOLDER(/.*)?'",
	);
	const mount = "# semanage fcontext -a -t mnt_t '/home'";
	assert.not.match(
		said('mount from mounton access on the directory /home.', 'mounton', mount),
		'mnt_t',
	);
});

summaries('should be of the place where the label is probably right', () => {
	const [home, script, memory] = said(
		`SELinux is preventing rsync from read access on the directory /home/ann.
SELinux is preventing keepalived from execute access on the file /etc/keepalived/check.sh.
SELinux is preventing radiusd from using the execmem access on a process.`,
	);
	assert.match(home?.remedies[1]?.why ?? '', 'the label is probably right');
	assert.ok(
		texts(script as Explanation).some((text) =>
			text?.includes('-t keepalived_unconfined_script_exec_t'),
		),
	);
	assert.ok(texts(memory as Explanation).includes('setsebool -P radius_use_jit on'));
	const [null_, node] = said(
		`SELinux is preventing chronyd from write access on the file /dev/null.
SELinux is preventing upsd from read access on the chr_file /dev/ttyUSB0.`,
	);
	assert.match(null_?.remedies[1]?.why ?? '', 'a file in its place');
	assert.ok(texts(node as Explanation).includes('restorecon -nv /dev/ttyUSB0'));
});

summaries('should not hang on a line that is made for it', () => {
	const line = 'SELinux is preventing a from '.repeat(20_000);
	assert.type(readRecords(line).messages.length, 'number');
});

summaries('should leave the port of a protocol its type', () => {
	const [one] = said(
		'SELinux is preventing zabbix_server from name_connect access on the tcp_socket port 389.',
	);
	assert.ok(texts(one as Explanation).includes('setsebool -P zabbix_can_network on'));
	assert.not.ok(texts(one as Explanation).some((text) => text?.startsWith('semanage port -m')));
});

summaries('should have no label of a path where a process listens there', () => {
	const [one] = said(
		'SELinux is preventing relay from connectto access on the unix_stream_socket /run/feed.sock.',
	);
	assert.match(one?.remedies[1]?.why ?? '', 'the domain of the process that listens');
	assert.equal(texts(one as Explanation), [
		'ausearch -m avc,user_avc -ts recent -c relay',
		undefined,
		undefined,
	]);
});

summaries('should be none where the report has the contexts', () => {
	const { messages: left, records } = readRecords(
		`SELinux is preventing x from read access on the file y.
Source Context                u_u:u_r:a_t:s0
Target Context                s_u:object_r:b_t:s0
Target Objects                y [ file ]`,
	);
	assert.equal([left.length, records.length], [0, 1]);
});

summaries.run();

const rules = suite('rules of audit2allow without their records');

rules('should be explained as the access that they would allow', () => {
	const { records } = readRecords(
		`require {
	type sysfs_t;
}
#============= fail2ban_t ==============
allow fail2ban_t sysfs_t:file { read open };
allow fail2ban_t self:capability net_admin;`,
	);
	const said = records.map((record) => explain(record));
	assert.equal(
		said.map(({ remedies }) => remedies.at(-1)?.text),
		['allow fail2ban_t sysfs_t:file { read open };', 'allow fail2ban_t self:capability net_admin;'],
	);
	assert.ok(said.every(({ notes }) => notes.some((note) => /a rule that was pasted/.test(note))));
	assert.ok(said.every(({ certain }) => !certain));
});

rules('should be of Android where its types are', () => {
	const [record] = readRecords('allow hal_power_default sysfs:file write;').records;
	assert.is(record?.kind === 'access' && record.subject.text, 'u:r:hal_power_default:s0');
});

rules('should be left to the records that stand beside them', () => {
	const record = 'avc:  denied  { read } for  scontext=u:r:a_t:s0 tcontext=u:r:b_t:s0 tclass=file';
	assert.is(readRecords(`${record}\nallow a_t b_t:file read;`).records.length, 1);
});

rules.run();
