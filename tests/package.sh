#!/usr/bin/env bash
# The Debian package, on a machine that is thrown away afterwards: made, looked at by lintian, installed over the one before, then
# docs/operations.md followed to the letter, from the first night to the end of a restore; removed and purged.
# usage: tests/package.sh      on a machine of tests/fresh.sh, as root: tests/fresh.sh bookworm:root:demo.sh,tests/package.sh
# Ends with "N passed, N failed". A build-release that is there already is what is packed. No systemd is at work on such a machine:
# what stands in for its systemctl does what the unit says, as the user that it says.
set -uo pipefail
tree=$(cd "$(dirname "$0")/.." && pwd)
[ -e /etc/wegwerpmachine ] || { echo "this installs and purges packages: only on a machine of tests/fresh.sh" >&2; exit 2; }
cd "$tree" || exit 2
.ci/install build package || exit 1
# Lintian of Debian 13 needs appstream, which could not be configured on such a machine.
[ "$(. /etc/os-release && echo "$VERSION_CODENAME")" != bookworm ] || .ci/install lint || exit 1
. tests/checks.sh
export DEBIAN_FRONTEND=noninteractive

# The package, and one before it.
make_package() {
    if [ -d "$tree/build-release" ]; then export BUILD=build-release DEB_BUILD_OPTIONS=noautodbgsym; fi # it has no symbols
    (cd "$tree" && dpkg-buildpackage -us -uc -b) && mkdir new old && mv "$tree"/../dubbelloop*_*.* new/ &&
        dpkg-deb -R new/dubbelloop_*.deb old/tree && sed -i 's/^Version: .*/Version: 0.0.9/' old/tree/DEBIAN/control &&
        dpkg-deb -b old/tree old/dubbelloop_old.deb
}
make_package >log 2>&1 || tail -n 30 log
check 'the package is made' test -s old/dubbelloop_old.deb
if command -v lintian >/dev/null; then
    check 'lintian finds no error and no warning' gives 0 lintian --allow-root --fail-on error,warning new/*.changes
fi

# What a machine has that people work on: apt that does not ask, and a systemctl.
echo 'APT::Get::Assume-Yes "yes";' >/etc/apt/apt.conf.d/90yes
cat >/usr/local/bin/systemctl <<'SCRIPT'
#!/bin/bash
[ "$*" = 'start dubbelloop.service' ] || exit 0
unit=$(ls /usr/lib/systemd/system/dubbelloop.service /lib/systemd/system/dubbelloop.service 2>/dev/null | head -n 1)
of() { sed -n "s/^$1=//p" "$unit"; }
user=$(of User) group=$(of Group)
for folder in $(of StateDirectory); do
    [ -d "/var/lib/$folder" ] || install -d -o "$user" -g "$group" -m "$(of StateDirectoryMode)" "/var/lib/$folder"
done
umask "$(of UMask)"
cd / || exit
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin $(of Environment) setpriv --reuid="$user" --regid="$group" --clear-groups $(of ExecStart)
status=$?
[ "$status" = 0 ] || [ "$status" = "$(of SuccessExitStatus)" ]
SCRIPT
chmod 755 /usr/local/bin/systemctl
state=/var/lib/dubbelloop readers=/var/lib/dubbelloop-lezen

check 'the package before is installed' gives 0 apt-get install ./old/dubbelloop_old.deb
check 'with its user' gives 0 getent passwd dubbelloop
check 'and the group of readers' gives 0 getent group dubbelloop-lezers
check 'and the folder where exports are put' test "$(stat -c '%U %a' $state/in)" = 'dubbelloop 700'
check 'and the folder for readers, which is their group' test "$(stat -c '%U %G %a' $readers)" = 'dubbelloop dubbelloop-lezers 2750'
check 'its timer is on' test -L /etc/systemd/system/timers.target.wants/dubbelloop.timer
check 'and the job was not started' test ! -e $state/dubbelloop.db
install -o dubbelloop -g dubbelloop -m 600 "$tree/sample_data/2022Q1.csv" $state/in/
cp "$tree"/sample_data/contracts.csv "$tree"/sample_data/relaties.csv /etc/dubbelloop/
check 'a night of the package before' gives 0 systemctl start dubbelloop.service
check 'with the contracts of /etc/dubbelloop' test "$(sudo -u dubbelloop dubbelloop contracts --db $state/dubbelloop.db | wc -l)" -gt 10

# The document, from the installation (here over the one before) to the end of a restore and the clearing.
mkdir work && cp new/dubbelloop_*.deb work/ && cp "$tree/sample_data/2022Q2.csv" work/export_2023Q1.csv
sed -n '/^```sh$/,/^```$/p' "$tree/docs/operations.md" | grep -v '^```' >work/commands
check 'the document has commands' test "$(wc -l <work/commands)" -gt 10
(cd work && bash -euxo pipefail commands) >followed 2>&1 </dev/null || tail -n 20 followed
check 'all of them work' grep -qxF '+ sudo systemd-tmpfiles --clean' followed
check 'the new package is there' test "$(dpkg-query -W -f '${Version}' dubbelloop)" = "$(dpkg-deb -f work/dubbelloop_*.deb Version)"
check 'the house keeps its contracts' test -s /etc/dubbelloop/contracts.csv
check 'the second night read the export' test -f "$(ls $state/done/*/export_2023Q1.csv)"
check 'the database came back, and is sound' gives 0 sudo -u dubbelloop dubbelloop verify --db $state/dubbelloop.db
check 'as it was' grep -q ' 2 runs, 2 bestanden' out
check 'no second copy of it is left' test ! -e $state/weg
check 'and a term for exports is set' test -e /etc/tmpfiles.d/dubbelloop-exports.conf

useradd -m analist && adduser --quiet analist dubbelloop-lezers
check 'a reader reads the copy' gives 0 sudo -u analist dubbelloop findings --db $readers/dubbelloop.db
check 'with any SQLite tool too' gives 0 sudo -u analist sqlite3 -readonly $readers/dubbelloop.db 'SELECT count(*) FROM v_bevinding'
check 'and not the database itself' gives 1 sudo -u analist dubbelloop findings --db $state/dubbelloop.db
check 'Prometheus may read the figures' gives 0 sudo -u analist cat /var/lib/dubbelloop-metrics/dubbelloop.prom
check 'the alert rules are there' test -s /usr/share/dubbelloop/dubbelloop.rules.yml
check 'and the scripts for a cluster' test -x /usr/share/dubbelloop/slurm/dubbelloop-cluster
check 'so are the conflict tables' gives 0 dubbelloop tables check --tables /usr/share/dubbelloop/conflict_tables

check 'it is removed' gives 0 apt-get remove dubbelloop
check 'the program is gone' test ! -e /usr/bin/dubbelloop
check 'the database is not' test -s $state/dubbelloop.db
check 'it is purged' gives 0 apt-get purge dubbelloop
check 'the copy for readers and the figures are gone' test ! -e $readers -a ! -e /var/lib/dubbelloop-metrics
check 'the database and what was delivered are not' test -s $state/dubbelloop.db -a -d $state/done
check 'and no unit is left' test -z "$(find /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system -name 'dubbelloop*' 2>/dev/null)"
finish
