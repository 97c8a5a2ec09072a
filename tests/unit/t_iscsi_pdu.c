/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/iscsi_pdu.h"

#define KEYS                                                                   \
	"InitiatorName=iqn.a:b\0TargetName=iqn.2024-01.gx:boot"                \
	"\0SessionType=Normal"

/* A login PDU: opcode, flags, AHS words, status, keys. */
static size_t
make(uint8_t out[256], uint8_t op, uint8_t ahs, uint16_t status,
    const char *keys, size_t key_len)
{
	struct wbuf w;

	wbuf_init(&w, out, 256);
	wbuf_u8(&w, op);
	wbuf_u8(&w, 0x87);
	wbuf_u16(&w, 0);
	wbuf_u32(&w, (uint32_t)ahs << 24 | (uint32_t)key_len);
	wbuf_zero(&w, 28);
	wbuf_u16(&w, status);
	wbuf_zero(&w, 10 + (size_t)ahs * 4);
	wbuf_put(&w, keys, key_len);
	assert_false(w.bad);
	return w.len;
}

static void
a_login_names_both(void **state)
{
	struct iscsi_pdu p;
	uint8_t b[256];
	size_t n;

	(void)state;
	for (uint8_t ahs = 0; ahs < 3; ahs++) {
		n = make(b, 0x43, ahs, 0x0203, KEYS, sizeof(KEYS));
		assert_true(iscsi_pdu_decode(&p, b, n));
		assert_int_equal(p.kind, ISCSI_PDU_LOGIN);
		assert_string_equal(p.initiator, "iqn.a:b");
		assert_string_equal(p.target, "iqn.2024-01.gx:boot");
		/* In a request these bytes are something else. */
		assert_int_equal(p.status_class, 0);
		assert_true(p.full_feature);
	}
}

static void
a_response_has_its_status(void **state)
{
	struct iscsi_pdu p;
	uint8_t b[256];
	size_t n = make(b, 0x23, 0, 0x0203, "", 0);

	(void)state;
	assert_true(iscsi_pdu_decode(&p, b, n));
	assert_int_equal(p.kind, ISCSI_PDU_LOGIN_RESPONSE);
	assert_int_equal(p.status_class, 2);
	assert_int_equal(p.status_detail, 3);
	assert_string_equal(iscsi_status_text(2, 3), "target not found");
	assert_string_equal(iscsi_status_text(9, 9), "status not known");
	b[1] = 0x81; /* not to the full feature phase */
	assert_true(iscsi_pdu_decode(&p, b, n));
	assert_false(p.full_feature);
}

static void
other_pdus_are_none(void **state)
{
	struct iscsi_pdu p;
	uint8_t b[256];
	size_t n;

	(void)state;
	for (unsigned op = 0; op < 0x40; op++) {
		n = make(b, (uint8_t)op, 0, 0, "", 0);
		assert_int_equal(iscsi_pdu_decode(&p, b, n),
		    op == 0x03 || op == 0x23);
	}
}

/* Names that the capture cut are whole names or none. */
static void
every_truncation_is_bounded(void **state)
{
	struct iscsi_pdu p;
	uint8_t b[256];
	const size_t n = make(b, 0x43, 1, 0, KEYS, sizeof(KEYS));

	(void)state;
	for (size_t len = 0; len < n; len++) {
		uint8_t copy[256];

		memcpy(copy, b, len);
		if (!iscsi_pdu_decode(&p, copy, len))
			assert_true(len < 48);
		else
			assert_true(strlen(p.target) < sizeof(p.target));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_login_names_both),
	    cmocka_unit_test(a_response_has_its_status),
	    cmocka_unit_test(other_pdus_are_none),
	    cmocka_unit_test(every_truncation_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
