#include "internal.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

struct fa_reader {
    struct archive *tar;
    locale_t utf8;
    /* Bytes of the entry that were handed over. */
    int64_t offset;
    /* Bytes of the tar stream up to the end of the entry before. */
    int64_t entries_end;
    char message[FA_MESSAGE_BYTES];
    fa_ahead ahead;
};

struct archive *fa_open_archive(
    fa_filter filter, void *context, ssize_t (*read)(struct archive *, void *, const void **),
    char message[FA_MESSAGE_BYTES]) {
    struct archive *archive = archive_read_new();
    if (archive == NULL) {
        fa_set_message(message, "memory is short");
        return NULL;
    }
    int status = ARCHIVE_OK;
    if (filter != FA_PLAIN) {
        status = filter == FA_ZSTD ? archive_read_support_filter_zstd(archive)
                                   : archive_read_support_filter_gzip(archive);
        /* "raw" is no format: it hands over what the filter made of the file. */
        if (status == ARCHIVE_OK) status = archive_read_support_format_raw(archive);
    } else {
        status = archive_read_support_format_tar(archive);
        /* Not to allow several archives in a file, but to see what is behind the first: without
         * this option libarchive stops at the first block of zeros and looks no further. */
        if (status == ARCHIVE_OK)
            status = archive_read_set_option(archive, "tar", "read_concatenated_archives", "1");
    }
    if (status == ARCHIVE_OK)
        status = archive_read_open(archive, context, NULL, read, NULL);
    if (status == ARCHIVE_OK) return archive;
    const char *reason = archive_error_string(archive);
    fa_set_message(message, "%s", reason != NULL ? reason : "libarchive gave no reason");
    archive_read_free(archive);
    return NULL;
}

static la_ssize_t feed_tar(struct archive *archive, void *context, const void **bytes) {
    fa_reader *reader = context;
    size_t count = 0;
    switch (fa_ahead_take(&reader->ahead, bytes, &count)) {
        case FA_OK: return (la_ssize_t)count;
        case FA_END: return 0;
        default:
            archive_set_error(archive, EIO, "%s", reader->ahead.message);
            return -1;
    }
}

fa_status fa_reader_open(int descriptor, fa_limits limits, fa_reader **result) {
    fa_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return FA_MEMORY;
    if (fa_ahead_start(&reader->ahead, descriptor, limits) != FA_OK) {
        free(reader);
        return FA_MEMORY;
    }
    reader->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    *result = reader;
    return FA_OK;
}

/* What a failure of libarchive means: a reason of the other thread comes first. */
static fa_status failure(fa_reader *reader) {
    fa_ahead *ahead = &reader->ahead;
    pthread_mutex_lock(&ahead->mutex);
    fa_status status = ahead->status;
    if (status != FA_OK) fa_set_message(reader->message, "%s", ahead->message);
    pthread_mutex_unlock(&ahead->mutex);
    if (status != FA_OK) return status;
    if (reader->tar == NULL) return FA_MALFORMED;
    const char *reason = archive_error_string(reader->tar);
    fa_set_message(reader->message, "%s", reason != NULL ? reason : "it is no tar archive");
    return FA_MALFORMED;
}

static fa_kind kind_of(struct archive_entry *entry) {
    if (archive_entry_hardlink(entry) != NULL) return FA_HARD_LINK;
    if (archive_entry_symlink(entry) != NULL) return FA_SYMBOLIC_LINK;
    if (archive_entry_sparse_count(entry) > 0) return FA_SPARSE_FILE;
    switch (archive_entry_filetype(entry)) {
        case AE_IFREG: return FA_FILE;
        case AE_IFDIR: return FA_DIRECTORY;
        case AE_IFLNK: return FA_SYMBOLIC_LINK;
        case AE_IFCHR:
        case AE_IFBLK: return FA_DEVICE;
        default: return FA_OTHER;
    }
}

static fa_status next_entry(fa_reader *reader, fa_entry *result) {
    if (reader->tar == NULL) {
        reader->tar = fa_open_archive(FA_PLAIN, reader, feed_tar, reader->message);
        if (reader->tar == NULL) return failure(reader);
    }
    reader->entries_end = archive_filter_bytes(reader->tar, 0);
    struct archive_entry *entry;
    /* A warning says that the header is not what it seems; that is an error here. */
    int status = archive_read_next_header(reader->tar, &entry);
    if (status == ARCHIVE_EOF) return FA_END;
    if (status != ARCHIVE_OK) return failure(reader);
    /* A name in a pax record is UTF-8; an older one is whatever bytes its writer had. */
    const char *name = archive_entry_pathname_utf8(entry);
    if (name == NULL) name = archive_entry_pathname(entry);
    if (name == NULL) {
        fa_set_message(reader->message, "an entry has no name that can be read");
        return FA_MALFORMED;
    }
    result->name = name;
    result->kind = kind_of(entry);
    result->size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1;
    reader->offset = 0;
    return FA_OK;
}

/* Names in pax records are UTF-8, and libarchive hands them over in the charset of the locale:
 * with the locale "C" of a program that sets none it could not. The thread's own is put back. */
fa_status fa_reader_next(fa_reader *reader, fa_entry *result) {
    locale_t before = reader->utf8 == (locale_t)0 ? (locale_t)0 : uselocale(reader->utf8);
    fa_status status = next_entry(reader, result);
    if (before != (locale_t)0) uselocale(before);
    return status;
}

fa_status fa_reader_read(fa_reader *reader, const void **bytes, size_t *count) {
    for (;;) {
        la_int64_t offset;
        int status = archive_read_data_block(reader->tar, bytes, count, &offset);
        if (status == ARCHIVE_EOF) return FA_END;
        if (status != ARCHIVE_OK) return failure(reader);
        if (*count == 0) continue;
        if (offset != reader->offset) {
            fa_set_message(reader->message, "an entry has holes");
            return FA_MALFORMED;
        }
        reader->offset += (int64_t)*count;
        return FA_OK;
    }
}

fa_status fa_reader_finish(fa_reader *reader) {
    /* Zeros behind the last entry were read by libarchive, anything else was an entry or an error
     * to it. A file without any was cut off between two entries. */
    if (archive_filter_bytes(reader->tar, 0) - reader->entries_end >= 1024) return FA_OK;
    fa_set_message(reader->message, "it ends without an end mark: it is cut off");
    return FA_MALFORMED;
}

const char *fa_reader_message(const fa_reader *reader) { return reader->message; }

void fa_reader_free(fa_reader *reader) {
    if (reader == NULL) return;
    if (reader->tar != NULL) archive_read_free(reader->tar);
    fa_ahead_stop(&reader->ahead);
    if (reader->utf8 != (locale_t)0) freelocale(reader->utf8);
    free(reader);
}

const char *fa_version(void) { return archive_version_string(); }
