#!/bin/sh
# SPDX-License-Identifier: ISC
# Every kind of client that core/sim knows, in every mode, under every
# placement, with the console as DHCP server and as proxy beside dnsmasq: who
# boots raises no finding of severity error or warning.  Who cannot boot is
# listed here with what is found; all others must.
. "$(dirname "$0")/lib.sh"
need ip dnsmasq ss
make_lan
# The probes' end of a wire to the bridge.
ip link add probe0 type veth peer name probe1
ip link set probe1 master br0 up
ip link set probe0 up

mkdir -p "$ROOT/pxelinux.cfg"
printf '\374made up boot program' >"$ROOT/pxelinux.0"
cp "$ROOT/pxelinux.0" "$ROOT/gpxe.pxe"
# pe FILE MACHINE: enough of a UEFI program, its machine in octal
pe() { printf 'MZ%58s\100\0\0\0PE\0\0\'"$2" '' >"$ROOT/$1"; }
pe syslinux.efi '144\206'
pe ipxe.efi '144\206'
pe syslinux32.efi '114\001'
pe ipxe-ia32.efi '114\001'
pe grubaa64.efi '144\252'
pe ipxe-arm64.efi '144\252'
for f in ldlinux.c32 ldlinux.e64 ldlinux.e32 vmlinuz initrd.img bootcode.bin; do
	head -c 20000 /dev/zero >"$ROOT/$f"
done
printf 'DEFAULT a\nLABEL a\nKERNEL vmlinuz\nINITRD initrd.img\n' \
    >"$ROOT/pxelinux.cfg/default"
printf '#!gpxe\nkernel vmlinuz\ninitrd initrd.img\nboot\n' >"$ROOT/boot.gpxe"
chmod -R a+rX "$ROOT"
"$PXECONSOLE" target set disk server=192.0.2.3 iqn=iqn.2026-11.example:d \
    --db "$DB" --config /dev/null

KINDS=$("$PXECONSOLE" probe --as list | sed 's/ .*//')

# The cases, one a line: MAC KIND MODE PLACEMENT, and the hosts for them.
cases() {
	set_no=0
	for mode in pxelinux gpxe iscsi iscsi-install local ignore; do
		for placement in field option both overload; do
			set_no=$((set_no + 1)) kind_no=0
			for kind in $KINDS; do
				kind_no=$((kind_no + 1))
				# A Raspberry Pi is known by its maker, too.
				maker=02:00:00
				[ "$kind" != raspberry-pi ] || maker=b8:27:eb
				printf '%s:00:%02x:%02x %s %s %s\n' $maker \
				    $set_no $kind_no "$kind" $mode $placement
			done
			# Without a name its place means nothing.
			[ $mode != local ] && [ $mode != ignore ] || break
		done
	done
}
hosts() {
	while read -r mac kind mode placement; do
		case $mode in
		gpxe) also=script=boot.gpxe ;;
		iscsi*) also=target=disk ;;
		*) also= ;;
		esac
		host_set "$mac" "mode=$mode" "placement=$placement" $also ||
		    fail "no host $mac"
	done <"$T/cases"
}

# probe MAC KIND MODE PLACEMENT: its verdict, status first
probe() {
	timeout 150 "$PXECONSOLE" probe --interface probe0 \
	    --config /dev/null --as "$2" --mac "$1" >"$T/out.$1" 2>&1
	echo "$? $*" >>"$T/ends"
}
# The console knows them all; a few probes at a time, since they share a wire.
probes() {
	: >"$T/ends"
	at_once=0
	while read -r mac kind mode placement; do
		probe "$mac" "$kind" "$mode" "$placement" &
		at_once=$((at_once + 1))
		[ $((at_once % 30)) -ne 0 ] || wait_less 15
	done <"$T/cases"
	wait_for 200 all_ended || fail "a probe does not end"
}
running() { [ $((at_once - $(wc -l <"$T/ends"))) -lt "$1" ]; }
wait_less() { wait_for 60 running "$1"; }
all_ended() { [ "$(wc -l <"$T/ends")" -eq "$(wc -l <"$T/cases")" ]; }

# found MAC: what was raised against this machine
found() {
	grep -aF "\"$1\"" "$T/console.log" | grep -a '"event": \?"finding"' |
	    grep -aE '"state": ?"raised"' |
	    grep -aE '"severity": ?"(error|warning)"' |
	    sed -E 's/.*"finding": ?"([^"]*)".*/\1/' | sort -u | tr '\n' ' '
}

# lost KIND MODE PLACEMENT SERVER: this one cannot boot; lost_told: that must
# be a finding.
lost() {
	case $1:$2:$3 in
	pxelinux-second:*) lost_told=no ;; # never the first to ask
	*:local:* | *:ignore:*) lost_told=no ;;
	gpxe-0.9.4:pxelinux:option | gpxe-0.9.7:pxelinux:option | \
	    gpxe-0.9.4:gpxe:option | gpxe-0.9.7:gpxe:option) lost_told=yes ;;
	# A root path reaches gPXE from a proxy only beside a name.
	gpxe-0.9.4:iscsi*:option | gpxe-0.9.7:iscsi*:option)
		[ "$4" = proxy ] && lost_told=yes
		;;
	*) return 1 ;;
	esac
}
# judge SERVER: each case of its round.
judge() {
	bad=0
	while read -r status mac kind mode placement; do
		slugs=$(found "$mac")
		if lost "$kind" "$mode" "$placement" "$1"; then
			[ $lost_told = no ] && [ $mode = ignore ] && continue
			[ $lost_told = no ] && [ -z "$slugs" ] && continue
			[ $lost_told = yes ] && [ "$status" -ne 0 ] &&
			    [ "$slugs" = "file-field-ignored " ] && continue
		elif [ "$status" -eq 0 ] && [ -z "$slugs" ]; then
			continue
		fi
		bad=$((bad + 1))
		echo "$1, $kind, $mode, $placement: status $status, found $slugs"
		tail -n 1 "$T/out.$mac"
	done <"$T/ends"
	check "$1: all $(wc -l <"$T/ends") boots end as they should" \
	    [ $bad -eq 0 ]
}

cases >"$T/cases"
hosts
serve --mode dhcp --range 192.0.2.100,192.0.2.199
check "the wire is watched" saw 'watching the wire on br0' 10
probes
judge dhcp
stop console
forget

other_dhcp --dhcp-range=192.0.2.151,192.0.2.240,1h --no-ping
serve --mode proxy
check "the wire is watched again" saw 'watching the wire on br0' 10
probes
judge proxy
finish
