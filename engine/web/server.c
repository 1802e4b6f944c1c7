/* server.c - see server.h. */
#include "web/cijfers.h"
#include "web/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/login.h"
#include "store/bevinding_index.h"
#include "store/inzage.h"
#include "web/answer.h"
#include "web/listen.h"
#include "web/routes.h"

/* Connections at a time; seconds between two moves of the journal of looks: each holds the database for a moment,
 * against a run that begins. */
enum { CONNECTIONS_MAX = 250, HEADERS_MAX = 32 << 10, URL_MAX = 8000, SETTLE_SECONDS = 60 };

/* Of forms above SMALL_FORM bytes so many of the largest may be coming in at a time: each is held in memory. */
enum { SMALL_FORM = 1 << 20, LARGE_FORMS = 4 };

struct server {
    struct desk desk;
    struct listening listening;
    struct MHD_Daemon *daemon;
    atomic_size_t coming_in; /* bytes of forms */
    pthread_mutex_t lock; /* of what follows */
    struct guest {        /* the connections, for who comes too slowly */
        int fd;           /* -1: none */
        time_t since;     /* when it began to ask; 0: it is being answered, or waits */
    } guest[CONNECTIONS_MAX];
};

/* A request that comes in, in parts. */
struct exchange {
    struct call call;
    struct MHD_PostProcessor *post;
    struct guest *guest;
    atomic_size_t *coming_in; /* of the server */
    struct buf value; /* of the value that is coming in; its name and file stand in `name` and `file` */
    char *name, *file;
    size_t size, most; /* bytes of the form */
    unsigned refused;  /* a status of HTTP: what comes is not taken; 0 */
};

static const char *header_of(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static struct text text_or_none(const char *string)
{
    return string ? text_of(string) : (struct text){"", 0};
}

static const struct sockaddr *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static bool is_proxy(const struct server *server, struct MHD_Connection *connection)
{
    char room[INET6_ADDRSTRLEN] = "";
    const struct sockaddr *peer = peer_of(connection);
    if (server->listening.local)
        return true;
    if (peer && peer->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)peer)->sin_addr, room, sizeof room);
    else if (peer && peer->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)peer)->sin6_addr, room, sizeof room);
    return room[0] && text_equal(server->desk.config.proxy, text_of(room));
}

/* Whether the browser says that a page of ours asked: a browser of today by Sec-Fetch-Site, an older one by Origin. */
static bool asked_by_us(struct MHD_Connection *connection)
{
    const char *site = header_of(connection, "Sec-Fetch-Site"), *origin = header_of(connection, "Origin"),
               *host = header_of(connection, "Host");
    if (site)
        return strcmp(site, "same-origin") == 0;
    if (!origin)
        return true; /* no browser: there is no other page that could have made it ask */
    const char *behind = strstr(origin, "://");
    return behind && host && strcmp(behind + 3, host) == 0;
}

static enum MHD_Result take_query(void *ctx, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                  const char *value, size_t value_n)
{
    struct request *request = ctx;
    (void)kind;
    return request_add(request, &request->query, (struct text){name, name_n},
                       (struct text){value ? value : "", value ? value_n : 0}, (struct text){"", 0})
               ? MHD_YES : MHD_NO;
}

/* The value that came in is whole. */
static bool settle_value(struct exchange *e)
{
    struct request *request = &e->call.request;
    bool ok = !e->name
              || request_add(request, &request->form, text_of(e->name), (struct text){e->value.at, e->value.n},
                             text_or_none(e->file));
    free(e->name);
    free(e->file);
    e->name = e->file = NULL;
    e->value.n = 0;
    return ok;
}

static enum MHD_Result take_form_value(void *ctx, enum MHD_ValueKind kind, const char *name, const char *file,
                                  const char *type, const char *encoding, const char *data, uint64_t at, size_t size)
{
    struct exchange *e = ctx;
    (void)kind, (void)type, (void)encoding;
    if (at == 0 && !settle_value(e)) {
        e->refused = 413;
        return MHD_NO;
    }
    if (at == 0) {
        e->name = xstrdup(name ? name : "");
        e->file = file ? xstrdup(file) : NULL;
    }
    buf_add(&e->value, data, size);
    return MHD_YES;
}

