/* SPDX-License-Identifier: ISC */
#include "tui/explain.h"

#include <string.h>

#include "core/base/err.h"
#include "core/proto/dhcp_option.h"
#include "tui/explain_view.h"

enum explain_step
explain_next(const struct explain_place *place)
{
	return place->facts.proxy ? EXPLAIN_4011 : EXPLAIN_REQUEST;
}

/*
 * In proxy mode another server has given the address: the book's, or one
 * beside our own or the relay's.
 */
uint32_t
explain_elsewhere(const struct explain_place *place, const struct mac *mac)
{
	const struct host *h = book_find(place->book, mac);
	const uint32_t near = place->relay != 0 ? place->relay :
						  place->net.addr;

	if (h != NULL && h->ip != 0)
		return h->ip;
	return (near & place->net.mask) | (100 & ~place->net.mask);
}

static int
write_request(struct wbuf *w, const struct explained *x,
    const struct explain_place *place, const struct sim_kind *kind,
    const struct sim_machine *of, const struct explained *offer)
{
	struct sim_choice choice = {.server_id = place->facts.addr};
	struct sim_machine machine = *of;

	machine.relay = place->relay;
	if (offer != NULL)
		choice.addr = offer->answer.terms.yiaddr;
	if (choice.addr == 0)
		choice.addr = explain_elsewhere(place, &machine.mac);
	switch (x->step) {
	case EXPLAIN_DISCOVER:
		return sim_discover(kind, &machine, 0, w);
	case EXPLAIN_REQUEST:
		return sim_request(kind, &machine, &choice, 0, w);
	case EXPLAIN_4011:
		break;
	}
	return sim_boot_request(kind, &machine, &choice, w);
}

/* Where such a message would have come in. */
static struct ingress
ingress_of(const struct explained *x, const struct explain_place *place,
    const struct sim_kind *kind)
{
	struct ingress in = {.src_port = DHCP_PORT_CLIENT,
	    .local = 0xffffffff,
	    .local_port = DHCP_PORT_SERVER};

	if (x->step != EXPLAIN_4011 && place->relay != 0) {
		in.src = place->relay;
		in.src_port = DHCP_PORT_SERVER;
		in.local = place->facts.addr;
	}
	if (x->step != EXPLAIN_4011)
		return in;
	in.src = x->msg.head.ciaddr;
	in.src_port = kind->boot_port != 0 ? kind->boot_port : DHCP_PORT_CLIENT;
	in.local = place->facts.addr;
	in.local_port = DHCP_PORT_PXE;
	return in;
}

/* The reply as the wire would have it; without one when it does not fit. */
static int
encode(struct explained *x, const struct explain_place *place)
{
	size_t most = reply_max(&x->request, &place->net);
	struct wbuf w;
	int err;

	if (most > sizeof(x->got))
		most = sizeof(x->got);
	wbuf_init(&w, x->got, sizeof(x->got));
	err = dhcp_encode(&x->answer.image, &w, most, &x->encoded);
	if (err < 0)
		return err == -PX_ENOSPACE ? 0 : err;
	err = dhcp_decode(&x->reply, x->got, x->encoded.len, NULL);
	if (err < 0)
		return err;
	x->replied = true;
	(void)sim_reply_read(&x->seen, x->kind, &x->reply);
	return 0;
}

int
explain_run(struct explained *x, const struct explain_place *place,
    const struct sim_kind *kind, const struct sim_machine *machine,
    const struct explained *offer)
{
	const struct dhcp_context ctx = {.book = place->book,
	    .server = &place->facts,
	    .net = &place->net,
	    .pool = place->pool,
	    .lease_seconds = place->lease_seconds,
	    .now = place->now};
	struct wbuf w;
	int err;

	memset(x, 0, sizeof(*x));
	x->kind = kind;
	x->step = offer == NULL ? EXPLAIN_DISCOVER : explain_next(place);
	x->asked = x->step != EXPLAIN_4011 ||
	    sim_reply_asks_4011(&offer->seen, kind);
	wbuf_init(&w, x->sent, sizeof(x->sent));
	err = write_request(&w, x, place, kind, machine, offer);
	if (err < 0 || w.bad)
		return err < 0 ? err : -PX_ENOSPACE;
	x->sent_len = w.len;
	err = dhcp_decode(&x->msg, x->sent, w.len, NULL);
	if (err == 0)
		err = boot_request_read(&x->request, &x->msg);
	if (err < 0)
		return err;
	x->in = ingress_of(x, place, kind);
	dhcp_serve(&x->answer, &x->request, &x->in, &ctx);
	return x->answer.refusal == DHCP_ANSWERED ? encode(x, place) : 0;
}

