#!/bin/sh
# Files of somebody who starts a program, and a program to start, probe.js: entering.mjs with the first line
# of one that users start, and its label.
set -e

mine=/root/mine shared=/tmp/mine
bin=/usr/local/lib/node_modules/@peercon/echo-client/bin

cd "$bin"
{ head -1 echo-client.js; cat /usr/local/lib/entering.mjs; } > probe.js
chmod +x probe.js
chcon --reference=echo-client.js probe.js

mkdir -p $mine/bin $mine/lib $mine/node_modules/mine $mine/.node_modules $shared && cd $mine
echo 'module.exports = "of the caller"; console.log("preloaded of the caller")' > node_modules/mine/index.js
echo '{}' > node_modules/mine/package.json
cp -r node_modules/mine .node_modules/
echo 'of the caller' > data
echo '{ "type": "module", "imports": { "#mine": "./node_modules/mine/index.js" } }' > package.json
echo 'MINE="of the caller"' | tee .env .noderc > /dev/null
echo '{ "nodeOptions": { "import": ["/root/mine/node_modules/mine/index.js"] } }' > node.config.json
echo '[of the caller' > broken.cnf
printf -- '-----BEGIN CERTIFICATE-----\nof the caller\n-----END CERTIFICATE-----\n' > broken.pem
cp /usr/lib/x86_64-linux-gnu/libz.so.1 lib/
ln -s /usr/bin/python3 bin/node
ln -s /usr/bin/python3 $shared/node
ln -s $bin/probe.js link.js
