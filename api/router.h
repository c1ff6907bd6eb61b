#pragma once

#include "api/http.h"

/* Which route a method and a path lead to, from the route tables alone. */
bool router_start(void); /* false when two routes are spelt alike or a path is too long */

/* The route, with the values of its ":" segments; NULL when there is none. Then `allow` tells the
 * methods that this path does take, in arena text, or NULL when the path is unknown. HEAD finds the
 * GET route. */
const struct route *router_find(const struct request *request, struct arena *arena,
                                const char **values, const char **allow);

size_t router_count(void);
const struct route *router_at(size_t i);

/* The route that lists the resource of this name, whose path is that of the collection and whose
 * scope it takes to read it. Every resource has one; of one with a single row in a trust it is the
 * route that finds that row. */
const struct route *router_list_of(const char *resource);
