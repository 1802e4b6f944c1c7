/* version.h - the version of the program, from meson.build. */
#ifndef MODEL_VERSION_H
#define MODEL_VERSION_H

#ifndef DUBBELLOOP_VERSION
#error "meson.build defines DUBBELLOOP_VERSION"
#endif

#endif
