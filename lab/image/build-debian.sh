#!/bin/sh
# Builds the Debian packages, and has lintian(1) look at them: whatever it says, but for what a file
# debian/*.lintian-overrides names with a reason, is a failure. It runs in a clean Debian: see in-root.sh.
#
# build-debian.sh: /tmp/build has the folder with the sources, and will have the packages.
set -e

cd /tmp/build/peercon-*/
# node-gyp's compilers at once; debhelper's steps are few.
JOBS=max dpkg-buildpackage --no-sign --build=binary
cd ..
lintian --allow-root --display-info --fail-on=error,warning,info ./*.changes
