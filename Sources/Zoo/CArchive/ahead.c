#include "internal.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const unsigned char zstd_magic[4] = {0x28, 0xB5, 0x2F, 0xFD};
static const unsigned char gzip_magic[2] = {0x1F, 0x8B};

void fa_set_message(char *message, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, FA_MESSAGE_BYTES, format, arguments);
    va_end(arguments);
}

/* Ends the stream with a reason; the first reason stays. */
static void fail(fa_ahead *ahead, fa_status status, const char *message) {
    pthread_mutex_lock(&ahead->mutex);
    if (ahead->status == FA_OK) {
        ahead->status = status;
        fa_set_message(ahead->message, "%s", message);
    }
    pthread_mutex_unlock(&ahead->mutex);
}

static bool is_cancelled(fa_ahead *ahead) {
    pthread_mutex_lock(&ahead->mutex);
    bool cancelled = ahead->cancelled;
    pthread_mutex_unlock(&ahead->mutex);
    return cancelled;
}

static bool is_late(const fa_ahead *ahead) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > ahead->deadline.tv_sec
        || (now.tv_sec == ahead->deadline.tv_sec && now.tv_nsec >= ahead->deadline.tv_nsec);
}

/* Some bytes of the file, 0 at its end, -1 after `fail`. A pipe whose writer sleeps is polled, so
 * that neither the deadline nor the caller who gave up waits for it. */
static ssize_t read_some(fa_ahead *ahead, unsigned char *bytes, size_t capacity) {
    for (;;) {
        if (is_cancelled(ahead)) return -1;
        if (is_late(ahead)) {
            fail(ahead, FA_TOO_SLOW, "it took longer than allowed");
            return -1;
        }
        struct pollfd wanted = {.fd = ahead->descriptor, .events = POLLIN};
        int ready = poll(&wanted, 1, 100);
        if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
        ssize_t count = ready < 0 ? -1 : read(ahead->descriptor, bytes, capacity);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) fail(ahead, FA_SYSTEM, strerror(errno));
        if (count > 0) ahead->file_bytes += (uint64_t)count;
        return count;
    }
}

/* Fills as much of `bytes` as the file has; a short count is its end, -1 a failure. */
static ssize_t read_full(fa_ahead *ahead, unsigned char *bytes, size_t capacity) {
    size_t total = 0;
    while (total < capacity) {
        ssize_t count = read_some(ahead, bytes + total, capacity - total);
        if (count < 0) return -1;
        if (count == 0) break;
        total += (size_t)count;
    }
    return (ssize_t)total;
}

/* The slot to fill next, or NULL when the caller gave up. */
static unsigned char *free_slot(fa_ahead *ahead) {
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->cancelled && ahead->put - ahead->taken == FA_SLOTS)
        pthread_cond_wait(&ahead->drained, &ahead->mutex);
    bool cancelled = ahead->cancelled;
    size_t index = ahead->put % FA_SLOTS;
    pthread_mutex_unlock(&ahead->mutex);
    return cancelled ? NULL : ahead->slots + index * FA_SLOT_BYTES;
}

static void put_slot(fa_ahead *ahead, size_t count) {
    pthread_mutex_lock(&ahead->mutex);
    ahead->slot_counts[ahead->put % FA_SLOTS] = count;
    ahead->put += 1;
    pthread_cond_signal(&ahead->filled);
    pthread_mutex_unlock(&ahead->mutex);
}

/* Counts bytes of the tar stream against the budgets. */
static bool count_bytes(fa_ahead *ahead, size_t count, bool compressed) {
    ahead->tar_bytes += count;
    if (ahead->tar_bytes > ahead->limits.byte_count) {
        fail(ahead, FA_TOO_LARGE, "it holds more bytes than allowed");
        return false;
    }
    if (compressed && ahead->tar_bytes > FA_RATIO_FREE_BYTES
        && ahead->tar_bytes / ahead->limits.ratio > ahead->file_bytes) {
        fail(ahead, FA_TOO_LARGE, "it is compressed far better than weights can be");
        return false;
    }
    return true;
}

static ssize_t feed_filter(struct archive *archive, void *context, const void **bytes) {
    (void)archive;
    fa_ahead *ahead = context;
    *bytes = ahead->input;
    if (!ahead->head_taken) {
        ahead->head_taken = true;
        return (ssize_t)ahead->head_count;
    }
    return read_some(ahead, ahead->input, sizeof ahead->input);
}

/* Copies decompressed bytes into slots; false when the caller gave up. */
static bool put_bytes(fa_ahead *ahead, const unsigned char *bytes, size_t count) {
    while (count > 0) {
        unsigned char *slot = free_slot(ahead);
        if (slot == NULL) return false;
        size_t room = FA_SLOT_BYTES - ahead->partial;
        size_t step = count < room ? count : room;
        memcpy(slot + ahead->partial, bytes, step);
        ahead->partial += step;
        bytes += step;
        count -= step;
        if (ahead->partial == FA_SLOT_BYTES) {
            put_slot(ahead, FA_SLOT_BYTES);
            ahead->partial = 0;
        }
    }
    return true;
}

