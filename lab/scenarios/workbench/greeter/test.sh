#!/bin/sh
# What the greeter is for.
set -e

rm -rf /var/log/greeter
mkdir /var/log/greeter
restorecon /var/log/greeter
[ "$(greeter you)" = 'Hello you' ]
grep -qx you /var/log/greeter/greeted
