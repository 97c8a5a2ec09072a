# SPDX-License-Identifier: ISC
# Sourced by the scripts here.  The script runs again inside namespaces of its
# own, so nothing of it can reach the host's network:
#
#   here      br0 192.0.2.1   the console under test; machines hang on taps
#   other     192.0.2.2       somebody else's servers (ip netns exec other)
#   target    192.0.2.3       an iSCSI target
#
# As root only the network and mount namespaces are new, so that becoming
# another user is tested as well; else the user namespace makes us root.
set -u
E2E_SRC=$(cd "$(dirname "$0")" && pwd)
E2E_BUILD=${E2E_BUILD:-$PWD}
PXECONSOLE=${PXECONSOLE:-$E2E_BUILD/pxeconsole}
export E2E_BUILD PXECONSOLE

if [ -z "${E2E_INSIDE:-}" ]; then
	export E2E_INSIDE=1
	if [ "$(id -u)" -eq 0 ]; then
		exec unshare -nmp --fork --kill-child --mount-proc "$0" "$@"
	fi
	exec unshare -rnmp --fork --kill-child --mount-proc "$0" "$@"
fi

PATH=$PATH:/usr/sbin:/sbin
# A console built with sanitizers: LeakSanitizer would trace its own process,
# which the console forbids itself.
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=0}"
e2e_failed=0
T=$(mktemp -d /tmp/pxeconsole-e2e.XXXXXX) || exit 1
chmod 755 "$T"
trap 'e2e_end' EXIT
trap 'exit 1' INT TERM

