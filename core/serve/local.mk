# SPDX-License-Identifier: ISC
# The thin servers around the pure core.
noinst_LIBRARIES += libserve.a
libserve_a_SOURCES = \
	core/serve/bindings.c core/serve/bindings.h \
	core/serve/config.h \
	core/serve/delayed.c core/serve/delayed.h \
	core/serve/dhcp_event.c core/serve/dhcp_event.h \
	core/serve/dhcp_port.c core/serve/dhcp_port.h \
	core/serve/dhcpd.c core/serve/dhcpd.h \
	core/serve/engine.c core/serve/engine.h \
	core/serve/file_open.c core/serve/file_open.h \
	core/serve/file_warmer.c core/serve/file_warmer.h \
	core/serve/http_conn.c core/serve/http_conn.h \
	core/serve/http_open.c core/serve/http_open.h \
	core/serve/http_serve.c core/serve/http_serve.h \
	core/serve/httpd.c core/serve/httpd.h \
	core/serve/mailbox.c core/serve/mailbox.h \
	core/serve/pending.c core/serve/pending.h \
	core/serve/frame_keep.c core/serve/frame_keep.h \
	core/serve/recorder.c core/serve/recorder.h \
	core/serve/recorder_dir.c core/serve/recorder_dir.h \
	core/serve/scan.c core/serve/scan.h \
	core/serve/serve_thread.c core/serve/serve_thread.h \
	core/serve/served.c core/serve/served.h \
	core/serve/tftp_serve.c core/serve/tftp_serve.h \
	core/serve/tftp_file.c core/serve/tftp_file.h \
	core/serve/tftp_table.c core/serve/tftp_table.h \
	core/serve/tftp_tap.c core/serve/tftp_tap.h \
	core/serve/tftp_transfer.c core/serve/tftp_transfer.h \
	core/serve/tftp_ports.c core/serve/tftp_ports.h \
	core/serve/tftpd.c core/serve/tftpd.h \
	core/serve/watch_clock.c core/serve/watch_clock.h \
	core/serve/watch_port.c core/serve/watch_port.h \
	core/serve/watch_self.c core/serve/watch_self.h \
	core/serve/watch_trial.c core/serve/watch_trial.h \
	core/serve/watch_words.c core/serve/watch_words.h \
	core/serve/watcher.c core/serve/watcher.h
