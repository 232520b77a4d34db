#include "image_codecs.h"
#include "message.h"

#include <setjmp.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

/// Everything one call needs. It is passed around by pointer and lives in the frame that calls
/// setjmp, so no local of that frame has to survive a longjmp in a register.
typedef struct jpeg_session {
    struct jpeg_decompress_struct decoder;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    int maximum_scans;
    int status;
    char text[JMSG_LENGTH_MAX];
    uint8_t *cmyk_row;
} jpeg_session;

static jpeg_session *session_of(j_common_ptr decoder) {
    return (jpeg_session *)decoder->client_data;
}

static _Noreturn void leave(jpeg_session *session, int status, const char *text) {
    session->status = status;
    snprintf(session->text, sizeof session->text, "%s", text);
    longjmp(session->escape, 1);
}

static void on_error(j_common_ptr decoder) {
    jpeg_session *session = session_of(decoder);
    switch (decoder->err->msg_code) {
    case JERR_OUT_OF_MEMORY:
        session->status = IMAGE_CODEC_OUT_OF_MEMORY;
        break;
    case JERR_NO_BACKING_STORE:
    case JERR_WIDTH_OVERFLOW:
    case JERR_IMAGE_TOO_BIG:
        session->status = IMAGE_CODEC_LIMIT;
        break;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
        session->status = IMAGE_CODEC_UNSUPPORTED;
        break;
    default:
        session->status = IMAGE_CODEC_CORRUPT;
    }
    decoder->err->format_message(decoder, session->text);
    longjmp(session->escape, 1);
}

/// Warnings are damage that libjpeg repairs the same way for every caller; they stay silent.
static void on_message(j_common_ptr decoder, int level) {
    (void)decoder;
    (void)level;
}

static void on_output(j_common_ptr decoder) { (void)decoder; }

static void source_start(j_decompress_ptr decoder) { (void)decoder; }

/// The whole file is in memory, so a wish for more bytes means that the file is cut. libjpeg's own
/// memory source would fake an end marker here and return gray.
static boolean source_refill(j_decompress_ptr decoder) {
    leave(
        session_of((j_common_ptr)decoder), IMAGE_CODEC_TRUNCATED,
        "the JPEG data ends before the image does");
}

static void source_skip(j_decompress_ptr decoder, long distance) {
    if (distance <= 0) {
        return;
    }
    if ((size_t)distance > decoder->src->bytes_in_buffer) {
        source_refill(decoder);
    }
    decoder->src->next_input_byte += distance;
    decoder->src->bytes_in_buffer -= (size_t)distance;
}

static void source_end(j_decompress_ptr decoder) { (void)decoder; }

/// Runs once per row of blocks and scan, which bounds the work of a file with thousands of scans.
static void on_progress(j_common_ptr common) {
    jpeg_session *session = session_of(common);
    if (session->decoder.input_scan_number > session->maximum_scans) {
        leave(session, IMAGE_CODEC_LIMIT, "the JPEG file has too many scans");
    }
}

static void session_open(jpeg_session *session, const uint8_t *bytes, size_t count) {
    session->decoder.err = jpeg_std_error(&session->errors);
    session->errors.error_exit = on_error;
    session->errors.emit_message = on_message;
    session->errors.output_message = on_output;
    session->decoder.client_data = session;
    jpeg_create_decompress(&session->decoder);
    session->source.init_source = source_start;
    session->source.fill_input_buffer = source_refill;
    session->source.skip_input_data = source_skip;
    session->source.resync_to_restart = jpeg_resync_to_restart;
    session->source.term_source = source_end;
    session->source.next_input_byte = bytes;
    session->source.bytes_in_buffer = count;
    session->decoder.src = &session->source;
    jpeg_read_header(&session->decoder, TRUE);
    int components = session->decoder.num_components;
    if (components != 1 && components != 3 && components != 4) {
        leave(session, IMAGE_CODEC_UNSUPPORTED, "the JPEG file has neither 1, 3 nor 4 components");
    }
}

static int session_close(
    jpeg_session *session, int status, char *message, size_t message_capacity) {
    jpeg_destroy_decompress(&session->decoder);
    free(session->cmyk_row);
    if (status == IMAGE_CODEC_OK) {
        return status;
    }
    return image_codec_report(status, message, message_capacity, session->text);
}

