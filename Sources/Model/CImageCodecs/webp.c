#include "image_codecs.h"
#include "message.h"

#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

/// Opens a complete file; NULL when it is cut or malformed. The caller deletes the demuxer.
static WebPDemuxer *open_complete(
    const uint8_t *bytes, size_t count, int *status, char *message, size_t capacity) {
    WebPData data = {.bytes = bytes, .size = count};
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    WebPDemuxer *demuxer = WebPDemuxPartial(&data, &state);
    if (demuxer != NULL && state == WEBP_DEMUX_DONE
        && WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT) > 0) {
        return demuxer;
    }
    WebPDemuxDelete(demuxer);
    if (state == WEBP_DEMUX_PARSING_HEADER || state == WEBP_DEMUX_PARSED_HEADER) {
        *status = image_codec_report(
            IMAGE_CODEC_TRUNCATED, message, capacity, "the WebP data ends before the image does");
    } else {
        *status = image_codec_report(
            IMAGE_CODEC_CORRUPT, message, capacity, "the WebP chunks are malformed");
    }
    return NULL;
}

int image_codec_webp_probe(
    const uint8_t *bytes, size_t count, image_codec_header *header, char *message,
    size_t message_capacity) {
    int status = IMAGE_CODEC_OK;
    WebPDemuxer *demuxer = open_complete(bytes, count, &status, message, message_capacity);
    if (demuxer == NULL) {
        return status;
    }
    uint32_t flags = WebPDemuxGetI(demuxer, WEBP_FF_FORMAT_FLAGS);
    *header = (image_codec_header){
        .width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH),
        .height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT),
        .components = (flags & ALPHA_FLAG) != 0 ? 4 : 3,
        .bit_depth = 8,
        .is_animated = (flags & ANIMATION_FLAG) != 0,
    };
    WebPDemuxDelete(demuxer);
    return IMAGE_CODEC_OK;
}

static int report_decoder_status(VP8StatusCode code, char *message, size_t capacity) {
    switch (code) {
    case VP8_STATUS_OK:
        return IMAGE_CODEC_OK;
    case VP8_STATUS_OUT_OF_MEMORY:
        return image_codec_report(
            IMAGE_CODEC_OUT_OF_MEMORY, message, capacity, "no memory for the WebP decoder");
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return image_codec_report(
            IMAGE_CODEC_UNSUPPORTED, message, capacity, "the WebP image uses an unknown feature");
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return image_codec_report(
            IMAGE_CODEC_TRUNCATED, message, capacity, "the WebP data ends before the image does");
    default:
        return image_codec_report(
            IMAGE_CODEC_CORRUPT, message, capacity, "the WebP image data is malformed");
    }
}

static int decode_first_frame(
    const WebPDemuxer *demuxer, uint8_t *rgb, size_t capacity, char *message,
    size_t message_capacity) {
    size_t width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH);
    size_t height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT);
    if (!image_codec_is_rgb_size(capacity, width, height)) {
        return image_codec_report(
            IMAGE_CODEC_BAD_ARGUMENT, message, message_capacity,
            "the pixel buffer does not fit the WebP image");
    }
    WebPDecoderConfig config;
    WebPIterator frame = {0};
    if (!WebPInitDecoderConfig(&config) || !WebPDemuxGetFrame(demuxer, 1, &frame)) {
        return image_codec_report(
            IMAGE_CODEC_CORRUPT, message, message_capacity, "the WebP file has no frame");
    }
    int status = IMAGE_CODEC_CORRUPT;
    if (frame.x_offset < 0 || frame.y_offset < 0 || frame.width <= 0 || frame.height <= 0
        || (size_t)frame.x_offset + (size_t)frame.width > width
        || (size_t)frame.y_offset + (size_t)frame.height > height) {
        image_codec_report(
            status, message, message_capacity, "the first WebP frame leaves the canvas");
    } else {
        size_t start = ((size_t)frame.y_offset * width + (size_t)frame.x_offset) * 3;
        memset(rgb, 0, capacity);
        config.output.colorspace = MODE_RGB;
        config.output.is_external_memory = 1;
        config.output.u.RGBA.rgba = rgb + start;
        config.output.u.RGBA.stride = (int)(width * 3);
        config.output.u.RGBA.size = capacity - start;
        status = report_decoder_status(
            WebPDecode(frame.fragment.bytes, frame.fragment.size, &config), message,
            message_capacity);
        WebPFreeDecBuffer(&config.output);
    }
    WebPDemuxReleaseIterator(&frame);
    return status;
}

int image_codec_webp_decode(
    const uint8_t *bytes, size_t count, uint8_t *rgb, size_t capacity, char *message,
    size_t message_capacity) {
    int status = IMAGE_CODEC_OK;
    WebPDemuxer *demuxer = open_complete(bytes, count, &status, message, message_capacity);
    if (demuxer == NULL) {
        return status;
    }
    status = decode_first_frame(demuxer, rgb, capacity, message, message_capacity);
    WebPDemuxDelete(demuxer);
    return status;
}
