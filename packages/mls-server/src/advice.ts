import { statSync } from 'node:fs';

/**
 * What a person can do about an error that only a super-server has.
 *
 * @param error - a system error
 * @returns lines with their line feeds, '' if there is nothing to say
 */
export function advice({ code, syscall, message, path }: NodeJS.ErrnoException): string {
	if (code === 'ERR_SELINUX_DISABLED') {
		return 'To run one worker for all, and to separate nobody: --allow-no-selinux.\n';
	}
	if (code === 'ERR_NO_TRANSITION') {
		return `Workers are to run in a domain of their own. With the policy module mls_server installed,
'restorecon' labels the file that comes with this program; another one is labeled so:
  semanage fcontext -a -t mls_server_worker_exec_t PATH && restorecon PATH
Who starts this program in the wrong domain sees this, too: it belongs in mls_server_t.
`;
	}
	if (code === 'ERR_WORKER_START' && /EACCES: .*setrlimit/.test(message)) {
		return `SELinux denied 'process { setrlimit }': workers may not limit themselves. Is the policy module
mls_server as new as this program?
`;
	}
	if (code === 'EACCES' && syscall === 'setexeccon') {
		return "SELinux denied 'process { setexec }': this domain may not choose its children's contexts.\n";
	}
	if (code === 'EACCES' && syscall === 'setsockcreatecon') {
		return "SELinux denied 'process { setsockcreate }': this domain may not label sockets.\n";
	}
	if ((code === 'EACCES' || code === 'EPERM') && syscall?.startsWith('spawn')) {
		return path !== undefined && !isExecutable(path) ? NOT_EXECUTABLE : TRANSITION;
	}
	return '';
}

const NOT_EXECUTABLE = "It is no file that may be executed: 'chmod +x', or give another one.\n";

const TRANSITION = `Probably SELinux denied the transition to the worker's context, or NoNewPrivileges=yes forbids it:
'ausearch -m avc,selinux_err -ts recent' shows the record.
`;

/** By its mode alone: access(2) would ask SELinux, too. */
function isExecutable(path: string): boolean {
	try {
		const found = statSync(path);
		return found.isFile() && (found.mode & 0o111) !== 0;
	} catch {
		return true; // it is not to be seen, so nothing is known
	}
}
