/* The part of libarchive that the zoo uses, as plain C that Swift imports: tar, plain or in one
 * zstd stream, read forward and written forward; data also in gzip. No other format or filter is ever enabled, and
 * nothing here knows a file system: names are handed over as they are, for the caller to judge.
 *
 * A reader has a thread of its own that reads and decompresses ahead into a small ring, so that
 * the caller's hashing and writing use another core. A reader or writer is for one thread. */
#ifndef FRANKEN_ARCHIVE_H
#define FRANKEN_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a call ended. */
typedef enum {
    FA_OK = 0,
    /* No further entry, or no further bytes of an entry. */
    FA_END = 1,
    /* Not an archive that is read here, damaged, truncated, or with something behind its end. */
    FA_MALFORMED = 2,
    /* More bytes, a higher ratio or a larger window than allowed. */
    FA_TOO_LARGE = 3,
    /* The wall-clock budget is used up. */
    FA_TOO_SLOW = 4,
    /* The system refused to read or write. */
    FA_SYSTEM = 5,
    /* Memory or threads are short. */
    FA_MEMORY = 6
} fa_status;

/* What an entry is. */
typedef enum {
    FA_FILE = 0,
    FA_DIRECTORY = 1,
    FA_SYMBOLIC_LINK = 2,
    FA_HARD_LINK = 3,
    FA_SPARSE_FILE = 4,
    FA_DEVICE = 5,
    FA_OTHER = 6
} fa_kind;

/* What an archive may cost. */
typedef struct {
    /* Bytes of the tar stream. */
    uint64_t byte_count;
    /* Bytes of the tar stream per compressed byte, beyond the first 16 MiB. */
    uint64_t ratio;
    /* Seconds from opening to the end. */
    uint32_t seconds;
    /* Whether it may be compressed with gzip: data, not bundles. */
    bool gzip;
} fa_limits;

/* An entry; the name is valid until the next call with the reader. */
typedef struct {
    const char *_Nullable name;
    fa_kind kind;
    /* Bytes of content; -1 when the header does not say. */
    int64_t size;
} fa_entry;

typedef struct fa_reader fa_reader;

/* Opens an archive: the only function of the zoo that does. The descriptor stays the caller's
 * and must stay open until the reader is freed; it may be a pipe. What is no archive is reported by the
 * first fa_reader_next. On failure nothing is stored in `reader`. */
fa_status fa_reader_open(int descriptor, fa_limits limits, fa_reader *_Nullable *_Nonnull reader);
/* The next entry, or FA_END behind the last one. */
fa_status fa_reader_next(fa_reader *_Nonnull reader, fa_entry *_Nonnull entry);
/* The next bytes of the entry, in order, or FA_END; they are valid until the next call. */
fa_status fa_reader_read(
    fa_reader *_Nonnull reader, const void *_Nullable *_Nonnull bytes, size_t *_Nonnull count);
/* Behind the last entry: FA_OK when the archive has an end mark. */
fa_status fa_reader_finish(fa_reader *_Nonnull reader);
/* Why the last call failed; valid until the next one. */
const char *_Nonnull fa_reader_message(const fa_reader *_Nonnull reader);
/* Stops the thread and frees everything; NULL is fine. */
void fa_reader_free(fa_reader *_Nullable reader);

/* Takes written bytes; anything but 0 stops the writer. */
typedef int (*fa_sink)(void *_Nonnull context, const void *_Nullable bytes, size_t count);

typedef struct fa_writer fa_writer;

/* Begins an archive whose bytes go to `sink`; a level of 0 means no compression. NULL when memory
 * is short or the level is not one that zstd has. The caller frees it. */
fa_writer *_Nullable fa_writer_open(int level, fa_sink _Nonnull sink, void *_Nonnull context);
/* Begins a regular file of exactly `size` bytes, mode 0644, owner 0, time 0. */
fa_status fa_writer_begin(fa_writer *_Nonnull writer, const char *_Nonnull name, int64_t size);
/* Adds bytes of the file. */
fa_status fa_writer_append(fa_writer *_Nonnull writer, const void *_Nullable bytes, size_t count);
/* Ends the archive; all its bytes have been handed over then. */
fa_status fa_writer_finish(fa_writer *_Nonnull writer);
/* Why the last call failed. */
const char *_Nonnull fa_writer_message(const fa_writer *_Nonnull writer);
/* Frees the writer, without finishing the archive; NULL is fine. */
void fa_writer_free(fa_writer *_Nullable writer);

/* libarchive's own name and version. */
const char *_Nonnull fa_version(void);

#ifdef __cplusplus
}
#endif

#endif
