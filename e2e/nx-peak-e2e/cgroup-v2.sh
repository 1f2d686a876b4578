#!/usr/bin/env bash
# Tests what depends on cgroups with version 2 of them, also on a machine that has version 1: boots
# Debian's kernel with this very repository in a virtual machine, and runs the unit tests of all packages
# and the end-to-end tests of cgroups there. Their results are written beside this file, as jest writes
# them.
#
#   e2e/nx-peak-e2e/cgroup-v2.sh kvm       in minutes; where it cannot be, one skipped test says why
#   e2e/nx-peak-e2e/cgroup-v2.sh emulated  in about half an hour, on any machine
#   e2e/nx-peak-e2e/cgroup-v2.sh emulated host e2e   a part: folders of packages, and e2e
#
# Needs root, a built repository whose end-to-end tests ran before (npm finds their packages in its
# cache: the machine has no network), and on Debian:
#   apt-get install --no-install-recommends qemu-system-x86 debootstrap busybox-static cpio
set -euo pipefail
here=$(realpath "$(dirname "$0")")
repository=$(realpath "$here/../..")
mode=${1:-}
parts=("${@:2}")
rm -f "$here"/jest-cgroup-v2-*results.json

# Why it cannot be done here; empty when it can.
missing() {
  local program absent=()
  if [ "$mode" = kvm ] && [ ! -w /dev/kvm ]; then
    echo 'there is no /dev/kvm that can be used'
    return
  fi
  for program in qemu-system-x86_64 debootstrap busybox cpio mkfs.ext4; do
    command -v "$program" > /dev/null || absent+=("$program")
  done
  if [ ${#absent[@]} -gt 0 ]; then
    echo "not installed: ${absent[*]}"
  elif [ "$(id -u)" != 0 ]; then
    echo 'only root can make the file system of a virtual machine'
  elif ! echo quit | "${qemu[@]}" -S -monitor stdio -display none > /dev/null 2>&1; then
    echo "no virtual machine can be started with ${accelerator[*]}"
  fi
}

# One skipped test with its reason, as jest reports it.
skip() {
  local name="all that depends on cgroups works with version 2 of them [skipped: $1]"
  echo "Skipped: $1"
  printf '{ "numPassedTests": 0, "numFailedTests": 0, "numPendingTests": 1,
    "numRuntimeErrorTestSuites": 0, "numTotalTestSuites": 1, "testResults": [{ "name": "%s",
    "assertionResults": [{ "status": "pending", "fullName": "%s" }] }] }\n' \
    "$here/cgroup-v2.sh" "$name" > "$here/jest-cgroup-v2-results.json"
}

case $mode in
  # A register of Intel's (MSR 0x10a) that some hypervisors on AMD claim to have and do not let QEMU set.
  kvm) accelerator=(-accel kvm -cpu 'host,arch-capabilities=off') patience=2 boot_limit=30 ;;
  emulated) accelerator=(-accel 'tcg,thread=multi' -cpu max) patience=5 boot_limit=180 ;;
  *)
    echo "Usage: $0 kvm|emulated [part...]" >&2
    exit 2
    ;;
esac
qemu=(qemu-system-x86_64 "${accelerator[@]}" -m 4096 -smp 2 -no-reboot)
reason=$(missing)
if [ -n "$reason" ]; then
  if [ "$mode" = kvm ]; then
    skip "$reason"
    exit 0
  fi
  echo "$reason" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '# a kernel'
package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/ { print $2 }')
apt-get download "$package" > /dev/null
dpkg-deb -x linux-image*.deb kernel

mkdir -p first/modules first/bin first/dev first/proc first/sys first/new
cp "$(command -v busybox)" first/bin/
for module in virtio/virtio virtio/virtio_ring virtio/virtio_pci_modern_dev \
  virtio/virtio_pci_legacy_dev virtio/virtio_pci block/virtio_blk; do
  cp kernel/lib/modules/*/kernel/drivers/"$module".ko* first/modules/
done
cat > first/init << 'FIRST'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs dev /dev
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
if $B grep -q only-boot /proc/cmdline; then
  echo BOOTED
  $B poweroff -f
fi
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

# A hypervisor may offer KVM and not run what is started with it.
echo '# does it boot?'
timeout "$boot_limit" "${qemu[@]}" -nographic -kernel kernel/boot/vmlinuz-* -initrd initramfs \
  -append 'console=ttyS0 quiet panic=-1 only-boot' < /dev/null > boot.log 2>&1 || true
if ! grep -q BOOTED boot.log; then
  reason="a kernel does not boot within $boot_limit s with ${accelerator[*]}"
  [ "$mode" = kvm ] && skip "$reason" && exit 0
  echo "$reason" >&2
  exit 1
fi

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
(cd "$repository" && cp -a --parents packages/*/dist e2e/testkit/dist "$work/root/repository/")

cat > root/init.sh << INIT
#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root npm_config_offline=true PEAK_E2E_PATIENCE=$patience
parts="${parts[*]}"
INIT
cat >> root/init.sh << 'INIT'
mkdir -p /dev/shm /dev/pts /results
mount -t tmpfs shm /dev/shm
mount -t devpts pts /dev/pts
mount -t cgroup2 cgroup /sys/fs/cgroup
ip link set lo up 2> /dev/null
# As on any system with version 2: controllers are handed out, and processes are in leaves.
echo '+memory +pids +cpu' > /sys/fs/cgroup/cgroup.subtree_control
mkdir /sys/fs/cgroup/session
echo $$ > /sys/fs/cgroup/session/cgroup.procs
failed=0
# Runs the tests of one part, if it is one of those asked for; without any, all are.
jest() {
  local name=$1
  shift
  [[ -z $parts || " $parts " == *" $name "* ]] || return 0
  node --experimental-vm-modules --disable-warning=ExperimentalWarning ../../node_modules/jest/bin/jest.js \
    --ci --runInBand --testTimeout=$((120000 * PEAK_E2E_PATIENCE)) \
    --json --outputFile="/results/jest-cgroup-v2-$name-results.json" "$@" 2>&1 | cat
  [ "${PIPESTATUS[0]}" = 0 ] || failed=1
}
for folder in /repository/packages/*; do
  cd "$folder" || exit
  jest "$(basename "$folder")"
done
cd /repository/e2e/nx-peak-e2e || exit
jest e2e src/cgroups
tar -cf /dev/vdb -C /results .
echo "FAILED=$failed"
sync
echo o > /proc/sysrq-trigger
sleep 60
INIT
chmod +x root/init.sh

echo '# a disk, and one for the results'
truncate -s 8G disk
mkfs.ext4 -q -d root disk
rm -rf root
truncate -s 64M results

echo '# the machine'
"${qemu[@]}" -nographic \
  -kernel kernel/boot/vmlinuz-* -initrd initramfs \
  -drive file=disk,if=virtio,format=raw -drive file=results,if=virtio,format=raw \
  -append 'console=ttyS0 quiet panic=-1' < /dev/null | tr -d '\r' | tee machine.log
tar -xf results -C "$here" --wildcards './jest-*'
grep -q '^FAILED=0' machine.log
