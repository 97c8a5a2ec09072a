# SPDX-License-Identifier: ISC
# Captures, and what `read` makes of each as whole text.
TESTS += tests/pcap/golden.sh tests/pcap/scenes/run.py \
	tests/pcap/files.py
EXTRA_DIST += tests/pcap
