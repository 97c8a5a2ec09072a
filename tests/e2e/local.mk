# SPDX-License-Identifier: ISC
# Against software that we did not write, in network namespaces that each
# script makes for itself: `make e2e`.  Not part of `make check`.
E2E_TESTS = tests/e2e/demo.sh tests/e2e/tshark_agrees.py \
	tests/e2e/dhcp_clients.sh \
	tests/e2e/dnsmasq_compare.py tests/e2e/doctor.sh \
	tests/e2e/explain_wire.py \
	tests/e2e/firmware_dhcp.sh \
	tests/e2e/firmware_proxy.sh \
	tests/e2e/failures.sh tests/e2e/failures_servers.sh \
	tests/e2e/flip.sh \
	tests/e2e/healthy.sh \
	tests/e2e/hostile_dhcp.py \
	tests/e2e/conformance.py \
	tests/e2e/http.sh \
	tests/e2e/kill9.sh \
	tests/e2e/manner.sh \
	tests/e2e/mend_files.sh tests/e2e/mend_keys.sh \
	tests/e2e/mend_servers.sh \
	tests/e2e/overload.sh \
	tests/e2e/perfdhcp.sh tests/e2e/probe.sh \
	tests/e2e/record_flood.sh \
	tests/e2e/relay.sh \
	tests/e2e/store_trouble.sh \
	tests/e2e/screen.sh \
	tests/e2e/target_check.sh \
	tests/e2e/tftp_clients.sh \
	tests/e2e/tftp_hostile.sh \
	tests/e2e/wire.sh
E2E_LIB = tests/e2e/finding.sh tests/e2e/firmware.sh \
	tests/e2e/kernel.S tests/e2e/keys.sh tests/e2e/lib.sh \
	tests/e2e/tmux.sh \
	tests/e2e/http_requests.py \
	tests/e2e/tftp_hostile_requests.py \
	tests/e2e/dhcp_wire.py \
	tests/e2e/dhcp_load.py tests/e2e/kill_check.py tests/e2e/load.sh
EXTRA_DIST += $(E2E_LIB) $(E2E_TESTS) tests/summary

.PHONY: e2e
e2e: all
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(E2E_TESTS)' \
	    TEST_SUITE_LOG=e2e-suite.log
