#include "image_codecs.h"
#include "message.h"

#include <setjmp.h>
#include <string.h>

#include <png.h>

/// The name of an image data chunk as libpng reports it.
#define IDAT_CHUNK 0x49444154u

/// Everything one call needs; see jpeg.c for why it is one struct.
typedef struct png_session {
    png_structp decoder;
    png_infop info;
    const uint8_t *bytes;
    size_t remaining;
    /// Bytes of image data that may still be read; see limit_data.
    size_t surplus;
    jmp_buf escape;
    int status;
    char text[160];
} png_session;

static _Noreturn void leave(png_session *session, int status, const char *text) {
    session->status = status;
    snprintf(session->text, sizeof session->text, "%s", text);
    longjmp(session->escape, 1);
}

static _Noreturn void on_error(png_structp decoder, png_const_charp text) {
    leave((png_session *)png_get_error_ptr(decoder), IMAGE_CODEC_CORRUPT, text);
}

static void on_warning(png_structp decoder, png_const_charp text) {
    (void)decoder;
    (void)text;
}

static void on_read(png_structp decoder, png_bytep destination, size_t count) {
    png_session *session = (png_session *)png_get_io_ptr(decoder);
    if (count > session->remaining) {
        leave(session, IMAGE_CODEC_TRUNCATED, "the PNG data ends before the image does");
    }
    if (png_get_io_chunk_type(decoder) == IDAT_CHUNK
        && (png_get_io_state(decoder) & PNG_IO_MASK_LOC) == PNG_IO_CHUNK_DATA) {
        if (count > session->surplus) {
            leave(session, IMAGE_CODEC_CORRUPT, "the PNG holds more image data than pixels");
        }
        session->surplus -= count;
    }
    memcpy(destination, session->bytes, count);
    session->bytes += count;
    session->remaining -= count;
}

static void session_open(png_session *session, const uint8_t *bytes, size_t count) {
    session->bytes = bytes;
    session->remaining = count;
    session->surplus = SIZE_MAX;
    session->decoder =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, session, on_error, on_warning);
    if (session->decoder == NULL) {
        leave(session, IMAGE_CODEC_OUT_OF_MEMORY, "no memory for a PNG decoder");
    }
    session->info = png_create_info_struct(session->decoder);
    if (session->info == NULL) {
        leave(session, IMAGE_CODEC_OUT_OF_MEMORY, "no memory for a PNG header");
    }
    png_set_read_fn(session->decoder, session, on_read);
    // The caller compares the sides and the pixels with its limits before anything is decoded; what
    // is limited here is the side data.
    png_set_user_limits(session->decoder, 1 << 30, 1 << 30);
    png_set_chunk_cache_max(session->decoder, 16);
    png_set_chunk_malloc_max(session->decoder, 1u << 20);
    // Every ancillary chunk is skipped without being inflated or stored: text and color profiles
    // are where PNG bombs hide, and no pixel depends on them here.
    png_set_keep_unknown_chunks(session->decoder, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(session->decoder, session->info);
}

static int session_close(png_session *session, int status, char *message, size_t capacity) {
    png_destroy_read_struct(&session->decoder, &session->info, NULL);
    if (status == IMAGE_CODEC_OK) {
        return status;
    }
    return image_codec_report(status, message, capacity, session->text);
}

int image_codec_png_probe(
    const uint8_t *bytes, size_t count, image_codec_header *header, char *message,
    size_t message_capacity) {
    png_session session = {0};
    if (setjmp(session.escape) != 0) {
        return session_close(&session, session.status, message, message_capacity);
    }
    session_open(&session, bytes, count);
    *header = (image_codec_header){
        .width = png_get_image_width(session.decoder, session.info),
        .height = png_get_image_height(session.decoder, session.info),
        .components = png_get_channels(session.decoder, session.info),
        .bit_depth = png_get_bit_depth(session.decoder, session.info),
        .is_indexed =
            png_get_color_type(session.decoder, session.info) == PNG_COLOR_TYPE_PALETTE,
        .is_progressive =
            png_get_interlace_type(session.decoder, session.info) != PNG_INTERLACE_NONE,
    };
    return session_close(&session, IMAGE_CODEC_OK, message, message_capacity);
}

