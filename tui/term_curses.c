/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <term.h>

#include "core/base/err.h"
#include "tui/press.h"

#define SEQUENCE_MOST 16 /* bytes that one key sends */

/*
 * Curses writes where and when it likes, and waits there.  So after it has
 * set the terminal up, its descriptor is turned to a file in memory; what it
 * wrote there is passed on as the terminal takes it.
 */
struct terminal {
	SCREEN *screen;
	FILE *out; /* curses' own stream; its descriptor is turned */
	int tty; /* the terminal, not blocking */
	int tty_flags; /* of standard output before us */
	int memory;
	char *waiting; /* bytes not yet taken */
	size_t waiting_len, waiting_at;
	bool ascii, colour, gone;
	int keys_bad; /* reads in a row that gave nothing */
	int resize[2];
	struct termios modes; /* before us */
	attr_t attrs[STYLE_COUNT];
	short pairs[STYLE_COUNT];
};

/* The one thing a signal handler can reach. */
static volatile int resize_write = -1;

static void
on_resize(int signal)
{
	const int saved = errno;

	(void)signal;
	if (write(resize_write, "", 1) == -1) {
		/* full: a change of size is known already */
	}
	errno = saved;
}

/* What a crash needs to give the terminal back, and nothing more. */
static const int crash_signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
#define CRASH_SIGNALS (sizeof(crash_signals) / sizeof(crash_signals[0]))
static struct {
	int tty;
	struct termios modes;
	char bytes[128];
	size_t len;
	struct sigaction before[CRASH_SIGNALS];
} crash;

static void
crash_stop_catching(void)
{
	size_t i;

	for (i = 0; i < CRASH_SIGNALS; i++)
		(void)sigaction(crash_signals[i], &crash.before[i], NULL);
}

static void
on_crash(int signal)
{
	if (write(crash.tty, crash.bytes, crash.len) == -1) {
		/* then it is gone anyway */
	}
	(void)tcsetattr(crash.tty, TCSANOW, &crash.modes);
	crash_stop_catching();
	(void)raise(signal);
}

/* A capability without its padding, $<2>: there is no time to wait. */
static void
crash_add(const char *capability)
{
	const char *p = capability != NULL ? capability : "";

	while (*p != '\0' && crash.len < sizeof(crash.bytes)) {
		if (p[0] == '$' && p[1] == '<' && strchr(p, '>') != NULL)
			p = strchr(p, '>') + 1;
		else
			crash.bytes[crash.len++] = *p++;
	}
}

/* After curses has started: its terminal's own words are taken. */
static void
crash_catch(const struct terminal *t)
{
	struct sigaction sa;
	size_t i;

	crash.tty = t->tty;
	crash.modes = t->modes;
	crash.len = 0;
	crash_add(exit_attribute_mode);
	crash_add(keypad_local);
	crash_add(exit_ca_mode);
	crash_add(cursor_normal);
	crash_add("\r\n");
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_crash;
	sa.sa_flags = SA_NODEFER;
	(void)sigemptyset(&sa.sa_mask);
	for (i = 0; i < CRASH_SIGNALS; i++)
		(void)sigaction(crash_signals[i], &sa, &crash.before[i]);
}

static int
fail_open(struct terminal *t, struct text *why, const char *sentence)
{
	text_add(why, sentence);
	term_close(t);
	return -PX_EIO;
}

/* Can this terminal show a full screen at all?  Curses exits where not. */
static bool
terminal_usable(struct text *why)
{
	const char *name = getenv("TERM");
	bool usable;
	int err = 0;

	if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
		text_add(why, "no terminal on standard input and output");
		return false;
	}
	if (name == NULL || name[0] == '\0') {
		text_add(why,
		    "TERM is not set, so nobody knows what this "
		    "terminal can show");
		return false;
	}
	if (setupterm(NULL, STDOUT_FILENO, &err) != OK) {
		text_add(why, "terminal type \"");
		text_add_visible_str(why, name);
		text_add(why,
		    "\" is not known here; TERM=xterm, linux or "
		    "vt100 usually work");
		return false;
	}
	usable = cursor_address != NULL && clear_screen != NULL;
	(void)del_curterm(cur_term);
	if (!usable) {
		text_add(why, "terminal type \"");
		text_add_visible_str(why, name);
		text_add(why, "\" cannot move its cursor");
	}
	return usable;
}

struct look {
	attr_t attr, mono;
	short fg, bg;
};

