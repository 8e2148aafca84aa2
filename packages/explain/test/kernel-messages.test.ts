// The kernel's own lines, as people paste them beside records or instead of one.

import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isRefusal } from '../src/explain-message.ts';
import { type Explanation, explain } from '../src/index.ts';
import { texts } from './explained.ts';

/** The explanation of one line. */
function said(line: string): Explanation {
	const [message] = readRecords(line).messages;
	if (!message) throw new Error(line);
	return explain(message);
}

const messages = suite("the kernel's own lines");

messages('should be a refusal where a message of netlink has no permission', () => {
	const old = said(
		'[ 14.5] SELinux: unrecognized netlink message: protocol=4 nlmsg_type=0 sclass=32',
	);
	assert.is(old.sentence, 'SELinux knows no netlink message of type 0 for socket diagnostics.');
	assert.equal([old.layer, old.certain], ['unknown netlink message', true]);
	assert.match(old.reason, 'EINVAL');
	assert.match(old.remedies[1]?.why ?? '', 'NLMSG_NOOP');
	assert.equal(texts(old), ['sestatus', undefined]);
	const named = said(
		'SELinux: unrecognized netlink message: protocol=0 nlmsg_type=106 sclass=netlink_route_socket pid=7 comm=nets',
	);
	assert.match(named.sentence, 'of type 106 for routes and interfaces (sent by nets, pid 7)');
	assert.match(named.remedies[1]?.why ?? '', 'newer than the kernel');
	const first = said('SELinux:  unrecognized netlink message type=1009 for sclass=38');
	assert.is(first.sentence, 'SELinux knows no netlink message of type 1009.');
});

messages('should say which mounts cannot be, and why', () => {
	const again = said(
		'kernel: SELinux: mount invalid.  Same superblock, different security settings for (dev sda7, type btrfs)',
	);
	assert.match(again.sentence, 'A mount of sda7 (btrfs) was refused');
	assert.equal(texts(again), ['findmnt -o SOURCE,TARGET,OPTIONS -t btrfs']);
	const queue = said(
		'SELinux: mount invalid.  Same superblock, different security settings for (dev mqueue, type mqueue)',
	);
	assert.match(queue.remedies[0]?.why ?? '', 'harmless');
	const unknown = said(
		'SELinux: security_context_to_sid(u_u:object_r:no_t:s0) failed for (dev vdb, type ext4) errno=-22',
	);
	assert.is(unknown.layer, 'mount options');
	assert.is(texts(unknown)[0], 'seinfo -t no_t');
});

messages('should say which labels the policy does not know, and which files have none', () => {
	const context = said('SELinux:  Context u_u:object_r:old_t:s0 is not valid (left unmapped).');
	assert.equal([context.layer, texts(context)[0]], ['unknown label', 'seinfo -t old_t']);
	assert.match(context.remedies.at(-1)?.why ?? '', 'At an installation');
	const trial = said(
		'[ 3.7] SELinux: Context system_u:object_r:invalid_installtest_t:s0 is not valid (left unmapped)',
	);
	assert.match(trial.remedies[0]?.why ?? '', 'bootc sets such a label');
	const file = said(
		'SELinux: inode=78 on dev=vda was found to have an invalid context=u_u:object_r:new_t:s0.  This indicates you may need to relabel',
	);
	assert.is(
		file.sentence,
		'The loaded policy does not know the context u_u:object_r:new_t:s0, which the file with inode 78 on vda has.',
	);
	assert.ok(texts(file).includes('find MOUNTPOINT -xdev -inum 78'));
	assert.match(said('SELinux: (dev vdc, type zfs) has no xattr support').reason, 'genfscon');
});

messages('should be why a record is, if it is about that', () => {
	const record = (object: string, rest = 'tclass=file') =>
		`avc:  denied  { read } for  pid=1 dev="vda" ino=77 scontext=u:r:a_t:s0 tcontext=${object} ${rest}\n`;
	const unmapped = (type: string) =>
		`SELinux:  Context u_u:object_r:${type}:s0 is not valid (left unmapped).\n`;
	const explained = (text: string) => {
		const log = readRecords(text);
		return log.records.map((each) => explain(each, { messages: log.messages }));
	};
	const unlabeled = 'system_u:object_r:unlabeled_t:s0';
	const reasonOf = (text: string) => explained(text)[0]?.reason ?? '';
	assert.match(reasonOf(`${unmapped('x_t')}${record(unlabeled)}`), 'u_u:object_r:x_t:s0: probably');
	assert.match(
		reasonOf(`${unmapped('x_t')}${unmapped('y_t')}${record(unlabeled)}`),
		'2 labels, such as u_u:object_r:x_t:s0',
	);
	// What comes after a record says nothing of it.
	assert.not.match(reasonOf(`${record(unlabeled)}${unmapped('x_t')}`), 'x_t');
	const inode =
		'SELinux: inode_doinit_use_xattr:  context_to_sid(u_u:object_r:z_t:s0) returned 22 for dev=vda ino=77\n';
	assert.match(
		reasonOf(`${unmapped('x_t')}${inode}${record(unlabeled)}`),
		'know u_u:object_r:z_t:s0: probably',
	);
	const [own] = explained(`${unmapped('x_t')}${record('u_u:object_r:x_t:s0')}`);
	assert.is(own?.layer, 'unknown label');
	const ofClass = `SELinux:  Class new_socket not defined in policy.\n${record('u:r:b_t:s0', 'tclass=new_socket')}`;
	const [without] = explained(ofClass);
	assert.equal([without?.layer, texts(without as Explanation)], ['unknown class', [undefined]]);
	const other = `SELinux:  Permission watch in class file not defined in policy.\n${record('u:r:b_t:s0')}`;
	assert.is(explained(other)[0]?.layer, 'type enforcement');
});

messages('should be nothing to do where the policy lacks a class, and the kernel allows it', () => {
	const unknown = 'SELinux:  Class new_socket not defined in policy.\n';
	const then = (what: string) =>
		readRecords(
			`${unknown}SELinux: the above unknown classes and permissions will be ${what}\n`,
		).messages.map((message) => explain(message));
	const [allowed] = then('allowed');
	assert.match(allowed?.reason ?? '', 'nothing is refused for that');
	assert.equal(allowed?.remedies, []);
	const [denied] = then('denied');
	assert.match(denied?.remedies[0]?.why ?? '', 'handle-unknown = allow');
});

messages('should be printable, whoever wrote the log', () => {
	const text = said(
		'SELinux: unrecognized netlink message: protocol=0 nlmsg_type=106 sclass=x pid=7 comm=a\x1b[2Jb',
	);
	assert.not.match(text.sentence, /\p{Cc}/u);
	const chosen = said('SELinux:  Context u:r:$(id);t:s0 is not valid (left unmapped).');
	assert.equal(texts(chosen), [undefined]);
	assert.match(chosen.sentence, "'u:r:$(id);t:s0'");
});

messages('should be told from those that only explain something else', () => {
	const about = (line: string) => readRecords(line).messages.map(isRefusal)[0];
	assert.is(about('SELinux: unrecognized netlink message: protocol=0 nlmsg_type=1 sclass=x'), true);
	assert.is(about('SELinux:  Class x not defined in policy.'), false);
});

messages.run();
