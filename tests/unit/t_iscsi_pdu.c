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
		    op == 0x03 || op == 0x21 || op == 0x23);
	}
}

/* What tgt answers to a command for a LUN that it does not have. */
static const uint8_t fixed[] = {0, 18, 0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0,
    0x25, 0, 0, 0, 0, 0};
static const uint8_t descriptor[] = {0, 8, 0x72, 5, 0x25, 0, 0, 0, 0, 0};

static bool
no_lun(uint8_t status, const uint8_t *sense, size_t len)
{
	struct iscsi_pdu p;
	uint8_t b[256];
	size_t n = make(b, 0x21, 0, 0x0203, (const char *)sense, len);

	b[3] = status;
	assert_true(iscsi_pdu_decode(&p, b, n));
	assert_int_equal(p.kind, ISCSI_PDU_COMMAND_RESPONSE);
	assert_int_equal(p.status_class, 0);
	return p.no_lun;
}

static void
a_lun_that_is_not_there_is_told(void **state)
{
	uint8_t other[sizeof(fixed)];

	(void)state;
	assert_true(no_lun(2, fixed, sizeof(fixed)));
	assert_true(no_lun(2, descriptor, sizeof(descriptor)));
	assert_false(no_lun(0, fixed, sizeof(fixed)));
	assert_false(no_lun(2, fixed, 14)); /* cut before its code */
	assert_false(no_lun(2, fixed, 0));
	memcpy(other, fixed, sizeof(fixed));
	other[4] = 6; /* unit attention, as after a reset */
	assert_false(no_lun(2, other, sizeof(other)));
	memcpy(other, fixed, sizeof(fixed));
	other[14] = 0x3a; /* medium not present */
	assert_false(no_lun(2, other, sizeof(other)));
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
	    cmocka_unit_test(a_lun_that_is_not_there_is_told),
	    cmocka_unit_test(every_truncation_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
