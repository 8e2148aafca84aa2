// What each sound policy allows: where such an access is refused, it is no missing rule.

import type { AccessRecord } from '@peercon/records';
import { MANAGE, READ } from './boolean-rows.ts';

const FILES = /^(?:dir|file|lnk_file|fifo_file|sock_file)$/;
/** Containers whose policy is container-selinux's. */
export const CONTAINER = /^(?:container_(?:t|init_t|kvm_t)|svirt_lxc_net_t)$/;

/** Accesses that each policy with the two types has allowed since it has them: container.te, virt.te, apache.te and so on. */
const ALLOWED_EVERYWHERE: [subject: RegExp, object: RegExp, of: RegExp, permission: RegExp][] = [
	[CONTAINER, /^(?:container|svirt_sandbox|svirt_lxc)_file_t$/, FILES, MANAGE],
	[
		CONTAINER,
		/^(?:container|svirt_sandbox|svirt_lxc)_file_t$/,
		/^chr_file$/,
		/^(?:getattr|open|read|write|append|ioctl|lock)$/,
	],
	[CONTAINER, /^container_(?:ro_file|share)_t$/, FILES, READ],
	[/^svirt(?:_tcg)?_t$/, /^svirt_image_t$/, FILES, MANAGE],
	[/^sshd_t$/, /^sshd_key_t$/, FILES, READ],
	[/^httpd_t$/, /^httpd_sys_content_t$/, FILES, READ],
	[/^mysqld_t$/, /^mysqld_db_t$/, FILES, MANAGE],
	[/^postgresql_t$/, /^postgresql_db_t$/, FILES, MANAGE],
];

/** What kernels ask since 4.13 and 5.4: a whole policy may be older. */
const LATE = /^(?:map|watch\w*)$/;

/** What modules name after the domain that uses it: httpd_config_t, sssd_var_lib_t. */
const OF_ITS_OWN =
	/^(?:conf|config|etc|key|var_run|runtime|var_lib|cache|var_cache|db|spool|data|tmp)_t$/;
/** Types whose names begin like those of others' files. */
export const NOT_NAMED_AFTER =
	/^(?:container|svirt|kernel|init|user|staff|sysadm|guest|xguest|unconfined|virt|system)$/;
/** To look at and read, with what each reader of a file may do. */
export const LOOK = /^(?:getattr|open|read|search|ioctl|lock)$/;

/** Whether each policy that has both types has a rule for the access. */
export function isAllowedEverywhere({
	subject,
	object,
	class: of,
	permissions,
}: AccessRecord): boolean {
	const isListed = ALLOWED_EVERYWHERE.some(
		([domain, type, classes, names]) =>
			domain.test(subject.type) &&
			type.test(object.type) &&
			classes.test(of) &&
			permissions.every((each) => names.test(each) && !LATE.test(each)),
	);
	if (isListed) return true;
	const name = subject.type.replace(/_t$/, '');
	return (
		!NOT_NAMED_AFTER.test(name) &&
		object.type.startsWith(`${name}_`) &&
		OF_ITS_OWN.test(object.type.slice(name.length + 1)) &&
		/^(?:dir|file)$/.test(of) &&
		permissions.every((each) => LOOK.test(each))
	);
}
