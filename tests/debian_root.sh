# shellcheck shell=bash disable=SC2016 # a format of apt
# The minimal root of a Debian release, as debootstrap leaves it, from the mirror that this machine's own apt names and
# with its settings. Sourced: . ".../tests/debian_root.sh"; needs root and a mirror nearby.

# Where apt gets Debian from here, and why it believes it.
IFS='|' read -r mirror source < <(apt-get indextargets --no-release-info --format '$(REPO_URI)|$(SOURCESENTRY)|$(RELEASE)' 'Created-By: Packages' |
    grep -v -- '-[a-z]*$' | head -n 1 | cut -d'|' -f1,2)
[ -n "$mirror" ] || { echo "Bail out! apt names no archive of Debian here"; exit 2; }
source=${source%:*}
keyring=$(sed -nE 's/^[^#]*signed-by[=:] *(\/[^] ]*).*/\1/Ip' "$source" | head -n 1)
trusted=$(sed -nE 's/^[^#]*trusted[=:] *yes.*/yes/Ip' "$source" | head -n 1)
eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
[ -z "${http_proxy-}" ] || export http_proxy
[ -z "${https_proxy-}" ] || export https_proxy

make_root() { # RELEASE FOLDER
    debootstrap --variant=minbase ${trusted:+--no-check-gpg} ${keyring:+--keyring="$keyring"} "$1" "$2" "$mirror" || return 1
    cp -r /etc/apt/apt.conf.d /etc/apt/auth.conf.d "$2/etc/apt/"
    cp /etc/hosts "$2/etc/"
    [ ! -f /etc/apt/apt.conf ] || cp /etc/apt/apt.conf "$2/etc/apt/"
    [ -z "$keyring" ] || install -D -m 644 "$keyring" "$2$keyring"
    echo "deb [${trusted:+trusted=yes }${keyring:+signed-by=$keyring }arch=$(dpkg --print-architecture)] $mirror $1 main" >"$2/etc/apt/sources.list"
}
