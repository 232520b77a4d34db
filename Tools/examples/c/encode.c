// Encodes one image file with libfrankenedge.
//
//   cc -I Sources/Codec/CFrankenEdge/include Tools/examples/c/encode.c -L.build/release -lfrankenedge
//   ./a.out ENCODER IMAGE OUTPUT
#include <frankenedge.h>

#include <stdio.h>
#include <stdlib.h>

static uint8_t *read_file(const char *path, size_t *count) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return NULL;
    }
    long size = ftell(file);
    rewind(file);
    uint8_t *bytes = size > 0 ? malloc((size_t)size) : NULL;
    *count = bytes == NULL ? 0 : fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return bytes;
}

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "usage: %s ENCODER IMAGE OUTPUT\n", words[0]);
        return 64;
    }
    if (frankenedge_abi_version() != FRANKENEDGE_ABI_VERSION) {
        fprintf(stderr, "libfrankenedge %s is of another version\n", frankenedge_version());
        return 69;
    }
    char message[256];
    frankenedge_options options = {
        .struct_size = sizeof options,
        .precision = FRANKENEDGE_PRECISION_F32,
    };
    frankenedge_encoder *encoder = NULL;
    if (frankenedge_encoder_create(words[1], &options, &encoder, message, sizeof message)) {
        fprintf(stderr, "%s\n", message);
        return 65;
    }
    size_t size = 0;
    uint8_t *image = read_file(words[2], &size);
    static uint8_t stream[1 << 20];
    size_t length = 0;
    int status = FRANKENEDGE_BAD_IMAGE;
    if (image != NULL) {
        status = frankenedge_encode_file(
            encoder, image, size, stream, sizeof stream, &length, message, sizeof message);
    } else {
        snprintf(message, sizeof message, "cannot read %s", words[2]);
    }
    free(image);
    frankenedge_encoder_destroy(encoder);
    if (status != FRANKENEDGE_OK) {
        fprintf(stderr, "%s\n", message);
        return 65;
    }
    FILE *output = fopen(words[3], "wb");
    if (output == NULL || fwrite(stream, 1, length, output) != length || fclose(output) != 0) {
        perror(words[3]);
        return 73;
    }
    printf("%s: %zu bytes\n", words[3], length);
    return 0;
}
