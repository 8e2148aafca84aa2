import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numbersIn } from '../src/engines/processors.ts';
import { type MachineSettings, qemuArgs } from '../src/engines/qemu-args.ts';
import { isTooOldForAmx, umlArgs } from '../src/engines/uml.ts';
import { CONSOLES, consoleDevice } from '../src/machine.ts';
import { shellWord } from '../src/shell-word.ts';

const SETTINGS: MachineSettings = {
	accelerator: 'tcg',
	kernel: '/c/vmlinuz',
	initrd: '/c/initrd.img',
	disk: '/c/disk.qcow2',
	format: 'qcow2',
	keepsWrites: false,
	payload: null,
	state: null,
	init: null,
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
	const all = values(qemuArgs(SETTINGS), '-chardev').join(' ');
	const fds = Array.from(all.matchAll(/\bfd=(\d+)/g), ([, fd]) => Number(fd));
	assert.equal(
		fds.sort((a, b) => a - b),
		Array.from({ length: CONSOLES + 2 }, (_, i) => 3 + i),
	);
	const lines = values(qemuArgs(SETTINGS), '-device')
		.join(' ')
		.match(/\bchardev\d=console\d/g);
	assert.is(new Set(lines).size, CONSOLES);
});

args('should lose what the guest writes, unless it is to be kept', () => {
	assert.match(values(qemuArgs(SETTINGS), '-drive')[0] ?? '', /,snapshot=on,/);
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

args('should let an errand do its one thing with SELinux off', () => {
	const [options = ''] = values(qemuArgs({ ...SETTINGS, init: '/install' }), '-append');
	assert.match(options, /selinux=0 init=\/install/);
	assert.not.match(options, 'enforcing=1');
});

args.run();

const uml = suite("user-mode Linux's arguments");

uml("should connect every console to a descriptor of its own, under the device's name", () => {
	const lines = umlArgs([]).filter((arg) => /^ssl\d/.test(arg));
	assert.equal(
		lines,
		Array.from({ length: CONSOLES }, (_, i) => `ssl${i + 4}=fd:${i + 3}`),
	);
	lines.forEach((line, i) => {
		assert.is(`/dev/ttyS${/\d+/.exec(line)}`, consoleDevice(i));
	});
});

uml("should give the kernel's own words a descriptor, and open no other console", () => {
	const all = umlArgs([]);
	for (const arg of ['con=null', `con0=null,fd:${3 + CONSOLES}`, 'ssl=null']) {
		assert.ok(all.includes(arg), arg);
	}
});

uml("should pass a guest's own options on", () => {
	assert.equal(umlArgs(['ubd0=disk', 'enforcing=1']).slice(-2), ['ubd0=disk', 'enforcing=1']);
});

for (const [release, tooOld] of [
	['6.1.0', true],
	['6.12.43', true],
	['6.13.0', false],
	['7.2.7', false],
] as const) {
	uml(`should find ${release} ${tooOld ? 'too old' : 'new enough'} for AMX`, () => {
		assert.is(isTooOldForAmx(release, 'flags\t\t: fpu amx_bf16 amx_tile amx_int8\n'), tooOld);
		assert.not.ok(isTooOldForAmx(release, 'flags\t\t: fpu avx2\nmodel name\t: amx_tile\n'));
	});
}

uml('should know the processors that this process may run on: cpuset(7)', () => {
	assert.equal(numbersIn('0-2,4'), [0, 1, 2, 4]);
	assert.equal(numbersIn('7'), [7]);
	assert.equal(numbersIn('9-10,12-12'), [9, 10, 12]);
	assert.equal(numbersIn(''), []);
});

uml.run();
