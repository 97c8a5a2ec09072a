# SPDX-License-Identifier: ISC
# Installed files: man pages, default scripts, unit, completions.
