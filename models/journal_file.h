#pragma once

#include <stdbool.h>
#include <stddef.h>

/* One file of the journal of reads: a fixed size, allocated whole when it is begun (so that a full
 * disk is met here and not in the middle of a line), and mapped, so that adding a line is a copy
 * in memory which the system keeps when the process is killed. The head says how far the lines
 * have been carried over, so a file left behind is gone on with where it was left. */
struct journal_file {
    char path[4352];
    char *map; /* NULL: no file */
    size_t size;
    size_t written; /* where the next line goes */
    int fd;         /* holds the lock: whoever has it may read the file, and end it */
};

enum { JOURNAL_LINE_MAX = 512 * 1024 };

/* A new file in the folder, locked, with a name that rises with time. */
bool journal_file_begin(struct journal_file *f, const char *folder);
/* A file left behind or put aside; false while somebody holds it. */
bool journal_file_take(struct journal_file *f, const char *path);
/* Let go of it; it stays, and is there to be taken. */
void journal_file_leave(struct journal_file *f);
/* Let go of it for ever. */
void journal_file_remove(struct journal_file *f);

/* Add a line, its line feed included and last: false when there is no room for it. One writer. */
bool journal_file_add(struct journal_file *f, const char *line, size_t length);

/* Where the lines begin that have not been carried over, and the note that they were up to `to`. */
size_t journal_file_carried(const struct journal_file *f);
void journal_file_carry(struct journal_file *f, size_t to);
