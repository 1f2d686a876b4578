#!/usr/bin/env bash
# Tests what depends on control groups with version 2 of them, on a machine that has version 1: boots
# Debian's kernel with this very repository in an emulated machine, and runs the unit tests and the
# end-to-end tests of control groups there. Emulation is slow: it takes about half an hour.
#
#   e2e/nx-peak-e2e/cgroup-v2.sh
#
# Needs root, a built repository whose end-to-end tests ran before (npm finds their packages in its
# cache: the emulated machine has no network), and on Debian:
#   apt-get install --no-install-recommends qemu-system-x86 debootstrap busybox-static cpio
set -euo pipefail
repository=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '# a kernel'
package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/ { print $2 }')
apt-get download "$package" > /dev/null
dpkg-deb -x linux-image*.deb kernel

echo '# a system'
debootstrap --variant=minbase --include=procps,bsdutils,git,python3-minimal \
  "$(. /etc/os-release && echo "$VERSION_CODENAME")" root > debootstrap.log \
  || { tail -5 debootstrap.log; exit 1; }

echo '# node, npm with what it has in its cache, and the repository'
cp -L "$(command -v node)" root/usr/bin/node
npm=$(realpath "$(command -v npm)")
mkdir -p root/usr/lib/node_modules root/root/.npm
cp -a "$(dirname "$(dirname "$npm")")" root/usr/lib/node_modules/npm
ln -s ../lib/node_modules/npm/bin/npm-cli.js root/usr/bin/npm
ln -s ../lib/node_modules/npm/bin/npx-cli.js root/usr/bin/npx
cp -a "$(npm config get cache)/_cacache" root/root/.npm/
cp "$(npm config get userconfig)" root/root/.npmrc 2> /dev/null || true
git clone --quiet "$repository" root/repository
cp -a "$repository/node_modules" root/repository/
for folder in memory-tracker run-record nx-peak; do
  cp -a "$repository/packages/$folder/dist" "root/repository/packages/$folder/"
done

cat > root/init.sh << 'INIT'
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root npm_config_offline=true PEAK_E2E_PATIENCE=5
mkdir -p /dev/shm /dev/pts
mount -t tmpfs shm /dev/shm
mount -t devpts pts /dev/pts
mount -t cgroup2 cgroup /sys/fs/cgroup
ip link set lo up 2> /dev/null
# As on any system with version 2: controllers are handed out, and processes are in leaves.
echo '+memory +pids +cpu' > /sys/fs/cgroup/cgroup.subtree_control
mkdir /sys/fs/cgroup/session
echo $$ > /sys/fs/cgroup/session/cgroup.procs
failed=0
jest() {
  node --experimental-vm-modules --disable-warning=ExperimentalWarning ../../node_modules/jest/bin/jest.js \
    --ci --runInBand --testTimeout=600000 "$@" 2>&1 | cat
  [ "${PIPESTATUS[0]}" = 0 ] || failed=1
}
for folder in memory-tracker nx-peak run-record; do
  cd "/repository/packages/$folder" && jest
done
cd /repository/e2e/nx-peak-e2e && jest cgroup-meter why-a-task-died
echo "FAILED=$failed"
sync
echo o > /proc/sysrq-trigger
sleep 60
INIT
chmod +x root/init.sh

echo '# a disk'
truncate -s 8G disk
mkfs.ext4 -q -d root disk
rm -rf root
mkdir -p first/modules first/bin first/dev first/proc first/sys first/new
cp "$(command -v busybox)" first/bin/
for module in virtio/virtio virtio/virtio_ring virtio/virtio_pci_modern_dev \
  virtio/virtio_pci_legacy_dev virtio/virtio_pci block/virtio_blk; do
  cp kernel/lib/modules/*/kernel/drivers/"$module".ko first/modules/
done
cat > first/init << 'FIRST'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs dev /dev
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
# They depend on one another: as often as it takes.
for round in 1 2 3 4; do
  for module in /modules/*; do $B insmod "$module" 2> /dev/null; done
done
until $B [ -b /dev/vda ]; do $B sleep 1; done
$B mount -t ext4 /dev/vda /new
for folder in dev proc sys; do $B mount --move "/$folder" "/new/$folder"; done
exec $B switch_root /new /init.sh
FIRST
chmod +x first/init
(cd first && find . | cpio --quiet -o -H newc | gzip -1) > initramfs

echo '# the machine'
qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 6144 -smp 2 -nographic -no-reboot \
  -kernel kernel/boot/vmlinuz-* -initrd initramfs -drive file=disk,if=virtio,format=raw \
  -append 'console=ttyS0 quiet panic=-1' < /dev/null | tr -d '\r' | tee machine.log
grep -q '^FAILED=0' machine.log
