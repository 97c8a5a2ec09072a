# SPDX-License-Identifier: ISC
# Simulated clients: pure state machines of what real firmware does.
