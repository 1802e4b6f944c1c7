#!/usr/bin/env bash
# What tests/booted.sh looks at, on the machine that it booted, as root. Ends with "N passed, N failed".
# shellcheck disable=SC2015,SC2086,SC2317 # functions that check calls
set -uo pipefail
tree=$(cd "$(dirname "$0")/../.." && pwd)
[ "$(cat /proc/1/comm)" = systemd ] && [ "$(cat /proc/sys/kernel/hostname)" = werkbank ] || { echo "only on a machine of tests/booted.sh" >&2; exit 2; }
. "$tree/tests/checks.sh"
state=/var/lib/dubbelloop sock=/run/dubbelloop-web.sock ini=/etc/dubbelloop/werkbank.ini host=dubbelloop.huis.example
web=dubbelloop-web.service night=dubbelloop.service

is() { # UNIT STATE
    local now
    now=$(systemctl is-active "$1")
    [ "$now" = "$2" ] || { echo "$1 is $now"; systemctl status --no-pager --lines=15 "$1"; return 1; }
}
# Within so many seconds.
soon() { # SECONDS COMMAND...
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$until" ] || { "$@"; return; }
        sleep 0.2
    done
}
# Who a browser is, each with cookies of its own, and whose page it is that asks.
browser=nobody from=same-origin
answers() { # STATUS CURL-ARGUMENT...: the page is in the file page, its head in head
    local want=$1 got
    shift
    got=$(curl -sS -m 60 -b "jar-$browser" -c "jar-$browser" -H "Sec-Fetch-Site: $from" -D head -o page -w '%{http_code}' "$@" 2>&1)
    [ "$got" = "$want" ] || { echo "$got, not $want: ${*: -1}"; head -c 600 page; return 1; }
}
visit() { # STATUS LOGIN PATH CURL-ARGUMENT...: by the socket, as the web server
    browser=$2
    answers "$1" --unix-socket "$sock" -H "X-Remote-User: $2" "${@:4}" "http://h$3"
}
csrf() { sed -n 's/.*name="_csrf" value="\([0-9a-f]*\)".*/\1/p' page | head -n 1; }
journal_has() { journalctl -q --no-pager -o cat -u "$1" | grep -qE "$2"; }
in_the_journal() { soon 10 journal_has "$@" || { journalctl -q --no-pager -n 20 -u "$1"; return 1; }; }

# ---- the package, and the night ----

check 'the package is installed' gives 0 apt-get install -y /srv/dubbelloop_*.deb
check 'its timer is at work' is dubbelloop.timer active
check 'the workbench is not' is dubbelloop-web.socket inactive
cp "$tree"/sample_data/contracts.csv "$tree"/sample_data/relaties.csv /etc/dubbelloop/
check 'the workbench does not begin without a configuration' gives 1 systemctl start dubbelloop-web.socket
sed 's/^; \(jdevries\|mbakker\|ict-klaas\)/\1/' /usr/share/dubbelloop/werkbank.ini >$ini
check 'nor without a database' gives 1 systemctl start dubbelloop-web.socket
deliver() { install -o dubbelloop -g dubbelloop -m 600 "$tree/sample_data/$1" $state/in/; }
deliver 2022Q3.csv
deliver 2023Q1.csv
check 'a night' gives 0 systemctl start $night
check 'leaves a database' test -s $state/dubbelloop.db
check 'and findings' test -s $state/out/latest/findings.csv
check 'the collector of Prometheus may read the figures' gives 0 runuser -u nobody -- grep -q '^dubbelloop_run_success 1' /var/lib/dubbelloop-metrics/dubbelloop.prom
usermod -a -G dubbelloop-lezers games
check 'a reader may read the copy' gives 0 runuser -u games -- dubbelloop findings --db /var/lib/dubbelloop-lezen/dubbelloop.db
check 'and nobody else' gives 1 runuser -u nobody -- dubbelloop findings --db /var/lib/dubbelloop-lezen/dubbelloop.db
check 'what it says is in the journal' in_the_journal $night '"code": "standing"'

