#ifndef FRANKEN_ARCHIVE_INTERNAL_H
#define FRANKEN_ARCHIVE_INTERNAL_H

#include "franken_archive.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct archive;

/* Bytes of a slot of the ring: large enough that a wake-up costs nothing beside it. */
#define FA_SLOT_BYTES (256u << 10)
#define FA_SLOTS 8
#define FA_MESSAGE_BYTES 200
/* What a file may be compressed by before the ratio counts: tar's own padding is all zeros. */
#define FA_RATIO_FREE_BYTES (16u << 20)

/* The thread that reads ahead, and the ring between it and the reader. */
typedef struct {
    int descriptor;
    fa_limits limits;
    struct timespec deadline;
    pthread_t thread;
    bool started;

    pthread_mutex_t mutex;
    pthread_cond_t filled, drained;
    /* Under the mutex: slots [taken, put) hold bytes. */
    uint64_t taken, put;
    bool cancelled, ended, slot_lent;
    fa_status status;
    char message[FA_MESSAGE_BYTES];
    size_t slot_counts[FA_SLOTS];
    unsigned char *slots;

    /* Of the thread alone. */
    unsigned char input[64 << 10];
    size_t head_count;
    bool head_taken;
    uint64_t file_bytes, tar_bytes;
    size_t partial;
} fa_ahead;

/* Starts the thread. */
fa_status fa_ahead_start(fa_ahead *ahead, int descriptor, fa_limits limits);
/* The next bytes of the tar stream, valid until the next call, or FA_END, or why not. */
fa_status fa_ahead_take(fa_ahead *ahead, const void **bytes, size_t *count);
/* Stops and joins the thread. */
void fa_ahead_stop(fa_ahead *ahead);

/* How a tar is compressed. */
typedef enum { FA_PLAIN, FA_ZSTD, FA_GZIP } fa_filter;

/* The one place that opens an archive: a new handle whose bytes come from `read`. With a filter it
 * hands over what the stream decompresses to, without the entries of a tar. NULL, with the reason
 * in `message`, when that fails. */
struct archive *fa_open_archive(
    fa_filter filter, void *context, ssize_t (*read)(struct archive *, void *, const void **),
    char message[FA_MESSAGE_BYTES]);

void fa_set_message(char *message, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
