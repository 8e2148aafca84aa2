#!/bin/sh
# In the place of semodule(8): where that has removed the modules, this kills the uninstallation.

/usr/sbin/semodule "$@" || exit
case "$*" in *--remove=*) kill -KILL 0 ;; esac
