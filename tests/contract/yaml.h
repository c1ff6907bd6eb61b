#pragma once

#include <jansson.h>

/* A YAML file as JSON: plain scalars are what YAML 1.2 makes of them, quoted ones are text, and a
 * repeated key is an error. NULL, with a line on standard error, when it cannot be read. */
json_t *yaml_load(const char *path);
