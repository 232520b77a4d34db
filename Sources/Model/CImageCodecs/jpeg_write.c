#include "image_codecs.h"
#include "message.h"

#include <setjmp.h>

#include <jpeglib.h>
#include <jerror.h>

/// Everything one call needs; see jpeg.c for why it is one struct.
typedef struct jpeg_writer {
    struct jpeg_compress_struct encoder;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr destination;
    jmp_buf escape;
    int status;
    char text[JMSG_LENGTH_MAX];
} jpeg_writer;

static _Noreturn void leave(jpeg_writer *writer, int status, const char *text) {
    writer->status = status;
    snprintf(writer->text, sizeof writer->text, "%s", text);
    longjmp(writer->escape, 1);
}

static void on_error(j_common_ptr encoder) {
    jpeg_writer *writer = (jpeg_writer *)encoder->client_data;
    writer->status = encoder->err->msg_code == JERR_OUT_OF_MEMORY ? IMAGE_CODEC_OUT_OF_MEMORY
                                                                  : IMAGE_CODEC_BAD_ARGUMENT;
    encoder->err->format_message(encoder, writer->text);
    longjmp(writer->escape, 1);
}

static void on_message(j_common_ptr encoder, int level) {
    (void)encoder;
    (void)level;
}

static void on_output(j_common_ptr encoder) { (void)encoder; }

static void destination_start(j_compress_ptr encoder) { (void)encoder; }

/// The whole room is given to libjpeg at once, so a wish for more means that it is used up.
static boolean destination_full(j_compress_ptr encoder) {
    leave(
        (jpeg_writer *)encoder->client_data, IMAGE_CODEC_LIMIT,
        "the JPEG file is larger than the room for it");
}

static void destination_end(j_compress_ptr encoder) { (void)encoder; }

int image_codec_jpeg_encode(
    const uint8_t *rgb, size_t count, uint32_t width, uint32_t height, int quality,
    int optimizes, uint8_t *output, size_t *capacity, char *message, size_t message_capacity) {
    if (width == 0 || height == 0 || width > JPEG_MAX_DIMENSION || height > JPEG_MAX_DIMENSION
        || !image_codec_is_rgb_size(count, width, height) || *capacity == 0) {
        return image_codec_report(
            IMAGE_CODEC_BAD_ARGUMENT, message, message_capacity,
            "the pixel buffer does not have the size of a JPEG image");
    }
    jpeg_writer writer = {0};
    struct jpeg_compress_struct *encoder = &writer.encoder;
    if (setjmp(writer.escape) != 0) {
        jpeg_destroy_compress(encoder);
        return image_codec_report(writer.status, message, message_capacity, writer.text);
    }
    encoder->err = jpeg_std_error(&writer.errors);
    writer.errors.error_exit = on_error;
    writer.errors.emit_message = on_message;
    writer.errors.output_message = on_output;
    encoder->client_data = &writer;
    jpeg_create_compress(encoder);
    writer.destination.init_destination = destination_start;
    writer.destination.empty_output_buffer = destination_full;
    writer.destination.term_destination = destination_end;
    writer.destination.next_output_byte = output;
    writer.destination.free_in_buffer = *capacity;
    encoder->dest = &writer.destination;
    encoder->image_width = width;
    encoder->image_height = height;
    encoder->input_components = 3;
    encoder->in_color_space = JCS_RGB;
    // The defaults are baseline, 4:2:0, the accurate DCT and the standard's Huffman tables.
    jpeg_set_defaults(encoder);
    encoder->optimize_coding = optimizes != 0;
    jpeg_set_quality(encoder, quality, TRUE);
    jpeg_start_compress(encoder, TRUE);
    while (encoder->next_scanline < height) {
        JSAMPROW row = (JSAMPROW)(rgb + (size_t)encoder->next_scanline * width * 3);
        jpeg_write_scanlines(encoder, &row, 1);
    }
    jpeg_finish_compress(encoder);
    *capacity -= writer.destination.free_in_buffer;
    jpeg_destroy_compress(encoder);
    return IMAGE_CODEC_OK;
}
