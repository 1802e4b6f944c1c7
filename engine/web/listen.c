/* listen.c - see listen.h. */
#include "web/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/place.h"

enum { SYSTEMD_FIRST = 3, BACKLOG = 128 };

/* What systemd opened for us: its first descriptor, when LISTEN_PID names this process. -1: nothing. */
static int systemd_socket(void)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    if (!pid || !fds || strtol(pid, NULL, 10) != (long)getpid() || strtol(fds, NULL, 10) < 1)
        return -1;
    fcntl(SYSTEMD_FIRST, F_SETFD, FD_CLOEXEC);
    return SYSTEMD_FIRST;
}

static bool is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
}

/* What it has become, whoever opened it. */
static bool learn_address(struct listening *l, struct error *err)
{
    struct sockaddr_storage address = {0};
    socklen_t n = sizeof address;
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getsockname(l->fd, (struct sockaddr *)&address, &n))
        return error_errno(err, errno, "the socket to listen on");
    l->local = address.ss_family == AF_UNIX;
    if (l->local)
        return true;
    l->loopback = is_loopback(&address);
    if (getnameinfo((struct sockaddr *)&address, n, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV))
        return error_set(err, STATUS_FAILED, "the address to listen on cannot be told");
    l->port = (unsigned)strtoul(port, NULL, 10);
    l->address = xprintf(address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
    return true;
}

static bool open_socket_path(struct listening *l, const char *path, struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat there;
    if (strlen(path) >= sizeof address.sun_path)
        return error_set(err, STATUS_USAGE, "%s: the path of a socket is at most %zu bytes", path,
                         sizeof address.sun_path - 1);
    strcpy(address.sun_path, path);
    if (!place_is_ours(path, err))
        return false;
    if (lstat(path, &there) == 0 && (!S_ISSOCK(there.st_mode) || unlink(path)))
        return error_set(err, STATUS_FAILED, "%s: is there already, and is no socket that an earlier run left", path);
    l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->fd < 0 || bind(l->fd, (struct sockaddr *)&address, sizeof address) || chmod(path, 0660)
        || listen(l->fd, BACKLOG))
        return error_errno(err, errno, "%s: cannot listen there", path);
    l->path = xstrdup(path);
    return true;
}

static bool bind_one(struct listening *l, const struct addrinfo *found)
{
    const int on = 1;
    l->fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return l->fd >= 0 && setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0
           && bind(l->fd, found->ai_addr, found->ai_addrlen) == 0 && listen(l->fd, BACKLOG) == 0;
}

static bool open_address(struct listening *l, const char *text, struct error *err)
{
    const struct addrinfo want = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    if (n >= 2 && text[0] == '[' && text[n - 1] == ']')
        text++, n -= 2;
    char *host = n ? xprintf("%.*s", (int)n, text) : NULL;
    bool ok = host && getaddrinfo(host, colon + 1, &want, &found) == 0 && found;
    if (!ok)
        error_set(err, STATUS_USAGE, "--listen takes ADDRESS:PORT, in figures: 127.0.0.1:8642 or [::1]:8642");
    else if (!bind_one(l, found))
        ok = error_errno(err, errno, "%s:%s: cannot listen there", host, colon + 1);
    if (found)
        freeaddrinfo(found);
    free(host);
    return ok;
}

bool listening_open(struct listening *l, const char *address, const char *path, struct error *err)
{
    *l = LISTENING_NONE;
    if (!address && !path)
        l->fd = systemd_socket();
    if (l->fd < 0
        && !(path ? open_socket_path(l, path, err) : open_address(l, address ? address : "127.0.0.1:8642", err)))
        return false;
    return learn_address(l, err);
}

void listening_close(struct listening *l)
{
    if (l->fd >= 0)
        close(l->fd);
    if (l->path)
        unlink(l->path);
    free(l->path);
    free(l->address);
    *l = LISTENING_NONE;
}
