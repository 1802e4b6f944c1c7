#!/usr/bin/env bash
# The commands of the README, and the package (tests/package.sh), on machines with nothing on them: minimal roots of each
# Debian release, made by debootstrap from the mirror that this machine's own apt names and with its settings, and in them a clean checkout of HEAD. Each of
# the two is once the first that a machine sees, as root and as a user who may use sudo. Speaks TAP, with the time that
# each took.
# usage: tests/fresh.sh [RELEASE:WHO:COMMAND[,COMMAND]...]...      needs root or sudo, a mirror nearby, and 4 GB in
# ${TMPDIR:-/var/tmp}
#   for instance tests/fresh.sh trixie:user:demo.sh,test.sh
set -uo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 2
[ "$(id -u)" = 0 ] || exec sudo --preserve-env=TMPDIR,http_proxy,https_proxy,no_proxy -- tests/fresh.sh "$@"
if [ -z "${FRESH_SCRATCH-}" ]; then
    FRESH_SCRATCH=$(mktemp -d "${TMPDIR:-/var/tmp}/dubbelloop-fresh-XXXXXX") || exit 2
    export FRESH_SCRATCH
    # What is mounted in there is seen by that program and its children only, and is gone with it, however it ends.
    unshare --mount --pid --fork --kill-child --mount-proc -- tests/fresh.sh "$@"
    status=$?
    rm -rf --one-file-system "$FRESH_SCRATCH"
    exit "$status"
fi
trap 'exit 143' INT TERM # the first process of a namespace is deaf to them otherwise
. tests/tap.sh
machines=("$@")
[ ${#machines[@]} -gt 0 ] || machines=(bookworm:root:test.sh,demo.sh,tests/package.sh trixie:user:demo.sh,test.sh bookworm:user:demo.sh
    trixie:root:demo.sh,tests/package.sh)

. tests/debian_root.sh

# A machine: what a terminal and a browser need, a user when there is to be one, and the checkout in the home of who
# uses it.
make_machine() { # ROOT WHO HOME
    mount -t proc proc "$1/proc" && mount -t sysfs -o ro sysfs "$1/sys" && mount -t tmpfs tmpfs "$1/dev/shm" &&
        { mkdir -p "$1/dev/pts" && mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$1/dev/pts"; } || return 1
    ln -sf pts/ptmx "$1/dev/ptmx"
    if [ "$2" = user ]; then
        chroot "$1" sh -c 'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends sudo &&
            rm -rf /var/lib/apt/lists/* && useradd -m -s /bin/bash user && echo "user ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/user' || return 1
    fi
    touch "$1/etc/wegwerpmachine" # for tests/package.sh
    mkdir "$1$3/dubbelloop" && git -c safe.directory='*' archive HEAD | tar -x -C "$1$3/dubbelloop" &&
        chroot "$1" chown -R "$2:$2" "$3/dubbelloop"
}

n=0
for machine in "${machines[@]}"; do
    IFS=, read -ra commands <<<"${machine##*:}"
    n=$((n + ${#commands[@]}))
done
echo "1..$n"
for machine in "${machines[@]}"; do
    IFS=: read -r release who commands <<<"$machine"
    root=$FRESH_SCRATCH/machine log=$FRESH_SCRATCH/log home=/root
    [ "$who" = root ] || home=/home/$who
    made=yes
    base=$FRESH_SCRATCH/$release
    { { [ -d "$base" ] || make_root "$release" "$base"; } && cp -a "$base" "$root" && make_machine "$root" "$who" "$home"; } >"$log" 2>&1 || made=no
    for command in ${commands//,/ }; do
        begun=$SECONDS wrong=
        if [ "$made" = no ]; then
            wrong="the machine could not be made"$'\n'$(tail -n 40 "$log")
        else
            chroot --userspec="$who:$who" --groups="$who" "$root" env -i HOME="$home" USER="$who" TERM=dumb \
                PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
                bash -c 'cd "$HOME/dubbelloop" && exec "./$1"' _ "$command" >"$log" 2>&1 </dev/null
            status=$?
            [ "$status" = 0 ] || wrong="it ended with status $status"$'\n'$(tail -n 55 "$log")
        fi
        said=$(tail -n 1 "$log" | grep -E '^[0-9]+ passed, [0-9]+ failed$')
        ok "$release, as $who: ./$command ($((SECONDS - begun)) s${said:+: $said})" "$wrong"
    done
    mapfile -t mounted < <(awk -v root="$root/" 'index($2, root) == 1 { print $2 }' /proc/mounts | sort -r)
    [ ${#mounted[@]} = 0 ] || umount "${mounted[@]}" || exit 2
    rm -rf --one-file-system "$root"
done
[ "$failed" = 0 ]
