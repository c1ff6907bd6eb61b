#pragma once

/* openapi.yaml, the pages of docs/ and the style of reports, compiled in by docs/embed.py. */
extern const char OPENAPI_YAML[], OPENAPI_JSON[], DOCS_HTML[], DOCS_JS[], DOCS_CSS[], REPORT_CSS[];
/* As a Content-Security-Policy names them: "sha256-...". */
extern const char DOCS_HTML_DIGEST[], DOCS_JS_DIGEST[], DOCS_CSS_DIGEST[], REPORT_CSS_DIGEST[];
