# SPDX-License-Identifier: ISC
# Captures, and what `read` makes of each as whole text.
TESTS += tests/pcap/golden.sh
EXTRA_DIST += tests/pcap