/// Spreads 16-bit big-endian gray, clipped at 255, over three bytes. The gray row starts where the
/// RGB row starts and is shorter, so walking backwards never overwrites an unread sample.
static void spread_deep_gray(uint8_t *row, size_t width) {
    for (size_t x = width; x > 0; x--) {
        uint8_t high = row[2 * x - 2];
        uint8_t gray = high != 0 ? 255 : row[2 * x - 1];
        memset(row + 3 * (x - 1), gray, 3);
    }
}

/// Caps the image data that is read from now on at what `rows` rows may need.
///
/// libpng inflates whatever follows the last row, to look for the checksum: without a cap a small
/// file keeps it busy for minutes. The worst encoding of a byte is 9 bits; a quarter and 16 KiB are
/// allowed for that, for filters, interlacing and block headers.
static void limit_data(png_session *session, size_t rows, size_t row_bytes) {
    size_t bytes = rows * row_bytes;
    size_t limit = bytes + bytes / 4 + 16 * 1024;
    if (limit < session->surplus) {
        session->surplus = limit;
    }
}

static void decode_rows(png_session *session, uint8_t *rgb, size_t capacity) {
    png_structp decoder = session->decoder;
    size_t width = png_get_image_width(decoder, session->info);
    size_t height = png_get_image_height(decoder, session->info);
    if (!image_codec_is_rgb_size(capacity, width, height)) {
        leave(session, IMAGE_CODEC_BAD_ARGUMENT, "the pixel buffer does not fit the PNG image");
    }
    int color_type = png_get_color_type(decoder, session->info);
    int bit_depth = png_get_bit_depth(decoder, session->info);
    int is_deep_gray = color_type == PNG_COLOR_TYPE_GRAY && bit_depth == 16;
    if (!is_deep_gray) {
        if (color_type == PNG_COLOR_TYPE_PALETTE) {
            png_set_palette_to_rgb(decoder);
        } else if (color_type == PNG_COLOR_TYPE_GRAY && bit_depth < 8) {
            png_set_expand_gray_1_2_4_to_8(decoder);
        }
        png_set_strip_16(decoder);
        png_set_strip_alpha(decoder);
        if ((color_type & PNG_COLOR_MASK_COLOR) == 0) {
            png_set_gray_to_rgb(decoder);
        }
    }
    size_t row_bytes = png_get_rowbytes(decoder, session->info);
    int passes = png_set_interlace_handling(decoder);
    png_read_update_info(decoder, session->info);
    if (png_get_rowbytes(decoder, session->info) > width * 3) {
        leave(session, IMAGE_CODEC_UNSUPPORTED, "the PNG rows are wider than RGB");
    }
    limit_data(session, height, row_bytes);
    for (int pass = 0; pass < passes; pass++) {
        for (size_t y = 0; y < height; y++) {
            // Interlacing may leave the very last row to an earlier pass, so begin one row before.
            if (pass == passes - 1 && y + 2 == height) {
                limit_data(session, 2, row_bytes);
            }
            png_read_row(decoder, rgb + y * width * 3, NULL);
        }
    }
    for (size_t y = 0; is_deep_gray && y < height; y++) {
        spread_deep_gray(rgb + y * width * 3, width);
    }
    // Reads on to IEND, so that a file cut after its last row is known to be cut.
    png_read_end(decoder, NULL);
}

int image_codec_png_decode(
    const uint8_t *bytes, size_t count, uint8_t *rgb, size_t capacity, char *message,
    size_t message_capacity) {
    png_session session = {0};
    if (setjmp(session.escape) != 0) {
        return session_close(&session, session.status, message, message_capacity);
    }
    session_open(&session, bytes, count);
    decode_rows(&session, rgb, capacity);
    return session_close(&session, IMAGE_CODEC_OK, message, message_capacity);
}
