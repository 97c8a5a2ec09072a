/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_ERR_H
#define CORE_BASE_ERR_H

#include <stdint.h>

/*
 * The error numbers of the whole program and their one text table.  A
 * function that can fail returns 0 or more on success and a negative
 * -PX_E... on failure; what it would have written is then untouched.
 */
/* clang-format off */
#define PX_ERRORS(X)                                                    \
	X(PX_ESHORT, "ends too early")                                  \
	X(PX_ELONG, "too long")                                         \
	X(PX_ECOOKIE, "no DHCP magic cookie")                           \
	X(PX_EOP, "unknown operation")                                  \
	X(PX_EHW, "hardware type or address length not supported")      \
	X(PX_EADDR, "not a usable address")                             \
	X(PX_EOPTION, "malformed option")                               \
	X(PX_EOPTLEN, "option length outside its bounds")               \
	X(PX_ENUL, "string without its NUL")                            \
	X(PX_EVALUE, "value not understood")                            \
	X(PX_ERANGE, "number out of range")                             \
	X(PX_ECHECKSUM, "bad checksum")                                 \
	X(PX_EPROTO, "not of the expected protocol")                    \
	X(PX_ENOSPACE, "no space left in the buffer")                   \
	X(PX_EFULL, "table is full")                                    \
	X(PX_ENOENT, "not found")                                       \
	X(PX_EEXIST, "exists already")                                  \
	X(PX_EACCESS, "permission denied")                              \
	X(PX_ENODIR, "there is no such folder")                         \
	X(PX_EDISKFULL, "the disk is full")                             \
	X(PX_EREADONLY, "the disk is read-only")                        \
	X(PX_EISDIR, "not a regular file")                              \
	X(PX_EESCAPE, "name leads out of the root")                     \
	X(PX_EMACHINE, "loader of another machine type")                \
	X(PX_EINUSE, "address already in use")                          \
	X(PX_ENET, "network error")                                     \
	X(PX_EIO, "input/output error")                                 \
	X(PX_EDB, "database error")                                     \
	X(PX_EDBBUSY, "database is locked")                             \
	X(PX_EDBVERSION, "database made by a newer version")            \
	X(PX_EDBCORRUPT, "database is damaged")                         \
	X(PX_EDBFOREIGN, "database of another program")                 \
	X(PX_EAGAIN, "try again")                                       \
	X(PX_ENOMEM, "out of memory")

enum px_err {
	PX_OK = 0,
#define X(name, text) name,
	PX_ERRORS(X)
#undef X
	PX_ECOUNT
};
/* clang-format on */

/* Where a decoder stopped: filled only when it fails. */
struct fault {
	int err; /* -PX_E... */
	uint16_t offset; /* byte in the packet */
	uint8_t option; /* DHCP option code, 0: in the fixed part */
};

/* The text of 0 or a negative error; never NULL, static storage. */
const char *err_text(int err);

#endif
