# SPDX-License-Identifier: ISC
# Against software that we did not write, in network namespaces that each
# script makes for itself: `make e2e`.  Not part of `make check`.
#
# These mostly wait, for a firmware's or a client's own time: they go side by
# side, one more than there are processors, the longest first.  Each is alone in
# its namespaces; how many machines' firmware runs at once is held by take_slot
# in lib.sh.
E2E_SIDE = tests/e2e/mend_keys.sh \
	tests/e2e/mend_files.sh \
	tests/e2e/tshark_agrees.py \
	tests/e2e/failures_servers.sh \
	tests/e2e/healthy.sh \
	tests/e2e/interfaces.sh \
	tests/e2e/wire.sh \
	tests/e2e/doctor.sh \
	tests/e2e/kill9.sh \
	tests/e2e/tftp_clients.sh \
	tests/e2e/firmware_dhcp.sh \
	tests/e2e/flip.sh \
	tests/e2e/probe.sh \
	tests/e2e/mend_servers.sh \
	tests/e2e/relay.sh \
	tests/e2e/failures.sh \
	tests/e2e/standstill.sh \
	tests/e2e/firmware_proxy.sh \
	tests/e2e/http.sh \
	tests/e2e/dhcp_clients.sh \
	tests/e2e/conformance.py \
	tests/e2e/explain_wire.py \
	tests/e2e/demo.sh \
	tests/e2e/tftp_hostile.sh \
	tests/e2e/screen.sh \
	tests/e2e/hostile_dhcp.py \
	tests/e2e/target_check.sh \
	tests/e2e/dnsmasq_compare.py
# These load the machine, or say how fast an answer comes: each alone.
E2E_ALONE = tests/e2e/manner.sh \
	tests/e2e/overload.sh \
	tests/e2e/perfdhcp.sh \
	tests/e2e/record_flood.sh \
	tests/e2e/store_trouble.sh
E2E_LIB = tests/e2e/finding.sh tests/e2e/firmware.sh \
	tests/e2e/kernel.S tests/e2e/keys.sh tests/e2e/lib.sh \
	tests/e2e/tmux.sh tests/e2e/hold_thread.py tests/e2e/hang_files.py \
	tests/e2e/http_requests.py \
	tests/e2e/tftp_hostile_requests.py \
	tests/e2e/dhcp_wire.py \
	tests/e2e/dhcp_load.py tests/e2e/kill_check.py tests/e2e/load.sh
EXTRA_DIST += $(E2E_LIB) $(E2E_SIDE) $(E2E_ALONE) tests/summary

.PHONY: e2e e2e-side e2e-alone
e2e:
	$(MAKE) $(AM_MAKEFLAGS) -k -j1 e2e-side e2e-alone
e2e-side: all
	E2E_SLOTS=$$(mktemp -d) && export E2E_SLOTS && \
	(cd "$$E2E_SLOTS" && touch $$(seq $$(nproc))) || exit 1; \
	$(MAKE) $(AM_MAKEFLAGS) -j$$(($$(nproc) + 1)) check-TESTS \
	    TESTS='$(E2E_SIDE)' TEST_SUITE_LOG=e2e-suite.log; \
	status=$$?; rm -rf "$$E2E_SLOTS"; exit $$status
e2e-alone: all
	$(MAKE) $(AM_MAKEFLAGS) -j1 check-TESTS TESTS='$(E2E_ALONE)' \
	    TEST_SUITE_LOG=e2e-alone-suite.log