static void
init_looks(struct terminal *t)
{
	/* Every difference stays visible without colour. */
	static const struct look looks[STYLE_COUNT] = {
	    [STYLE_NORMAL] = {A_NORMAL, A_NORMAL, -1, -1},
	    [STYLE_DIM] = {A_DIM, A_NORMAL, -1, -1},
	    [STYLE_BOLD] = {A_BOLD, A_BOLD, -1, -1},
	    [STYLE_TITLE] = {A_NORMAL, A_REVERSE, COLOR_WHITE, COLOR_BLUE},
	    [STYLE_HEAD] = {A_BOLD, A_BOLD | A_UNDERLINE, COLOR_CYAN, -1},
	    [STYLE_KEY] = {A_BOLD, A_REVERSE | A_BOLD, COLOR_YELLOW,
		COLOR_BLUE},
	    [STYLE_GOOD] = {A_NORMAL, A_NORMAL, COLOR_GREEN, -1},
	    [STYLE_BUSY] = {A_NORMAL, A_NORMAL, COLOR_CYAN, -1},
	    [STYLE_WARN] = {A_NORMAL, A_BOLD, COLOR_YELLOW, -1},
	    [STYLE_BAD] = {A_BOLD, A_BOLD, COLOR_RED, -1},
	    [STYLE_ALARM] = {A_BOLD, A_REVERSE | A_BOLD, COLOR_WHITE,
		COLOR_RED},
	    [STYLE_INPUT] = {A_UNDERLINE, A_UNDERLINE, -1, -1},
	};
	const char *no_color = getenv("NO_COLOR");
	short i;

	t->colour = has_colors() && (no_color == NULL || no_color[0] == '\0') &&
	    start_color() == OK;
	if (t->colour)
		(void)use_default_colors();
	for (i = 0; i < STYLE_COUNT; i++) {
		t->attrs[i] = t->colour ? looks[i].attr : looks[i].mono;
		t->pairs[i] = 0;
		if (t->colour && (looks[i].fg != -1 || looks[i].bg != -1)) {
			t->pairs[i] = (short)(i + 1);
			(void)init_pair(t->pairs[i], looks[i].fg, looks[i].bg);
		}
	}
}

/* Another opening of the terminal leaves the shell's alone; else that. */
static bool
open_tty(struct terminal *t)
{
	const char *name = ttyname(STDOUT_FILENO);

	t->tty_flags = -1;
	t->tty = name == NULL ?
	    -1 :
	    open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (t->tty != -1)
		return true;
	t->tty = dup(STDOUT_FILENO);
	if (t->tty == -1)
		return false;
	t->tty_flags = fcntl(t->tty, F_GETFL);
	return t->tty_flags != -1 &&
	    fcntl(t->tty, F_SETFL, t->tty_flags | O_NONBLOCK) == 0;
}

static bool
catch_resize(struct terminal *t)
{
	struct sigaction sa;

	if (pipe2(t->resize, O_NONBLOCK | O_CLOEXEC) != 0) {
		t->resize[0] = t->resize[1] = -1;
		return false;
	}
	resize_write = t->resize[1];
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_resize;
	sa.sa_flags = SA_RESTART;
	(void)sigemptyset(&sa.sa_mask);
	return sigaction(SIGWINCH, &sa, NULL) == 0;
}

/*
 * TERM often says less than the keyboard sends: vt100 or vt220 on a serial line
 * from a terminal window.  What terminfo does not give away gets its meaning.
 */
