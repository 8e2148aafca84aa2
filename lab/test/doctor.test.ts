import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	aboutDisk,
	aboutEngine,
	aboutMemory,
	aboutProcessor,
	aboutSelinux,
	hasSubIds,
} from '../src/commands/doctor.ts';
import { nearestFolder } from '../src/paths.ts';

const doctor = suite('lab doctor');

for (const [obstacle, line] of [
	[null, /^engine kvm: QEMU with KVM: works$/],
	['no /dev/kvm', /^engine kvm: QEMU with KVM: no \/dev\/kvm$/],
	[undefined, /^engine kvm: QEMU with KVM: not tried yet/],
] as const) {
	doctor(`should say of an engine what is known: ${obstacle}; another one may do`, () => {
		const finding = aboutEngine('kvm', 'QEMU with KVM', obstacle);
		assert.match(finding.line, line);
		assert.ok(finding.suffices);
	});
}

doctor("should tell another processor from the guest's", () => {
	assert.is(aboutProcessor('x64').line, "processor: x86-64, as the guest's");
	assert.not.ok(aboutProcessor('arm64').suffices);
});

doctor('should ask for 3 GB on the disk', () => {
	const enough = 'disk: 3.0 GB free, and building a guest needs 3.0 GB';
	assert.equal(aboutDisk(3e9), { line: enough, suffices: true });
	assert.not.ok(aboutDisk(2.9e9).suffices);
});

doctor('should ask for 1.5 GB of memory', () => {
	const tooLittle = 'memory: 1.4 GB free, and each guest needs 1.5 GB';
	assert.equal(aboutMemory(1.4e9), { line: tooLittle, suffices: false });
	assert.ok(aboutMemory(1.5e9).suffices);
});

doctor("should say whether this host's own kernel runs SELinux", () => {
	assert.match(aboutSelinux('1').line, /enforcing$/);
	assert.match(aboutSelinux('0').line, /permissive$/);
	assert.match(aboutSelinux(undefined).line, /does not run it$/);
});

doctor("should find a user's sub-ids by name or by number", () => {
	const text = 'ann:100000:65536\n1002:165536:65536\nbob:231072:1000\n';
	assert.ok(hasSubIds(text, 'ann', 1001));
	assert.ok(hasSubIds(text, 'eve', 1002));
	assert.not.ok(hasSubIds(text, 'an', 1003));
	assert.not.ok(hasSubIds('', 'ann', 1001));
});

doctor('should find a thousand sub-ids too few', () => {
	assert.not.ok(hasSubIds('bob:231072:1000\n', 'bob', 1003));
});

doctor('should look at the nearest folder that is there', () => {
	assert.is(nearestFolder('/proc/self/no/such/folder'), '/proc/self');
	assert.is(nearestFolder('/proc'), '/proc');
});

doctor.run();