int image_codec_jpeg_probe(
    const uint8_t *bytes, size_t count, image_codec_header *header, char *message,
    size_t message_capacity) {
    jpeg_session session = {0};
    if (setjmp(session.escape) != 0) {
        return session_close(&session, session.status, message, message_capacity);
    }
    session_open(&session, bytes, count);
    const struct jpeg_decompress_struct *decoder = &session.decoder;
    *header = (image_codec_header){
        .width = decoder->image_width,
        .height = decoder->image_height,
        .components = (uint8_t)decoder->num_components,
        .bit_depth = (uint8_t)decoder->data_precision,
        .is_cmyk = decoder->num_components == 4,
        .has_adobe_marker = decoder->saw_Adobe_marker != 0,
        .is_progressive = decoder->progressive_mode != 0,
    };
    return session_close(&session, IMAGE_CODEC_OK, message, message_capacity);
}

/// a * b / 255, rounded to nearest, for bytes.
static uint32_t multiply_bytes(uint32_t a, uint32_t b) {
    uint32_t product = a * b + 128;
    return (product + (product >> 8)) >> 8;
}

/// Adobe stores inverted CMYK: 255 is no ink. RGB is then (1 - ink) * (1 - black), rounded in the
/// order that Pillow uses: white minus black, minus ink times white minus black.
static void cmyk_to_rgb(const uint8_t *inverted, uint8_t *rgb, size_t width) {
    for (size_t x = 0; x < width; x++) {
        uint32_t light = inverted[4 * x + 3];
        for (size_t channel = 0; channel < 3; channel++) {
            uint32_t ink = 255u - inverted[4 * x + channel];
            rgb[3 * x + channel] = (uint8_t)(light - multiply_bytes(ink, light));
        }
    }
}

static void decode_rows(jpeg_session *session, uint8_t *rgb, size_t capacity) {
    struct jpeg_decompress_struct *decoder = &session->decoder;
    int is_cmyk = decoder->num_components == 4;
    decoder->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    decoder->dct_method = JDCT_ISLOW;
    decoder->do_fancy_upsampling = TRUE;
    jpeg_calc_output_dimensions(decoder);
    size_t width = decoder->output_width;
    if (!image_codec_is_rgb_size(capacity, width, decoder->output_height)) {
        leave(session, IMAGE_CODEC_BAD_ARGUMENT, "the pixel buffer does not fit the JPEG image");
    }
    if (is_cmyk) {
        session->cmyk_row = malloc(width * 4);
        if (session->cmyk_row == NULL) {
            leave(session, IMAGE_CODEC_OUT_OF_MEMORY, "no memory for one row of CMYK pixels");
        }
    }
    jpeg_start_decompress(decoder);
    while (decoder->output_scanline < decoder->output_height) {
        uint8_t *destination = rgb + (size_t)decoder->output_scanline * width * 3;
        JSAMPROW row = is_cmyk ? session->cmyk_row : destination;
        if (jpeg_read_scanlines(decoder, &row, 1) != 1) {
            leave(session, IMAGE_CODEC_CORRUPT, "the JPEG decoder returned no row");
        }
        if (is_cmyk) {
            cmyk_to_rgb(session->cmyk_row, destination, width);
        }
    }
    jpeg_finish_decompress(decoder);
}

int image_codec_jpeg_decode(
    const uint8_t *bytes, size_t count, const image_codec_jpeg_options *options, uint8_t *rgb,
    size_t capacity, char *message, size_t message_capacity) {
    jpeg_session session = {0};
    if (setjmp(session.escape) != 0) {
        return session_close(&session, session.status, message, message_capacity);
    }
    session_open(&session, bytes, count);
    session.maximum_scans = (int)options->maximum_scans;
    session.progress.progress_monitor = on_progress;
    session.decoder.progress = &session.progress;
    session.decoder.mem->max_memory_to_use = (long)options->maximum_memory;
    session.decoder.scale_num = 1;
    session.decoder.scale_denom = options->scale_denominator;
    decode_rows(&session, rgb, capacity);
    return session_close(&session, IMAGE_CODEC_OK, message, message_capacity);
}