static void
learn_keys(void)
{
	static const struct {
		const char *bytes;
		int key;
	} keys[] = {
	    {"\033[A", KEY_UP},
	    {"\033[B", KEY_DOWN},
	    {"\033[C", KEY_RIGHT},
	    {"\033[D", KEY_LEFT},
	    {"\033OA", KEY_UP},
	    {"\033OB", KEY_DOWN},
	    {"\033OC", KEY_RIGHT},
	    {"\033OD", KEY_LEFT},
	    {"\033[H", KEY_HOME},
	    {"\033OH", KEY_HOME},
	    {"\033[1~", KEY_HOME},
	    {"\033[7~", KEY_HOME},
	    {"\033[F", KEY_END},
	    {"\033OF", KEY_END},
	    {"\033[4~", KEY_END},
	    {"\033[8~", KEY_END},
	    {"\033[3~", KEY_DC},
	    {"\033[5~", KEY_PPAGE},
	    {"\033[6~", KEY_NPAGE},
	    {"\033[Z", KEY_BTAB},
	    {"\033OP", KEY_F(1)},
	    {"\033OQ", KEY_F(2)},
	    {"\033[11~", KEY_F(1)},
	    {"\033[12~", KEY_F(2)},
	    {"\033[21~", KEY_F(10)},
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (key_defined(keys[i].bytes) == 0)
			(void)define_key(keys[i].bytes, keys[i].key);
}

/* Curses sets the terminal up, then writes to memory only. */
static bool
start_curses(struct terminal *t)
{
	const int fd = dup(STDOUT_FILENO);

	t->out = fd == -1 ? NULL : fdopen(fd, "w");
	if (t->out == NULL || tcgetattr(fd, &t->modes) != 0)
		return false;
	t->screen = newterm(NULL, t->out, stdin);
	if (t->screen == NULL)
		return false;
	(void)raw(); /* Ctrl-C, Ctrl-Z and Ctrl-S are keys, not signals */
	(void)noecho();
	(void)nonl();
	(void)keypad(stdscr, TRUE);
	(void)nodelay(stdscr, TRUE);
	(void)set_escdelay(25);
	learn_keys();
	(void)idlok(stdscr, FALSE);
	init_looks(t);
	crash_catch(t);
	return dup2(t->memory, fd) != -1;
}

int
term_open(struct terminal **ret, struct text *why)
{
	struct terminal *t;

	(void)setlocale(LC_CTYPE, "");
	if (!terminal_usable(why))
		return -PX_EIO;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -PX_ENOMEM;
	t->tty = t->memory = t->resize[0] = t->resize[1] = -1;
	t->ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	t->memory = memfd_create("screen", MFD_CLOEXEC);
	if (t->memory == -1 || !catch_resize(t) || !open_tty(t) ||
	    !start_curses(t))
		return fail_open(t, why, "the terminal cannot be set up");
	*ret = t;
	return 0;
}

static void
close_fd(int fd)
{
	if (fd != -1)
		(void)close(fd);
}

/* What curses still has to say goes out if the terminal takes it. */
static void
stop_curses(struct terminal *t)
{
	struct pollfd p = {.fd = t->tty, .events = POLLOUT};

	if (t->screen == NULL)
		return;
	crash_stop_catching();
	(void)endwin();
	while (!t->gone && term_flush(t) && term_waits(t) &&
	    poll(&p, 1, 200) == 1 && (p.revents & POLLOUT) != 0)
		continue;
	/* At once: curses would wait for a terminal that stands still. */
	(void)tcsetattr(t->tty, TCSANOW, &t->modes);
	delscreen(t->screen);
}

void
term_close(struct terminal *t)
{
	if (t == NULL)
		return;
	stop_curses(t);
	(void)signal(SIGWINCH, SIG_DFL);
	resize_write = -1;
	if (t->out != NULL)
		(void)fclose(t->out);
	if (t->tty_flags != -1)
		(void)fcntl(t->tty, F_SETFL, t->tty_flags);
	close_fd(t->tty);
	close_fd(t->memory);
	close_fd(t->resize[0]);
	close_fd(t->resize[1]);
	free(t->waiting);
	free(t);
}

int
term_key_fd(const struct terminal *t)
{
	(void)t;
	return STDIN_FILENO;
}

int
term_resize_fd(const struct terminal *t)
{
	return t->resize[0];
}

int
term_out_fd(const struct terminal *t)
{
	return t->tty;
}

bool
term_waits(const struct terminal *t)
{
	return t->waiting_at < t->waiting_len;
}

bool
term_is_ascii(const struct terminal *t)
{
	return t->ascii;
}

void
term_size(struct terminal *t, int *ret_rows, int *ret_cols)
{
	struct winsize size = {0};
	char drain[64];

	while (read(t->resize[0], drain, sizeof(drain)) > 0)
		continue;
	*ret_rows = LINES;
	*ret_cols = COLS;
	if (ioctl(t->tty, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 ||
	    size.ws_col == 0)
		return;
	*ret_rows = size.ws_row > GRID_MOST ? GRID_MOST : size.ws_row;
	*ret_cols = size.ws_col > GRID_MOST ? GRID_MOST : size.ws_col;
	if (*ret_rows != LINES || *ret_cols != COLS)
		(void)resize_term(*ret_rows, *ret_cols);
}

static void
put_cell(const struct terminal *t, int row, int col, const struct cell *c)
{
	wchar_t wide[2] = {(wchar_t)c->code, L'\0'};
	cchar_t cell;
	attr_t attr = t->attrs[c->style];

	/* The selected row is reversed, whatever its cells look like. */
	if (c->marked)
		attr ^= A_REVERSE;
	if (t->ascii && c->code > 0x7e)
		wide[0] = L'?';
	if (setcchar(&cell, wide, attr, t->pairs[c->style], NULL) == OK)
		(void)mvadd_wch(row, col, &cell);
}

/* Takes what curses wrote to memory. */
static void
collect(struct terminal *t)
{
	/* Curses' descriptor shares this position: what it wrote since. */
	const off_t len = lseek(t->memory, 0, SEEK_CUR);
	char *bytes;

	if (len <= 0 || (bytes = malloc((size_t)len)) == NULL)
		return;
	if (pread(t->memory, bytes, (size_t)len, 0) != len) {
		free(bytes);
		return;
	}
	(void)lseek(t->memory, 0, SEEK_SET);
	free(t->waiting);
	t->waiting = bytes;
	t->waiting_len = (size_t)len;
	t->waiting_at = 0;
}

void
term_draw(struct terminal *t, const struct grid *g, bool all)
{
	int row, col;

	if (all)
		(void)clearok(curscr, TRUE);
	for (row = 0; row < g->rows; row++)
		for (col = 0; col < g->cols; col++) {
			const struct cell *c = g->cells +
			    (size_t)row * (size_t)g->cols + col;

			if (c->code != 0)
				put_cell(t, row, col, c);
		}
	(void)curs_set(g->cursor_row >= 0);
	if (g->cursor_row >= 0)
		(void)wmove(stdscr, g->cursor_row, g->cursor_col);
	(void)wrefresh(stdscr);
}

bool
term_flush(struct terminal *t)
{
	ssize_t n;

	if (!term_waits(t))
		collect(t);
	while (term_waits(t)) {
		n = write(t->tty, t->waiting + t->waiting_at,
		    t->waiting_len - t->waiting_at);
		if (n > 0)
			t->waiting_at += (size_t)n;
		else if (n == -1 && (errno == EAGAIN || errno == EINTR))
			return true;
		else {
			t->gone = true;
			return false;
		}
	}
	return true;
}

/*
 * After an escape: the rest of the sequence of a key that nobody knows goes
 * with it (ECMA-48 5.4), since its letters and digits are keys here, too.
 */
static int
escape_or_sequence(void)
{
	wint_t next = 0;
	int i;

	if (get_wch(&next) != OK)
		return PRESS_ESC;
	if (next != '[' && next != 'O') {
		(void)unget_wch((wchar_t)next);
		return PRESS_ESC;
	}
	if (next == 'O')
		(void)get_wch(&next);
	else
		for (i = 0; i < SEQUENCE_MOST; i++)
			if (get_wch(&next) != OK ||
			    (next >= 0x40 && next < 0x7f))
				break;
	return PRESS_OTHER;
}

static int
from_curses(wint_t key)
{
	static const struct {
		wint_t from;
		int to;
	} keys[] = {
	    {KEY_UP, PRESS_UP},
	    {KEY_DOWN, PRESS_DOWN},
	    {KEY_LEFT, PRESS_LEFT},
	    {KEY_RIGHT, PRESS_RIGHT},
	    {KEY_PPAGE, PRESS_PAGE_UP},
	    {KEY_NPAGE, PRESS_PAGE_DOWN},
	    {KEY_HOME, PRESS_HOME},
	    {KEY_END, PRESS_END},
	    {KEY_BACKSPACE, PRESS_BACKSPACE},
	    {KEY_DC, PRESS_DELETE},
	    {KEY_BTAB, PRESS_BACKTAB},
	    {KEY_ENTER, PRESS_ENTER},
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].from == key)
			return keys[i].to;
	if (key >= KEY_F(1) && key <= KEY_F(10))
		return PRESS_F1 + (int)(key - KEY_F(1));
	return PRESS_OTHER;
}

/* Readable, yet nothing to be read: the other end has closed. */
static bool
input_gone(struct terminal *t)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};

	if (poll(&p, 1, 0) != 1)
		return false;
	if ((p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
		return true;
	/* A key's first bytes may still be on their way. */
	return ++t->keys_bad > 3;
}

int
term_key(struct terminal *t)
{
	wint_t key = 0;
	const int got = t->gone ? ERR : get_wch(&key);

	if (got == ERR) {
		t->gone = t->gone || input_gone(t);
		return t->gone ? PRESS_GONE : PRESS_NONE;
	}
	t->keys_bad = 0;
	if (got == KEY_CODE_YES)
		return from_curses(key);
	if (key == 0x1b)
		return escape_or_sequence();
	if (key == 0x7f || key == 0x08)
		return PRESS_BACKSPACE;
	if (key == 0x0a)
		return PRESS_ENTER;
	return key == 0 || key > 0x10ffff ? PRESS_OTHER : (int)key;
}
