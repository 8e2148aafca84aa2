import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LOGS, recorded, recordsOf } from '../../records/test/recorded.ts';
import { type Explanation, explain } from '../src/index.ts';
import { made, reasons, texts } from './explained.ts';

const layers = suite('which layer');

layers('should be type enforcement where nothing speaks for another', () => {
	const said = explain(recorded('packet send', 'unconfined'));
	assert.equal([said.layer, said.certain, said.basis], ['type enforcement', false, 'record']);
	assert.equal(texts(said), ['allow unconfined_t demo_packet_t:packet send;', undefined]);
	assert.match(said.remedies[1]?.why ?? '', 'mark it otherwise');
});

layers('should be the MCS constraint where the receiver does not dominate netlabel_peer_t', () => {
	const said = explain(recorded('peer recv', 'netlabel_peer_t:s0:c5,c7'));
	assert.is(said.layer, 'MCS constraint');
	assert.match(
		said.reason,
		/^The receiver's low level, s0, must dominate the peer's, s0:c5,c7: it lacks c5,c7/,
	);
	assert.not.match(said.reason, 'Neither');
	assert.equal(texts(said), ["runcon -l s0:c5,c7-s0:c0.c1023 sh -c 'PROGRAM'", undefined]);
	assert.match(said.remedies[1]?.why ?? '', 'an allow rule alone does not help');
});

layers('should say that neither level dominates', () => {
	const said = explain(recorded('peer recv', 'netlabel_peer_t:s0:c10'));
	assert.match(said.reason, 'it lacks c10. Neither dominates the other: s0:c10 lacks c0.c9.');
});

layers('should leave open whether MCS binds a type that the record does not tell about', () => {
	const said = explain(recorded('file read', 'user_tmp_t:s0:c7'));
	assert.is(said.layer, 'type enforcement');
	assert.match(
		said.reason,
		'If demo_noport_t is an mcs_constrained_type, it is the MCS constraint',
	);
});

layers("should be the constraint of one policy alone where no policy's rule can be missing", () => {
	const opened = (subject: string, object: string, names: string) =>
		made(
			`avc:  denied  { ${names} } for  pid=7 comm="a" name="b" dev="dm-0" ino=7 scontext=s_u:system_r:${subject}:s0:c1,c2 tcontext=s_u:object_r:${object}:s0:c3,c4 tclass=file`,
		).layer;
	assert.is(opened('container_t', 'container_file_t', 'open'), 'MCS constraint');
	assert.is(opened('svirt_t', 'svirt_image_t', 'open'), 'MCS constraint');
	assert.is(opened('container_t', 'etc_t', 'open'), 'type enforcement');
	// Neither policy has a constraint on it.
	assert.is(opened('container_t', 'container_file_t', 'getattr'), 'type enforcement');
});

layers('should be the MLS constraint where sensitivities differ', () => {
	const write = explain(recorded('file write', 's2:c2'));
	assert.is(write.layer, 'MLS constraint');
	assert.match(write.reason, 'must be equal, and s2:c2 is not s0');
	assert.equal(texts(write), [undefined, undefined]);
	assert.match(write.remedies[0]?.why ?? '', 'let a program at s0 do it');
	const transition = explain(recorded('process transition', 'sysadm_t:s3'));
	assert.match(
		transition.reason,
		"s0, must dominate the new context's, s3: it has a sensitivity below s3",
	);
});

layers('should not be the MLS constraint where the reference policy exempts one of the two', () => {
	const asked = (permission: string, object: string, of: string) =>
		made(
			`avc:  denied  { ${permission} } for  pid=1 comm="a" scontext=staff_u:staff_r:staff_t:s2 tcontext=system_u:object_r:${object}:s0 tclass=${of}`,
		);
	const trusted = asked('write', 'null_device_t', 'chr_file');
	assert.is(trusted.layer, 'type enforcement');
	assert.match(
		trusted.reason,
		'the reference policy exempts null_device_t from that (mlstrustedobject)',
	);
	assert.is(asked('use', 'crond_t', 'fd').layer, 'type enforcement');
	// Such an attribute is for what it names alone.
	assert.is(asked('write', 'tty_device_t', 'chr_file').layer, 'MLS constraint');
	assert.is(asked('use', 'null_device_t', 'fd').layer, 'MLS constraint');
});