static void guest_asks(struct server *server, struct exchange *e, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    (void)server;
    e->guest = info ? info->socket_context : NULL;
}

/* What is said more than once of who asks, and of where the request ends. */
struct said {
    const char *user_header;
    unsigned users, lengths, codings;
};

static enum MHD_Result count_header(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct said *said = ctx;
    (void)kind, (void)value;
    said->users += said->user_header && strcasecmp(name, said->user_header) == 0;
    said->lengths += strcasecmp(name, "Content-Length") == 0;
    said->codings += strcasecmp(name, "Transfer-Encoding") == 0;
    return MHD_YES;
}

/* A server before this one may believe the other: then it lets somebody in as another, or a request through in one. */
static bool is_ambiguous(const struct server *server, struct MHD_Connection *connection)
{
    const struct text user = server->desk.config.user_header;
    struct said said = {.user_header = user.n ? user.at : NULL};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &said);
    return said.users > 1 || said.lengths + said.codings > 1;
}

/* The head of a request is there: its path and its query, and what will be done with the rest. */
static struct exchange *exchange_begin(struct server *server, struct MHD_Connection *connection, const char *url,
                                       const char *method)
{
    struct exchange *e = xcalloc(1, sizeof *e);
    struct request *request = &e->call.request;
    const char *length = header_of(connection, "Content-Length");
    uint64_t announced = 0;
    const bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    e->call.desk = &server->desk;
    e->coming_in = &server->coming_in;
    e->most = (size_t)server->desk.config.upload_mib << 20;
    guest_asks(server, e, connection);
    request->method = post ? METHOD_POST : METHOD_GET;
    if (!post && strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        e->refused = 405;
    else if (strlen(url) > URL_MAX || !request_path(request, text_of(url)))
        e->refused = 404;
    else if (is_ambiguous(server, connection)
             || MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, take_query, request) < 0
             || !params_are_text(&request->query))
        e->refused = 400;
    else if (length && (!text_digits(text_of(length), 18, &announced) || announced > e->most))
        e->refused = 413;
    else if (post && !(e->post = MHD_create_post_processor(connection, 64 << 10, take_form_value, e)))
        e->refused = 415;
    request_settle(request);
    return e;
}

static void exchange_free(struct exchange *e)
{
    if (e->post)
        MHD_destroy_post_processor(e->post);
    *e->coming_in -= e->size;
    free(e->name);
    free(e->file);
    buf_release(&e->value);
    call_release(&e->call);
    free(e);
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (MHD_add_response_header(response, name, value) != MHD_YES)
        out_of_resources("memory for an answer");
}

