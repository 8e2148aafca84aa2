// The main job of `npm start`: getpeercon-server on port 5000, and a few clients, so that there is
// something to see. It takes a kernel that runs SELinux to see labels: this host's own if it does,
// the lab's guest otherwise.

import { is_selinux_enabled } from '@peercon/native';

await (is_selinux_enabled() ? import('./start/on-host.ts') : import('./start/in-lab.ts'));
