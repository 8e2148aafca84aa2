import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CONSOLES, type MachineSettings, qemuArgs } from '../src/qemu-args.ts';
import { shellWord } from '../src/shell-word.ts';

const SETTINGS: MachineSettings = {
	accelerator: 'tcg',
	kernel: '/c/vmlinuz',
	initrd: '/c/initrd.img',
	disk: '/c/disk.qcow2',
	keepsWrites: false,
	payload: null,
	state: null,
};

/** The values of an option, in their order. */
function values(args: string[], option: string): string[] {
	return args.flatMap((arg, i) => (args[i - 1] === option ? [arg] : []));
}

const args = suite("QEMU's arguments");

args('should enforce SELinux from the first process on', () => {
	const [options = ''] = values(qemuArgs(SETTINGS), '-append');
	for (const option of ['security=selinux', 'selinux=1', 'enforcing=1']) {
		assert.ok(options.split(' ').includes(option), option);
	}
});

args('should give the guest no network and nothing else of its own accord', () => {
	const all = qemuArgs(SETTINGS);
	assert.equal(values(all, '-nic'), ['none']);
	assert.ok(all.includes('-nodefaults'));
	assert.ok(all.includes('-no-user-config'));
});

args(
	'should translate for TCG without what QEMU 7.2 gets wrong, and leave KVM the real thing',
	() => {
		assert.equal(values(qemuArgs(SETTINGS), '-cpu'), ['Nehalem-v1,-cx16']);
		assert.equal(values(qemuArgs({ ...SETTINGS, accelerator: 'kvm' }), '-cpu'), ['host']);
	},
);

args('should connect every console to a descriptor of its own', () => {
	const fds = values(qemuArgs(SETTINGS), '-chardev').map((each) => /fd=(\d+)/.exec(each)?.[1]);
	assert.equal(
		fds,
		Array.from({ length: 2 + CONSOLES }, (_, i) => String(3 + i)),
	);
});

args('should lose what the guest writes, unless it is to be kept', () => {
	assert.match(values(qemuArgs(SETTINGS), '-drive')[0] ?? '', /,snapshot=on$/);
	const kept = qemuArgs({ ...SETTINGS, keepsWrites: true });
	assert.not.match(values(kept, '-drive')[0] ?? '', 'snapshot');
});

args('should have the same devices whatever it is for, or no saved state would fit', () => {
	const devices = (settings: Partial<MachineSettings>) =>
		values(qemuArgs({ ...SETTINGS, ...settings }), '-device');
	const booting = devices({ keepsWrites: true });
	assert.equal(devices({ payload: '/c/payload', state: '/c/state' }), booting);
	assert.equal(devices({}), booting);
});

args('should take paths with commas, spaces and quotes', () => {
	const odd = qemuArgs({ ...SETTINGS, disk: '/a,b/d', payload: '/a,b/p', state: "/it's here/s" });
	assert.match(values(odd, '-drive')[0] ?? '', 'file=/a,,b/d,');
	assert.match(values(odd, '-blockdev')[0] ?? '', 'filename=/a,,b/p,');
	assert.equal(values(odd, '-incoming'), ["exec:zstd -dcq -- '/it'\\''s here/s'"]);
});

args('should make one word for a shell of anything', () => {
	assert.is(shellWord("a'b c"), "'a'\\''b c'");
	assert.is(shellWord(''), "''");
});

args.run();
