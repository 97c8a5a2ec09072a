/* SPDX-License-Identifier: ISC */
#include "core/base/err.h"
#include "db/exec.h"

static int
lease_write(struct query *put, struct query *drop, const struct lease *l)
{
	struct query *q = l->state == LEASE_FREE ? drop : put;

	query_again(q);
	query_add_int(q, l->addr);
	if (q == put) {
		query_add_blob(q, l->mac.b, sizeof(l->mac.b));
		query_add_int(q, l->state);
		query_add_int(q, l->expires);
	}
	(void)query_row(q);
	return q->err;
}

int
db_leases_put(struct db *db, const struct lease *rows, size_t n)
{
	static const char put_text[] =
	    "INSERT OR REPLACE INTO leases"
	    " (addr, mac, state, expires) VALUES (?, ?, ?, ?)";
	static const char drop_text[] = "DELETE FROM leases WHERE addr = ?";
	struct query put, drop;
	size_t i;
	int err = tx_begin(db);

	if (err != 0)
		return err;
	query_init_kept(&put, db, put_text);
	query_init_kept(&drop, db, drop_text);
	for (i = 0; err == 0 && i < n; i++)
		err = lease_write(&put, &drop, &rows[i]);
	if (err == 0)
		err = put.err != 0 ? put.err : drop.err;
	(void)query_done(&put);
	(void)query_done(&drop);
	return tx_end(db, err);
}

/* False for a row that no pool of ours can have written. */
static bool
lease_read(const struct query *q, struct lease *ret)
{
	const int64_t addr = query_int(q, "addr");
	const int64_t state = query_int(q, "state");

	if (addr <= 0 || addr > UINT32_MAX || state < LEASE_FREE ||
	    state > LEASE_RELEASED)
		return false;
	ret->addr = (uint32_t)addr;
	ret->state = (uint8_t)state;
	ret->expires = query_int(q, "expires");
	return query_blob(q, "mac", ret->mac.b, sizeof(ret->mac.b));
}

int
db_leases_each(struct db *db, void (*each)(void *arg, const struct lease *l),
    void *arg)
{
	struct lease l;
	struct query q;

	query_init(&q, db,
	    "SELECT addr, mac, state, expires FROM leases ORDER BY addr");
	while (query_row(&q))
		if (lease_read(&q, &l))
			each(arg, &l);
	return query_done(&q);
}
