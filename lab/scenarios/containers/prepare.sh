#!/bin/sh
# Prepares podman here: its settings, and /var/lib/containers/peercon.tar, an image of what is installed, as
# podman-import(1) takes it: Node with the libraries that it loads, and peercon's packages. No registry.
set -eu

mkdir -p /var/lib/containers /run/containers /etc/containers/pods
# The guest has no D-Bus, by which systemd would be asked for cgroups, and its kernel has no overlayfs.
cat > /etc/containers/containers.conf << 'END'
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
log_driver = "k8s-file"
END
cat > /etc/containers/storage.conf << 'END'
[storage]
driver = "vfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
END
# What is imported from a file has no signature.
echo '{ "default": [{ "type": "insecureAcceptAnything" }] }' > /etc/containers/policy.json

root=$(mktemp -d)
# Where a container mounts something there has to be a folder.
for folder in usr/bin usr/share usr/local/lib dev etc proc run sys tmp srv/peercon; do
	mkdir -p "$root/$folder"
done
cp -L /usr/bin/node "$root/usr/bin"
cp -a /usr/share/nodejs "$root/usr/share"
cp -aL /usr/local/lib/node_modules "$root/usr/local/lib"
addon=$(find /usr/local/lib/node_modules/@peercon/native/ -name '*.node' | head -n 1)
ldd /usr/bin/node "$addon" | grep -o '/[^ ]*\.so[^ ]*' | sort -u | while read -r library; do
	mkdir -p "$root$(dirname "$library")"
	cp -L "$library" "$root$library"
done
tar -C "$root" -cf /var/lib/containers/peercon.tar .
rm -r "$root"

# podman runs in a domain of its own, which takes only what has the label of containers.
restorecon -RF /var/lib/containers /run/containers /etc/containers
