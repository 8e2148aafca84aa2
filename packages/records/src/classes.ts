// The names of classes, to tell where a line was broken within one, and that a word is none.

/**
 * Those of the kernel (security/selinux/include/classmap.h), of D-Bus, systemd, X, databases, Android
 * (private/security_classes) and Xen (xsm/flask/policy/security_classes), but sockets.
 */
const CLASSES = new Set(
	`
		anon_inode association binder blk_file bpf cap2_userns cap_userns capability capability2
		argo chr_file context db_blob db_column db_database db_language db_procedure db_schema
		db_sequence db_table db_tuple db_view dbus diced dir domain domain2
		drmservice event fd fifo_file file filesystem
		grant hvm hwservice_manager infiniband_endport infiniband_pkey io_uring ipc kernel_service key
		keystore2 keystore2_key keystore_key lnk_file lockdown memfd_file memprotect mmu msg msgq netif node nscd packet passwd peer
		perf_event process process2 property_service resource security sem service service_manager shm
		sock_file socket system tee_service user_namespace version xen x_application_data x_client x_colormap x_cursor
		x_device x_drawable x_event x_extension x_font x_gc x_keyboard x_pointer x_property
		x_resource x_screen x_selection x_server x_synthetic_event
`
		.trim()
		.split(/\s+/),
);

/** Whether a class is one that policies have. */
export function isClass(name: string): boolean {
	return CLASSES.has(name) || /^[a-z0-9_]+_socket$/.test(name);
}
