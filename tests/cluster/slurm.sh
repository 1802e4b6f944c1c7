# shellcheck shell=bash disable=SC2016 # scripts for sh, with arguments of their own
# A Slurm of its own: a controller and four nodes on this machine, each with its network, name, processes and disk apart
# (namespaces), munge with a new key, all of it in one folder, which is what the nodes share. Sourced by the first process
# of namespaces of its own (net, mount, pid, uts): with that process all this is gone, however it ends.
# What a node sees as $slurm/disk is its own; from outside it is $slurm/disk.NAME.
#   slurm_begin FOLDER     begins it; true when all nodes are idle
#   slurm_lose_node NAME   the node is gone at once, with all that ran on it, and says nothing any more
#   slurm_cut_off NAME     nobody hears of the node any more, and it works on
nodes=(knoop1 knoop2 knoop3 knoop4)

slurm_configure() {
    cat >"$slurm/slurm.conf" <<CONF
ClusterName=proef
SlurmctldHost=meester(10.77.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm/munge/socket
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool.%n
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.%n.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
# A node that is silent for so long is lost.
SlurmdTimeout=15
KillWait=1
MinJobAge=86400
NodeName=knoop[1-4] NodeAddr=10.77.0.[11-14] CPUs=1 State=UNKNOWN
PartitionName=alle Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    # No control groups: the one of Debian 12 cannot be told so, and asks nothing of these as long as nobody uses them.
    case $(slurmd -V) in
        *' 22.'*) echo 'CgroupPlugin=cgroup/v1' ;;
        *) echo 'CgroupPlugin=disabled' ;;
    esac >"$slurm/cgroup.conf"
}

slurm_network() {
    hostname meester
    ip link set lo up
    ip link add brug type bridge
    ip addr add 10.77.0.1/24 dev brug
    ip link set brug up
}

slurm_munge() {
    mkdir -m 755 "$slurm/munge"
    (umask 077; head -c 128 /dev/urandom >"$slurm/munge/key")
    munged --force --origin=10.77.0.1 --socket="$slurm/munge/socket" --key-file="$slurm/munge/key" --pid-file="$slurm/munge/pid" \
        --log-file="$slurm/munge/log" --seed-file="$slurm/munge/seed"
}

slurm_node() { # NAME LAST_BYTE_OF_ITS_ADDRESS
    mkdir "$slurm/disk.$1"
    : >"$slurm/$1.net"
    unshare --net="$slurm/$1.net" true
    ip link add "$1" type veth peer name eth0 netns "$slurm/$1.net"
    ip link set "$1" master brug up
    nsenter --net="$slurm/$1.net" sh -c 'ip link set lo up && ip addr add "$1/24" dev eth0 && ip link set eth0 up' _ "10.77.0.$2"
    nsenter --net="$slurm/$1.net" unshare --mount --uts --pid --fork --kill-child --mount-proc -- \
        sh -c 'hostname "$1" && mount --bind "$2.$1" "$2" && exec slurmd -D' _ "$1" "$slurm/disk" >"$slurm/$1.said" 2>&1 &
    echo $! >"$slurm/$1.pid"
    disown
}

slurm_nodes_are() { # STATE
    [ "$(sinfo --noheader --Node --format=%T 2>"$slurm/said" | sort | uniq -c | xargs)" = "${#nodes[@]} $1" ]
}

slurm_begin() { # FOLDER
    local name
    slurm=$1
    export SLURM_CONF=$slurm/slurm.conf
    mkdir "$slurm/state" "$slurm/disk"
    slurm_configure
    slurm_network && slurm_munge || return 1
    slurmctld -D >"$slurm/slurmctld.said" 2>&1 &
    for name in "${nodes[@]}"; do
        slurm_node "$name" $((10 + ${name#knoop})) || return 1
    done
    until_true slurm_nodes_are idle
}

slurm_cut_off() { # NAME
    ip link set "$1" down
}

slurm_lose_node() { # NAME
    slurm_cut_off "$1" # nothing of its end reaches the others
    kill -KILL "$(cat "$slurm/$1.pid")"
}
