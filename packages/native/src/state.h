// Whether SELinux runs on this host, and whether its file system is to be seen from here.
#pragma once

#include <napi.h>

#include <string>

namespace peercon {

// is_selinux_enabled(3) tells of selinuxfs and /etc/selinux/config, which a container has not: there
// SELinux is hidden, and runs all the same.
enum class SelinuxState { kDisabled, kHidden, kEnabled };

SelinuxState StateOfSelinux();

// Throws an Error with code ERR_SELINUX_DISABLED unless this host runs SELinux. Without this
// check libselinux would answer on such a host: getcon(3) would hand out AppArmor's label, and
// selinux_check_access(3) would say 'allowed'. For what needs no selinuxfs: sockets' options, extended
// attributes, /proc/PID/attr.
void RequireSelinux(Napi::Env env, const std::string& syscall);

// The same for what libselinux asks selinuxfs, with code ERR_SELINUX_HIDDEN where that is not to be seen.
void RequireSelinuxfs(Napi::Env env, const std::string& syscall);

}  // namespace peercon
