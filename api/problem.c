#include "api/problem.h"

#include <assert.h>
#include <string.h>

const struct problem PROBLEMS[] = {
    { "malformed_path", 400, "The path cannot be read",
      "The path is not well-formed",
      "An escape is incomplete, or a segment is empty, a dot, two dots, or contains an encoded "
      "slash or a control character. Send the path exactly as the documentation or a Location "
      "header spells it." },
    { "malformed_query", 400, "The query cannot be read",
      "The query string is not well-formed",
      "A parameter has no name, an escape is incomplete, a value is not UTF-8 or has control "
      "characters, or there are more than 64 parameters." },
    { "repeated_parameter", 400, "A parameter is repeated",
      "A parameter may be given once",
      "Each parameter may be given once. For several values use the in operator with commas: "
      "sen_provision.in=K,E." },
    { "malformed_header", 400, "A header cannot be read",
      "A header value has control characters",
      "Header values must be printable text." },
    { "repeated_header", 400, "A header is repeated",
      "A header that may be given once came twice",
      "Authorization, Content-Type, Content-Length, Host, Idempotency-Key and If-Match may be "
      "given once, with one value." },
    { "malformed_body", 400, "The body cannot be read",
      "The body is not well-formed",
      "The body is not valid JSON (or NDJSON, CSV or a form, where those are taken): a syntax "
      "error, a repeated member, more than 32 levels of nesting, a NUL, invalid UTF-8, a missing"
      " body, or a body on an operation that takes none." },
    { "invalid_parameter", 400, "A parameter is not acceptable",
      "One or more query parameters are not acceptable",
      "A parameter is unknown, empty, of the wrong kind or out of range. Nothing is ever "
      "ignored, because a dropped filter would widen the answer. `errors` lists every fault, "
      "with a suggestion where a name is near." },
    { "cursor_mismatch", 400, "The cursor does not fit the request",
      "The cursor was made for another request",
      "A cursor continues exactly the list it came from. Keep sort and filters as they were, or "
      "start again without a cursor." },
    { "unauthenticated", 401, "A valid token is needed",
      "A valid bearer token is needed",
      "The Authorization header is missing, or its token is not valid: expired, revoked, "
      "malformed or not ours. Get a new one from /oauth/token or /v1/sessions. The answer is the"
      " same for every cause." },
    { "invalid_credentials", 401, "The credentials are not right",
      "E-mail and password, or the refresh token, are not right",
      "No user has this e-mail address with this password, or the refresh token has expired or "
      "was used before. After a refresh token is used twice its session ends: sign in again." },
    { "insufficient_scope", 403, "The token may not do this",
      "The token does not carry the scope this takes",
      "`scope` names what is missing. A user or client gets scopes through grants of claim sets;"
      " /v1/me tells what the token carries." },
    { "forbidden", 403, "This is not allowed",
      "What is written lies outside what the caller may write",
      "The row would belong to schools, or be restricted, beyond what the token may write." },
    { "not_found", 404, "There is no such thing",
      "There is no such thing",
      "The address or the id is unknown, or not among what the token may see. The two are "
      "answered alike." },
    { "method_not_allowed", 405, "The method is not supported here",
      "That method is not supported here; see Allow",
      "The Allow header lists the methods this address takes. Methods are upper-case." },
    { "not_acceptable", 406, "No such form",
      "None of the media types asked for is available",
      "Lists answer application/json, application/x-ndjson and text/csv, the report of an"
      " inspection application/json and text/html; everything else answers application/json." },
    { "conflict", 409, "It clashes with something recorded",
      "It clashes with something already recorded",
      "A value must be unique, or something else stands in the way. `errors` says which rule." },
    { "invalid_transition", 409, "The state does not allow this",
      "What is asked for does not follow from the present state",
      "`allowed` lists what does." },
    { "provision_full", 409, "The provision is full",
      "No place is free on every day of the stay",
      "On one day of the stay at least as many places are taken, by placements that are agreed or "
      "further, as are commissioned. `capacity` and `peak` are the places and those taken on the "
      "worst of these days; `next_free_on` is the first day from which a stay of this length fits, "
      "null when there is none. Fewer places cannot be commissioned than are taken." },
    { "payment_exceeds_passported", 409, "More than is passported",
      "The payment is more than is passported to the host and not yet paid",
      "`passported_pence` is what is passported under the agreement, `paid_pence` what the host "
      "was paid of it, `available_pence` the rest, which is the most that can be paid. Post what "
      "is received first, or reverse a payment that was not made." },
    { "funding_run_is_stale", 409, "The run is no longer right",
      "What the run was counted from has changed since",
      "An approval counts the run again, and posts it only if it comes to the same. "
      "`lines_differ` is how many of its lines are other ones now, were added or fell away; "
      "`problems_differ` says whether what could not be counted is other than it was. Run the "
      "month again: the new run supersedes this one, and is approved in its place. Or reject this "
      "one." },
    { "receipt_line_differs", 409, "The line of the remittance was recorded otherwise",
      "This line of the remittance is recorded with other content",
      "payer, remittance_reference and line are one line, which is recorded once. The same line "
      "with the same content is answered with the receipt that stands. If what stands is wrong, "
      "reverse its posting and send the line as it should have been, which is its next revision." },
    { "payment_differs", 409, "The payment was recorded otherwise",
      "A payment under this agreement has this reference, and says otherwise",
      "Where many payments are recorded at once, agreement_id and reference are one payment. The "
      "same payment with the same content is unchanged. If what stands is wrong, reverse its "
      "posting and send the right one." },
    { "self_approval", 409, "It takes a second person",
      "Whoever proposed it cannot approve it",
      "A run of funding is approved by another person than the one who had it counted. An "
      "agreement is signed by two: whoever offered it for the provider cannot agree to it for "
      "the host. Somebody of the host school does, or somebody else who may sign, with the "
      "reference of the document the host signed." },
    { "request_in_progress", 409, "The same request is still running",
      "A request with this Idempotency-Key is still running",
      "Wait for the time in Retry-After and send the same request again: it will get the answer "
      "of the first." },
    { "deleted", 410, "It was deleted",
      "It was deleted",
      "The resource was deleted, merged into another, or purged. POST .../restore brings a "
      "deleted one back; a list with include_deleted=true shows it." },
    { "length_required", 411, "Content-Length is needed",
      "Transfer-Encoding is not taken",
      "Send the body with a Content-Length." },
    { "precondition_failed", 412, "It has changed since it was read",
      "It has changed since it was read",
      "The version in If-Match is not the present one; `current_etag` is. Read the resource "
      "again and decide anew." },
    { "too_large", 413, "The body is too large",
      "The body is too large for this operation",
      "JSON bodies may have 1 MiB; a bulk may have 8 MiB (also once inflated) and 10,000 rows. "
      "Split a larger bulk into several: with an Idempotency-Key on each, none is applied twice." },
    { "target_too_long", 414, "The address is too long",
      "The path and query are too long",
      "Path and query together may have 4,096 bytes." },
    { "unsupported_media_type", 415, "The body is of a type that is not taken",
      "The Content-Type or Content-Encoding is not taken here; see Accept-Post or Accept-Patch",
      "Send application/json in UTF-8; PATCH also takes application/merge-patch+json; a bulk "
      "also takes application/x-ndjson and text/csv (UTF-8 or windows-1252), with gzip." },
    { "validation_failed", 422, "The body is not acceptable",
      "One or more members are not acceptable",
      "The body can be read, but members are unknown, missing, of the wrong kind, or against a "
      "rule. `errors` lists them all, each with a JSON pointer and a stable code." },
    { "idempotency_key_reused", 422, "The key was used for another request",
      "This Idempotency-Key was used with another body",
      "A key stands for one request. Use a new key for a new request." },
    { "precondition_required", 428, "If-Match is needed",
      "If-Match with the version read is needed",
      "Send the ETag you read as If-Match, so that no change is lost; If-Match: * overwrites "
      "whatever is there." },
    { "too_many_requests", 429, "Too many requests",
      "The limit is used up; see Retry-After",
      "RateLimit tells what is left and when it is renewed. Answers of 304 are free." },
    { "internal_error", 500, "Something went wrong on our side",
      "Something went wrong on our side",
      "It is in our log under the request id. Nothing was half written." },
    { "busy", 503, "The service is busy",
      "The service is busy; try again",
      "The database is restarting, a lock was held for too long, or the work took too long. "
      "Nothing was written; try again after the time in Retry-After." },
    { "storage_full", 507, "The storage is full",
      "The storage is full",
      "Nothing was written. The operators have to make room." },
    { NULL, 0, NULL, NULL, NULL }
};

bool problem_exists(const char *code)
{
    const struct problem *p = PROBLEMS;

    while (p->code && strcmp(p->code, code) != 0)
        p++;
    return p->code;
}

const struct problem *problem_named(const char *code)
{
    for (const struct problem *p = PROBLEMS; p->code; p++) {
        if (strcmp(p->code, code) == 0)
            return p;
    }
    assert(false && "a problem that is not in the catalogue");
    return PROBLEMS;
}

/* A slug is a code with hyphens. */
const struct problem *problem_of_slug(const char *slug)
{
    for (const struct problem *p = PROBLEMS; p->code; p++) {
        const char *a = p->code, *b = slug;

        while (*a && (*a == *b || (*a == '_' && *b == '-'))) {
            a++;
            b++;
        }
        if (!*a && !*b)
            return p;
    }
    return NULL;
}
