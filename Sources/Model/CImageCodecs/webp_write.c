#include "image_codecs.h"
#include "message.h"

#include <string.h>

#include <webp/encode.h>

/// Room for the file, filled from the front.
typedef struct webp_room {
    uint8_t *next;
    size_t left;
} webp_room;

static int on_write(const uint8_t *data, size_t size, const WebPPicture *picture) {
    webp_room *room = (webp_room *)picture->custom_ptr;
    if (size > room->left) {
        return 0;
    }
    memcpy(room->next, data, size);
    room->next += size;
    room->left -= size;
    return 1;
}

static int report(WebPEncodingError code, char *message, size_t capacity) {
    switch (code) {
    case VP8_ENC_ERROR_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
        return image_codec_report(
            IMAGE_CODEC_OUT_OF_MEMORY, message, capacity, "no memory for the WebP encoder");
    case VP8_ENC_ERROR_BAD_WRITE:
    case VP8_ENC_ERROR_FILE_TOO_BIG:
    case VP8_ENC_ERROR_PARTITION_OVERFLOW:
    case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
        return image_codec_report(
            IMAGE_CODEC_LIMIT, message, capacity, "the WebP file is larger than the room for it");
    default:
        return image_codec_report(
            IMAGE_CODEC_BAD_ARGUMENT, message, capacity, "the image cannot be a WebP file");
    }
}

int image_codec_webp_encode(
    const uint8_t *rgb, size_t count, uint32_t width, uint32_t height, int quality,
    uint8_t *output, size_t *capacity, char *message, size_t message_capacity) {
    WebPConfig config;
    WebPPicture picture;
    if (width == 0 || height == 0 || width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION
        || !image_codec_is_rgb_size(count, width, height)
        || !WebPConfigPreset(&config, WEBP_PRESET_DEFAULT, (float)quality)
        || !WebPPictureInit(&picture)) {
        return image_codec_report(
            IMAGE_CODEC_BAD_ARGUMENT, message, message_capacity,
            "the pixel buffer does not have the size of a WebP image");
    }
    config.method = 4;
    webp_room room = {.next = output, .left = *capacity};
    picture.width = (int)width;
    picture.height = (int)height;
    picture.use_argb = 1;
    picture.writer = on_write;
    picture.custom_ptr = &room;
    int status = IMAGE_CODEC_OK;
    if (!WebPPictureImportRGB(&picture, rgb, (int)(width * 3)) || !WebPEncode(&config, &picture)) {
        status = report(picture.error_code, message, message_capacity);
    } else {
        *capacity -= room.left;
    }
    WebPPictureFree(&picture);
    return status;
}
