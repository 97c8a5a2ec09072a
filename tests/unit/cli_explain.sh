#!/bin/sh
# SPDX-License-Identifier: ISC
# explain: the server's own answer, and 10 where no boot would come of it.
. "${srcdir:-.}/tests/unit/cli.subr"
mac=52:54:00:12:34:56
iqn=iqn.2026-11.example:disk1
printf '\372\353\030\220 not MZ' >root/pxelinux.0
printf '\372\353\030\220 not MZ' >root/gpxe.pxe
printf '#!gpxe\necho\n' >root/menu.gpxe

# No database yet: the default mode, from an empty book.
run 10 explain $mac
has err 'there is no database yet'
has out '(not in the book)'
has out "server's address is an example"
# BIOS is served, UEFI x64 lacks its loader: that is the 10.
has out '"syslinux.efi" below the TFTP root: not found'
run 0 explain $mac --arch 0
has out 'OFFER to 255.255.255.255 port 68'
has out '  file      "pxelinux.0"'
has out 'class-identifier           "PXEClient"'
has out 'REQUEST to port 4011, which this client does not send'
has out 'client    boots "pxelinux.0" from 192.0.2.1'
# Why not the rules above it, what it reads, and what it will ask for.
has out 'not       0: the mode is pxelinux'
has out '17: not given: a loader that is a URL'
has out '"pxelinux.0"  + reads: its boot file'
has out 'PXEClient"  + reads: a PXE server'
has out 'loader        there          pxelinux.0'
has out 'module        not there      ldlinux.c32'
has out 'configuration not there      pxelinux.cfg/01-52-54-00-12-34-56'
has out 'configuration not there      pxelinux.cfg/C0000264'
has out 'warning   its module is not there'
mkdir root/pxelinux.cfg
printf 'DEFAULT l\nLABEL l\nKERNEL vmlinuz\nINITRD pxelinux.0\n' \
    >root/pxelinux.cfg/default
printf x >root/ldlinux.c32
run 0 explain $mac --arch 0
has out 'configuration there          pxelinux.cfg/default'
has out 'pxelinux.cfg/default  (TFTP, 51 bytes, taken: the search ends)'
has out 'kernel        not there      vmlinuz'
has out 'initrd        there          pxelinux.0'
lacks out 'its module'
run 0 explain $mac --arch 0 --json
json
has out '"missed":[{"first":0,"last":0,"why":"the mode is pxelinux"}'
has out '{"name":"pxelinux.cfg/default","what":"configuration","there":true,"protocol":"TFTP","size":51,"needed":false,"taken":true}'
has out '{"name":"file","read":true,"read_why":"its boot file"}'
has out '{"name":"pxelinux.0","what":"loader","there":true,"protocol":"TFTP"'
out_needed() { sed 's/.*"what":"loader",[^}]*"needed":\([a-z]*\).*/\1/' out; }
[ "$(out_needed | sort -u)" = true ] || { echo "a loader is not needed"; failed=1; }
# With its banner it is PXELINUX for sure, and so is what it cannot do without.
printf '\372\353\030\220 PXELINUX 6.04 lwIP' >root/pxelinux.0
run 10 explain $mac --arch 0
has out 'ERROR     it cannot do without: vmlinuz'
run 10 explain $mac --arch 0 --json
json
has out '"errors":["it cannot do without: vmlinuz"]'
printf x >root/vmlinuz
run 0 explain $mac --arch 0
mv root/ldlinux.c32 .
run 10 explain $mac --arch 0
has out 'ERROR     it cannot do without: ldlinux.c32'
mkdir root/syslinux
mv ldlinux.c32 root/syslinux
run 0 explain $mac --arch 0
has out 'module        there          /syslinux/ldlinux.c32  (TFTP, 1 bytes)'
printf '\372\353\030\220 PXELINUX 4.07' >root/pxelinux.0
run 0 explain $mac --arch 0
lacks out ldlinux
# A menu: what it needs, what is included, and what only a person knows.
printf '\372\353\030\220 PXELINUX 6.04 lwIP' >root/pxelinux.0
cat >root/pxelinux.cfg/default <<'END'
UI vesamenu.c32
INCLUDE more.cfg
TIMEOUT 100
LABEL own
	LOCALBOOT 0
END
printf 'LABEL deb\nMENU DEFAULT\nLINUX deb/linux\nAPPEND initrd=deb/i\n' \
    >root/more.cfg
run 10 explain $mac --arch 0
has out 'included      there          more.cfg'
has out 'ERROR     it cannot do without: vesamenu.c32'
has out 'ERROR     it cannot do without: deb/linux'
has out 'unless somebody chooses another entry within 10.0 s: deb; entries: deb'
printf x >root/vesamenu.c32
sed -i '/TIMEOUT/d' root/pxelinux.cfg/default
run 0 explain $mac --arch 0
has out 'kernel        not there      deb/linux'
has out 'it waits for somebody to choose; Enter alone means deb'
printf 'INCLUDE default\nINCLUDE pxelinux.cfg/default\n' \
    >root/pxelinux.cfg/default