/* Reasons that are no mode's intention. */
static bool
reason_is_error(enum reason reason)
{
	static const bool errors[REASON_COUNT] = {
	    [REASON_GPXE_NO_SCRIPT] = true,
	    [REASON_NO_TARGET] = true,
	    [REASON_HTTP_NO_URL] = true,
	    [REASON_URL_FOR_ROM] = true,
	    [REASON_NAME_TOO_LONG] = true,
	    [REASON_NO_LOADER] = true,
	    [REASON_NO_MODE] = true,
	};

	return errors[reason];
}

/* Refusals that leave a machine without what its mode promises. */
static bool
refusal_is_error(const struct dhcp_answer *a)
{
	static const bool errors[DHCP_REFUSAL_COUNT] = {
	    [DHCP_NO_ADDRESS] = true,
	    [DHCP_NO_RANGE] = true,
	    [DHCP_BOOTP_UNFIXED] = true,
	    [DHCP_BAD_REQUEST] = true,
	    [DHCP_NO_ROUTE] = true,
	};

	return errors[a->refusal] && a->decision.mode != MODE_IGNORE &&
	    a->decision.mode != MODE_LOCAL;
}

static bool
add_missing_file(struct text *t, const struct decision *d,
    const struct explain_place *place)
{
	struct file_fact fact = {.err = 0};

	if (d->bootfile[0] == '\0' || place->files.look == NULL ||
	    name_is_url(d->bootfile))
		return false;
	place->files.look(place->files.arg, d->bootfile, &fact);
	if (fact.err == 0)
		return false;
	text_add(t, "\"");
	text_add_visible_str(t, d->bootfile);
	text_addf(t, "\" below the TFTP root: %s\n", err_text(fact.err));
	return true;
}

/* Told, but not where this client looks. */
static bool
add_unseen(struct text *t, const struct explained *x)
{
	const struct decision *d = &x->answer.decision;
	bool any = false;

	if (!x->replied)
		return false;
	if (d->bootfile[0] != '\0' && x->kind->fixed_name == NULL &&
	    x->kind->name_from != SIM_NAME_NONE &&
	    strcmp(d->bootfile, x->seen.name) != 0) {
		text_addf(t,
		    "this client does not see the name where placement=%s "
		    "puts it: set placement=field\n",
		    placement_name(d->placement));
		any = true;
	}
	if (d->root_path[0] != '\0' &&
	    strcmp(d->root_path, x->seen.root_path) != 0) {
		text_add(t, "this client reads no root path\n");
		any = true;
	}
	return any;
}

bool
explain_errors(const struct explained *x, const struct explain_place *place,
    struct text *t)
{
	const struct dhcp_answer *a = &x->answer;
	struct explain_view view;
	bool any;

	explain_view_init(&view, place, &x->request.mac);
	any = add_missing_file(t, &a->decision, &view.seen);
	any = add_unseen(t, x) || any;
	if (reason_is_error(a->decision.reason)) {
		reason_text(t, &a->decision, &x->request);
		text_add_char(t, '\n');
		any = true;
	}
	if (refusal_is_error(a)) {
		text_addf(t, "%s\n", dhcp_refusal_text(a->refusal));
		any = true;
	}
	if (a->refusal == DHCP_ANSWERED && !x->replied) {
		text_add(t, "the reply does not fit what this client takes\n");
		any = true;
	}
	return any;
}

bool
explain_warnings(const struct explained *x, struct text *t)
{
	const struct dhcp_option_def *def;
	const size_t before = t->len;
	size_t i;

	for (i = 0; i < x->encoded.dropped_count; i++) {
		def = dhcp_option_def(x->encoded.dropped[i]);
		text_addf(t, "option %u%s%s left out: no room\n",
		    x->encoded.dropped[i], def != NULL ? " " : "",
		    def != NULL ? def->name : "");
	}
	if (x->answer.decision.at_fault != NULL &&
	    x->answer.decision.at_fault[0] != '\0') {
		text_add(t, "cannot be used: ");
		text_add_visible_str(t, x->answer.decision.at_fault);
		text_add_char(t, '\n');
	}
	return t->len != before;
}
