# SPDX-License-Identifier: ISC
libpure_a_SOURCES += \
	core/proto/dhcp.c \
	core/proto/dhcp.h \
	core/proto/dhcp_encode.c \
	core/proto/dhcp_image.c \
	core/proto/dhcp_image.h \
	core/proto/dhcp_option.c \
	core/proto/dhcp_option.def \
	core/proto/dhcp_option.h \
	core/proto/frame.c core/proto/frame.h \
	core/proto/frame_link.c core/proto/frame_link.h \
	core/proto/dhcp_option_text.c \
	core/proto/dhcp_read.c \
	core/proto/gpxe.c \
	core/proto/gpxe.h \
	core/proto/http_head.c core/proto/http_head.h \
	core/proto/http_reply.c core/proto/http_reply.h \
	core/proto/http_request.c core/proto/http_request.h \
	core/proto/http_target.c core/proto/http_target.h \
	core/proto/iscsi_pdu.c core/proto/iscsi_pdu.h \
	core/proto/iscsi_path.c \
	core/proto/iscsi_path.h \
	core/proto/pxe.c \
	core/proto/pxe.h \
	core/proto/reassembly.c core/proto/reassembly.h \
	core/proto/netascii.c core/proto/netascii.h \
	core/proto/tftp.c core/proto/tftp.h \
	core/proto/tftp_xfer.c core/proto/tftp_xfer.h \
	core/proto/dhcp6.c core/proto/dhcp6.h \
	core/proto/tls_hello.c core/proto/tls_hello.h \
	core/proto/tunnel.c core/proto/tunnel.h \
	core/proto/pxe_text.c \
	core/proto/udp_frame.c \
	core/proto/udp_frame.h
