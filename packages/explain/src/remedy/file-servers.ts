// Servers of files: what they are told apart by, and the types that their files have.

/** A server, and the types for its files in Fedora's policy and the reference policy. */
interface FileServer {
	domain: RegExp;
	/** All types of files that are its own. */
	own: RegExp;
	/** What it may read. */
	read: string;
	/** What it may write as well. */
	write: string;
	/** The boolean that lets it write what is for all servers, public_content_rw_t. */
	anonWrite: string;
	/** Whether it serves homes, too, where a boolean lets it. */
	servesHomes: boolean;
}

/** @see httpd_selinux(8), samba_selinux(8), ftpd_selinux(8), rsync_selinux(8), tftpd_selinux(8) */
export const FILE_SERVERS: FileServer[] = [
	{
		domain: /^httpd_t$/,
		own: /^httpd_(?:sys|user)_(?:rw_|ra_)?content_t$/,
		read: 'httpd_sys_content_t',
		write: 'httpd_sys_rw_content_t',
		anonWrite: 'httpd_anon_write',
		servesHomes: false,
	},
	{
		domain: /^smbd_t$/,
		own: /^samba_share_t$/,
		read: 'samba_share_t',
		write: 'samba_share_t',
		anonWrite: 'smbd_anon_write',
		servesHomes: true,
	},
	{
		domain: /^ftpd_t$/,
		own: /^public_content/,
		read: 'public_content_t',
		write: 'public_content_rw_t',
		anonWrite: 'ftpd_anon_write',
		servesHomes: true,
	},
	{
		domain: /^rsync_t$/,
		own: /^rsync_data_t$/,
		read: 'rsync_data_t',
		write: 'rsync_data_t',
		anonWrite: 'rsync_anon_write',
		servesHomes: true,
	},
	{
		domain: /^tftpd_t$/,
		own: /^tftpdir(?:_rw)?_t$/,
		read: 'tftpdir_t',
		write: 'tftpdir_rw_t',
		anonWrite: 'tftp_anon_write',
		servesHomes: false,
	},
];

/** The server that a domain is of, or undefined for other domains. */
export function fileServerOf(domain: string): FileServer | undefined {
	return FILE_SERVERS.find((server) => server.domain.test(domain));
}
