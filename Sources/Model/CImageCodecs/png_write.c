#include "image_codecs.h"
#include "message.h"

#include <string.h>

#include <png.h>

int image_codec_png_encode(
    const uint8_t *rgb, size_t count, uint32_t width, uint32_t height, uint8_t *output,
    size_t *capacity, char *message, size_t message_capacity) {
    if (width == 0 || height == 0 || !image_codec_is_rgb_size(count, width, height)) {
        return image_codec_report(
            IMAGE_CODEC_BAD_ARGUMENT, message, message_capacity,
            "the pixel buffer does not have the size of the image");
    }
    // The simplified interface keeps libpng's longjmp to itself.
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = output == NULL ? 0 : *capacity;
    int done = png_image_write_to_memory(&image, output, &size, 0, rgb, 0, NULL);
    if (!done) {
        int status = image_codec_report(
            IMAGE_CODEC_OUT_OF_MEMORY, message, message_capacity, image.message);
        png_image_free(&image);
        return status;
    }
    *capacity = size;
    return IMAGE_CODEC_OK;
}
