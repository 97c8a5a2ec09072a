# SPDX-License-Identifier: ISC
libpure_a_SOURCES += \
	core/boot/arp_asked.c core/boot/arp_asked.h \
	core/boot/block_cap.c core/boot/block_cap.h \
	core/boot/boot_case.c core/boot/boot_case.h \
	core/boot/boot_case_has.c core/boot/boot_case_has.h \
	core/boot/boot_case_look.c core/boot/boot_case_twin.c \
	core/boot/boot_case_wire.c core/boot/boot_case_wire.h \
	core/boot/boot_script.c core/boot/boot_script.h \
	core/boot/book.c core/boot/book.h \
	core/boot/builtin.c core/boot/builtin.h \
	core/boot/capture_boots.c core/boot/capture_boots.h \
	core/boot/capture_clock.c core/boot/capture_clock.h \
	core/boot/chain.c core/boot/chain.h \
	core/boot/check.c core/boot/check.h \
	core/boot/client.c core/boot/client.h \
	core/boot/conf_line.c core/boot/conf_line.h \
	core/boot/dhcp_facts.c core/boot/dhcp_facts.h \
	core/boot/dhcp_server.c core/boot/dhcp_server.h \
	core/boot/diag.c core/boot/diag.h \
	core/boot/diag_again.c core/boot/diag_again.h \
	core/boot/diag_choice.c core/boot/diag_files.c core/boot/diag_later.c \
	core/boot/diag_loaders.c core/boot/diag_look.c core/boot/diag_look.h \
	core/boot/diag_names.c core/boot/diag_offers.c \
	core/boot/diag_root.c core/boot/diag_root.h \
	core/boot/diag_rules.c core/boot/diag_rules.h \
	core/boot/diag_san.c core/boot/diag_search.c \
	core/boot/diag_search.h \
	core/boot/diag_shape.c core/boot/diag_silence.c \
	core/boot/diag_transfer.c \
	core/boot/doctor.c core/boot/doctor.h core/boot/doctor_priv.h \
	core/boot/doctor_files.c core/boot/doctor_servers.c \
	core/boot/elf_needed.c core/boot/elf_needed.h \
	core/boot/event.c core/boot/event.h \
	core/boot/event_pack.c core/boot/event_pack.h \
	core/boot/file_manner.c core/boot/file_manner.h \
	core/boot/finding.c core/boot/finding.h \
	core/boot/firewall.c core/boot/firewall.h \
	core/boot/firewall_iptables.c \
	core/boot/fingerprint.c core/boot/fingerprint.h \
	core/boot/flow.c core/boot/flow.h \
	core/boot/frame_copy.c core/boot/frame_copy.h \
	core/boot/frame_double.c core/boot/frame_double.h \
	core/boot/frame_merge.c core/boot/frame_merge.h \
	core/boot/frame_order.c core/boot/frame_order.h \
	core/boot/frame_pick.c core/boot/frame_pick.h \
	core/boot/frame_ring.c core/boot/frame_ring.h \
	core/boot/grub_conf.c core/boot/grub_conf.h \
	core/boot/join.c core/boot/join.h \
	core/boot/key.c core/boot/key.def core/boot/key.h \
	core/boot/lease.c core/boot/lease.h \
	core/boot/loaders.c core/boot/loaders.h \
	core/boot/lost.c core/boot/lost.h \
	core/boot/mac_index.c core/boot/mac_index.h \
	core/boot/manner.c core/boot/manner.h \
	core/boot/mend.c core/boot/mend.h \
	core/boot/menu_conf.c core/boot/menu_conf.h \
	core/boot/mode.c core/boot/mode.h \
	core/boot/observe.c core/boot/observe.h \
	core/boot/observe_tcp.c core/boot/observe_tcp.h \
	core/boot/observe_http.c core/boot/observe_http.h \
	core/boot/observe_tftp.c core/boot/observe_tftp.h \
	core/boot/outline.c core/boot/outline.h \
	core/boot/own_frame.c core/boot/own_frame.h \
	core/boot/part.h \
	core/boot/path.c core/boot/path.h \
	core/boot/pipeline.c core/boot/pipeline.h \
	core/boot/policy.c core/boot/policy.h \
	core/boot/policy_rules.c core/boot/policy_rules.h \
	core/boot/policy_text.c \
	core/boot/quirk.c core/boot/quirk.h \
	core/boot/reader.c core/boot/reader.h \
	core/boot/reader_choice.c core/boot/reader_choice.h \
	core/boot/reader_field.c core/boot/reader_field.h \
	core/boot/relay.c core/boot/relay.h \
	core/boot/reply.c core/boot/reply.h \
	core/boot/reply_boot.c core/boot/reply_boot.h \
	core/boot/route.c \
	core/boot/screen_code.c core/boot/screen_code.h \
	core/boot/servers.c core/boot/servers.h \
	core/boot/standstill.c core/boot/standstill.h \
	core/boot/story_clock.c core/boot/story_clock.h \
	core/boot/target.c core/boot/target.h \
	core/boot/tcp_heads.c core/boot/tcp_heads.h \
	core/boot/tcp_knock.c core/boot/tcp_knock.h \
	core/boot/tftp_tid.c core/boot/tftp_tid.h \
	core/boot/told.c core/boot/told.h \
	core/boot/track.c core/boot/track.h \
	core/boot/track_dhcp.c \
	core/boot/track_machine.c core/boot/track_machine.h \
	core/boot/track_role.c \
	core/boot/track_session.c \
	core/boot/track_table.c core/boot/track_table.h \
	core/boot/track_uuid.c core/boot/track_wire.c \
	core/boot/trial.c core/boot/trial.h \
	core/boot/tries.c core/boot/tries.h \
	core/boot/uuid_rows.c core/boot/uuid_rows.h
