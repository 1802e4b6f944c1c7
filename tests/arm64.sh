#!/usr/bin/env bash
# Another architecture: built for arm64 from here, and the unit tests run by an emulator. Some minutes; ends with "N passed, N failed".
# usage: tests/arm64.sh      on a machine of tests/fresh.sh, as root: tests/fresh.sh bookworm:root:tests/arm64.sh
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
[ -e /etc/wegwerpmachine ] || { echo "this adds an architecture to apt: only on a machine of tests/fresh.sh" >&2; exit 2; }
export DEBIAN_FRONTEND=noninteractive
sed -i 's/arch=amd64\]/arch=amd64,arm64]/' /etc/apt/sources.list
dpkg --add-architecture arm64
mapfile -t libraries < <(sed -nE 's/^(build|test) (lib[a-z0-9.-]+-dev|check).*/\2:arm64/p' .ci/packages.txt | grep -v '^libc6-dev')
.ci/install build || exit 1
apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static "${libraries[@]}" >/tmp/log 2>&1 ||
    { tail -n 20 /tmp/log; echo '0 passed, 1 failed'; exit 1; }
cat >arm64.ini <<'INI'
[binaries]
c = 'aarch64-linux-gnu-gcc'
ar = 'aarch64-linux-gnu-ar'
strip = 'aarch64-linux-gnu-strip'
pkgconfig = 'pkg-config'
pkg-config = 'pkg-config'
exe_wrapper = 'qemu-aarch64-static'
[properties]
pkg_config_libdir = ['/usr/lib/aarch64-linux-gnu/pkgconfig', '/usr/share/pkgconfig']
[host_machine]
system = 'linux'
cpu_family = 'aarch64'
cpu = 'aarch64'
endian = 'little'
INI
meson setup build-arm64 --cross-file arm64.ini -Dtests=true -Dbuildtype=release -Db_lto=false >/tmp/log 2>&1 &&
    ninja -C build-arm64 engine/dubbelloop >/tmp/log 2>&1 || { tail -n 30 /tmp/log; echo '0 passed, 1 failed'; exit 1; }
qemu-aarch64-static build-arm64/engine/dubbelloop --version
meson test -C build-arm64 --suite unit --print-errorlogs </dev/null >/tmp/log 2>&1 || tail -n 60 /tmp/log
read -r passed failed < <(.ci/totals build-arm64/meson-logs/testlog.json)
echo "${passed:-0} passed, ${failed:-1} failed"
[ "${passed:-0}" -gt 0 ] && [ "${failed:-1}" = 0 ]
