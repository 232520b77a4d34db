/* The part of libcurl that the zoo needs, as plain C that Swift imports: curl_easy_setopt takes
 * variable arguments, which Swift cannot call.
 *
 * One connection makes one request at a time and keeps its socket open for the next. Several
 * threads may each use their own. No function takes ownership of what it is given. */
#ifndef FRANKEN_CURL_H
#define FRANKEN_CURL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A connection that can be used again. */
typedef struct fc_connection fc_connection;

/* How a request ended. */
typedef enum fc_outcome {
    FC_DONE = 0,          /* the server answered, with whatever status */
    FC_NO_HOST,           /* the host has no address */
    FC_NO_PROXY_HOST,     /* the proxy has no address */
    FC_NOT_CONNECTED,     /* nobody listens, or no route */
    FC_TIMED_OUT,         /* connecting, stalling or the whole took too long */
    FC_BROKEN,            /* the connection broke */
    FC_SHORT,             /* the body ended before its announced length */
    FC_UNTRUSTED,         /* the server's certificate was not accepted */
    FC_TLS,               /* TLS could not be agreed on */
    FC_BAD_CA_FILE,       /* the file of certificate authorities cannot be used */
    FC_PROXY_REFUSED,     /* the proxy did not let the request through */
    FC_NOT_HTTP,          /* the answer is not HTTP as it should be */
    FC_STOPPED,           /* a callback ended the request */
    FC_NO_MEMORY,         /* memory is short */
    FC_FAILED             /* anything else */
} fc_outcome;

/* Texts of a request. */
typedef enum fc_text {
    FC_URL,
    FC_METHOD,
    FC_USER_AGENT,
    FC_CA_FILE,
    FC_PROXY,    /* a URL, or empty for none */
    FC_NO_PROXY, /* hosts that are reached directly, separated by commas */
    FC_HEADER    /* one line without its end; may be given many times */
} fc_text;

/* Numbers of a request. */
typedef enum fc_number {
    FC_CONNECT_MILLISECONDS,
    FC_TOTAL_MILLISECONDS,   /* 0: no limit */
    FC_STALL_BYTES,          /* fewer bytes a second than this ... */
    FC_STALL_SECONDS,        /* ... for this long end the request; 0: never */
    FC_UPLOAD_BYTES,         /* there is a body of this length */
    FC_WITHOUT_BODY          /* 1: the answer has no body, as for HEAD */
} fc_number;

/* What a request calls while it runs, on the thread that runs it. */
typedef struct fc_callbacks {
    void *context;
    /* A line of the answer's head, with its end. Returns 0 to go on. */
    int (*header)(void *context, const uint8_t *bytes, size_t count);
    /* A piece of the answer's body. Returns 0 to go on. */
    int (*body)(void *context, const uint8_t *bytes, size_t count);
    /* Fills `room` with the request's body from `offset` on. Returns the bytes, or -1 to stop. */
    int64_t (*upload)(void *context, uint8_t *room, size_t count, int64_t offset);
    /* Asked about once a second and at each piece. Returns 0 to go on. */
    int (*stop)(void *context);
} fc_callbacks;

/* Whether libcurl could be loaded and started: 1 or 0. */
int fc_curl_is_there(void);
/* A new connection; NULL when there is no libcurl or memory is short. The caller frees it. */
fc_connection *fc_connection_new(void);
/* Forgets the request, and keeps the socket. */
void fc_connection_reset(fc_connection *connection);
/* Sets a text, which is copied. Returns 0, or 1 when memory is short. */
int fc_connection_set_text(fc_connection *connection, fc_text which, const char *value);
/* Sets a number. Returns 0, or 1 when libcurl refuses it. */
int fc_connection_set_number(fc_connection *connection, fc_number which, int64_t value);
/* Makes the request and waits for its end. */
fc_outcome fc_connection_perform(fc_connection *connection, const fc_callbacks *callbacks);
/* What libcurl said about the last failure; never NULL, valid until the next reset. It may name
 * hosts, proxies and files. */
const char *fc_connection_message(const fc_connection *connection);
/* The kind of the last failure in libcurl's words, which name nothing; never NULL. */
const char *fc_connection_reason(const fc_connection *connection);
/* The status of the proxy's answer to CONNECT, 0 when there was none. */
int64_t fc_connection_proxy_status(const fc_connection *connection);
/* Closes and frees; NULL is fine. */
void fc_connection_free(fc_connection *connection);
/* The version of libcurl; NULL when there is none. */
const char *fc_curl_version(void);
/* Name and version of what it speaks TLS with; NULL when it does not. */
const char *fc_curl_tls_version(void);

#ifdef __cplusplus
}
#endif

#endif
