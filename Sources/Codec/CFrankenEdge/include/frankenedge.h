// frankenedge: an image in, a FrankenSplit bitstream out. The C interface of the device library.
//
// Link with -lfrankenedge. Every function may be called from any thread.
//
//  - Status: functions that can fail return a `frankenedge_status`. Out-parameters are defined only
//    after FRANKENEDGE_OK unless said otherwise.
//  - Message: on failure `message` receives a zero-terminated UTF-8 sentence that says what was
//    expected, what was found and what to do, cut to `message_capacity`. It may be NULL when
//    `message_capacity` is 0.
//  - Ownership: the caller owns every pointer it passes, and none is kept after the call returns.
//    The one thing to give back is the encoder, by frankenedge_encoder_destroy.
//  - Threads: calls on one encoder wait for each other. For images side by side make one encoder
//    per thread. An encoder must not be destroyed while another thread uses it.
//  - Bytes from outside (packages, image files) may be hostile: they give a status, never a crash.
#ifndef FRANKENEDGE_H
#define FRANKENEDGE_H

#include <stddef.h>
#include <stdint.h>

#if !defined(__clang__) && !defined(_Nonnull)
#define _Nonnull
#define _Nullable
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// Raised when a function or struct of this header changes so that callers must be compiled anew.
#define FRANKENEDGE_ABI_VERSION 2

enum frankenedge_status {
    FRANKENEDGE_OK = 0,
    /// A value of the caller makes no sense: a size, an option, an unknown quality.
    FRANKENEDGE_INVALID_ARGUMENT = 1,
    /// The encoder package, or a file of it, is not there.
    FRANKENEDGE_NOT_FOUND = 2,
    /// The encoder package is damaged, of another version, or its parts do not belong together.
    FRANKENEDGE_BAD_PACKAGE = 3,
    /// The image file cannot be decoded, or is beyond the limits.
    FRANKENEDGE_BAD_IMAGE = 4,
    /// This machine lacks what was asked for, bf16 for example.
    FRANKENEDGE_UNSUPPORTED = 5,
    /// The bitstream is longer than `capacity`; `*count` says how long it is.
    FRANKENEDGE_BUFFER_TOO_SMALL = 6,
    /// The process is out of memory.
    FRANKENEDGE_OUT_OF_MEMORY = 7,
    /// A fault of this library.
    FRANKENEDGE_INTERNAL = 8,
    /// The image takes more bytes than its budget at every level; the message says the least.
    FRANKENEDGE_OVER_BUDGET = 9,
};

enum frankenedge_precision {
    /// The fastest that this CPU has hardware for.
    FRANKENEDGE_PRECISION_AUTO = 0,
    FRANKENEDGE_PRECISION_F32 = 1,
    FRANKENEDGE_PRECISION_BF16 = 2,
};

enum frankenedge_sizing {
    /// Resize and crop as the encoder was trained.
    FRANKENEDGE_SIZING_TRAINED = 0,
    /// Encode frames as they are; rows and columns at the borders that make no whole symbol are
    /// left out.
    FRANKENEDGE_SIZING_NATIVE = 1,
};

/// What `rate_value` means. A codec of several rates has levels, from the fewest bytes to the most.
enum frankenedge_rate {
    /// The finest level; the first quality of a codec of one rate.
    FRANKENEDGE_RATE_FINEST = 0,
    /// The quality that streams name: one of the package's.
    FRANKENEDGE_RATE_LEVEL = 1,
    /// A share of the way through the levels, 0 for the fewest bytes and 1 for the most.
    FRANKENEDGE_RATE_QUALITY = 2,
    /// The finest level whose whole stream has at most so many bytes.
    FRANKENEDGE_RATE_BYTES = 3,
    /// The finest level whose answer is there after so many milliseconds: encoding, which is
    /// measured for each image, sending at `bandwidth`, and `answer_milliseconds`.
    FRANKENEDGE_RATE_MILLISECONDS = 4,
};

/// How to encode. Zero everywhere but in `struct_size` gives the defaults.
typedef struct frankenedge_options {
    /// sizeof(frankenedge_options).
    size_t struct_size;
    /// A `frankenedge_precision`.
    int32_t precision;
    /// Threads for one image; 0 for one.
    int32_t threads;
    /// A `frankenedge_sizing`.
    int32_t sizing;
    /// 1 + the coder's id, or 0 for the default coder.
    int32_t coder_plus_one;
    /// 1 to decode JPEG files at full size, 0 to decode as little as the resize needs.
    int32_t full_jpeg;
    /// A `frankenedge_rate`.
    int32_t rate;
    /// What `rate` says.
    double rate_value;
    /// Bits per second, for FRANKENEDGE_RATE_MILLISECONDS.
    double bandwidth;
    /// Milliseconds that the server takes to answer, for FRANKENEDGE_RATE_MILLISECONDS.
    double answer_milliseconds;
} frankenedge_options;

/// A loaded encoder.
typedef struct frankenedge_encoder frankenedge_encoder;

/// The library's version, for example "0.1.0"; lives as long as the process.
const char *_Nonnull frankenedge_version(void);

/// FRANKENEDGE_ABI_VERSION of the library, to be compared with that of the header.
int32_t frankenedge_abi_version(void);

/// Loads the encoder package in the folder `path` (UTF-8). `*encoder` is NULL on failure.
/// `options` may be NULL for the defaults.
int frankenedge_encoder_create(
    const char *_Nonnull path, const frankenedge_options *_Nullable options,
    frankenedge_encoder *_Nullable *_Nonnull encoder, char *_Nullable message,
    size_t message_capacity);

/// Frees an encoder; NULL is allowed.
void frankenedge_encoder_destroy(frankenedge_encoder *_Nullable encoder);

/// The precision an encoder runs in, a `frankenedge_precision` other than AUTO.
int32_t frankenedge_encoder_precision(const frankenedge_encoder *_Nonnull encoder);

/// Encodes interleaved 8-bit RGB rows without padding, `rgb_count` = 3 * width * height bytes.
///
/// Writes the bitstream to `output`, which has room for `capacity` bytes, and its length to
/// `*count`; after FRANKENEDGE_BUFFER_TOO_SMALL `*count` is the length that was needed. 64 KiB
/// are plenty for an image of 224 x 224, which takes a few kilobytes.
int frankenedge_encode_rgb(
    frankenedge_encoder *_Nonnull encoder, const uint8_t *_Nonnull rgb, size_t rgb_count,
    int32_t width, int32_t height, uint8_t *_Nullable output, size_t capacity,
    size_t *_Nonnull count, char *_Nullable message, size_t message_capacity);

/// Decodes the bytes of a JPEG, PNG or WebP file and encodes the image; otherwise as
/// frankenedge_encode_rgb.
int frankenedge_encode_file(
    frankenedge_encoder *_Nonnull encoder, const uint8_t *_Nonnull bytes, size_t byte_count,
    uint8_t *_Nullable output, size_t capacity, size_t *_Nonnull count,
    char *_Nullable message, size_t message_capacity);

#ifdef __cplusplus
}
#endif

#endif
