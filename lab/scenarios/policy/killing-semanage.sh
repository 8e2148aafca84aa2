#!/bin/sh
# In the place of semanage(8): where that is about to import mappings, this kills the installation with all
# that it has started.

[ "$1" != import ] || kill -KILL 0
exec /usr/sbin/semanage "$@"
