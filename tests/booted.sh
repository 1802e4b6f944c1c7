#!/usr/bin/env bash
# The package on a machine where systemd is at work, with nginx and Apache before the workbench: the units, their sandbox,
# the socket, a night that fails, both examples of service/proxy. What is looked at stands in tests/booted/inside.sh.
# The machine is a minimal root of a Debian release in namespaces of its own: processes, mounts, network (none but its own
# loopback), control groups. By hand: it takes some minutes, most of them for packages.
# usage: tests/booted.sh [RELEASE]...      bookworm trixie by itself; needs root or sudo, a kernel with cgroup2, a mirror
# nearby, and 3 GB in ${TMPDIR:-/var/tmp}. BOOTED_ROOTS=DIR keeps the roots there, and takes those that are there.
set -uo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 2
[ "$(id -u)" = 0 ] || exec sudo --preserve-env=TMPDIR,BOOTED_ROOTS,http_proxy,https_proxy,no_proxy -- tests/booted.sh "$@"
if [ "${BOOTED_GROUP-}" = "" ]; then
    unified=$(findmnt -t cgroup2 -n -o TARGET | head -n 1)
    [ -n "$unified" ] || { echo "Bail out! no cgroup2 is mounted here"; exit 2; }
    export BOOTED_GROUP=$unified/dubbelloop-booted-$$
    mkdir "$BOOTED_GROUP" || exit 2
    BOOTED_SCRATCH=${BOOTED_ROOTS:-$(mktemp -d "${TMPDIR:-/var/tmp}/dubbelloop-booted-XXXXXX")} || exit 2
    export BOOTED_SCRATCH
    mkdir -p "$BOOTED_SCRATCH"
    unshare --mount --pid --fork --kill-child --mount-proc -- tests/booted.sh "$@"
    status=$?
    [ -n "${BOOTED_ROOTS-}" ] || rm -rf --one-file-system "$BOOTED_SCRATCH"
    find "$BOOTED_GROUP" -depth -type d -exec rmdir {} +
    exit "$status"
fi
trap 'exit 143' INT TERM # the first process of a namespace is deaf to them otherwise
. tests/debian_root.sh
[ $# -gt 0 ] || set -- bookworm trixie

# Everything that the machine will need, as it has no network of its own; the package, built there; the tests.
make_machine() { # RELEASE ROOT
    local root=$2
    [ -d "$root" ] || make_root "$1" "$root" || return 1
    mountpoint -q "$root/proc" || mount -t proc proc "$root/proc" || return 1
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # nothing starts before it is booted
    chmod 755 "$root/usr/sbin/policy-rc.d"
    rm -rf "$root/srv/dubbelloop" "$root"/srv/dubbelloop_*
    mkdir "$root/srv/dubbelloop" && git -c safe.directory='*' archive HEAD | tar -x -C "$root/srv/dubbelloop" || return 1
    chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive sh -ec '
        apt-get update -q
        apt-get install -q -y --no-install-recommends systemd systemd-sysv dbus adduser sudo curl openssl sqlite3 \
            nginx apache2 libapache2-mod-auth-gssapi
        systemctl mask console-getty.service systemd-modules-load.service
        systemctl disable nginx apache2
        cd /srv/dubbelloop
        .ci/install build package
        DEB_BUILD_OPTIONS=noautodbgsym dpkg-buildpackage -us -uc -b' || return 1
    umount "$root/proc"
    echo werkbank >"$root/etc/hostname"
    rm "$root/usr/sbin/policy-rc.d"
}

# Becomes its first process: systemd, with what it finds in a container.
# shellcheck disable=SC2016 # a script of its own
boot='set -e
root=$1
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
    IFS=: read -r name major minor <<<"$node"
    mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for n in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${n%:*}" "$root/dev/${n#*:}"; done
cd "$root"
mkdir -p .before
pivot_root . .before
umount -l /.before
exec env -i container=dubbelloop PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=journal --show-status=no </dev/null'

wrong=0
for release in "$@"; do
    base=$BOOTED_SCRATCH/$release root=$BOOTED_SCRATCH/machine log=$BOOTED_SCRATCH/$release.log
    echo "# $release"
    if ! { make_machine "$release" "$base" && cp -a "$base" "$root"; } >"$log" 2>&1; then
        tail -n 40 "$log"
        echo "FAILED: the machine of $release could not be made"
        wrong=1
        continue
    fi
    mkdir "$BOOTED_GROUP/$release"
    (echo "$BASHPID" >"$BOOTED_GROUP/$release/cgroup.procs"
        exec unshare --pid --mount --cgroup --net --uts --ipc --fork --kill-child -- bash -c "$boot" _ "$root") >"$log" 2>&1 &
    machine=$!
    # Its namespaces are those of the one child of unshare, which is its first process.
    inside() {
        nsenter -t "$(tr -d ' ' <"/proc/$machine/task/$machine/children")" -a -- env -i HOME=/root LANG=C.UTF-8 \
            PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
    }
    for ((i = 0; i < 600; i++)); do
        [[ $(inside systemctl is-system-running 2>/dev/null) != @(running|degraded) ]] || break
        sleep 0.1
    done
    inside bash /srv/dubbelloop/tests/booted/inside.sh || wrong=1
    kill -KILL "$machine" # and with it all that it began; unshare is deaf to less
    wait "$machine" 2>/dev/null
    rm -rf --one-file-system "$root"
done
exit "$wrong"
