/* The arena and the growing buffer. */
#include "base/memory.h"

#include "harness.h"

START_TEST(what_an_arena_gives_is_aligned_and_nobody_elses)
{
    struct arena arena = {0};
    struct random random = {1};
    enum { N = 500 };
    unsigned char *at[N];
    size_t size[N];
    for (size_t i = 0; i < N; i++) {
        size[i] = one_in(&random, 20) ? 100000 : random_below(&random, 300);
        at[i] = arena_alloc(&arena, size[i]);
        if ((uintptr_t)at[i] % 8)
            ck_abort_msg("allocation %zu is not aligned", i);
        memset(at[i], (int)(i & 0xFF), size[i]);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < size[i]; k++)
            if (at[i][k] != (i & 0xFF))
                ck_abort_msg("allocation %zu was written over", i);
    arena_release(&arena);
    if (arena.block || arena.total)
        ck_abort_msg("a released arena is not empty");
}
END_TEST

START_TEST(an_arena_that_is_reset_keeps_one_block)
{
    struct arena arena = {0};
    arena_reset(&arena); /* an empty one, too */
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++)
            arena_alloc(&arena, 5000);
        size_t grown = arena.total;
        arena_reset(&arena);
        if (!arena.block || arena.total == 0 || arena.total >= grown)
            ck_abort_msg("it held %zu bytes, and %zu after the reset", grown, arena.total);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(a_copy_in_an_arena_has_a_nul_behind_it)
{
    struct arena arena = {0};
    check_string("a copy", arena_copy(&arena, "abcdef", 3), "abc");
    check_string("an empty copy", arena_copy(&arena, NULL, 0), "");
    arena_release(&arena);
}
END_TEST

START_TEST(a_buffer_holds_what_was_added)
{
    struct buf buf = {0};
    struct random random = {2};
    char *want = xmalloc(1000000);
    size_t n = 0;
    for (int i = 0; i < 2000; i++) {
        char piece[400];
        size_t size = random_below(&random, sizeof piece);
        for (size_t k = 0; k < size; k++)
            piece[k] = (char)random_next(&random);
        buf_add(&buf, piece, size);
        memcpy(want + n, piece, size);
        n += size;
    }
    if (buf.n != n || memcmp(buf.at, want, n) != 0)
        ck_abort_msg("%zu bytes, expected %zu", buf.n, n);
    const char *string = buf_string(&buf);
    if (buf.n != n || string[n] != '\0')
        ck_abort_msg("the NUL counts, or is missing");
    buf_release(&buf);
    free(want);
    if (buf.at || buf.n || buf.cap)
        ck_abort_msg("a released buffer is not empty");
}
END_TEST

START_TEST(a_buffer_takes_text_and_numbers)
{
    struct buf buf = {0};
    buf_text(&buf, "");
    buf_number(&buf, 0);
    buf_text(&buf, " ");
    buf_number(&buf, INT64_MAX);
    buf_text(&buf, " ");
    buf_number(&buf, INT64_MIN);
    buf_printf(&buf, " %s %05d", "x", 42);
    check_string("the buffer", buf_string(&buf), "0 9223372036854775807 -9223372036854775808 x 00042");
    buf_printf(&buf, "%0500d", 7);
    if (buf.n != 550 || buf.at[549] != '7')
        ck_abort_msg("a long number: %zu bytes", buf.n);
    buf_release(&buf);
}
END_TEST

START_TEST(an_array_grows_by_itself)
{
    int *array = NULL;
    size_t n = 0, cap = 0;
    for (int i = 0; i < 1000; i++) {
        ARRAY_ROOM(array, n, cap);
        array[n++] = i;
    }
    for (int i = 0; i < 1000; i++)
        if (array[i] != i)
            ck_abort_msg("element %d is %d", i, array[i]);
    free(array);
    char *text = xprintf("%d-%s", 5, "five");
    check_string("xprintf", text, "5-five");
    free(text);
}
END_TEST

static void ask_too_much(void)
{
    volatile size_t much = SIZE_MAX / 2;
    free(xmalloc(much));
}

START_TEST(no_memory_ends_the_program)
{
#if !defined(__SANITIZE_ADDRESS__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
    return; /* its allocator has a message of its own */
#endif
#endif
    if (!aborts(ask_too_much))
        ck_abort_msg("xmalloc came back");
#else
    (void)ask_too_much;
#endif
}
END_TEST

Suite *suite(void)
{
    return suite_of("memory", (const TTest *const[]){what_an_arena_gives_is_aligned_and_nobody_elses,
                                                     an_arena_that_is_reset_keeps_one_block,
                                                     a_copy_in_an_arena_has_a_nul_behind_it,
                                                     a_buffer_holds_what_was_added, a_buffer_takes_text_and_numbers,
                                                     an_array_grows_by_itself, no_memory_ends_the_program, NULL});
}
