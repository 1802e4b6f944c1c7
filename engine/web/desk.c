/* desk.c - what all requests share (call.h), from the configuration to the end. */
#include "store/bevinding_index.h"
#include "web/call.h"
#include "web/cijfers.h"

bool desk_open(struct desk *desk, unsigned threads, struct error *err)
{
    geheim_new(desk->token);
    zoeksleutel_new(&desk->zoeksleutel);
    desk->cijfers = cijfers_new(threads);
    desk->indexes = bevinding_indexes_new();
    desk->sessies = sessies_new(desk->config.sessie_minuten * 60, desk->config.sessie_uren * 3600);
    return inzage_journal_open(&desk->inzage, desk->db, err);
}

void desk_close(struct desk *desk)
{
    inzage_journal_close(desk->inzage);
    sessies_free(desk->sessies);
    cijfers_free(desk->cijfers);
    bevinding_indexes_free(desk->indexes);
    web_config_release(&desk->config);
    free(desk->token_user);
}
