/* login.h - under which login a person works, and whether two names are one person's. */
#ifndef BASE_LOGIN_H
#define BASE_LOGIN_H

#include "base/text.h"

/* Who is at the keys: SUDO_USER when sudo started the program, else the name of the real user,
 * else its number. The caller frees. */
char *login_name(void);
/* Whether two names are the same but for case, blanks, points, commas, and the order of their parts: "J.
 * Jansen", "jansen  j". */
bool names_are_one(struct text a, struct text b);

#endif