static void add_headers(struct MHD_Response *response, const struct call *call)
{
    static const char *const always[][2] = {
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
         "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    const struct reply *reply = &call->reply;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        add_header(response, always[i][0], always[i][1]);
    add_header(response, "Cache-Control", reply->keep ? "public, max-age=31536000, immutable" : "no-store");
    add_header(response, "Content-Type", reply->type ? reply->type : "text/html; charset=utf-8");
}

static void add_cookie(struct MHD_Response *response, struct call *call)
{
    char *cookie = xprintf("%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", call->desk->cookie,
                           call->reply.forget ? "" : call->reply.cookie->id, call->secure ? "; Secure" : "",
                           call->reply.forget ? "; Max-Age=0" : "");
    add_header(response, "Set-Cookie", cookie);
    free(cookie);
}

static struct MHD_Response *response_of(struct reply *reply, struct html *html)
{
    struct stat info;
    if (reply->fd < 0 || fstat(reply->fd, &info)) {
        struct MHD_Response *page = MHD_create_response_from_buffer(html->out.n, html->out.at, MHD_RESPMEM_MUST_FREE);
        if (page)
            html->out = (struct buf){0};
        return page;
    }
    return MHD_create_response_from_fd64((uint64_t)info.st_size, reply->fd); /* which closes it */
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, struct exchange *e)
{
    struct call *call = &e->call;
    struct MHD_Response *response = response_of(&call->reply, &call->html);
    if (!response)
        return MHD_NO;
    add_headers(response, call);
    if (call->reply.cookie || call->reply.forget)
        add_cookie(response, call);
    if (call->reply.location.n)
        add_header(response, "Location", buf_string(&call->reply.location));
    if (call->reply.filename.n) {
        char *disposition = xprintf("attachment; filename=\"%s\"", buf_string(&call->reply.filename));
        add_header(response, "Content-Disposition", disposition);
        free(disposition);
    }
    enum MHD_Result queued = MHD_queue_response(connection, call->reply.status, response);
    MHD_destroy_response(response);
    return queued;
}

/* What came in could not be taken at all. */
static enum MHD_Result send_refusal(struct MHD_Connection *connection, struct exchange *e)
{
    static const struct {
        unsigned status;
        const char *title, *text;
    } refusal[] = {{400, "Niet begrepen",
                    "Dit adres of formulier heeft te veel waarden, of tekens die geen UTF-8 zijn; of wie het stuurt of "
                    "hoe lang het is, staat er meer dan eens in."},
                   {404, "Niet gevonden", "Dit adres is er niet."},
                   {405, "Dit kan hier niet", "Deze werkwijze van HTTP wordt niet gebruikt."},
                   {413, "Te groot", "Dit formulier is groter dan deze werkbank aanneemt."},
                   {415, "Niet begrepen", "Een formulier komt als application/x-www-form-urlencoded of "
                                          "multipart/form-data."},
                   {503, "Te druk", "Er komen nu te veel grote formulieren tegelijk binnen: probeer het zo nog eens."}};
    size_t i = 0;
    while (refusal[i].status != e->refused)
        i++;
    e->call.reply = (struct reply){.status = e->refused, .fd = -1};
    reply_refused(&e->call, e->refused, refusal[i].title, refusal[i].text);
    return send_reply(connection, e);
}

static void log_answer(const struct call *call)
{
    log_emit(&call->desk->log, LOG_INFO, "request", "%s %s %u %s",
             call->request.method == METHOD_POST ? "POST" : "GET", call->route ? call->route->path : "-",
             call->reply.status, call->sessie.naam[0] ? call->sessie.naam : "-");
}

static enum MHD_Result answer_whole(struct server *server, struct MHD_Connection *connection, struct exchange *e)
{
    struct call *call = &e->call;
    const char *user_header = server->desk.config.user_header.n ? server->desk.config.user_header.at : NULL;
    const char *https = header_of(connection, "X-Forwarded-Proto");
    const struct visitor visitor = {
        .cookie = text_or_none(MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, server->desk.cookie)),
        .trusted = user_header && is_proxy(server, connection),
        .user = user_header ? text_or_none(header_of(connection, user_header)) : (struct text){"", 0},
        .ours = asked_by_us(connection)};
    call->secure = visitor.trusted && https && strcmp(https, "https") == 0;
    call_answer(call, &visitor);
    log_answer(call);
    return send_reply(connection, e);
}

static void guest_since(struct server *server, struct guest *guest, time_t since)
{
    pthread_mutex_lock(&server->lock);
    if (guest)
        guest->since = since;
    pthread_mutex_unlock(&server->lock);
}

static time_t seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1; /* never 0 */
}

