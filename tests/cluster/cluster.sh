#!/usr/bin/env bash
# A first load on a cluster (docs/cluster.md): a real Slurm with four nodes on this machine, a node that is lost in the
# middle of its shard, and the bytes of one run on one machine. Needs root or sudo.
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
shards=6 lost=3 patience=300
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
# The program, which says what it took; but one attempt stops when it has written so often, and never goes on.
cat >timed <<TIMED
#!/bin/bash
TIMEFORMAT="took: \$1 \${SLURM_ARRAY_TASK_ID-}: %R s, processor %U + %S s"
[ "\$1 \${SLURM_ARRAY_TASK_ID-} \${SLURM_RESTART_COUNT-}" != 'run $lost ' ] ||
    exec strace -f -qq -o "$scratch/strace" -e trace=pwrite64 -e inject=pwrite64:signal=SIGSTOP:when=30 "$dubbelloop" "\$@"
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

is_stopped() { grep -q 'stopped by SIGSTOP' strace 2>/dev/null; }
are_done() { [ "$(find "$work/done" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l)" = "$1" ]; }
must "the run on shard $lost stops in the middle" until_true is_stopped
must 'the others go on, and are done' until_true are_done $((shards - 1))
check "shard $lost is not" test ! -e "$work/done/shard-000$lost"
node=$(job "${array}_$lost" NodeList)
check 'half a database is on the disk of its node' test -n "$(find "$slurm/disk.$node" -name 'shard.db*' -size +100k)"
check 'nobody else may look into what was made' test -z "$(find "$work"/{shards,"done",attempts,log} -perm /077)"
stamps() { find "$work/done" -type f -exec stat -c '%n %i %y %z' {} + -exec sha256sum {} + | grep -v "/shard-000$lost/" | sort; }
stamps >before

slurm_lose_node "$node"

# Until Slurm knows that: a load of which a shard fails.
mkdir -m 700 other && mkdir other/in && cp "$tree/sample_data/2022Q1.csv" other/in/
is() { [ "$(job "$1" JobState)" = "$2" ]; }
touch fails
check 'another load begins' gives 0 submit other 2 --exclude="$node"
read -r _ _ failed_merge <out
must 'its shards fail, so that they are not merged' until_true is "$failed_merge" CANCELLED
rm fails
check 'the same command goes on' gives 0 submit other 2 --exclude="$node"
read -r _ _ other_merge <out
must 'to the end' until_true is "$other_merge" COMPLETED
check 'with the split that was made' grep -q 'there already' other/log/split.*
check 'and the result is sound' gives 0 "$dubbelloop" verify --db other/result/dubbelloop.db --out other/result/out

is_back() { [ "$(job "${array}_$lost" Restarts)" = 1 ]; }
must 'Slurm finds that the node is lost, and begins the shard again' until_true is_back
check 'the node is known to be down' test "$(sinfo --noheader --Node --nodes="$node" --format=%t)" = 'down*'
# Not before two minutes: long enough for this test.
scontrol update "JobId=${array}_$lost" StartTime=now
must 'it is done then' until_true are_done "$shards"
again=$(job "${array}_$lost" NodeList)
check "on another node ($node, then $again)" test -n "$again" -a "$again" != "$node"
check 'no other shard was run again' test "$(scontrol show job "$array" | grep -o 'Restarts=.' | sort | uniq -c | xargs)" = "$((shards - 1)) Restarts=0 1 Restarts=1"
check 'each says so in its log' test "$(grep -hc '^shard-' "$work/log/shard.$array"_* | sort | xargs)" = '1 1 1 1 1 2'
stamps >after
check 'what the others made was not touched' same before after

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
