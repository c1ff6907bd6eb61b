#pragma once

#include "api/faults.h"
#include "api/request.h"
#include "auth/auth.h"
#include "models/resource.h"

/* One operation, column for column what openapi.yaml says of it. Nothing is served that is not in a
 * table of these, and nothing about an operation is decided anywhere else. */
struct ctx;
enum form { FORM_JSON, FORM_NDJSON, FORM_CSV, FORM_HTML };
enum route_flags {
    LISTS = 1,        /* takes filters, sort, fields, cursor, limit, count; answers pages */
    SELECTS = 2,      /* takes fields and expand */
    BULK = 4,         /* body of up to 8 MiB, JSON, NDJSON or CSV, gzip accepted */
    AS_CSV = 64,      /* answers CSV as well: its handler writes it */
    AS_HTML = 128,    /* answers a page as well: its handler writes it */
    FORM = 8,         /* body is application/x-www-form-urlencoded */
    NO_STORE = 16,    /* Cache-Control: no-store */
    TRIES = 32,       /* a write that takes dry_run and, when a POST, Idempotency-Key */
    PUBLIC_CACHE = 512, /* sets its own Cache-Control */
    OTHER_TYPE = 1024,  /* answers something else than JSON */
    ONLY_CSV = 4096,
    RECORDS = 16384,    /* a GET that writes down what it tells, in its own transaction */
    SECTIONS = 8192,    /* opens sections of a plan, each of which has a scope of its own */
    NO_DATABASE = 2048 /* a public route that asks nothing of the database */
};

/* A query parameter of one route, beside those its flags bring. */
struct parameter {
    const char *name;
    const struct kind *kind;
    bool required;
};

struct route {
    const char *method;
    const char *path;          /* "/v1/pupils/:id" */
    const char *operation;     /* operationId */
    const char *scope;         /* what the grant must carry; "" any token will do; NULL public */
    struct resource *resource; /* whose rows it is about, or NULL */
    const struct shape *takes; /* the body */
    const struct shape *gives; /* the body of the answer, or of each row of it */
    unsigned status;           /* when all goes well */
    unsigned flags;
    bool (*handle)(struct ctx *);
    const struct parameter *parameters; /* ends with a NULL name; or NULL */
};

extern const struct route *const ROUTES[]; /* tables ending with a NULL method; ends with NULL */

struct service; /* api/service.h */
struct worker;

enum { ANSWER_HEADERS_MAX = 24, PATH_VALUES_MAX = 4, BODY_LIMIT = 1024 * 1024,
       BULK_LIMIT = 8 * 1024 * 1024, SUBJECT_TYPES_MAX = 16,
       REQUEST_MEMORY = 64 * 1024 * 1024 };

struct answer {
    unsigned status;
    const char *type; /* Content-Type; NULL without a body */
    const char *body;
    size_t length;
    struct header headers[ANSWER_HEADERS_MAX];
    size_t nheaders;
};

/* Rows of one type, for the audit. */
struct subjects {
    const char *type;  /* NULL ends the list */
    struct buffer ids; /* quoted, with commas */
};

/* A request in flight. A handler is a sentence of asks and tells joined by &&: each is true to go
 * on, or false with the answer already written. */
struct ctx {
    struct service *service;
    struct worker *worker;
    const struct route *route;
    const struct request *request;
    const char *path_values[PATH_VALUES_MAX]; /* of the ":" segments, in order */
    const struct auth_identity *identity;     /* NULL on a public route */
    char request_id[64];
    struct arena *arena;
    struct db *db;
    struct faults faults;
    struct answer answer;
    const char *problem_extra; /* further members of a problem: ",\"allowed\":[...]" */
    uint64_t members;          /* of the gives shape, that the client wants (fields=) */
    uint64_t hidden;           /* of the resource's shape, that it may not see */
    const char *body;          /* in UTF-8, inflated */
    size_t body_length;
    enum form body_form;
    struct list_query list;    /* what a LISTS route was asked */
    enum form form;            /* of the answer */
    bool count;                /* count=exact */
    const struct expansion *expand; /* what is embedded, or NULL */
    const char *replayed_body; /* what a replay is told instead: without what is shown once */
    bool dry_run;
    bool prefer_minimal;
    bool retry;                /* the handler met DB_RETRY and may run again */
    int attempt;
    int64_t row_count;         /* for the log */
    struct subjects subjects[SUBJECT_TYPES_MAX]; /* the audited rows that are told */
    const char *purpose; /* why, where a reader has to say; for the audit */
};

