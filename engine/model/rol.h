/* rol.h - in which role a provider (agb_declarant) is looked at (spiegel.md "Numbers"). */
#ifndef MODEL_ROL_H
#define MODEL_ROL_H

enum rol {
    ROL_DECLARANT,       /* of conflict lines */
    ROL_KETENCONTRACTANT, /* of keten lines */
    ROLLEN
};
extern const char *const rol_name[ROLLEN]; /* declarant, ketencontractant */

#endif
