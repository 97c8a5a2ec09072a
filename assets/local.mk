# SPDX-License-Identifier: ISC
# Installed files: man pages, default scripts, unit, completions.
ASSETS_MADE = assets/pxeconsole.8 assets/pxeconsole.conf.5 \
	assets/pxeconsole.service
ASSETS_IN = $(ASSETS_MADE:=.in)
EXTRA_DIST += $(ASSETS_IN) assets/ARCHITECTURE assets/HACKING
CLEANFILES += $(ASSETS_MADE)

man_MANS = assets/pxeconsole.8 assets/pxeconsole.conf.5
dist_doc_DATA = assets/pxeconsole.conf

scriptsdir = $(pkgdatadir)/scripts
dist_scripts_DATA = \
	assets/scripts/README \
	assets/scripts/installer.ipxe \
	assets/scripts/linux.gpxe \
	assets/scripts/local.gpxe \
	assets/scripts/menu.ipxe \
	assets/scripts/pxelinux.gpxe \
	assets/scripts/san.gpxe \
	assets/scripts/shell.gpxe

bashcompletiondir = @bashcompletiondir@
dist_bashcompletion_DATA = assets/bash-completion/pxeconsole
systemunitdir = @systemunitdir@
systemunit_DATA = assets/pxeconsole.service
sysusersdir = @sysusersdir@
dist_sysusers_DATA = assets/sysusers.d/pxeconsole.conf
tmpfilesdir = @tmpfilesdir@
dist_tmpfiles_DATA = assets/tmpfiles.d/pxeconsole.conf

# The folders are known to make only, not to configure.
$(ASSETS_MADE): Makefile
	$(AM_V_GEN)$(MKDIR_P) assets && sed -e 's,@bindir[@],$(bindir),g' \
	    -e 's,@pkgdatadir[@],$(pkgdatadir),g' \
	    -e 's,@docdir[@],$(docdir),g' $(srcdir)/$@.in >$@.tmp && \
	    mv $@.tmp $@
assets/pxeconsole.8: $(srcdir)/assets/pxeconsole.8.in
assets/pxeconsole.conf.5: $(srcdir)/assets/pxeconsole.conf.5.in
assets/pxeconsole.service: $(srcdir)/assets/pxeconsole.service.in
