/* embed.c - build-time: embed NAME OUTPUT INPUT... writes a C file with the inputs as an array of struct embedded_file
 * (base/embedded.h), in the order given, under their base names. */
#include <stdio.h>
#include <string.h>

static int embed_file(FILE *out, const char *path, int number)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return 1;
    fprintf(out, "static const unsigned char f%d[] = {", number);
    for (int c, n = 0; (c = getc(in)) != EOF; n++)
        fprintf(out, "%s%d,", n % 32 ? "" : "\n", c);
    fprintf(out, "0};\n");
    int bad = ferror(in);
    return fclose(in) || bad;
}

int main(int argc, char **argv)
{
    FILE *out = argc > 2 ? fopen(argv[2], "wb") : NULL;
    if (!out)
        return 1;
    fprintf(out, "#include \"base/embedded.h\"\n");
    for (int i = 3; i < argc; i++)
        if (embed_file(out, argv[i], i))
            return 1;
    fprintf(out, "const struct embedded_file %s[] = {\n", argv[1]);
    for (int i = 3; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        fprintf(out, "    {\"%s\", f%d, sizeof f%d - 1},\n", slash ? slash + 1 : argv[i], i, i);
    }
    fprintf(out, "    {0}};\n");
    return fclose(out) != 0;
}
