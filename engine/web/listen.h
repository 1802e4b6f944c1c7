/* listen.h - where the workbench is to be reached: a socket that systemd opened, one in the file system, or an address
 * of this machine. */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include "base/error.h"
#include "base/memory.h"

struct listening {
    int fd;       /* -1: not open */
    bool local;   /* a socket of the file system: whoever may open it is on the other end */
    bool loopback; /* an address that only this machine reaches */
    unsigned port; /* 0: local */
    char *address; /* "127.0.0.1:8642"; NULL: local. Owned */
    char *path;    /* of a socket that was made here, and is removed when it closes; owned */
};
#define LISTENING_NONE ((struct listening){.fd = -1})
/* One of the two, or neither when systemd opened one (LISTEN_FDS). Port 0: any that is free. */
bool listening_open(struct listening *listening, const char *address, const char *path, struct error *err) MUST_CHECK;
void listening_close(struct listening *listening);

#endif
