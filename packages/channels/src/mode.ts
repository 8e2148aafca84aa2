/** The permission bits of what a server makes: its own user alone. SELinux decides after these. */
export const OURS_ALONE = 0o600;
