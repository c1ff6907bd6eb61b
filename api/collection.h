#pragma once

#include "api/http.h"

/* The handlers every resource shares; what differs stands in its route rows and its resource. */
bool list_rows(struct ctx *c);
bool find_row(struct ctx *c);
bool tell_row(struct ctx *c); /* the same of what is only read, and has no version */
bool add_row(struct ctx *c);
bool replace_row(struct ctx *c);
bool change_row(struct ctx *c);
bool remove_row(struct ctx *c);
bool restore_row(struct ctx *c);
bool bulk_rows(struct ctx *c);    /* api/bulk/bulk.c */
bool row_history(struct ctx *c);  /* api/history.c */
/* POST .../{id}/contacts: the route takes the shape of one entry of a list of the resource, and the
 * answer is the record. If-Match is heeded when it is sent. */
bool add_entry(struct ctx *c);    /* api/pupils/entry.c */

/* The steps they are made of, for handlers that do more. What belongs to another row in the path is
 * there while that row is: 410 with it, 404 where it is out of sight. */
bool find_any(struct ctx *c, const char *id, void **row);  /* 404, or 410 when it was purged */
bool find_live(struct ctx *c, const char *id, void **row); /* and 410 when it was deleted */
bool find_parent(struct ctx *c); /* what the path says this one belongs to, if anything */
bool is_under_parent(struct ctx *c, const void *row);
void put_under_parent(struct ctx *c, void *row); /* a new row */
bool save_row(struct ctx *c, const void *row);             /* saves and tells */
void *new_row(struct ctx *c); /* cleared, with defaults; NULL: no memory */
extern const struct parameter BULK_PARAMETERS[], HISTORY_PARAMETERS[];