# A night that fails, somebody who is told of it, and the next one.
mkdir -p /etc/systemd/system/$night.d
printf '[Unit]\nOnFailure=meld.service\n' >/etc/systemd/system/$night.d/meld.conf
printf '[Service]\nType=oneshot\nExecStart=/usr/bin/touch /run/gemeld\n' >/etc/systemd/system/meld.service
systemctl daemon-reload
echo onzin >/etc/dubbelloop/profile.ini
deliver 2022Q4.csv
check 'a night with a profile that is none fails' gives 1 systemctl start $night
check 'with the status that says so' test "$(systemctl show -P ExecMainStatus $night)" = 4
check 'is a failed unit' is $night failed
check 'and whoever is to be told is' soon 10 test -e /run/gemeld
check 'the figures say so' grep -q '^dubbelloop_run_success 0' /var/lib/dubbelloop-metrics/dubbelloop.prom
check 'what was delivered waits' test -s $state/busy/2022Q4.csv
rm /etc/dubbelloop/profile.ini
printf '[Timer]\nOnCalendar=\nOnCalendar=*:*:0/2\nAccuracySec=100ms\nRandomizedDelaySec=0\n' >/run/quick.conf
install -D -m 644 /run/quick.conf /etc/systemd/system/dubbelloop.timer.d/quick.conf
systemctl daemon-reload
systemctl restart dubbelloop.timer
check 'the timer starts the next one' soon 30 bash -c "ls $state/*/*/2022Q4.csv"
rm -r /etc/systemd/system/dubbelloop.timer.d
systemctl daemon-reload
systemctl restart dubbelloop.timer
check 'which does it' soon 30 grep -q '^dubbelloop_run_success 1' /var/lib/dubbelloop-metrics/dubbelloop.prom

# ---- the workbench by its socket ----

check 'with both there it begins' gives 0 systemctl enable --now dubbelloop-web.socket
check 'as a socket and nothing more' is $web inactive
check 'which is for the web server' test "$(stat -c '%U %G %a' $sock)" = 'dubbelloop www-data 660'
check 'and for nobody else' gives 7 runuser -u nobody -- curl -s --unix-socket $sock http://h/
check 'who comes starts it' visit 200 jdevries /
check 'and is known' grep -q 'jdevries (analist)' page
check 'who is not in the configuration is not' visit 403 iemand /
check 'and who has no name is not' visit 401 '' /
visit 200 jdevries / >/dev/null
check 'a reason' visit 303 jdevries /reden -d "_csrf=$(csrf)" -d reden=controle -d terug=/
check 'the list' visit 200 jdevries /bevindingen
finding=$(grep -o '/bevinding/[0-9a-f]\{16\}' page | head -n 1)
check 'a finding' visit 200 jdevries "$finding"
judge() { # STATUS HOW...: the form of the page
    local stand
    stand=$(sed -n 's/.*name="stand" value="\([^"]*\)".*/\1/p' page | head -n 1)
    "${@:2}" -d "_csrf=$(csrf)" -d "stand=$stand" -d oordeel=bevestigd -d reden=gezien
}
check 'a verdict' judge 303 visit 303 jdevries "$finding/oordeel"
verdicts() { [ "$(sqlite3 -readonly $state/dubbelloop.db 'SELECT count(*) FROM oordeel')" = "$1" ]; }
check 'is in the database' verdicts 1
for file in /bevindingen/csv-excel /bevindingen/xlsx /bevindingen/werklijst /tabellen/tabellen.xlsx; do
    check "$file, for which it writes beside the database" visit 200 jdevries "$file"
done
check 'a delivery is taken back by its page' visit 200 ict-klaas /levering/1/intrekken
check 'in a run of its own' visit 303 ict-klaas /levering/1/intrekken -d "_csrf=$(csrf)" -d reden=verkeerd -d zeker=ja
check 'which leaves its output' test -s $state/out/werkbank/changes.csv
check 'the log says what was asked, not of whom' in_the_journal $web 'GET /bevinding/\* 200 jdevries'

# What is left to it.
first=$(systemctl show -P MainPID $web)
has() { grep -qE "$2" "/proc/$first/$1" || { cat "/proc/$first/$1"; return 1; }; }
check 'it runs as its own user' test "$(stat -c %U "/proc/$first")" = dubbelloop
check 'without a capability' has status '^CapBnd:[[:space:]]*0+$'
check 'nor a way to one' has status '^NoNewPrivs:[[:space:]]*1$'
check 'with a filter of system calls' has status '^Seccomp:[[:space:]]*2$'
check 'without a network' test "$(grep -c : "/proc/$first/net/dev")" = 1
check 'nor users of others' has uid_map '^ *[0-9]+ +[0-9]+ +1$'
may_write() { nsenter -t "$first" -m -- setpriv --reuid=dubbelloop --regid=dubbelloop --clear-groups touch "$1/proef" 2>/dev/null && rm "/proc/$first/root$1/proef"; }
check 'it may write in its state directory' may_write $state
for folder in /var/lib/dubbelloop-lezen /var/lib/dubbelloop-metrics /var/tmp/.. /etc /run /home /root; do
    check "it may not write in $folder" eval "! may_write $folder"
