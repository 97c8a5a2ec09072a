/* SPDX-License-Identifier: ISC */
#ifndef TUI_PRESS_H
#define TUI_PRESS_H

/*
 * What was pressed: a Unicode code point, a control character, or one of
 * these from behind the last code point.
 */
enum press {
	PRESS_NONE = 0,
	PRESS_TAB = 0x09,
	PRESS_ENTER = 0x0d,
	PRESS_ESC = 0x1b,
	PRESS_UP = 0x110000,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_HOME,
	PRESS_END,
	PRESS_BACKSPACE,
	PRESS_DELETE,
	PRESS_BACKTAB,
	PRESS_F1,
	PRESS_F2,
	PRESS_F3,
	PRESS_F4,
	PRESS_F5,
	PRESS_F10 = PRESS_F1 + 9,
	PRESS_GONE, /* the terminal is no more */
	PRESS_OTHER /* something that we have no use for */
};

#define PRESS_CTRL(letter) ((letter)&0x1f)

#endif
