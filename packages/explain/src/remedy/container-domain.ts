// Which domains are those of containers.

/**
 * The domains of containers: container-selinux's, udica's, Talos's, those of before 2017, and of modules that
 * make theirs with container_domain_template(), as QM: `qm_container_t`, `NAME_container_t`.
 */
const CONTAINER =
	/^(?:qm_container_(?!runtime_|engine_)\w*t|\w+_container_t|container_(?:t|userns_t|logreader_t|logwriter_t|kvm_t|init_t|engine_t|device_t|device_plugin_t|device_plugin_init_t)|svirt_(?:lxc|qemu|kvm)_net_t|openshift_(?:app_)?t|spc_t|pod_t|.+\.process)$/;

/** Whether a type is that of a container's processes. */
export function isContainer(type: string): boolean {
	return CONTAINER.test(type);
}

/** Whether it is one that confines them: spc_t, of privileged containers, does not. */
export function isConfinedContainer(type: string): boolean {
	return type !== 'spc_t' && isContainer(type);
}
