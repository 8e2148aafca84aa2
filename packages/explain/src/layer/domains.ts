// Domains that are told apart in several places.

/**
 * Every virtual machine of libvirt is of one of these (svirt_tcg_t: emulated, without KVM); its categories tell one from
 * the others.
 */
export const VIRTUAL_MACHINE = /^(?:svirt|svirt_tcg|svirt_prot_exec|qemu)_t$/;

/** What people run who have logged in. */
export const PEOPLE = /^(?:unconfined|staff|user|sysadm|guest|xguest)_t$/;
