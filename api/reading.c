#include "api/reading.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const struct rule IS_READ_ONLY = { "read_only", "is set by the service and cannot be changed" };
static const struct rule NOT_IN_BULK = { "not_in_bulk", "is set one by one, not in a bulk" };
const struct rule IS_REQUIRED = { "required", "is required" };
static const struct rule IS_HIDDEN = { "insufficient_scope",
                                       "takes a scope the token does not carry" };

bool reading_is_read_only(const struct reading *r, const struct field *field)
{
    if (r->defer) /* a list is read all the same: it is compared with what stands, later */
        return field->flags & COMPUTED && field->base != LIST;
    return field->flags & (READ_ONLY | COMPUTED) || (field->flags & FIXED && r->current);
}

void reading_fault(struct reading *r, const char *member, const struct rule *rule)
{
    add_fault(r->faults, IN_BODY, pointer(r->arena, r->at, member), rule);
}

bool reading_takes(struct reading *r, const struct field *field)
{
    /* What has no column would be dropped without a word. */
    if (r->defer && field->flags & SECRET) {
        reading_fault(r, field->name, &NOT_IN_BULK);
        return false;
    }
    if (r->hidden >> field_index(r->shape, field) & 1 && !(field->flags & UNSEEN)) {
        reading_fault(r, field->name, &IS_HIDDEN);
        return false;
    }
    if (reading_is_read_only(r, field) && !r->current && !r->defer) {
        reading_fault(r, field->name, &IS_READ_ONLY);
        return false;
    }
    return true;
}

static const char *field_name_at(const void *shape, size_t i)
{
    const struct shape *s = shape;

    return i < s->count ? s->fields[i].name : NULL;
}

void unknown_member(struct reading *r, const char *name)
{
    add_fault_with(r->faults, IN_BODY, pointer(r->arena, r->at, name), "unknown_member",
                   "is not a member", nearest(name, field_name_at, r->shape));
}

const struct rule *put_text_value(struct arena *arena, const struct field *field, const char *text,
                                  void *row)
{
    char *copy = arena_copy(arena, text, strlen(text));

    if (!copy)
        return &field->kind->rule;
    kind_spell(field->kind, copy);
    const struct rule *broken = kind_refuses_text(field->kind, copy);
    if (!broken)
        *field_text(field, row) = copy;
    return broken;
}

const struct rule *put_int_value(const struct field *field, int64_t value, void *row)
{
    const struct rule *broken = kind_refuses_int(field->kind, value);

    if (!broken)
        *field_int(field, row) = value;
    return broken;
}

bool text_to_int(const char *text, int64_t *value)
{
    const char *digits = text + (*text == '-');
    const size_t length = strspn(digits, "0123456789");

    if (!length || digits[length] || length > 19 ||
        (*digits == '0' && (length > 1 || *text == '-')))
        return false;
    errno = 0;
    *value = strtoimax(text, NULL, 10);
    return errno == 0;
}

void read_null(struct reading *r, const struct field *field)
{
    if (field->flags & REQUIRED)
        reading_fault(r, field->name, &IS_REQUIRED);
    else if (field->base == BOOLEAN)
        reading_fault(r, field->name, &field->kind->rule);
    else if (field->base == INTEGER)
        *field_int(field, r->row) = NONE;
    else
        *field_text(field, r->row) = NULL;
}

static const struct rule *put_flag(const struct field *field, const char *text, void *row)
{
    const bool yes = strcmp(text, "true") == 0;

    if (!yes && strcmp(text, "false") != 0)
        return &field->kind->rule;
    *field_flag(field, row) = yes;
    return NULL;
}

/* What is only sent back must say what stands. */
static const struct rule *compare_text(const struct reading *r, const struct field *field,
                                       const char *text)
{
    const void *at = field_at(field, r->current);
    int64_t value;
    bool same;

    if (field->base == INTEGER)
        same = text_to_int(text, &value) && value == *(const int64_t *)at;
    else if (field->base == BOOLEAN)
        same = strcmp(text, *(const bool *)at ? "true" : "false") == 0;
    else
        same = !field_absent(field, r->current) && strcmp(*(const char *const *)at, text) == 0;
    return same ? NULL : &IS_READ_ONLY;
}

void read_text_value(struct reading *r, const struct field *field, const char *text)
{
    const struct rule *broken = NULL;
    int64_t value;

    if (!reading_takes(r, field))
        return;
    r->given |= UINT64_C(1) << field_index(r->shape, field);
    if (reading_is_read_only(r, field))
        broken = r->current ? compare_text(r, field, text) : NULL;
    else if (field->base == TEXT)
        broken = put_text_value(r->arena, field, text, r->row);
    else if (field->base == INTEGER)
        broken = text_to_int(text, &value) ? put_int_value(field, value, r->row)
                                           : &field->kind->rule;
    else if (field->base == BOOLEAN)
        broken = put_flag(field, text, r->row);
    if (broken)
        reading_fault(r, field->name, broken);
}

void read_required(struct reading *r)
{
    for (size_t i = 0; i < r->shape->count; i++) {
        const struct field *field = &r->shape->fields[i];

        if (field->flags & REQUIRED && !(r->given >> i & 1) && field_absent(field, r->row))
            reading_fault(r, field->name, &IS_REQUIRED);
    }
}
