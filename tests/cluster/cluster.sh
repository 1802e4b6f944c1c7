#!/usr/bin/env bash
# A first load on a cluster (docs/cluster.md): a real Slurm with four nodes on this machine, a node that is lost in the
# middle of its shard, one that is taken for lost and works on, and the bytes of one run on one machine. Needs root or sudo.
# usage: cluster.sh DUBBELLOOP SOURCE_TREE             with the sample data; ends with "N passed, N failed"
#        cluster.sh DUBBELLOOP SOURCE_TREE EXPORT...   with these, by hand; says on standard error what each part took
# shellcheck disable=SC2317 # functions that check and until_true call
set -u
dubbelloop=$(realpath "$1") tree=$(realpath "$2")
shift 2
[ "$(id -u)" = 0 ] || exec sudo --preserve-env=TMPDIR -- "$tree/tests/cluster/cluster.sh" "$dubbelloop" "$tree" "$@"
if [ -z "${CLUSTER_TEST-}" ]; then
    TMPDIR=$(mktemp -d) || exit 1
    export TMPDIR CLUSTER_TEST=inside
    chmod 711 "$TMPDIR" # munge asks it
    # What runs and is mounted in there is gone with its first process; that one with this script, whatever ends it.
    setpriv --pdeathsig KILL -- unshare --mount --net --uts --pid --fork --kill-child --mount-proc -- \
        "$tree/tests/cluster/cluster.sh" "$dubbelloop" "$tree" "$@" &
    inside=$!
    trap 'kill -KILL "$inside" 2>/dev/null; wait; rm -rf --one-file-system "$TMPDIR" || { sleep 1; rm -rf --one-file-system "$TMPDIR"; }' EXIT
    trap 'exit 143' INT TERM
    wait "$inside"
    exit
fi
. "$tree/tests/checks.sh"
. "$tree/tests/cluster/slurm.sh"
trap - EXIT # the folder goes when the nodes are gone
chmod 711 "$scratch"
export SOURCE_DATE_EPOCH=1700000000
shards=6 lost=3 silent=4 patience=300
work=$scratch/werk

until_true() { # COMMAND...: waits until it is, and fails when that takes ages
    local end=$((SECONDS + patience))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}
