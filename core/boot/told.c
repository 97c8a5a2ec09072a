/* SPDX-License-Identifier: ISC */
#include "core/boot/told.h"

#include <stddef.h>
#include <string.h>

#include "core/base/addr.h"
#include "core/base/text.h"
#include "core/proto/iscsi_path.h"

#define PORT_TFTP 69

struct scheme {
	const char *begin;
	uint16_t port;
};

static const struct scheme schemes[] = {
    {"http://", 80},
    {"https://", 443},
    {"tftp://", PORT_TFTP},
};
#define SCHEMES (sizeof(schemes) / sizeof(schemes[0]))

/* Behind the colon; 0: that is no port. */
static uint16_t
read_port(const char *s, size_t n)
{
	uint32_t port = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9' || port > UINT16_MAX)
			return 0;
		port = port * 10 + (uint32_t)(s[i] - '0');
	}
	return port <= UINT16_MAX ? (uint16_t)port : 0;
}

static void
add_url(struct told *t, const struct scheme *scheme, const char *url)
{
	const char *host = url + strlen(scheme->begin);
	const size_t n = strcspn(host, "/?#");
	const char *at = memchr(host, '@', n);
	char name[64];
	size_t len;

	if (at != NULL)
		host = at + 1;
	len = strcspn(host, ":/?#");
	t->web_port = scheme->port;
	if (host[len] == ':')
		t->web_port = read_port(host + len + 1,
		    strcspn(host + len + 1, "/?#"));
	t->web = 0;
	if (len < sizeof(name)) {
		memcpy(name, host, len);
		name[len] = '\0';
		(void)ip4_parse(&t->web, name);
	}
}

static void
add_name(struct told *t, const char *name, uint32_t next,
    const struct dhcp_facts *f)
{
	const bool is_url = strstr(name, "://") != NULL;
	uint32_t named;
	size_t i;

	for (i = 0; is_url && i < SCHEMES; i++)
		if (strncmp(name, schemes[i].begin, strlen(schemes[i].begin)) ==
		    0) {
			add_url(t, &schemes[i], name);
			return;
		}
	if (name[0] == '\0' || is_url)
		return;
	t->next = next;
	if (next == 0 && ip4_parse(&named, f->tftp_name) == 0)
		t->next = named;
}

void
told_add(struct told *t, const char *name, const char *root_path, uint32_t next,
    const struct dhcp_facts *f)
{
	struct iscsi_path path;

	add_name(t, name, next, f);
	if (root_path[0] != '\0' &&
	    iscsi_path_parse(&path, root_path, NULL) == 0) {
		t->target_port = path.port;
		t->target = 0;
		(void)ip4_parse(&t->target, path.server);
	}
	if (f->router != 0)
		t->router = f->router;
	if (f->mask != 0)
		t->mask = f->mask;
}

static bool
is_far(const struct told *t, uint32_t client, uint32_t addr)
{
	return addr != 0 && t->mask != 0 && ((addr ^ client) & t->mask) != 0;
}

bool
told_needs(const struct told *t, uint32_t client, uint32_t addr)
{
	const uint32_t servers[] = {t->next, t->web, t->target};
	size_t i;

	for (i = 0; addr != 0 && i < sizeof(servers) / sizeof(servers[0]); i++)
		if (is_far(t, client, servers[i]) ? addr == t->router :
						    addr == servers[i])
			return true;
	return false;
}

bool
told_is_target(const struct told *t, uint32_t server, uint16_t port)
{
	return t->target_port != 0 && t->target_port == port &&
	    (t->target == 0 || t->target == server);
}

bool
told_may_fetch(const struct told *t, bool speaks_http, uint32_t server,
    uint16_t port)
{
	static const uint16_t usual[] = {80, 443, 8080};
	const bool may = speaks_http || t->web_port != 0 || server == t->next;
	size_t i;

	for (i = 0; may && i < sizeof(usual) / sizeof(usual[0]); i++)
		if (usual[i] == port)
			return true;
	return port != 0 && port == t->web_port && port != PORT_TFTP;
}
