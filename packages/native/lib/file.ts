import { binding } from './binding.ts';

// These read the extended attribute 'security.selinux'. A file can have it on a host that does not
// run SELinux, too: then it is given as it is stored. Safe on every thread.

/**
 * The context of a file; a symbolic link is followed.
 *
 * @param path - without NUL bytes
 * @throws ENOENT and the other errors of stat(2), ENODATA if the file has no context, ENOTSUP
 * if its file system keeps none
 * @see getfilecon(3)
 */
export const getfilecon: (path: string) => string = binding.getfilecon;

/** As {@link getfilecon}, untranslated. */
export const getfilecon_raw: (path: string) => string = binding.getfilecon_raw;

/**
 * The context of a file, or of the symbolic link itself if it is one.
 *
 * @param path - without NUL bytes
 * @throws as {@link getfilecon}
 * @see lgetfilecon(3)
 */
export const lgetfilecon: (path: string) => string = binding.lgetfilecon;

/** As {@link lgetfilecon}, untranslated. */
export const lgetfilecon_raw: (path: string) => string = binding.lgetfilecon_raw;

/**
 * The context of an open file.
 *
 * @param fd - its descriptor
 * @throws EBADF, ENODATA, ENOTSUP
 * @see fgetfilecon(3)
 */
export const fgetfilecon: (fd: number) => string = binding.fgetfilecon;

/** As {@link fgetfilecon}, untranslated. */
export const fgetfilecon_raw: (fd: number) => string = binding.fgetfilecon_raw;
