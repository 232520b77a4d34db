// JPEG, PNG and WebP decoding and encoding, behind one plain C boundary.
//
// Rules that hold for every function of this header:
//  - The result is a status. Out-parameters and pixel buffers are defined only after
//    IMAGE_CODEC_OK; an `image_codec_header` is untouched otherwise, a pixel buffer may be half
//    written.
//  - The caller owns every pointer it passes, and no pointer is kept after the call returns. What a
//    codec library allocates while it works is freed before the call returns, on failure too.
//  - On failure `message` receives a zero-terminated English sentence, cut to `message_capacity`.
//    It may be NULL when `message_capacity` is 0.
//  - No function keeps state between calls: all of them may run on any number of threads at once.
//  - A library's longjmp, exit or stderr output never crosses this boundary.
//
// Decoding takes two steps, so that no pixel memory exists before the caller has seen the size:
// probe the header, check it against limits, allocate width * height * 3 bytes, decode into them.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum image_codec_status {
    IMAGE_CODEC_OK = 0,
    /// The bytes end before the image does.
    IMAGE_CODEC_TRUNCATED = 1,
    /// The bytes contradict their format.
    IMAGE_CODEC_CORRUPT = 2,
    /// The file is well formed, but of a kind that is not decoded here (12-bit JPEG, for example).
    IMAGE_CODEC_UNSUPPORTED = 3,
    /// The file asks for more memory or work than the limits allow.
    IMAGE_CODEC_LIMIT = 4,
    /// The process is out of memory.
    IMAGE_CODEC_OUT_OF_MEMORY = 5,
    /// The pixel buffer does not match the image; a bug of the caller.
    IMAGE_CODEC_BAD_ARGUMENT = 6,
};

/// What a header declares, before any pixel is decoded.
typedef struct image_codec_header {
    uint32_t width;
    uint32_t height;
    /// Samples per pixel as stored: 1 gray or palette index, 2 gray + alpha, 3 color, 4 color +
    /// alpha or CMYK.
    uint8_t components;
    /// Bits per stored sample: 1, 2, 4, 8 or 16.
    uint8_t bit_depth;
    /// 1 when samples are palette indices (PNG).
    uint8_t is_indexed;
    /// 1 for CMYK and YCCK JPEG.
    uint8_t is_cmyk;
    /// 1 when an Adobe marker is present (JPEG).
    uint8_t has_adobe_marker;
    /// 1 for progressive JPEG and interlaced PNG.
    uint8_t is_progressive;
    /// 1 when the file holds several frames (WebP).
    uint8_t is_animated;
} image_codec_header;

/// What a JPEG may cost, and the size it is decoded at.
typedef struct image_codec_jpeg_options {
    /// 1, 2, 4 or 8: decode at 1/n of the size, each side rounded up.
    uint32_t scale_denominator;
    /// Scans beyond this number end the decoding with IMAGE_CODEC_LIMIT.
    uint32_t maximum_scans;
    /// Bytes libjpeg may hold at a time, without the caller's pixels.
    size_t maximum_memory;
} image_codec_jpeg_options;

int image_codec_jpeg_probe(
    const uint8_t *_Nonnull bytes, size_t count, image_codec_header *_Nonnull header,
    char *_Nullable message, size_t message_capacity);

/// Decodes to interleaved 8-bit RGB, rows top to bottom without padding. `capacity` must be exactly
/// 3 * ceil(width / n) * ceil(height / n) for the scale denominator n. CMYK is taken as Adobe
/// writes it (inverted) and multiplied out without a color profile.
int image_codec_jpeg_decode(
    const uint8_t *_Nonnull bytes, size_t count,
    const image_codec_jpeg_options *_Nonnull options, uint8_t *_Nonnull rgb, size_t capacity,
    char *_Nullable message, size_t message_capacity);

/// Takes sides of any length: the caller compares the header with its limits before it decodes.
int image_codec_png_probe(
    const uint8_t *_Nonnull bytes, size_t count, image_codec_header *_Nonnull header,
    char *_Nullable message, size_t message_capacity);

/// Decodes to interleaved 8-bit RGB; `capacity` must be exactly 3 * width * height. Alpha and tRNS
/// are dropped, not composited; 16-bit color keeps its high byte; 16-bit gray without alpha is
/// clipped at 255 (what Pillow's convert("RGB") does); an index beyond the palette is black.
int image_codec_png_decode(
    const uint8_t *_Nonnull bytes, size_t count, uint8_t *_Nonnull rgb, size_t capacity,
    char *_Nullable message, size_t message_capacity);

/// Encodes interleaved 8-bit RGB of 3 * width * height bytes. With `output` NULL only `*capacity` is
/// set, to the bytes needed; otherwise it is the room at `output`, and the bytes written afterwards.
int image_codec_png_encode(
    const uint8_t *_Nonnull rgb, size_t count, uint32_t width, uint32_t height,
    uint8_t *_Nullable output, size_t *_Nonnull capacity, char *_Nullable message,
    size_t message_capacity);

/// Encodes interleaved 8-bit RGB of 3 * width * height bytes as a baseline JPEG with 4:2:0 chroma,
/// with Huffman tables of its own when `optimizes` is not 0, else with the standard's. `*capacity` is the room at `output`, and the bytes written
/// afterwards; IMAGE_CODEC_LIMIT when the file does not fit. `quality` is 1 to 100.
int image_codec_jpeg_encode(
    const uint8_t *_Nonnull rgb, size_t count, uint32_t width, uint32_t height, int quality,
    int optimizes, uint8_t *_Nonnull output, size_t *_Nonnull capacity, char *_Nullable message,
    size_t message_capacity);

/// Encodes interleaved 8-bit RGB of 3 * width * height bytes as a lossy WebP with method 4; the rest
/// as image_codec_jpeg_encode. `quality` is 0 to 100.
int image_codec_webp_encode(
    const uint8_t *_Nonnull rgb, size_t count, uint32_t width, uint32_t height, int quality,
    uint8_t *_Nonnull output, size_t *_Nonnull capacity, char *_Nullable message,
    size_t message_capacity);

/// Inflates zlib data, such as a text of a PNG file. `*capacity` is the room at `output`, and the
/// bytes written afterwards; IMAGE_CODEC_LIMIT when the text does not fit, or is cut.
int image_codec_inflate(
    const uint8_t *_Nonnull bytes, size_t count, uint8_t *_Nonnull output,
    size_t *_Nonnull capacity, char *_Nullable message, size_t message_capacity);

int image_codec_webp_probe(
    const uint8_t *_Nonnull bytes, size_t count, image_codec_header *_Nonnull header,
    char *_Nullable message, size_t message_capacity);

/// Decodes the first frame, on a black canvas, to interleaved 8-bit RGB; `capacity` must be exactly
/// 3 * width * height of the canvas. Alpha is dropped, not composited.
int image_codec_webp_decode(
    const uint8_t *_Nonnull bytes, size_t count, uint8_t *_Nonnull rgb, size_t capacity,
    char *_Nullable message, size_t message_capacity);

#ifdef __cplusplus
}
#endif
