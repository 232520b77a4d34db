#include "franken_curl.h"
#include "library.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct fc_connection {
    CURL *handle;
    struct curl_slist *headers;
    const fc_callbacks *callbacks;
    int64_t uploaded;
    CURLcode code;
    char message[CURL_ERROR_SIZE];
};

int fc_curl_is_there(void) { return fc_library_shared() != NULL; }

fc_connection *fc_connection_new(void) {
    if (!fc_curl_is_there()) return NULL;
    fc_connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) return NULL;
    connection->handle = curl_easy_init();
    if (connection->handle == NULL) {
        free(connection);
        return NULL;
    }
    return connection;
}

void fc_connection_reset(fc_connection *connection) {
    curl_easy_reset(connection->handle);
    curl_slist_free_all(connection->headers);
    connection->headers = NULL;
    connection->uploaded = 0;
    connection->message[0] = '\0';
}

int fc_connection_set_text(fc_connection *connection, fc_text which, const char *value) {
    CURL *handle = connection->handle;
    CURLcode code = CURLE_BAD_FUNCTION_ARGUMENT;
    switch (which) {
    case FC_URL:
        code = curl_easy_setopt(handle, CURLOPT_URL, value);
        break;
    case FC_METHOD:
        code = curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, value);
        break;
    case FC_USER_AGENT:
        code = curl_easy_setopt(handle, CURLOPT_USERAGENT, value);
        break;
    case FC_CA_FILE:
        code = curl_easy_setopt(handle, CURLOPT_CAINFO, value);
        if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_PROXY_CAINFO, value);
        break;
    case FC_PROXY:
        code = curl_easy_setopt(handle, CURLOPT_PROXY, value);
        break;
    case FC_NO_PROXY:
        code = curl_easy_setopt(handle, CURLOPT_NOPROXY, value);
        break;
    case FC_HEADER: {
        struct curl_slist *list = curl_slist_append(connection->headers, value);
        if (list == NULL) return 1;
        connection->headers = list;
        code = CURLE_OK;
        break;
    }
    }
    return code == CURLE_OK ? 0 : 1;
}

int fc_connection_set_number(fc_connection *connection, fc_number which, int64_t value) {
    CURL *handle = connection->handle;
    CURLcode code = CURLE_BAD_FUNCTION_ARGUMENT;
    switch (which) {
    case FC_CONNECT_MILLISECONDS:
        code = curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)value);
        break;
    case FC_TOTAL_MILLISECONDS:
        code = curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)value);
        break;
    case FC_STALL_BYTES:
        code = curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, (long)value);
        break;
    case FC_STALL_SECONDS:
        code = curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)value);
        break;
    case FC_UPLOAD_BYTES:
        code = curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        if (code == CURLE_OK)
            code = curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)value);
        break;
    case FC_WITHOUT_BODY:
        code = curl_easy_setopt(handle, CURLOPT_NOBODY, (long)value);
        break;
    }
    return code == CURLE_OK ? 0 : 1;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *data) {
    const fc_callbacks *callbacks = ((fc_connection *)data)->callbacks;
    int stop = callbacks->header(callbacks->context, (const uint8_t *)bytes, size * count);
    return stop ? 0 : size * count;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data) {
    const fc_callbacks *callbacks = ((fc_connection *)data)->callbacks;
    int stop = callbacks->body(callbacks->context, (const uint8_t *)bytes, size * count);
    /* Any other number than that of the bytes ends the transfer; 0 would not, for none. */
    return stop ? CURL_WRITEFUNC_ERROR : size * count;
}

static size_t on_upload(char *room, size_t size, size_t count, void *data) {
    fc_connection *connection = data;
    const fc_callbacks *callbacks = connection->callbacks;
    int64_t filled = callbacks->upload(
        callbacks->context, (uint8_t *)room, size * count, connection->uploaded);
    if (filled < 0 || (size_t)filled > size * count) return CURL_READFUNC_ABORT;
    connection->uploaded += filled;
    return (size_t)filled;
}

/* libcurl rewinds when it finds a kept connection dead and sends the request again. */
static int on_seek(void *data, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    ((fc_connection *)data)->uploaded = offset;
    return CURL_SEEKFUNC_OK;
}