done
for unit in $web $night; do
    check "systemd finds $unit safe" awk -v level="$(systemd-analyze security --no-pager $unit | sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')" \
        'BEGIN { exit !(level != "" && level < 1) }'
done

# It ends, and comes again.
check 'it is stopped' gives 0 systemctl stop $web
check 'in good order' test "$(systemctl show -P Result $web)" = success
check 'who comes next starts it again' visit 200 jdevries /
check 'what was looked at is on record' gives 0 grep -q jdevries <(dubbelloop inzage --db $state/dubbelloop.db)
systemctl kill -s KILL $web
check 'it is killed, and comes back' soon 10 visit 200 jdevries /
check 'it is restarted' gives 0 systemctl restart $web
check 'and there' visit 200 jdevries /
check 'the socket is stopped, and with it all' gives 0 systemctl stop dubbelloop-web.socket
check 'nothing is left of it' test ! -e $sock -a "$(systemctl is-active $web)" = inactive
echo 'onzin = 1' >>$ini
systemctl start dubbelloop-web.socket
answers 000 --unix-socket $sock http://h/ >/dev/null
check 'a configuration that is wrong is told in the journal' in_the_journal $web "werkbank.ini: 'onzin' has no role"
check 'and the socket gives up, with the service' soon 10 is dubbelloop-web.socket failed
sed -i '$d' $ini
# As docs/werkbank.md says, once it is mended.
check 'the service is forgiven' gives 0 systemctl reset-failed 'dubbelloop-web.*'
check 'and the socket restarted' gives 0 systemctl restart dubbelloop-web.socket
check 'all go on' visit 200 jdevries /

# ---- web servers before it ----

mkdir -p /etc/ssl/private
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
    -keyout /etc/ssl/private/dubbelloop.key -out /etc/ssl/certs/dubbelloop.pem 2>/dev/null
site() { answers "$1" --resolve "$host:443:127.0.0.1" --resolve "$host:80:127.0.0.1" --cacert /etc/ssl/certs/dubbelloop.pem "${@:3}" "$2"; }
# A browser that is signed on as somebody, each server's own way in `who`.
as() { # STATUS LOGIN PATH CURL-ARGUMENT...
    browser=$2
    site "$1" "https://$host$3" -H "Origin: https://$host" "${who[@]/LOGIN/$2}" "${@:4}"
}
other_house() {
    local from=cross-site
    as 403 jdevries /reden -d "_csrf=$(csrf)" -d reden=x
}
behind() { # SERVER VERDICTS
    rm -f jar-*
    check "$1: a page over TLS, as who the house says" as 200 jdevries /
    check "$1: by name" grep -q 'jdevries (analist)' page
    check "$1: the cookie is for TLS only" grep -qi '^set-cookie: dubbelloop-.*; HttpOnly; SameSite=Lax; Secure' head
    check "$1: and TLS from now on" grep -qi '^strict-transport-security:' head
    check "$1: the rules for the browser come through" grep -qi "^content-security-policy: default-src 'none'" head
    check "$1: what looks like HTTP is sent on" site 301 "http://$host/"
    for name in X-Remote-User x-remote-user X_Remote_User; do
        as 200 jdevries / -H "$name: ict-klaas" >/dev/null
        check "$1: a browser that says $name is still itself" grep -q 'jdevries (analist)' page
        as 200 jdevries / -H "$name: ict-klaas" -H "$name: mbakker" >/dev/null
        check "$1: also who says it twice" grep -q 'jdevries (analist)' page
    done
    check "$1: who has no role gets in nowhere" as 403 iemand /
    as 200 jdevries / >/dev/null
    check "$1: a reason" as 303 jdevries /reden -d "_csrf=$(csrf)" -d reden=controle -d terug=/bevindingen
    check "$1: it leads on" grep -qi "^location: \(https://$host\)\?/bevindingen" head
    as 200 jdevries "$finding" >/dev/null
    check "$1: a verdict" judge 303 as 303 jdevries "$finding/oordeel"
    check "$1: is in the database" verdicts "$2"
    as 200 jdevries / >/dev/null
    check "$1: a form from another house is refused" other_house
    as 200 ict-klaas /tabellen >/dev/null
    token=$(csrf)
    check "$1: a table is tried" as 200 ict-klaas /tabellen -F "_csrf=$token" -F "tabellen=@$tree/conflict_tables/menzis_2023.csv"
    head -c 70000000 /dev/zero >large
    check "$1: a form of 70 MB is too large" as 413 ict-klaas /tabellen -F "_csrf=$token" -F 'tabellen=@large;filename=menzis_2023.csv'
    head -c 30000000 /dev/zero >large
    check "$1: one of 30 MB is not" as 200 ict-klaas /tabellen -F "_csrf=$token" -F 'tabellen=@large;filename=menzis_2023.csv'
    check "$1: an export of the list" as 200 jdevries /bevindingen/xlsx
    slow=()
    for _ in {1..40}; do
        { printf 'GET / HTTP/1.1\r\nHost: %s\r\nX: ' "$host"; sleep 60; } | openssl s_client -quiet -connect 127.0.0.1:443 >/dev/null 2>&1 &
        slow+=($!)
    done
    check "$1: forty that never end their request are in nobody's way" as 200 jdevries /
    kill "${slow[@]}"
}