static void run_filter(fa_ahead *ahead, fa_filter filter) {
    char message[FA_MESSAGE_BYTES] = "";
    struct archive *archive = fa_open_archive(filter, ahead, feed_filter, message);
    struct archive_entry *entry;
    int status = archive == NULL ? ARCHIVE_FATAL : archive_read_next_header(archive, &entry);
    while (status == ARCHIVE_OK) {
        const void *bytes;
        size_t count;
        la_int64_t offset;
        status = archive_read_data_block(archive, &bytes, &count, &offset);
        if (status != ARCHIVE_OK) break;
        if (!count_bytes(ahead, count, true) || !put_bytes(ahead, bytes, count)) break;
        if (is_late(ahead)) fail(ahead, FA_TOO_SLOW, "it took longer than allowed");
    }
    if (status != ARCHIVE_OK && status != ARCHIVE_EOF) {
        const char *reason = archive == NULL ? message : archive_error_string(archive);
        if (reason == NULL) reason = "libarchive gave no reason";
        bool memory = strstr(reason, "too much memory") != NULL;
        fail(ahead, memory ? FA_TOO_LARGE : FA_MALFORMED, reason);
    }
    if (archive != NULL) archive_read_free(archive);
    if (ahead->partial > 0) put_slot(ahead, ahead->partial);
}

static void run_plain(fa_ahead *ahead) {
    size_t head = ahead->head_count;
    for (;;) {
        unsigned char *slot = free_slot(ahead);
        if (slot == NULL) return;
        memcpy(slot, ahead->input, head);
        ssize_t count = read_full(ahead, slot + head, FA_SLOT_BYTES - head);
        if (count < 0) return;
        size_t total = head + (size_t)count;
        head = 0;
        if (!count_bytes(ahead, total, false)) return;
        if (total > 0) put_slot(ahead, total);
        if (total < FA_SLOT_BYTES) return;
    }
}

static void *run(void *context) {
    fa_ahead *ahead = context;
    /* A tar header is 512 bytes and has its magic at 257; zstd and gzip begin with their own. */
    ssize_t head = read_full(ahead, ahead->input, 512);
    if (head >= 0) {
        ahead->head_count = (size_t)head;
        if (head >= 4 && memcmp(ahead->input, zstd_magic, 4) == 0) {
            run_filter(ahead, FA_ZSTD);
        } else if (ahead->limits.gzip && head >= 2 && memcmp(ahead->input, gzip_magic, 2) == 0) {
            run_filter(ahead, FA_GZIP);
        } else if (head == 512 && memcmp(ahead->input + 257, "ustar", 5) == 0) {
            run_plain(ahead);
        } else {
            fail(ahead, FA_MALFORMED, "it is neither a tar nor a tar compressed with zstd");
        }
    }
    pthread_mutex_lock(&ahead->mutex);
    ahead->ended = true;
    pthread_cond_signal(&ahead->filled);
    pthread_mutex_unlock(&ahead->mutex);
    return NULL;
}

fa_status fa_ahead_start(fa_ahead *ahead, int descriptor, fa_limits limits) {
    ahead->descriptor = descriptor;
    ahead->limits = limits;
    if (ahead->limits.ratio == 0) ahead->limits.ratio = 1;
    clock_gettime(CLOCK_MONOTONIC, &ahead->deadline);
    ahead->deadline.tv_sec += limits.seconds;
    ahead->slots = malloc((size_t)FA_SLOTS * FA_SLOT_BYTES);
    if (ahead->slots == NULL) return FA_MEMORY;
    pthread_mutex_init(&ahead->mutex, NULL);
    pthread_cond_init(&ahead->filled, NULL);
    pthread_cond_init(&ahead->drained, NULL);
    if (pthread_create(&ahead->thread, NULL, run, ahead) != 0) {
        free(ahead->slots);
        return FA_MEMORY;
    }
    ahead->started = true;
    return FA_OK;
}

fa_status fa_ahead_take(fa_ahead *ahead, const void **bytes, size_t *count) {
    fa_status status = FA_OK;
    pthread_mutex_lock(&ahead->mutex);
    /* The slot that was handed over last is free now; `taken` counts it only from here on. */
    if (ahead->slot_lent) {
        ahead->taken += 1;
        ahead->slot_lent = false;
        pthread_cond_signal(&ahead->drained);
    }
    while (ahead->taken == ahead->put && !ahead->ended)
        pthread_cond_wait(&ahead->filled, &ahead->mutex);
    if (ahead->taken < ahead->put) {
        size_t index = ahead->taken % FA_SLOTS;
        *bytes = ahead->slots + index * FA_SLOT_BYTES;
        *count = ahead->slot_counts[index];
        ahead->slot_lent = true;
    } else {
        status = ahead->status == FA_OK ? FA_END : ahead->status;
    }
    pthread_mutex_unlock(&ahead->mutex);
    return status;
}

void fa_ahead_stop(fa_ahead *ahead) {
    if (!ahead->started) return;
    pthread_mutex_lock(&ahead->mutex);
    ahead->cancelled = true;
    pthread_cond_signal(&ahead->drained);
    pthread_mutex_unlock(&ahead->mutex);
    pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->filled);
    pthread_cond_destroy(&ahead->drained);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead->slots);
}