/* A part of the form. */
static void take_bytes(struct exchange *e, const char *data, size_t size)
{
    e->size += size;
    const size_t all = atomic_fetch_add(e->coming_in, size) + size; /* clang compares no atomic with a number */
    const bool full = all > LARGE_FORMS * e->most && e->size > SMALL_FORM;
    if (e->size > e->most)
        e->refused = 413;
    else if (full)
        e->refused = 503;
    else if ((!e->post || MHD_post_process(e->post, data, size) != MHD_YES) && !e->refused)
        e->refused = 415;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **state)
{
    struct server *server = ctx;
    struct exchange *e = *state;
    (void)version;
    if (!e) {
        *state = e = exchange_begin(server, connection, url, method);
        return e->refused ? send_refusal(connection, e) : MHD_YES;
    }
    if (*size) {
        if (!e->refused)
            take_bytes(e, data, *size);
        *size = 0;
        return MHD_YES;
    }
    guest_since(server, e->guest, 0);
    if (e->post) {
        MHD_destroy_post_processor(e->post); /* the last value comes with it */
        e->post = NULL;
        if (!settle_value(e))
            e->refused = 413;
        else if (!params_are_text(&e->call.request.form))
            e->refused = 400;
    }
    return e->refused ? send_refusal(connection, e) : answer_whole(server, connection, e);
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode how)
{
    struct server *server = ctx;
    struct exchange *e = *state;
    (void)connection, (void)how;
    if (e) {
        guest_since(server, e->guest, seconds());
        exchange_free(e);
    }
    *state = NULL;
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *server = ctx;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct guest *guest = *state;
    pthread_mutex_lock(&server->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED && info) {
        size_t i = 0;
        while (i < CONNECTIONS_MAX && server->guest[i].fd >= 0)
            i++;
        if (i < CONNECTIONS_MAX) {
            server->guest[i] = (struct guest){info->connect_fd, seconds()};
            *state = &server->guest[i];
        }
    } else if (guest)
        *guest = (struct guest){.fd = -1};
    pthread_mutex_unlock(&server->lock);
}

/* Ends the connections that have been asking for too long: a byte now and then keeps a thread busy for ever. */
static void send_slow_away(struct server *server)
{
    const time_t now = seconds(), most = server->desk.config.verzoek_seconden;
    pthread_mutex_lock(&server->lock);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++)
        if (server->guest[i].fd >= 0 && server->guest[i].since && now - server->guest[i].since > most)
            shutdown(server->guest[i].fd, SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);
}

/* Each fault on a line of its own. */
static bool say_config_faults(const struct log *log, const struct problems *problems, struct error *err)
{
    struct text rest = {problems->text, problems->n};
    for (const char *lf; rest.n && (lf = memchr(rest.at, '\n', rest.n)) != NULL;) {
        const size_t n = (size_t)(lf - rest.at);
        log_emit(log, LOG_ERROR, "invalid", "%.*s", (int)n, rest.at);
        rest = (struct text){lf + 1, rest.n - n - 1};
    }
    return problems->count == 0
           || error_set(err, STATUS_RULES, "%zu problem%s in the configuration; the workbench does not begin",
                        problems->count, problems->count == 1 ? "" : "s");
}

static bool read_config(struct desk *desk, const struct server_options *o, struct error *err)
{
    struct problems problems = {0};
    bool ok = true;
    if (!o->config)
        web_config_default(&desk->config);
    else
        ok = web_config_read(&desk->config, o->config, &problems, err) && say_config_faults(&desk->log, &problems, err);
    if (o->user_header)
        desk->config.user_header = text_of(o->user_header);
    problems_release(&problems);
    return ok;
}

/* Who may do everything by a link must be alone on the other end of it. */
static bool check_reach(const struct server *server, struct error *err)
{
    const struct web_config *config = &server->desk.config;
    if (config->user_header.n && !config->gebruikers)
        return error_set(err, STATUS_USAGE, "--user-header needs --config FILE with the roles of people in it");
    if (config->user_header.n && !server->listening.local && !config->proxy.n)
        return error_set(err, STATUS_USAGE, "with a user header on a port, the configuration must name the proxy "
                                            "(proxy = 127.0.0.1); or use --socket PATH");
    if (!config->user_header.n && server->listening.local)
        return error_set(err, STATUS_USAGE, "on a socket a proxy must say who asks: give --user-header and --config");
    if (!config->user_header.n && !server->listening.loopback)
        return error_set(err, STATUS_USAGE, "%s can be reached from elsewhere, where a link would be enough to do "
                                            "everything: listen on 127.0.0.1, or put a proxy before it",
                         server->listening.address);
    return true;
}

static bool start(struct server *server, struct error *err)
{
    server->daemon = MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL, NULL, on_request,
        server, MHD_OPTION_LISTEN_SOCKET, server->listening.fd, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, server->desk.config.stil_seconden,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    return server->daemon || error_errno(err, errno, "the server cannot start");
}