layers('should be labeled networking where the peer has no label', () => {
	const peer = explain(recorded('peer recv', 'demo_norecv_t'));
	assert.is(peer.layer, 'labeled networking not configured');
	assert.equal(texts(peer), [
		'netlabelctl -p map list',
		'netlabelctl unlbl add interface:lo address:::1 label:CONTEXT',
		'netlabelctl map del default && netlabelctl map add default address:0.0.0.0/0 protocol:unlbl && netlabelctl map add default address:::/0 protocol:unlbl && netlabelctl map add default address:::1 protocol:calipso,DOI',
	]);
	assert.is(
		explain(recorded('netif ingress', 'unlabeled_t')).layer,
		'labeled networking not configured',
	);
	// A socket of IPv6 reaches any IPv4 address, over loopback or not.
	const of = (saddr: string) =>
		made(
			`avc:  denied  { recv } for  saddr=${saddr} netif=eth0 scontext=u:r:a_t:s0 tcontext=u:object_r:unlabeled_t:s0 tclass=peer`,
		).reason;
	for (const saddr of ['127.0.0.1', '192.0.2.7']) {
		assert.match(of(saddr), 'an IPv6 socket connected to an IPv4 address');
	}
	assert.not.match(of('2001:db8::7'), 'IPv6 socket');
	// Sending out what came without a label: the subject is the peer, but no label was looked for.
	assert.is(explain(recorded('netif egress', 'unlabeled_t')).layer, 'type enforcement');
});

layers('should name the role where it changes', () => {
	const said = explain(recorded('process transition', 'demo_r'));
	assert.match(said.reason, 'The role changes from unconfined_r to demo_r');
	assert.equal(texts(said), [
		'allow unconfined_t demo_noport_t:process transition;',
		'allow unconfined_r demo_r;',
	]);
});

layers('should say that a permissive domain was allowed, and that nothing was refused', () => {
	assert.is(explain(recorded('tcp_socket name_connect', 'demo_permissive')).permissive, true);
	assert.is(explain(recorded('tcp_socket name_connect', 'demo_audited')).layer, 'none');
});

layers('should not compare translated levels', () => {
	const said = made(
		'avc:  denied  { recv } for  scontext=a:b:c_t:SystemLow tcontext=a:b:netlabel_peer_t:s0:c1 tclass=peer',
	);
	assert.is(said.layer, 'type enforcement');
	assert.match(said.reason, 'The levels are translated, so they cannot be compared');
});

layers('should explain contexts that the policy does not allow', () => {
	const errors = LOGS.flatMap(recordsOf).filter((record) => record.kind === 'error');
	const said = errors.map((record) => explain(record));
	const of = (operation: string) => said[errors.findIndex((one) => one.operation === operation)];
	assert.equal(texts(of('security_compute_sid') as Explanation), [
		'role unconfined_r types demo_norole_t;',
		"semanage user -m -R 'ROLES unconfined_r' unconfined_u",
	]);
	assert.is(of('security_compute_sid')?.layer, 'invalid context');
	assert.is(of('security_bounded_transition')?.layer, 'type bounds');
	assert.match(of('security_validate_transition')?.sentence ?? '', 'user_tmp_t:s1:c3');
});

layers('should explain a permission that is beyond the bounds of a type', () => {
	const said = made(
		'type=SELINUX_ERR msg=audit(1.0:1): op=security_compute_av reason=bounds scontext=a:b:child_t:s0 tcontext=a:b:file_t:s0 tclass=file perms=read,write',
	);
	assert.is(said.layer, 'type bounds');
	assert.is(said.sentence, 'child_t may not read, write, for class file, what file_t labels.');
});

layers('should say of a label with a role of processes that it was written wrongly', () => {
	const said = made(
		'type=SELINUX_ERR msg=audit(1.0:1): op=setxattr invalid_context="system_u:object-r:bwrap_t:s0"',
	);
	assert.match(said.reason, 'The role of every file is object_r');
	assert.match(reasons(said), 'system_u:object_r:bwrap_t:s0');
	assert.not.ok(texts(said).some((text) => /^role |^semanage user/.test(text ?? '')));
});

layers('should say of a daemon with the role of a login that it was started by hand', () => {
	const combined = (role: string, file: string) =>
		reasons(
			made(
				`type=SELINUX_ERR msg=audit(1.0:1): op=security_compute_sid invalid_context=a_u:${role}:nfsd_t:s0 scontext=a_u:${role}:sysadm_t:s0 tcontext=s_u:object_r:${file}:s0 tclass=process`,
			),
		);
	assert.match(
		combined('sysadm_r', 'nfsd_exec_t'),
		'it was started by hand from a login (sysadm_r)',
	);
	assert.not.match(combined('system_r', 'nfsd_exec_t'), 'started by hand');
	assert.not.match(combined('sysadm_r', 'bin_t'), 'started by hand');
});

layers('should say where a level comes from that a program gives by path', () => {
	const said = (task: string) =>
		texts(
			made(
				`type=SELINUX_ERR msg=audit(1.0:1): op=security_validate_transition seresult=denied oldcontext=s_u:object_r:a_t:s15:c0.c1023 newcontext=s_u:object_r:a_t:s0 taskcontext=s_u:r:${task}:s0-s15:c0.c1023 tclass=file`,
			),
		);
	assert.is(
		said('systemd_tmpfiles_t')[1],
		'semanage fcontext -a -t a_t -r s15:c0.c1023 PATH && restorecon -nv PATH',
	);
	assert.not.ok(said('foo_t').some((text) => text?.startsWith('semanage')));
});

layers.run();
