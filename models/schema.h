#pragma once

/* What sql/embed.py makes of the files in sql/. */

/* One forward step of the schema, in the order of their names. */
struct migration {
    const char *name;   /* "030_pupil" */
    const char *digest; /* SHA-256 of its text */
    const char *sql;
};
extern const struct migration MIGRATIONS[]; /* ends with a NULL name */

/* What a constraint or trigger says to a client: its name is the problem's code. */
struct stated_rule {
    const char *name;
    const char *member; /* the member at fault */
    const char *says;
};
extern const struct stated_rule STATED_RULES[]; /* by name; ends with a NULL name */

const struct stated_rule *stated_rule(const char *name); /* NULL when there is none */

/* What the demo is made with: models/demo.c. */
extern const char BOARDS_SQL[], CASEWORK_SQL[], DEMO_SQL[], FUNDING_SQL[], INSPECTIONS_SQL[],
    NAMES_SQL[];