run 0 explain $mac --arch 0
has out 'INCLUDE goes too deep, a loop perhaps: pxelinux.cfg/default'
rm -r root/pxelinux.cfg root/syslinux root/vmlinuz root/more.cfg
run 10 explain $mac --arch 0
has out 'ERROR     it finds no configuration'
printf '\372\353\030\220 not MZ' >root/pxelinux.0
# gPXE up to 0.9.7 reads the file field only.
run 10 explain $mac --gpxe-version 0.9.7 --placement option
has out 'client    has nothing to boot from here'
has out 'ERROR     this client does not see the name where placement=option'
has out '"pxelinux.0" with NUL  - not read: reads the file field only'
run 0 explain $mac --gpxe-version 1.0.1 --placement option
has out 'client    boots "pxelinux.0" from 192.0.2.1'
run 0 explain $mac --arch=0 --mode dhcp --range 192.0.2.100,192.0.2.110
has out 'yiaddr    192.0.2.100'
has out 'lease-time'
has out 'BIOS ROM: REQUEST'

run 0 host set $mac name=web1 mode=gpxe script=menu.gpxe
run 0 explain $mac --stage rom
has out "machine     $mac (web1)"
has out 'mode      gpxe, set for this machine'
has out '  file      "gpxe.pxe"'
run 0 explain $mac --stage gpxe
has out '  file      "menu.gpxe"'
run 0 explain $mac --gpxe-version 0.9.7 --json
json
has out '"kind":"gPXE 0.9.7 BIOS"'
has out '"mode":"gpxe","mode_from":"host"'
has out '"rule":"gpxe-script"'
has out '"file":"menu.gpxe"'
rm root/menu.gpxe
run 10 explain $mac --stage gpxe
has out 'ERROR     "menu.gpxe" below the TFTP root: not found'

# To the end of a chain: the loader, what it is told, what that names.
cat >root/menu.gpxe <<'END'
#!gpxe
set base http://${next-server}:8080/img
kernel ${base}/vmlinuz quiet
initrd ${base}/${net0/mac}.gz
boot
END
run 10 explain $mac --stage rom
has out 'asks by DHCP                 gPXE 1.0.1, BIOS  (DHCP)'
has out 'told          there          menu.gpxe  (TFTP, '
has out 'kernel        not there      http://192.0.2.1:8080/img/vmlinuz  (HTTP)'
has out "ERROR     it cannot do without: http://192.0.2.1:8080/img/$mac.gz"
mkdir root/img
printf x >root/img/vmlinuz
printf x >root/img/$mac.gz
run 0 explain $mac --stage rom
run 0 explain $mac --stage rom --json
json
has out '{"name":"gPXE 1.0.1, BIOS","what":"asks by DHCP","there":null'
printf '#!gpxe\nchain sub/next.gpxe\n' >root/menu.gpxe
mkdir root/sub
printf '#!gpxe\nkernel beside\nkernel ${who}/k\nlogin\nkernel no\n' \
    >root/sub/next.gpxe
run 10 explain $mac --stage gpxe
has out 'chain         there          sub/next.gpxe'
has out 'kernel        not there      sub/beside'
has out 'then      a variable that is not known here names: ${who}/k'
has out 'then      somebody at the keyboard decides what follows: login'
lacks out 'sub/no'
printf '#!gpxe\nchain menu.gpxe\n' >root/menu.gpxe
run 0 explain $mac --stage gpxe
has out 'a loop perhaps; not followed further: menu.gpxe'
printf '#!gpxe\nsanboot iscsi:192.0.2.7::::iqn.x\n' >root/menu.gpxe
run 0 explain $mac --stage gpxe
has out 'disk                         iscsi:192.0.2.7::::iqn.x  (iSCSI)'
# Told itself for ever.
run 0 host set $mac script=gpxe.pxe
run 10 explain $mac --stage gpxe
has out 'ERROR     a loop: it is told to load what it is'
run 0 host set $mac script=menu.gpxe
rm -r root/img root/sub

