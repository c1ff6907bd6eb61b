#include "api/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <ulfius.h>
#include <unistd.h>

#include "api/dispatch.h"
#include "api/log.h"
#include "api/ops.h"

enum { CONNECTIONS_PER_WORKER = 128, IDLE_SECONDS = 15, CONNECTION_MEMORY = 32768,
       STACK = 1 << 20, DRAIN_TENTHS = 250 };

static struct _u_instance api_instance, ops_instance;
static int api_socket = -1, ops_socket = -1;

/* ---- the library's callbacks ----------------------------------------------------------- */

/* What the library has to say may contain a client's words: it goes nowhere as text. */
static void own_logger(void *service, const char *format, va_list words)
{
    (void)service;
    (void)format;
    (void)words;
}

static void *request_begins(void *service, const char *uri, struct MHD_Connection *connection)
{
    struct service *s = service;

    (void)connection;
    atomic_fetch_add(&s->open_requests, 1);
    return ulfius_uri_logger(NULL, uri);
}

static void request_ends(void *service, struct MHD_Connection *connection, void **kept,
                         enum MHD_RequestTerminationCode code)
{
    struct service *s = service;

    if (*kept)
        atomic_fetch_sub(&s->open_requests, 1);
    mhd_request_completed(NULL, connection, kept, code);
}

/* A thread of the pool takes a connection the first time it serves. */
static struct worker *own_worker(struct service *service)
{
    static _Thread_local struct worker worker;

    if (!worker.db) {
        const unsigned n = atomic_fetch_add(&service->workers_taken, 1);

        worker.db = n < service->settings.workers ? service->workers[n] : NULL;
    }
    return &worker;
}

static void take_request(const struct _u_request *from, struct request *to)
{
    const char **names = u_map_enum_keys(from->map_header);

    to->method = from->http_verb;
    to->target = from->http_url;
    to->body = from->binary_body;
    to->body_length = from->binary_body_length;
    for (; *names && to->nheaders < HEADERS_MAX; names++) {
        const char *value = u_map_get(from->map_header, *names);

        to->headers[to->nheaders++] = (struct header){ *names, value ? value : "" };
    }
}

static void give_answer(struct ctx *c, struct _u_response *response)
{
    const struct answer *a = &c->answer;

    response->status = a->status;
    if (a->type)
        u_map_put(response->map_header, "Content-Type", a->type);
    for (size_t i = 0; i < a->nheaders; i++)
        u_map_put(response->map_header, a->headers[i].name, a->headers[i].value);
    if (atomic_load(&c->service->draining))
        u_map_put(response->map_header, "Connection", "close");
    if (a->length &&
        ulfius_set_binary_body_response(response, a->status, a->body, a->length) != U_OK)
        response->status = 500;
}

static int on_request(const struct _u_request *request, struct _u_response *response, void *service)
{
    struct arena arena = { .limit = REQUEST_MEMORY };
    struct request *own = arena_take(&arena, sizeof *own);
    struct ctx *c = arena_take(&arena, sizeof *c);
    struct worker *worker = own_worker(service);

    if (!own || !c || !worker->db) {
        response->status = 503;
    } else {
        take_request(request, own);
        c->arena = &arena;
        dispatch(service, worker, own, c);
        give_answer(c, response);
    }
    arena_free(&arena);
    return U_CALLBACK_COMPLETE;
}

static int on_ops_request(const struct _u_request *request, struct _u_response *response,
                          void *service)
{
    struct arena arena = { .limit = 1 << 20 };
    struct answer answer = { 0 };

    ops_answer(service, request->http_verb, request->http_url, &arena, &answer);
    response->status = answer.status;
    u_map_put(response->map_header, "Content-Type", answer.type);
    u_map_put(response->map_header, "Cache-Control", "no-store");
    ulfius_set_binary_body_response(response, answer.status, answer.body, answer.length);
    arena_free(&arena);
    return U_CALLBACK_COMPLETE;
}

/* ---- starting -------------------------------------------------------------------------- */

static int listen_on(const char *address, unsigned *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)*port) };
    socklen_t length = sizeof at;
    const int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr *any = (struct sockaddr *)(void *)&at;

    if (fd < 0 || inet_pton(AF_INET, address, &at.sin_addr) != 1 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, any, sizeof at) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, any, &length) != 0) {
        fprintf(stderr, "tamar: cannot listen on %s:%u: %s\n", address, *port, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *port = ntohs(at.sin_port);
    return fd;
}

static bool start_daemon(struct service *service, struct _u_instance *instance, unsigned port,
                         int fd, unsigned threads,
                         int (*callback)(const struct _u_request *, struct _u_response *, void *))
{
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[] = {
        { MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)own_logger, service }, /* first, to hear the rest */
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)request_ends, service },
        { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)request_begins, service },
        { MHD_OPTION_LISTEN_SOCKET, fd, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, (intptr_t)(threads * CONNECTIONS_PER_WORKER), NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, NULL },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL },
        { MHD_OPTION_THREAD_STACK_SIZE, STACK, NULL },
        { MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
        { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
          threads > 1 ? (intptr_t)threads : 0, NULL },
        { MHD_OPTION_END, 0, NULL },
    };

    if (ulfius_init_instance(instance, port, NULL, NULL) != U_OK)
        return false;
    instance->max_post_body_size = BULK_LIMIT + 1; /* the library cuts off; one more byte tells */
    instance->check_utf8 = 0;
    instance->allowed_post_processor = U_POST_PROCESS_NONE;
    return ulfius_add_endpoint_by_val(instance, "*", NULL, "*", 0, callback, service) == U_OK &&
           ulfius_start_framework_with_mhd_options(instance, flags, options) == U_OK;
}

bool server_listen(struct service *service)
{
    struct settings *s = &service->settings;
    unsigned ops_port = s->ops_port;

    api_socket = listen_on(s->address, &s->port);
    if (api_socket < 0)
        return false;
    ops_socket = listen_on(s->address, &ops_port);
    if (ops_socket < 0)
        return false;
    s->ops_port = ops_port;
    if (!s->public_url) {
        static char url[64];

        snprintf(url, sizeof url, "http://%s:%u", s->address, s->port);
        s->public_url = url;
    }
    return true;
}

bool server_serve(struct service *service)
{
    const struct settings *s = &service->settings;

    if (start_daemon(service, &ops_instance, s->ops_port, ops_socket, 1, on_ops_request) &&
        start_daemon(service, &api_instance, s->port, api_socket, s->workers, on_request))
        return true;
    fprintf(stderr, "tamar: the HTTP server did not start\n");
    return false;
}

void server_drain(struct service *service)
{
    struct timespec tenth = { 0, 100 * 1000 * 1000 };

    atomic_store(&service->draining, true);
    MHD_quiesce_daemon(api_instance.mhd_daemon);
    for (int i = 0; i < DRAIN_TENTHS && atomic_load(&service->open_requests) > 0; i++)
        nanosleep(&tenth, NULL);
    ulfius_stop_framework(&api_instance);
    ulfius_clean_instance(&api_instance);
    ulfius_stop_framework(&ops_instance);
    ulfius_clean_instance(&ops_instance);
    close(api_socket);
}
