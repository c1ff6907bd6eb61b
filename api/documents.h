#pragma once

/* openapi.yaml and the pages of docs/, compiled in by docs/embed.py. */
extern const char OPENAPI_YAML[], OPENAPI_JSON[], DOCS_HTML[], DOCS_JS[], DOCS_CSS[];