# GRUB: its configuration and the entry that it boots.
pe='MZ%058d\100\000\000\000PE\000\000\144\206'
# shellcheck disable=SC2059
printf "$pe" 0 >root/grubx64.efi
run 0 host set $mac mode=pxelinux bootfile=grubx64.efi
run 0 explain $mac --arch 7
has out 'no configuration of GRUB is there'
mkdir root/grub
cat >root/grub/grub.cfg <<'END'
set timeout=5
menuentry 'Debian' {
	linux /deb/linux quiet
	initrd (tftp)/deb/initrd
}
menuentry 'Other' { linux /other }
END
run 10 explain $mac --arch 7
has out 'grub/grub.cfg-01-52-54-00-12-34-56  (TFTP)'
has out 'configuration there          grub/grub.cfg  (TFTP, '
has out 'ERROR     it cannot do without: /deb/linux'
has out 'initrd        not there      /deb/initrd'
has out 'unless somebody chooses another entry in time: Debian'
lacks out /other
lacks out 'the signed GRUB of Debian'
cp root/grub/grub.cfg root/grub/grub.cfg-01-52-54-00-12-34-56
run 10 explain $mac --arch 7
has out 'configuration there          grub/grub.cfg-01-52-54-00-12-34-56  (TFTP, '
has out 'the signed GRUB of Debian asks for no such name'
# What grub-mknetdir makes looks above its own folder.
mkdir root/g root/g/x86_64-efi
cp root/grubx64.efi root/g/x86_64-efi/core.efi
cp root/grub/grub.cfg root/g
echo 'source /nowhere' >root/g/x86_64-efi/grub.cfg
run 0 host set $mac bootfile=g/x86_64-efi/core.efi
run 10 explain $mac --arch 7
has out 'configuration there          g/grub.cfg  (TFTP, '
lacks out nowhere
rm -r root/g
# A program of another firmware.
run 0 host set $mac bootfile=pxelinux.0
run 10 explain $mac --arch 7
has out 'ERROR     this firmware cannot run that file: pxelinux.0'
rm -r root/grub root/grubx64.efi
run 0 host set $mac bootfile= script=

# How it is answered, and whose setting that is.
run 0 host set $mac mode=pxelinux broadcast=on reply-delay=1500ms leave=97
run 0 mode pxelinux blksize=1024
run 0 explain $mac --arch 0
has out 'manner    by broadcast; offers after 1500 ms; TFTP blocks of 1024'
has out 'bytes, 1.500 s after it asked'
lacks out 'client-machine-identifier'
run 0 explain $mac --arch 0 --json
json
has out '"reply_delay_ms":1500,"blksize":1024,"nul":true,"priority":null'
has out '"leave":[97]'
run 1 host set $mac leave=53
has err 'leave "53": no reply can be without that option'
run 1 host set $mac force=97
has err 'those that can be forced'
run 0 host set $mac force=66,60 broadcast= reply-delay= leave=60
has err 'option 60 is in force and in leave: it is left out'
run 0 host set $mac force= leave=

# Without target a root path cannot be told.
run 0 host set $mac mode=iscsi
run 10 explain $mac --stage ipxe
has out 'ERROR'
run 10 explain $mac --stage ipxe --json
json
has out '"rule":"no-target"'
run 0 target set disk1 server=192.0.2.3 iqn=$iqn
run 0 host set $mac target=disk1 once=iscsi-install
run 0 explain $mac --stage gpxe
has out 'iscsi-install, from once: for this boot only'
has out "root-path                  \"iscsi:192.0.2.3::::$iqn\""
has out 'keep-san 1'
has out "client    keeps iscsi:192.0.2.3::::$iqn"

# Silence that the mode means is no error.
run 0 host set $mac mode=ignore once=
run 0 explain $mac
has out 'answer    none'
run 0 host set $mac mode=local
run 0 explain $mac --arch 0
has out 'client    boots its own disk'
run 0 explain $mac --mode dhcp --range 192.0.2.100,192.0.2.110

# UEFI HTTP Boot: by its architecture, or its stage.
: >root/syslinux.efi
for how in '--arch 16' '--stage http'; do
	run 0 host set $mac mode=pxelinux bootfile=
	# shellcheck disable=SC2086
	run 0 explain $mac $how
	has out 'UEFI HTTP x64'
	has out ':8080/'
	has out '"HTTPClient"'
	# shellcheck disable=SC2086
	run 10 explain $mac $how --http-port 0
	has out 'http-no-url'
done
: >'root/a%b.efi'
run 0 host set $mac bootfile=a%b.efi
run 0 explain $mac --stage http --http-port 80
has out '"http://192.0.2.1/a%25b.efi"'
run 0 host set $mac bootfile=

# No address to give.
run 0 host set $mac mode=pxelinux
run 10 explain $mac --arch 0 --mode dhcp
has out 'answer    none'

# Behind a relay: its network, its port 67, and itself as the router.
run 0 explain $mac --arch 0 --mode dhcp --range 198.51.100.50,198.51.100.60 \
    --relay 198.51.100.1
has out 'server      dhcp, 192.0.2.1'
has out 'relay       198.51.100.1'
has out 'OFFER to 198.51.100.1 port 67'
has out 'yiaddr    198.51.100.50'
has out '3 router                     198.51.100.1'
run 10 explain $mac --arch 0 --mode dhcp --range 192.0.2.50,192.0.2.60 \
    --relay 198.51.100.1
has out 'answer    none'
run 0 explain $mac --arch 0 --relay 198.51.100.1
has out 'OFFER to 198.51.100.1 port 67'
run 1 explain $mac --relay 224.0.0.1
has err '--relay: "224.0.0.1" is not'

run 1 explain
run 1 explain 52:54
run 1 explain $mac --arch x
has err '--arch: "x" is not'
run 1 explain $mac --stage os
has err 'rom, gpxe, ipxe or http'
run 1 explain $mac --gpxe-version 1.0
run 1 explain $mac --gpxe-version 1.0.256
run 1 explain $mac --arch
run 1 explain $mac $mac
exit $failed
