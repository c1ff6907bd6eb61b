#include "models/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 16 * 1024 };

struct block {
    struct block *next;
    size_t used;
    alignas(max_align_t) char bytes[];
};

static struct block *grow(struct arena *arena, size_t size)
{
    const size_t capacity = size > BLOCK ? size : BLOCK;

    if (capacity > arena->limit)
        return NULL;
    struct block *block = calloc(1, sizeof *block + capacity);
    if (!block)
        return NULL;
    arena->limit -= capacity;
    arena->left = capacity;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_take(struct arena *arena, size_t size)
{
    const size_t step = alignof(max_align_t);

    if (size > SIZE_MAX - step)
        return NULL;
    size = (size + step - 1) & ~(step - 1);
    if ((!arena->blocks || size > arena->left) && !grow(arena, size))
        return NULL;

    void *piece = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += size;
    arena->left -= size;
    return piece;
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = length < SIZE_MAX ? arena_take(arena, length + 1) : NULL;

    if (copy)
        memcpy(copy, text, length);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list words;

    va_start(words, format);
    const int length = vsnprintf(NULL, 0, format, words);
    va_end(words);
    char *text = length < 0 ? NULL : arena_take(arena, (size_t)length + 1);
    if (text) {
        va_start(words, format);
        vsnprintf(text, (size_t)length + 1, format, words);
        va_end(words);
    }
    return text;
}

void arena_free(struct arena *arena)
{
    while (arena->blocks) {
        struct block *block = arena->blocks;

        arena->blocks = block->next;
        free(block);
    }
    arena->left = 0;
}
