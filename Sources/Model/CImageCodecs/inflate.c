#include "image_codecs.h"
#include "message.h"

#include <string.h>

#include <zlib.h>

int image_codec_inflate(
    const uint8_t *bytes, size_t count, uint8_t *output, size_t *capacity, char *message,
    size_t message_capacity) {
    uLongf room = *capacity;
    switch (uncompress(output, &room, bytes, count)) {
    case Z_OK:
        *capacity = room;
        return IMAGE_CODEC_OK;
    case Z_MEM_ERROR:
        return image_codec_report(
            IMAGE_CODEC_OUT_OF_MEMORY, message, message_capacity, "no memory to inflate a text");
    case Z_BUF_ERROR:
        return image_codec_report(
            IMAGE_CODEC_LIMIT, message, message_capacity, "the text is cut or too long");
    default:
        return image_codec_report(
            IMAGE_CODEC_CORRUPT, message, message_capacity, "the text is not zlib data");
    }
}
