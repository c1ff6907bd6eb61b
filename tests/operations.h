#pragma once

#include "api/router.h"
#include "tests/fixture.h"

/* What it takes to ask an operation that is known by its row of the route table. router_start() has
 * been called. */

/* Is it written by the team of an inspection, or by a school that answers for it? */
bool is_of_inspection(const struct resource *of);

/* A token of trust 0 that carries the scope; NULL when it takes none. */
const char *carrier(const struct route *r);
/* Its path, with the parameters it cannot do without; a bulk has tests of its own for these. Where
 * a parent has one, `parent` is both of their ids with a / between. */
const char *path_below(const struct route *r, const char *parent, const char *id);
/* A body that is read far enough to look for the row, and its type; NULL where it takes none. */
const char *body_for(const struct route *r);
const char *type_for(const struct route *r);

const char *unknown_id(void);
/* The id of a row of a resource, in a trust; NULL when there is none. */
const char *id_in(size_t trust, const struct resource *of);
/* A new row of trust 0 as it was told when it was added, and the parent it has. */
const struct reply *new_row_of(const struct resource *of);
const char *parent_of(const struct resource *of, const struct reply *row);

/* An answer without what differs from answer to answer anyway. */
const char *comparable(const struct reply *r);