/* Who looked at what goes into the database when nobody is writing there; that it must wait is told once. */
static void settle_looks(struct server *server, bool *waits)
{
    const struct log *log = &server->desk.log;
    struct error err = {0};
    size_t damaged;
    const bool ok = inzage_settle(server->desk.inzage, &damaged, &err);
    if (!ok && !*waits)
        log_emit(log, LOG_WARNING, "inzage_waits", "who looked at what stays in its journal for now: %s", err.text);
    if (damaged)
        log_emit(log, LOG_ERROR, "inzage_damaged",
                 "%zu lines of the journal of who looked at what were damaged: what can be read of them is in table "
                 "inzage, blad '" BLAD_DAMAGED "'", damaged);
    *waits = !ok;
}

/* Until somebody interrupts: sees to it that the findings of now are in memory before somebody asks for them. */
static void *keep_index(void *ctx)
{
    const struct desk *desk = ctx;
    const struct timespec pause = {.tv_nsec = 200 * 1000 * 1000};
    int64_t run = -1;
    for (unsigned n = 0; !interrupted_by; n++) {
        struct store store = STORE_CLOSED;
        struct bevinding_index *index = NULL;
        struct error err = {0};
        if (n % 10 == 0 && store_open_read(&store, desk->db, &err)
            && bevinding_indexes_take(desk->indexes, &store, &index, &err)
            && bevinding_index_state(index)->run != run) {
            run = bevinding_index_state(index)->run;
            log_emit(&desk->log, LOG_INFO, "findings", "%u findings are in memory, in %zu MiB",
                     bevinding_index_size(index), bevinding_index_bytes(index) >> 20);
        }
        bevinding_index_release(index);
        store_close(&store);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

/* Until somebody interrupts: what is to be done beside answering. */
static void keep_house(struct server *server)
{
    const struct timespec pause = {.tv_nsec = 200 * 1000 * 1000};
    pthread_t index;
    const bool indexed = pthread_create(&index, NULL, keep_index, &server->desk) == 0; /* else who asks first waits */
    time_t settled = 0;
    bool waits = false;
    while (!interrupted_by) {
        send_slow_away(server);
        if (!settled || seconds() - settled >= SETTLE_SECONDS) {
            settle_looks(server, &waits);
            settled = seconds();
        }
        nanosleep(&pause, NULL);
    }
    if (indexed)
        pthread_join(index, NULL);
    settle_looks(server, &waits);
}

static char *url_of(const struct server *server)
{
    if (server->desk.config.user_header.n)
        return NULL;
    return xprintf("http://%s/aanmelden?token=%s", server->listening.address, server->desk.token);
}

static void server_release(struct server *server)
{
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    server->listening.fd = server->daemon ? -1 : server->listening.fd; /* closed with it */
    listening_close(&server->listening);
    desk_close(&server->desk);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

bool server_run(const struct server_options *o, server_ready_fn *ready, void *ctx, struct error *err)
{
    struct server *server = xcalloc(1, sizeof *server);
    struct store store = STORE_CLOSED;
    server->desk = (struct desk){.db = o->db, .log = o->log, .withdraw = o->withdraw, .withdraw_ctx = o->withdraw_ctx};
    server->listening = LISTENING_NONE;
    pthread_mutex_init(&server->lock, NULL);
    db_will_write();
    for (size_t i = 0; i < CONNECTIONS_MAX; i++)
        server->guest[i].fd = -1;
    bool ok = read_config(&server->desk, o, err) && store_open_read(&store, o->db, err);
    store_close(&store);
    ok = ok && listening_open(&server->listening, o->listen, o->socket, err) && check_reach(server, err)
         && desk_open(&server->desk, o->threads, err);
    if (ok) {
        server->desk.token_user = server->desk.config.user_header.n ? NULL : login_name();
        snprintf(server->desk.cookie, sizeof server->desk.cookie, "dubbelloop-%u", server->listening.port);
        ok = start(server, err);
    }
    if (ok) {
        char *url = url_of(server);
        ready(ctx, url);
        free(url);
        keep_house(server);
    }
    server_release(server);
    return ok;
}