/* ---- ask: decode and judge; all faults together --------------------------------------- */
bool ask_key(struct ctx *c, const char **id);               /* the first path value, a UUID */
bool ask_path(struct ctx *c, size_t at, const struct kind *kind, const char **value); /* 404 */
bool ask_body(struct ctx *c, void *row);                    /* of the takes shape, as new */
bool ask_change(struct ctx *c, const void *current, void *row);      /* merge-patch */
bool ask_replacement(struct ctx *c, const void *current, void *row); /* PUT */
const char *ask_parameter(struct ctx *c, const char *name);  /* of the route; judged; or NULL */
bool ask_version(struct ctx *c, const void *row); /* If-Match against the row's version */
/* The same for a row that is not of the route's resource. */
bool ask_version_of(struct ctx *c, const struct shape *shape, const void *row);
bool is_version_meant(struct ctx *c, const void *row); /* the same; If-Match may be left out */
const char *ask_header(const struct ctx *c, const char *name); /* NULL when it was not sent */

/* ---- done: from the model's vocabulary to the wire's ----------------------------------- */
bool done(struct ctx *c, enum db_status status);
/* As done, for a write: DB_INVALID is told with every constraint the rows break. */
bool written(struct ctx *c, enum db_status status, const struct resource *r, const void *rows);

/* ---- tell: encode and answer ----------------------------------------------------------- */
bool tell(struct ctx *c, const void *row);                   /* the gives shape, with ETag */
bool tell_new(struct ctx *c, const void *row);               /* 201 with Location */
/* `rows` holds one more than the limit when there is more; total NONE is not told. */
bool tell_page(struct ctx *c, const void *rows, size_t count, int64_t total);
bool tell_rows(struct ctx *c, const void *rows, size_t count); /* {"data": [...]} without paging */
/* The row as a page, with no more than this style: "sha256-..." of the one it holds. Not modified
 * since, it is not told again. */
bool tell_page_of(struct ctx *c, const void *row, const char *style,
                  void (*put_page)(struct buffer *out, const void *row));
bool tell_nothing(struct ctx *c);                            /* 204 */
bool tell_json(struct ctx *c, unsigned status, const struct buffer *json);
bool tell_text(struct ctx *c, const char *type, const char *text, size_t length);
/* Not modified since the client last saw it? Then 304 and false. */
bool is_new_to_client(struct ctx *c, const void *row);
void add_header(struct ctx *c, const char *name, const char *value);
const char *etag_of(struct ctx *c, const void *row, const struct shape *shape);

/* A problem of the catalogue (api/problem.c); always false. `detail` NULL is the catalogue's. */
bool refuse(struct ctx *c, const char *code, const char *detail);
/* What the faults collected so far amount to: true when there are none. */
bool no_faults(struct ctx *c, const char *code);

/* ---- shared by the generic handlers ---------------------------------------------------- */
bool may(const struct ctx *c, const char *scope); /* does any grant in the token carry it? */
/* And for every school the route is open for? A scope held over one school says nothing of what is
 * told of another. */
bool may_throughout(const struct ctx *c, const char *scope);
bool refuse_scope(struct ctx *c, const char *scope); /* 403, naming it; always false */
const char *schema_of(const struct ctx *c); /* digest of the schema: code sets change with it */
struct lease lease_of(struct ctx *c);
void note_subject(struct ctx *c, const struct resource *r, const void *row); /* for the audit */
/* The members of a shape that the caller may not see. */
uint64_t hidden_of(const struct ctx *c, const struct shape *shape);
