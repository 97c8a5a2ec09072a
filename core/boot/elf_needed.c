/* SPDX-License-Identifier: ISC */
#include "core/boot/elf_needed.h"

#include <stdint.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/text.h"

/* System V ABI, ELF header and program header; gABI chapters 4 and 5. */
#define SEGMENTS_MOST 64
#define ENTRIES_MOST 1024

enum { CLASS_32 = 1, CLASS_64 = 2 };
enum { PT_LOAD = 1, PT_DYNAMIC = 2 };
enum { DT_NULL = 0, DT_NEEDED = 1, DT_STRTAB = 5 };

struct elf {
	struct rbuf file;
	bool wide; /* 64 bits */
	uint64_t segments; /* where their table is */
	size_t segment_size, segment_count;
};

struct segment {
	uint64_t type, at, address, size;
};

/* `bytes` of a number at `at`, least first; bad past the end of the file. */
static uint64_t
number(struct elf *e, uint64_t at, size_t bytes)
{
	struct rbuf r = e->file;
	uint64_t v = 0;
	size_t i;

	if (at > e->file.len || rbuf_bytes(&r, (size_t)at) == NULL) {
		e->file.bad = true;
		return 0;
	}
	for (i = 0; i < bytes; i++)
		v |= (uint64_t)rbuf_u8(&r) << (8 * i);
	e->file.bad = e->file.bad || r.bad;
	return e->file.bad ? 0 : v;
}

static bool
open_file(struct elf *e, const void *file, size_t len)
{
	static const uint8_t magic[4] = {0x7f, 'E', 'L', 'F'};
	uint64_t class;
	const uint8_t *p;

	memset(e, 0, sizeof(*e));
	rbuf_init(&e->file, file, len);
	p = rbuf_bytes(&e->file, sizeof(magic));
	if (p == NULL || memcmp(p, magic, sizeof(magic)) != 0)
		return false;
	rbuf_init(&e->file, file, len);
	class = number(e, 4, 1);
	if ((class != CLASS_32 && class != CLASS_64) || number(e, 5, 1) != 1)
		return false;
	e->wide = class == CLASS_64;
	e->segments = e->wide ? number(e, 0x20, 8) : number(e, 0x1c, 4);
	e->segment_size = (size_t)number(e, e->wide ? 0x36 : 0x2a, 2);
	e->segment_count = (size_t)number(e, e->wide ? 0x38 : 0x2c, 2);
	return !e->file.bad && e->segment_count <= SEGMENTS_MOST;
}

static void
read_segment(struct elf *e, struct segment *ret, size_t i)
{
	const uint64_t at = e->segments + i * e->segment_size;

	ret->type = number(e, at, 4);
	ret->at = e->wide ? number(e, at + 8, 8) : number(e, at + 4, 4);
	ret->address = e->wide ? number(e, at + 16, 8) : number(e, at + 8, 4);
	ret->size = e->wide ? number(e, at + 32, 8) : number(e, at + 16, 4);
}

static bool
find_segment(struct elf *e, struct segment *ret, uint64_t type)
{
	size_t i;

	for (i = 0; i < e->segment_count && !e->file.bad; i++) {
		read_segment(e, ret, i);
		if (ret->type == type)
			return true;
	}
	return false;
}

/* Where in the file an address of the loaded module is. */
static bool
place_of(struct elf *e, uint64_t *ret, uint64_t address)
{
	struct segment s;
	size_t i;

	for (i = 0; i < e->segment_count && !e->file.bad; i++) {
		read_segment(e, &s, i);
		if (s.type == PT_LOAD && address >= s.address &&
		    address - s.address < s.size) {
			*ret = s.at + (address - s.address);
			return true;
		}
	}
	return false;
}

/* The next entry of the dynamic section; false after the last. */
static bool
read_entry(struct elf *e, const struct segment *dynamic, size_t i,
    uint64_t *ret_tag, uint64_t *ret_value)
{
	const size_t half = e->wide ? 8 : 4;
	const uint64_t at = dynamic->at + i * 2 * half;

	if (i >= ENTRIES_MOST || (i + 1) * 2 * half > dynamic->size)
		return false;
	*ret_tag = number(e, at, half);
	*ret_value = number(e, at + half, half);
	return !e->file.bad && *ret_tag != DT_NULL;
}

static bool
add_name(struct elf *e, struct elf_needed *ret, uint64_t at)
{
	struct rbuf r = e->file;
	const char *name;

	if (at > r.len || rbuf_bytes(&r, (size_t)at) == NULL)
		return false;
	name = rbuf_str(&r);
	if (name == NULL || name[0] == '\0')
		return false;
	if (ret->count < ELF_NEEDED &&
	    text_copy(ret->name[ret->count], ELF_NAME, name))
		ret->count++;
	return true;
}

bool
elf_needed_read(struct elf_needed *ret, const void *file, size_t len)
{
	uint64_t tag, value, strings = 0;
	struct segment dynamic;
	bool has_strings = false;
	struct elf e;
	size_t i;

	memset(ret, 0, sizeof(*ret));
	if (!open_file(&e, file, len))
		return false;
	if (!find_segment(&e, &dynamic, PT_DYNAMIC))
		return !e.file.bad;
	for (i = 0; read_entry(&e, &dynamic, i, &tag, &value); i++)
		if (tag == DT_STRTAB)
			has_strings = place_of(&e, &strings, value);
	if (e.file.bad || !has_strings)
		return false;
	for (i = 0; read_entry(&e, &dynamic, i, &tag, &value); i++)
		if (tag == DT_NEEDED &&
		    (value > e.file.len || !add_name(&e, ret, strings + value)))
			return false;
	return true;
}
