// Domains that come with their program, in a package beside the distribution's policy: that one is to be updated.

import type { AccessRecord } from '@peercon/records';
import { isOfOtherProgram } from './others-files.ts';
import { isWriting } from './own-type.ts';

/** By the domain, the package that has its policy: none of these is in the reference policy or Fedora's selinux-policy. */
const PACKAGES: [domain: RegExp, from: string][] = [
	[/^(?:streamer|celery)_t$/, 'pulp-selinux'],
	[/^pulpcore(?:_server)?_t$/, 'pulpcore-selinux'],
	[/^foreman_proxy_t$/, 'foreman-proxy-selinux'],
	[/^foreman_\w+_t$/, 'foreman-selinux'],
	[/^icinga2_t$/, 'icinga2-selinux'],
	[/^grafana_t$/, 'grafana-selinux'],
	[/^tabrmd_t$/, 'tpm2-abrmd-selinux'],
	[/^swtpm_t$/, 'swtpm-selinux'],
	[/^keylime_\w+_t$/, 'keylime-selinux'],
	[/^monetdbd_t$/, 'MonetDB-selinux'],
	[/^nbdkit_t$/, 'nbdkit-selinux'],
	[/^(?:pasta|passt|passt_repair)_t$/, 'passt-selinux'],
	[/^vpp_t$/, 'vpp-selinux-policy'],
	[/^rke2_\w+_t$/, 'rke2-selinux'],
	[/^k3s_\w+_t$/, 'k3s-selinux'],
	[/^qm(?:_\w+)?_t$/, 'qm, which has the policy of QM'],
	[/^osbuild_t$/, 'osbuild-selinux'],
	[/^flatpak_helper_t$/, 'flatpak-selinux'],
	[/^snappy(?:_\w+)?_t$/, 'snapd-selinux'],
	[/^laurel_t$/, 'laurel'],
	[/^osad_t$/, 'Spacewalk or Satellite'],
];

/** The package that brings a domain; undefined for those of the distribution, and for what is not known here. */
export function packageOf({ subject }: AccessRecord): string | undefined {
	return PACKAGES.find(([domain]) => domain.test(subject.type))?.[1];
}

/** What a web server and the programs behind it go by together, and what a module's source says to use it. */
const OF_WEB: Record<string, string> = {
	httpd_sys_content_t: 'apache_read_sys_content',
	httpd_sys_rw_content_t: 'apache_manage_sys_content_rw',
	httpd_log_t: 'apache_read_log',
};

/** Whether such a domain wants what has another service's label, which that one goes by. */
export function sharesLabel(record: AccessRecord): boolean {
	const isOfFiles = /^(?:dir|file|lnk_file)$/.test(record.class);
	const isShared = Object.hasOwn(OF_WEB, record.object.type) || isOfOtherProgram(record);
	return packageOf(record) !== undefined && isOfFiles && isShared;
}

/** What to add where it does. */
export function leaveLabel(record: AccessRecord): string {
	if (!sharesLabel(record)) return '';
	const { subject, object } = record;
	const isEnough = object.type.includes('_rw_') || !isWriting(record);
	const by =
		isEnough && Object.hasOwn(OF_WEB, object.type)
			? ` One rule is mostly the first of several: in the source of a module of one's own, ${OF_WEB[object.type]}(${subject.type}) of Fedora's policy has them.`
			: '';
	return ` ${object.type} is the label of another service, which goes by it, too: leave it as it is.${by}`;
}
