/* SPDX-License-Identifier: ISC */
#include "core/io/capture_loss.h"

#include <sys/stat.h>
#include <unistd.h>

#define OPTION_END 0
#define OPTION_RECEIVED 4
#define OPTION_INTERFACE_DROPPED 5
#define OPTION_SYSTEM_DROPPED 7

/* One in so many is hardly the one that an answer was. */
#define FEW 1000

/* A block for each of the most interfaces that are read; none is longer. */
#define BLOCKS_MOST 256
#define BLOCK_MOST 1024
#define BLOCK_LEAST 24

static uint16_t
get_u16(struct rbuf *r, bool little)
{
	const uint16_t v = rbuf_u16(r);

	return little ? __builtin_bswap16(v) : v;
}

static uint32_t
get_u32(struct rbuf *r, bool little)
{
	const uint32_t v = rbuf_u32(r);

	return little ? __builtin_bswap32(v) : v;
}

static uint64_t
get_u64(struct rbuf *r, bool little)
{
	const uint64_t first = get_u32(r, little), second = get_u32(r, little);

	return little ? second << 32 | first : first << 32 | second;
}

bool
capture_loss_read(struct rbuf body, bool little, struct capture_loss *ret)
{
	struct capture_loss loss = {.interface = get_u32(&body, little)};
	struct rbuf value;
	uint16_t code, len;

	(void)rbuf_bytes(&body, 8); /* when */
	while (rbuf_left(&body) >= 4) {
		code = get_u16(&body, little);
		len = get_u16(&body, little);
		if (code == OPTION_END)
			break;
		value = rbuf_sub(&body, len);
		(void)rbuf_bytes(&body, (size_t)(-len & 3));
		if (code == OPTION_RECEIVED)
			loss.received = get_u64(&value, little);
		else if (code == OPTION_INTERFACE_DROPPED ||
		    code == OPTION_SYSTEM_DROPPED)
			loss.dropped += get_u64(&value, little);
	}
	if (body.bad)
		return false;
	*ret = loss;
	return true;
}

/* The block that ends there, if it is of the statistics: its beginning. */
static off_t
block_before(int fd, off_t end, struct capture_loss *ret)
{
	uint8_t block[BLOCK_MOST];
	struct rbuf r;
	uint32_t len;
	bool little;

	if (end < BLOCK_LEAST || pread(fd, block, 4, end - 4) != 4)
		return -1;
	/* No block is so long that both orders would fit. */
	little = block[3] == 0;
	rbuf_init(&r, block, 4);
	len = get_u32(&r, little);
	if (len < BLOCK_LEAST || len > BLOCK_MOST || len > end ||
	    pread(fd, block, len, end - len) != (ssize_t)len)
		return -1;
	rbuf_init(&r, block, len - 4);
	if (get_u32(&r, little) != CAPTURE_LOSS_BLOCK ||
	    get_u32(&r, little) != len)
		return -1;
	return capture_loss_read(rbuf_sub(&r, len - 12), little, ret) ?
	    end - len :
	    -1;
}

bool
capture_loss_is_high(int fd)
{
	struct capture_loss loss;
	uint64_t received = 0, dropped = 0;
	struct stat st;
	off_t end;
	int i;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	end = st.st_size;
	for (i = 0; i < BLOCKS_MOST; i++) {
		end = block_before(fd, end, &loss);
		if (end < 0)
			break;
		received += loss.received;
		dropped += loss.dropped;
	}
	return dropped > received / FEW;
}
