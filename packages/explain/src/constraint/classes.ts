// Classes that the policies constrain together.

/** dir_file_class_set of refpolicy's obj_perm_sets.spt: all that has a name in a file system. */
export const FILES = 'dir file lnk_file chr_file blk_file sock_file fifo_file';

/** System V's. */
export const IPC = 'ipc sem msgq shm';
