/* SPDX-License-Identifier: ISC */
#ifndef TUI_FIREWALL_NFT_H
#define TUI_FIREWALL_NFT_H

struct firewall;

/*
 * Adds what `nft -j list ruleset` printed.  0, or -PX_EVALUE when it is not
 * that.
 */
int firewall_nft_read(struct firewall *f, const char *json);

#endif