e2e_end() {
	status=$?
	for p in "$T"/*.pid; do
		[ -s "$p" ] && kill "$(cat "$p")" 2>/dev/null
	done
	[ -n "${E2E_KEEP:-}" ] || rm -rf "$T"
	exit $status
}

# need PROGRAM...: skips the whole script when one is missing.
need() {
	for program; do
		command -v "$program" >/dev/null || {
			echo "SKIP $0: no $program"
			exit 77
		}
	done
}

pass() { echo "PASS $*"; }
fail() {
	echo "FAIL $*"
	e2e_failed=1
}
# check NAME COMMAND...: one case.
check() {
	case_name=$1
	shift
	if "$@"; then pass "$case_name"; else fail "$case_name"; fi
}
finish() { exit $e2e_failed; }

# wait_for SECONDS COMMAND...: until it succeeds.  A busy machine may take
# E2E_PATIENCE times as long: who is there in time does not wait.  In a
# subshell, so that a command may wait for something itself.
E2E_PATIENCE=${E2E_PATIENCE:-3}
wait_for() (
	wait_until=$(($(date +%s) + $1 * E2E_PATIENCE))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt $wait_until ] || return 1
		sleep 0.1
	done
)
# says FILE PATTERN SECONDS
says() { wait_for "$3" grep -aqE -- "$2" "$1"; }

# The bridge, and the two other hosts on it.
make_lan() {
	mount -t tmpfs none /run && mkdir -p /run/netns
	ip link set lo up
	ip link add br0 type bridge
	ip addr add 192.0.2.1/24 dev br0
	ip link set br0 up
	add_host other 192.0.2.2
	add_host target 192.0.2.3
}
# add_host NAME ADDRESS: a namespace on the bridge.
add_host() {
	ip netns add "$1"
	ip link add "v-$1" type veth peer name eth0 netns "$1"
	ip link set "v-$1" master br0 up
	ip -n "$1" link set lo up
	ip -n "$1" addr add "$2/24" dev eth0
	ip -n "$1" link set eth0 up
}

# background NAME COMMAND...: output to $T/NAME.log, pid in $T/NAME.pid.
background() {
	bg_name=$1
	shift
	: >"$T/$bg_name.log"
	# Appended to: what is forgotten leaves no hole.
	"$@" >>"$T/$bg_name.log" 2>&1 </dev/null &
	echo $! >"$T/$bg_name.pid"
}
# ended_pid PID: it is gone, or waits to be asked for its status.
ended_pid() { ! grep -q '^State:[[:space:]]*[^Z[:space:]]' "/proc/$1/status"; }
stop() {
	[ -s "$T/$1.pid" ] || return 0
	kill "$(cat "$T/$1.pid")" 2>/dev/null
	# QEMU has been seen to hang in its own end.
	wait_for 5 ended_pid "$(cat "$T/$1.pid")" ||
	    kill -9 "$(cat "$T/$1.pid")" 2>/dev/null
	wait "$(cat "$T/$1.pid")" 2>/dev/null
	rm -f "$T/$1.pid"
}

# iPXE waits 13 s for a router advertisement where no router is: give it one.
advertise_router() {
	ip -n other addr add fd00::2/64 dev eth0 nodad
	background ra ip netns exec other dnsmasq -k --conf-file=/dev/null \
	    --port=0 --user=root --pid-file= --enable-ra \
	    --dhcp-range=fd00::,ra-only --dhcp-leasefile="$T/ra.leases" \
	    --interface=eth0 --bind-interfaces --log-facility=-
}

# Somebody else's DHCP server, which knows nothing of booting.
other_dhcp() {
	background otherdhcp ip netns exec other dnsmasq -k \
	    --conf-file=/dev/null --port=0 --user=root --pid-file= \
	    --dhcp-range=192.0.2.100,192.0.2.150,1h --interface=eth0 \
	    --bind-interfaces --dhcp-leasefile="$T/other.leases" \
	    --dhcp-authoritative --log-dhcp --log-facility=- "$@"
}

# The console, with its own book and root.
DB=$T/book.db
ROOT=$T/root
host_set() {
	"$PXECONSOLE" host set "$@" --db "$DB" --tftp-root "$ROOT"
}
# serve OPTION...: headless, events as JSON in $T/console.log.
serve() {
	background console "$PXECONSOLE" --headless --json --interface br0 \
	    --db "$DB" --tftp-root "$ROOT" --config /dev/null "$@"
	wait_for 10 listening 67 || {
		cat "$T/console.log"
		fail "the console does not listen"
		exit 1
	}
}
listening() { ss -Hlun "sport = :$1" | grep -q .; }
# saw PATTERN SECONDS: an event that the console told.
saw() { says "$T/console.log" "$1" "$2"; }
# From here on only what comes now counts; $T/all.log keeps the rest.
forget() {
	cat "$T/console.log" >>"$T/all.log"
	: >"$T/console.log"
}

# The root with real loaders and our small kernel.
make_root() {
	mkdir -p "$ROOT/pxelinux.cfg" "$ROOT/efi64"
	cp /usr/lib/PXELINUX/pxelinux.0 /usr/lib/ipxe/undionly.kpxe \
	    /usr/lib/ipxe/snponly.efi "$ROOT"
	cp /usr/lib/syslinux/modules/bios/ldlinux.c32 "$ROOT"
	cp /usr/lib/SYSLINUX.EFI/efi64/syslinux.efi \
	    /usr/lib/syslinux/modules/efi64/ldlinux.e64 "$ROOT"
	make_image "$ROOT/vmlinuz"
	head -c 300000 /dev/zero >"$ROOT/initrd.img"
	cat >"$ROOT/pxelinux.cfg/default" <<-EOF
		SERIAL 0
		DEFAULT test
		LABEL test
		KERNEL vmlinuz
		INITRD initrd.img
		APPEND hello=world
	EOF
	printf '#!ipxe\necho SCRIPT-RAN for ${net0/mac}\nsleep 600\n' \
	    >"$ROOT/boot.ipxe"
	chmod -R a+rX "$ROOT"
}
# make_image FILE [-DSECTOR]
make_image() {
	gcc -m16 -ffreestanding -nostdlib -no-pie \
	    -Wl,-Ttext=0,--oformat=binary,--build-id=none \
	    ${2:-} -o "$1" "$E2E_SRC/kernel.S"
}

# Firmware keeps a processor busy.  Where scripts go side by side, as many
# machines run as there are files in E2E_SLOTS; who waits for one has not begun
# to boot, so nothing is late by it.
take_slot() {
	while [ -n "${E2E_SLOTS:-}" ]; do
		for vm_slot in "$E2E_SLOTS"/*; do
			exec 9>"$vm_slot"
			flock -n 9 && return
		done
		sleep 0.2
	done
}
# The lock is its children's as well, by their descriptor.
free_slot() { [ -z "${E2E_SLOTS:-}" ] || flock -u 9; }

# vm NAME MAC bios|uefi [QEMU OPTION...]: serial line in $T/NAME.serial.
# It hangs on br0, or on VM_BRIDGE in the namespace VM_NETNS.
VM_BRIDGE=br0
VM_NETNS=
vm() {
	vm_name=$1 vm_mac=$2 vm_kind=$3
	shift 3
	take_slot
	vm_at=${VM_NETNS:+ip netns exec $VM_NETNS}
	$vm_at ip tuntap add "t-$vm_name" mode tap 2>/dev/null
	$vm_at ip link set "t-$vm_name" master "$VM_BRIDGE" up
	: >"$T/$vm_name.serial"
	case $vm_kind in
	bios)
		set -- -machine pc,accel=tcg,graphics=off -m 64 \
		    -device "virtio-net-pci,netdev=n,mac=$vm_mac,bootindex=1" \
		    "$@"
		;;
	uefi)
		cp /usr/share/OVMF/OVMF_VARS.fd "$T/$vm_name.vars"
		set -- -machine q35,accel=tcg -m 256 \
		    -drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE.fd \
		    -drive "if=pflash,format=raw,file=$T/$vm_name.vars" \
		    -device "virtio-net-pci,netdev=n,mac=$vm_mac,romfile=,bootindex=1" \
		    "$@"
		;;
	esac
	background "$vm_name" $vm_at qemu-system-x86_64 -nodefaults -display none \
	    -serial "file:$T/$vm_name.serial" -no-user-config \
	    -netdev "tap,id=n,ifname=t-$vm_name,script=no,downscript=no" "$@"
}
vm_stop() {
	stop "$1"
	free_slot
	${VM_NETNS:+ip netns exec $VM_NETNS} ip link del "t-$1" 2>/dev/null
}

# An iSCSI target whose LUN 1 is a file (tgt keeps LUN 0 for itself).
# make_target IQN FILE
make_target() {
	[ -s "$T/tgtd.pid" ] || {
		background tgtd ip netns exec target tgtd -f
		wait_for 10 ip netns exec target tgtadm --op show --mode sys
	}
	tgt_id=$((${tgt_id:-0} + 1))
	ip netns exec target tgtadm --lld iscsi --op new --mode target \
	    --tid $tgt_id -T "$1" &&
	    ip netns exec target tgtadm --lld iscsi --op new \
		--mode logicalunit --tid $tgt_id --lun 1 -b "$2" &&
	    ip netns exec target tgtadm --lld iscsi --op bind --mode target \
		--tid $tgt_id -I ALL
}
