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
has out '14: not given: a loader that is a URL'
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
has out 'named in it   not there      vmlinuz'
has out 'named in it   there          pxelinux.0'
lacks out 'its module'
run 0 explain $mac --arch 0 --json
json
has out '"missed":[{"first":0,"last":0,"why":"the mode is pxelinux"}'
has out '{"name":"pxelinux.cfg/default","what":"configuration","there":true}'
has out '{"name":"file","read":true,"read_why":"its boot file"}'
rm -r root/pxelinux.cfg root/ldlinux.c32
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
