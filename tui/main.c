/* SPDX-License-Identifier: ISC */
#include <stdio.h>

int
main(void)
{
	(void)fputs("pxeconsole: nothing is wired yet\n", stderr);
	return 1;
}
