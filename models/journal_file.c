#include "models/journal_file.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/uuid.h"

enum { SIZE = 1 << 20, HEAD = 64 };

_Static_assert(SIZE - HEAD > JOURNAL_LINE_MAX, "every line finds room in an empty file");

static bool map_it(struct journal_file *f, size_t size)
{
    f->map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
    f->size = size;
    if (f->map == MAP_FAILED)
        f->map = NULL;
    return f->map;
}

static void let_go(struct journal_file *f)
{
    if (f->map)
        munmap(f->map, f->size);
    if (f->fd >= 0)
        close(f->fd);
    *f = (struct journal_file){ .fd = -1 };
}

/* It gets the name by which it is found only when it is whole and locked. */
bool journal_file_begin(struct journal_file *f, const char *folder)
{
    char id[UUID_TEXT], begun[sizeof f->path];

    *f = (struct journal_file){ .fd = -1 };
    uuid_make(id);
    snprintf(begun, sizeof begun, "%s/%s.new", folder, id);
    f->fd = open(begun, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (f->fd < 0)
        return false;
    snprintf(f->path, sizeof f->path, "%s/%s.log", folder, id);
    if (flock(f->fd, LOCK_EX | LOCK_NB) != 0 || posix_fallocate(f->fd, 0, SIZE) != 0 ||
        !map_it(f, SIZE) || rename(begun, f->path) != 0) {
        unlink(begun);
        let_go(f);
        return false;
    }
    f->written = HEAD;
    journal_file_carry(f, HEAD);
    return true;
}

/* The lines end at the first byte that was never written; a line that a dying process did not end
 * was never answered for. */
static size_t end_of_lines(const char *map, size_t size)
{
    size_t end = strnlen(map + HEAD, size - HEAD) + HEAD;

    while (end > HEAD && map[end - 1] != '\n')
        end--;
    return end;
}

bool journal_file_take(struct journal_file *f, const char *path)
{
    struct stat is;

    *f = (struct journal_file){ .fd = open(path, O_RDWR | O_CLOEXEC) };
    snprintf(f->path, sizeof f->path, "%s", path);
    if (f->fd < 0 || flock(f->fd, LOCK_EX | LOCK_NB) != 0 || fstat(f->fd, &is) != 0 ||
        is.st_size <= HEAD || !map_it(f, (size_t)is.st_size)) {
        let_go(f);
        return false;
    }
    f->written = end_of_lines(f->map, f->size);
    return true;
}

void journal_file_leave(struct journal_file *f)
{
    let_go(f);
}

void journal_file_remove(struct journal_file *f)
{
    if (f->map)
        unlink(f->path);
    let_go(f);
}

bool journal_file_add(struct journal_file *f, const char *line, size_t length)
{
    if (!f->map || length > f->size - f->written)
        return false;
    memcpy(f->map + f->written, line, length - 1);
    atomic_thread_fence(memory_order_release); /* killed here, it is not yet a line */
    *(volatile char *)(f->map + f->written + length - 1) = line[length - 1];
    f->written += length;
    return true;
}

size_t journal_file_carried(const struct journal_file *f)
{
    uint64_t carried;

    memcpy(&carried, f->map, sizeof carried);
    return carried >= HEAD && carried <= f->written ? (size_t)carried : HEAD;
}

void journal_file_carry(struct journal_file *f, size_t to)
{
    const uint64_t carried = to;

    memcpy(f->map, &carried, sizeof carried);
}
