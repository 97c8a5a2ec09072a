/* SPDX-License-Identifier: ISC */
#ifndef TUI_MACHINE_DETAIL_H
#define TUI_MACHINE_DETAIL_H

struct app;
struct area;
struct machine;

/*
 * What stands below the list of machines: who the selected one is, what it
 * does now, what mends it, why.
 */

/* Rows for it on a screen of that size: more where the list leaves some. */
int machine_detail_rows(const struct app *app, const struct area *a,
    const struct machine *m);

/* m may be NULL: none is selected. */
void machine_detail_draw(const struct app *app, const struct area *a,
    const struct machine *m);

#endif