static int on_progress(
    void *data, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up) {
    (void)down_total, (void)down, (void)up_total, (void)up;
    const fc_callbacks *callbacks = ((fc_connection *)data)->callbacks;
    return callbacks->stop(callbacks->context);
}

static CURLcode prepare(fc_connection *connection) {
    CURL *handle = connection->handle;
    CURLcode code = CURLE_OK;
#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(handle, option, value)
    SET(CURLOPT_ERRORBUFFER, connection->message);
    SET(CURLOPT_HTTPHEADER, connection->headers);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    /* Redirects are followed by the caller, who knows which headers are secret. */
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_BUFFERSIZE, 128L * 1024);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, connection);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, connection);
    SET(CURLOPT_READFUNCTION, on_upload);
    SET(CURLOPT_READDATA, connection);
    SET(CURLOPT_SEEKFUNCTION, on_seek);
    SET(CURLOPT_SEEKDATA, connection);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, on_progress);
    SET(CURLOPT_XFERINFODATA, connection);
#undef SET
    return code;
}

static fc_outcome outcome_of(CURLcode code) {
    switch (code) {
    case CURLE_OK: return FC_DONE;
    case CURLE_COULDNT_RESOLVE_HOST: return FC_NO_HOST;
    case CURLE_COULDNT_RESOLVE_PROXY: return FC_NO_PROXY_HOST;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY: return FC_NOT_CONNECTED;
    case CURLE_OPERATION_TIMEDOUT: return FC_TIMED_OUT;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return FC_BROKEN;
    case CURLE_PARTIAL_FILE: return FC_SHORT;
    case CURLE_PEER_FAILED_VERIFICATION: return FC_UNTRUSTED;
    case CURLE_SSL_CONNECT_ERROR: return FC_TLS;
    case CURLE_SSL_CACERT_BADFILE: return FC_BAD_CA_FILE;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return FC_NOT_HTTP;
    case CURLE_WRITE_ERROR:
    case CURLE_ABORTED_BY_CALLBACK: return FC_STOPPED;
    case CURLE_OUT_OF_MEMORY: return FC_NO_MEMORY;
    default: return FC_FAILED;
    }
}

/* TLS writes to a socket that the server closed raise SIGPIPE, which would end the process. It is
 * held back for this thread only: how a program treats signals is not a library's to change. */
static CURLcode perform(CURL *handle) {
#if defined(__linux__)
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    int was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    CURLcode code = curl_easy_perform(handle);
    const struct timespec now = {0, 0};
    if (!was_pending) sigtimedwait(&pipe, NULL, &now);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
#else
    return curl_easy_perform(handle);
#endif
}

fc_outcome fc_connection_perform(fc_connection *connection, const fc_callbacks *callbacks) {
    connection->callbacks = callbacks;
    CURLcode code = prepare(connection);
    if (code == CURLE_OK) code = perform(connection->handle);
    connection->callbacks = NULL;
    connection->code = code;
    if (code == CURLE_RECV_ERROR && fc_connection_proxy_status(connection) >= 300)
        return FC_PROXY_REFUSED;
    return outcome_of(code);
}

const char *fc_connection_message(const fc_connection *connection) {
    return connection->message[0] ? connection->message : fc_connection_reason(connection);
}

const char *fc_connection_reason(const fc_connection *connection) {
    return curl_easy_strerror(connection->code);
}

int64_t fc_connection_proxy_status(const fc_connection *connection) {
    long status = 0;
    curl_easy_getinfo(connection->handle, CURLINFO_HTTP_CONNECTCODE, &status);
    return status;
}

void fc_connection_free(fc_connection *connection) {
    if (connection == NULL) return;
    curl_easy_cleanup(connection->handle);
    curl_slist_free_all(connection->headers);
    free(connection);
}

// Not curl_version: it asks OpenLDAP, which looks the user up through a socket.
const char *fc_curl_version(void) {
    return fc_curl_is_there() ? curl_version_info(CURLVERSION_NOW)->version : NULL;
}

const char *fc_curl_tls_version(void) {
    return fc_curl_is_there() ? curl_version_info(CURLVERSION_NOW)->ssl_version : NULL;
}
