#include "tests/contract/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static json_t *node(yaml_document_t *document, int index);

static const char *text_of(yaml_document_t *document, int index)
{
    return (const char *)yaml_document_get_node(document, index)->data.scalar.value;
}

static json_t *scalar(const yaml_node_t *n)
{
    const char *text = (const char *)n->data.scalar.value;
    char *end;

    if (n->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return json_string(text);
    if (!*text || strcmp(text, "null") == 0 || strcmp(text, "~") == 0)
        return json_null();
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return json_boolean(*text == 't');
    const long long number = strtoll(text, &end, 10);
    return *end ? json_string(text) : json_integer(number);
}

static json_t *sequence(yaml_document_t *document, const yaml_node_t *n)
{
    json_t *array = json_array();
    const yaml_node_item_t *at = n->data.sequence.items.start;

    for (; at < n->data.sequence.items.top; at++)
        json_array_append_new(array, node(document, *at));
    return array;
}

static json_t *mapping(yaml_document_t *document, const yaml_node_t *n)
{
    json_t *object = json_object();
    const yaml_node_pair_t *at = n->data.mapping.pairs.start;

    for (; at < n->data.mapping.pairs.top; at++) {
        const char *key = text_of(document, at->key);

        if (json_object_get(object, key)) {
            fprintf(stderr, "line %zu: %s is there twice\n",
                    yaml_document_get_node(document, at->key)->start_mark.line + 1, key);
            exit(1);
        }
        json_object_set_new(object, key, node(document, at->value));
    }
    return object;
}

static json_t *node(yaml_document_t *document, int index)
{
    const yaml_node_t *n = yaml_document_get_node(document, index);

    return n->type == YAML_SEQUENCE_NODE  ? sequence(document, n)
           : n->type == YAML_MAPPING_NODE ? mapping(document, n)
                                          : scalar(n);
}

json_t *yaml_load(const char *path)
{
    FILE *file = fopen(path, "r");
    yaml_parser_t parser;
    yaml_document_t document;
    json_t *root = NULL;

    if (!file) {
        perror(path);
        return NULL;
    }
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_file(&parser, file);
    if (yaml_parser_load(&parser, &document)) {
        root = node(&document, 1);
        yaml_document_delete(&document);
    } else {
        fprintf(stderr, "%s:%zu: %s\n", path, parser.problem_mark.line + 1, parser.problem);
    }
    yaml_parser_delete(&parser);
    fclose(file);
    return root;
}
