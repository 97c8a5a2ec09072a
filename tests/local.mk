# SPDX-License-Identifier: ISC
# One folder a layer, one .mk an area, so that areas grow apart.
include tests/unit/base.mk
include tests/unit/proto.mk
include tests/unit/serve.mk
include tests/unit/tftp.mk
include tests/unit/http.mk
include tests/unit/boot.mk
include tests/unit/diag.mk
include tests/unit/lease.mk
include tests/unit/db.mk
include tests/unit/io.mk
include tests/unit/tui.mk
include tests/unit/cli.mk
include tests/unit/wire.mk
include tests/fuzz/local.mk
include tests/lint/local.mk
include tests/pcap/local.mk
include tests/e2e/local.mk
include tests/bench/local.mk
