#include "internal.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct fa_writer {
    struct archive *archive;
    struct archive_entry *entry;
    fa_sink sink;
    void *context;
    char message[FA_MESSAGE_BYTES];
};

static la_ssize_t write_bytes(
    struct archive *archive, void *context, const void *bytes, size_t count) {
    fa_writer *writer = context;
    if (writer->sink(writer->context, bytes, count) == 0) return (la_ssize_t)count;
    archive_set_error(archive, EIO, "the bytes were not taken");
    return -1;
}

fa_writer *fa_writer_open(int level, fa_sink sink, void *context) {
    fa_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return NULL;
    writer->sink = sink;
    writer->context = context;
    writer->archive = archive_write_new();
    writer->entry = archive_entry_new();
    int status = writer->archive == NULL || writer->entry == NULL ? ARCHIVE_FATAL : ARCHIVE_OK;
    if (status == ARCHIVE_OK && level > 0) {
        char text[16];
        snprintf(text, sizeof text, "%d", level);
        status = archive_write_add_filter_zstd(writer->archive);
        if (status == ARCHIVE_OK)
            status = archive_write_set_filter_option(
                writer->archive, "zstd", "compression-level", text);
    }
    /* Plain ustar, with a pax record only for a file that ustar cannot hold: over 8 GiB. */
    if (status == ARCHIVE_OK)
        status = archive_write_set_format_pax_restricted(writer->archive);
    /* Without this the length of the file depends on what it is written to. */
    if (status == ARCHIVE_OK) status = archive_write_set_bytes_in_last_block(writer->archive, 1);
    if (status == ARCHIVE_OK)
        status = archive_write_open(writer->archive, writer, NULL, write_bytes, NULL);
    if (status == ARCHIVE_OK) return writer;
    fa_writer_free(writer);
    return NULL;
}

static fa_status result(fa_writer *writer, bool succeeded) {
    if (succeeded) return FA_OK;
    const char *reason = archive_error_string(writer->archive);
    fa_set_message(writer->message, "%s", reason != NULL ? reason : "libarchive gave no reason");
    return FA_SYSTEM;
}

fa_status fa_writer_begin(fa_writer *writer, const char *name, int64_t size) {
    struct archive_entry *entry = archive_entry_clear(writer->entry);
    archive_entry_copy_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, size);
    archive_entry_set_mtime(entry, 0, 0);
    archive_entry_set_uid(entry, 0);
    archive_entry_set_gid(entry, 0);
    return result(writer, archive_write_header(writer->archive, entry) == ARCHIVE_OK);
}

fa_status fa_writer_append(fa_writer *writer, const void *bytes, size_t count) {
    la_ssize_t written = archive_write_data(writer->archive, bytes, count);
    return result(writer, written >= 0 && (size_t)written == count);
}

fa_status fa_writer_finish(fa_writer *writer) {
    return result(writer, archive_write_close(writer->archive) == ARCHIVE_OK);
}

const char *fa_writer_message(const fa_writer *writer) { return writer->message; }

void fa_writer_free(fa_writer *writer) {
    if (writer == NULL) return;
    if (writer->archive != NULL) {
        /* Freeing would finish what was given up. */
        archive_write_fail(writer->archive);
        archive_write_free(writer->archive);
    }
    archive_entry_free(writer->entry);
    free(writer);
}
