/* Objects and lists place their own commas, whatever stands in them. */
#include "report/json.h"

#include "harness.h"

static void check_written(const char *reason, struct buf *out, const char *expected)
{
    if (strcmp(buf_string(out), expected) != 0)
        ck_abort_msg("%s: %s", reason, buf_string(out));
    buf_release(out);
}

START_TEST(a_line_has_a_comma_between_two_members_and_nowhere_else)
{
    struct buf out = {0};
    struct json json = {.out = &out};
    json_object(&json, NULL, JSON_LINE);
    json_end(&json);
    check_written("nothing", &out, "{}");

    json_object(&json, NULL, JSON_LINE);
    json_add_number(&json, "n", -7);
    json_list(&json, "leeg", JSON_LINE);
    json_end(&json);
    json_list(&json, "l", JSON_LINE);
    json_add_string(&json, NULL, "a\"b");
    json_add_null(&json, NULL);
    json_object(&json, NULL, JSON_LINE);
    json_add_raw(&json, "r", TEXT("1.25"));
    json_end(&json);
    json_end(&json);
    json_add_text(&json, "t", TEXT("z"));
    json_end(&json);
    check_written("nested", &out, "{\"n\": -7, \"leeg\": [], \"l\": [\"a\\\"b\", null, {\"r\": 1.25}], \"t\": \"z\"}");
}
END_TEST

START_TEST(of_several_lines_each_is_two_blanks_further_in_than_what_it_is_in)
{
    struct buf out = {0};
    struct json json = {.out = &out};
    json_object(&json, NULL, JSON_LINES);
    json_add_number(&json, "run", 1);
    json_list(&json, "leeg", JSON_LINES);
    json_end(&json);
    json_list(&json, "files", JSON_LINES);
    for (int i = 0; i < 2; i++) {
        json_object(&json, NULL, JSON_LINE);
        json_add_number(&json, "i", i);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    check_written("lines", &out,
                  "{\n  \"run\": 1,\n  \"leeg\": [],\n  \"files\": [\n    {\"i\": 0},\n    {\"i\": 1}\n  ]\n}");
}
END_TEST

Suite *suite(void)
{
    return suite_of("json",
                    (const TTest *const[]){a_line_has_a_comma_between_two_members_and_nowhere_else,
                                           of_several_lines_each_is_two_blanks_further_in_than_what_it_is_in, NULL});
}
