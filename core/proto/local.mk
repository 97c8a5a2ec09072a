# SPDX-License-Identifier: ISC
libpure_a_SOURCES += \
	core/proto/dhcp.h \
	core/proto/dhcp_image.h \
	core/proto/dhcp_option.h \
	core/proto/frame.c core/proto/frame.h \
	core/proto/gpxe.h \
	core/proto/iscsi_path.h \
	core/proto/pxe.h \
	core/proto/reassembly.c core/proto/reassembly.h \
	core/proto/netascii.c core/proto/netascii.h \
	core/proto/tftp.c core/proto/tftp.h \
	core/proto/tftp_xfer.c core/proto/tftp_xfer.h \
	core/proto/udp_frame.h
