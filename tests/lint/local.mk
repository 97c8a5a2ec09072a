# SPDX-License-Identifier: ISC
# Rules about the source itself, as tests.
LINTS = tests/lint/includes tests/lint/purity tests/lint/banned \
	tests/lint/format tests/lint/size tests/lint/manual
dist_check_SCRIPTS += $(LINTS)
TESTS += $(LINTS)
# They find the tree through srcdir; purity looks at the built library.
AM_TESTS_ENVIRONMENT = srcdir='$(abs_srcdir)'; export srcdir;