# A check without which the others mean nothing; what there is to read about it is shown.
must() { # STATEMENT COMMAND...
    local before=$failed
    check "$@"
    [ "$failed" != "$before" ] || return 0
    tail -n 15 "$work"/log/* "$scratch"/slurm/*.log "$scratch"/slurm/*.said
    squeue --array
    sinfo --Node
    finish
}

# One machine.
mkdir -m 700 "$work"
mkdir "$work/in"
if [ $# = 0 ]; then
    cp "$tree"/sample_data/202* "$tree/sample_data/contracts.csv" "$tree/sample_data/relaties.csv" "$work/in/"
    mv "$work/in/contracts.csv" "$work/in/relaties.csv" "$work/"
    agreed=(--contracts contracts.csv --relaties relaties.csv)
else
    patience=3600
    for file in "$@"; do ln "$file" "$work/in/" 2>/dev/null || cp "$file" "$work/in/"; done
    agreed=()
fi
# The program, which says what it took; but the first attempts at two shards stop when they have written so often.
cat >timed <<TIMED
#!/bin/bash
TIMEFORMAT="took: \$1 \${SLURM_ARRAY_TASK_ID-}: %R s, processor %U + %S s"
case "\$1 \${SLURM_ARRAY_TASK_ID-} \${SLURM_RESTART_COUNT-}" in
    'run $lost ' | 'run $silent ')
        exec strace -f -qq -o "$scratch/strace.\$SLURM_ARRAY_TASK_ID" -e trace=pwrite64 \
            -e inject=pwrite64:signal=SIGSTOP:when=30 "$dubbelloop" "\$@" ;;
esac
[ "\$1" != run ] || [ ! -e "$scratch/fails" ] || exit 1
time "$dubbelloop" "\$@"
TIMED
chmod 755 timed
export DUBBELLOOP=$scratch/timed

mkdir one
(cd "$work" && "$DUBBELLOOP" run --db "$scratch/one/dubbelloop.db" --out "$scratch/one/out" "${agreed[@]}" in/*) 2>one/log
status=$?
must "one machine reads the exports (status $status)" test "$status" = 0 -o "$status" = 3

mkdir -m 755 slurm
must 'a Slurm with four nodes begins' slurm_begin "$scratch/slurm"
export DUBBELLOOP_DISK=$slurm/disk
submit() { "$tree/service/slurm/dubbelloop-cluster" "$@"; }
chmod 750 "$work"
check 'a folder that others enter is refused' gives 1 submit "$work" "$shards"
chmod 700 "$work"
must 'three jobs are submitted' gives 0 submit "$work" "$shards"
read -r _ array merge <out
job() { scontrol show job "$1" --oneliner | grep -o " $2=[^ ]*" | cut -d= -f2; }
check 'the merge is held, so that it can be seen what came before it' scontrol hold "$merge"

are_stopped() { [ "$(grep -l 'stopped by SIGSTOP' "strace.$lost" "strace.$silent" 2>/dev/null | wc -l)" = 2 ]; }
are_done() { [ "$(find "$work/done" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l)" = "$1" ]; }
must 'the runs on two shards stop in the middle' until_true are_stopped
must 'the others go on, and are done' until_true are_done $((shards - 2))
check 'those two are not' test ! -e "$work/done/shard-000$lost" -a ! -e "$work/done/shard-000$silent"
node=$(job "${array}_$lost" NodeList) silent_node=$(job "${array}_$silent" NodeList)
check 'half a database is on the disk of its node' test -n "$(find "$slurm/disk.$node" -name 'shard.db*' -size +100k)"
check 'nobody else may look into what was made' test -z "$(find "$work"/{shards,"done",attempts,log} -perm /077)"
stamps() { # SHARD, or a pattern for its last digit: each file, to its bytes and times
    # shellcheck disable=SC2086 # a pattern
    find "$work"/done/shard-000$1 -type f -exec stat -c '%n %i %y %z' {} + -exec sha256sum {} + | sort
}
stamps "[!$lost$silent]" >before
check 'there is something of each' test "$(grep -c '/shard.db ' before)" = $((shards - 2))

slurm_lose_node "$node"
slurm_cut_off "$silent_node"

# Until Slurm knows that: a load of which a shard fails.
mkdir -m 700 other && mkdir other/in && cp "$tree/sample_data/2022Q1.csv" other/in/
is() { [ "$(job "$1" JobState)" = "$2" ]; }
touch fails
check 'another load begins' gives 0 submit other 2 --exclude="$node,$silent_node"
read -r _ _ failed_merge <out
must 'its shards fail, so that they are not merged' until_true is "$failed_merge" CANCELLED
rm fails
check 'the same command goes on' gives 0 submit other 2 --exclude="$node,$silent_node"
read -r _ _ other_merge <out
must 'to the end' until_true is "$other_merge" COMPLETED
check 'with the split that was made' grep -q 'there already' other/log/split.*
check 'and the result is sound' gives 0 "$dubbelloop" verify --db other/result/dubbelloop.db --out other/result/out

are_back() { [ "$(job "${array}_$lost" Restarts)$(job "${array}_$silent" Restarts)" = 11 ]; }
must 'Slurm finds that two nodes are lost, and begins their shards again' until_true are_back
check 'the nodes are known to be down' test "$(sinfo --noheader --nodes="$node,$silent_node" --format='%D %t')" = '2 down*'
# Not before two minutes: long enough for this test.
for shard in "$lost" "$silent"; do scontrol update "JobId=${array}_$shard" StartTime=now; done
must 'they are done then' until_true are_done "$shards"
for shard in "$lost" "$silent"; do
    again=$(job "${array}_$shard" NodeList)
    check "on another node: shard $shard on $again" grep -qvE "^($node|$silent_node|)\$" <<<"$again"
done
check 'no other shard was run again' test "$(scontrol show job "$array" | grep -o 'Restarts=.' | sort | uniq -c | xargs)" = "$((shards - 2)) Restarts=0 2 Restarts=1"
check 'each says so in its log' test "$(grep -hc '^shard-' "$work/log/shard.$array"_* | sort | xargs)" = '1 1 1 1 2 2'
stamps "[!$lost$silent]" >after
check 'what the others made was not touched' same before after

# The node that was taken for lost comes to its end after all.
stamps "$silent" >before
for process in /proc/[0-9]*; do # of these namespaces
    [ ! "$process/exe" -ef "$dubbelloop" ] || kill -CONT "${process#/proc/}"
done
is_late() { [ -z "$(ls "$slurm/disk.$silent_node")" ]; }
must 'a run that was taken for lost ends' until_true is_late
check 'and finds that another did it' grep -q "done/shard-000$silent.*not empty" "$work/log/shard.${array}_$silent"
stamps "$silent" >after
check 'whose outcome stays' same before after

scontrol release "$merge"
must 'then they are merged' until_true is "$merge" COMPLETED
check 'the output has the bytes of one machine' diff -r one/out "$work/result/out"
# All but how lines are packed in blocks.
ledger() { sqlite3 -readonly "$1/dubbelloop.db" .dump | grep -vE '^INSERT INTO (blok|zeef) '; }
for folder in one "$work/result"; do
    check "database and output are sound: ${folder##*/}" gives 0 "$dubbelloop" verify --db "$folder/dubbelloop.db" --out "$folder/out"
    "$dubbelloop" lines --db "$folder/dubbelloop.db" | sha256sum >"lines_${folder##*/}"
    ledger "$folder" >"ledger_${folder##*/}"
done
check 'so have its lines' same lines_one lines_result
check 'and its ledger' cmp ledger_one ledger_result
for folder in one "$work/result"; do
    check 'a night goes on with it' gives 3 "$dubbelloop" run --db "$folder/dubbelloop.db" --out "$folder/night" \
        --profile "$tree/sample_data/profiel_dietisten.ini" "$tree/sample_data/dietisten_2023.csv"
done
check 'and says the same' diff -r one/night "$work/result/night"
check 'nothing of the parts is left' test -z "$(find "$work" -maxdepth 1 \( -name shards -o -name 'done' -o -name attempts \))"
check 'nor on the disks of the nodes, but for the one that is lost' test "$(ls -d "$slurm"/disk.*/*)" = "$(ls -d "$slurm/disk.$node"/*)"
check 'a result that is there is not made again' gives 1 submit "$work" "$shards"
[ $# = 0 ] || grep -h '^took:' one/log "$work"/log/* >&2
finish