# nginx, with a gateway that knows whoever brings a header of it.
install -m 644 /usr/share/dubbelloop/proxy/nginx.conf /etc/nginx/sites-enabled/dubbelloop
rm -f /etc/nginx/sites-enabled/default
cat >/etc/nginx/conf.d/gateway.conf <<'CONF'
server {
    listen 127.0.0.1:4180;
    location = /oauth2/auth {
        if ($http_x_sso = "") { return 401; }
        add_header X-Auth-Request-Preferred-Username $http_x_sso always;
        return 202;
    }
    location /oauth2/ { default_type text/plain; return 200 "wie bent u?"; }
}
CONF
check 'nginx takes the example' gives 0 nginx -t
check 'and begins' gives 0 systemctl start nginx
who=()
check 'nginx: who has not signed on is asked to' as 200 niemand /
check 'nginx: by the gateway' grep -q 'wie bent u' page
check 'nginx: who says a name without signing on too' as 200 niemand / -H 'X-Remote-User: jdevries'
check 'nginx: by the gateway' grep -q 'wie bent u' page
who=(-H 'X-Sso: LOGIN')
behind nginx 2
check 'nginx: it keeps no log of the house of its own' test ! -s /var/log/nginx/access.log -o "$(grep -c "bevinding" /var/log/nginx/access.log)" = 0
check 'nginx: stops' gives 0 systemctl stop nginx

# Apache, with Kerberos as it stands, and with passwords in its place.
a2enmod -q ssl headers proxy proxy_http rewrite auth_gssapi >/dev/null
a2dissite -q 000-default >/dev/null
install -m 644 /usr/share/dubbelloop/proxy/apache.conf /etc/apache2/sites-available/dubbelloop.conf
a2ensite -q dubbelloop >/dev/null
check 'Apache takes the example' gives 0 apache2ctl configtest
sed -i '/Gssapi/d; s/AuthType GSSAPI/AuthType Basic\n        AuthUserFile \/etc\/apache2\/passwords/' /etc/apache2/sites-available/dubbelloop.conf
for login in jdevries ict-klaas iemand; do echo "$login:$(openssl passwd -apr1 geheim)"; done >/etc/apache2/passwords
check 'and begins' gives 0 systemctl start apache2
who=()
check 'Apache: who has not signed on is asked to' as 401 niemand /
check 'Apache: who says a name without signing on too' as 401 niemand / -H 'X-Remote-User: jdevries'
who=(-u 'LOGIN:geheim')
behind Apache 3
check 'Apache: it keeps no log of the house' test "$(cat /var/log/apache2/*access.log 2>/dev/null | grep -c bevinding)" = 0
check 'Apache: stops' gives 0 systemctl stop apache2

check 'the database is sound' gives 0 dubbelloop verify --db $state/dubbelloop.db
check 'no unit of ours has failed' test -z "$(systemctl list-units --failed --plain --no-legend 'dubbelloop*')"
finish
