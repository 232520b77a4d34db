#!/usr/bin/env python3
"""An HTTP server whose first path element says what is wrong with it.

Prints its port, serves on loopback and ends when its input is closed.

Usage: fault_server.py [CERTIFICATE KEY]
"""

import base64
import email.utils
import hashlib
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIZE = 300_000
BLOB = bytes((index * 31 + index // 251) % 256 for index in range(SIZE))
OTHER = bytes(byte ^ 255 for byte in BLOB)
TAG = '"%s"' % hashlib.sha256(BLOB).hexdigest()
OTHER_TAG = '"%s"' % hashlib.sha256(OTHER).hexdigest()

lock = threading.Lock()
stats = {"requests": [], "bytes": 0}
counts = {}
upload = {"bytes": b"", "breaks": 2}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *arguments):
        pass

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, ssl.SSLError, TimeoutError):
            pass

    def send(self, data):
        if self.command == "HEAD":
            return
        self.wfile.write(data)
        with lock:
            stats["bytes"] += len(data)

    def head(self, status, **headers):
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def wanted(self, size=SIZE):
        """The range that is asked for, or None."""
        text = self.headers.get("Range")
        if not text:
            return None
        first, last = text.removeprefix("bytes=").split("-")
        return int(first), int(last) if last else size - 1

    def serve(self, body=BLOB, tag=TAG, ranges=True):
        wanted = self.wanted()
        if_range = self.headers.get("If-Range")
        if if_range and if_range != tag:
            wanted = None
        headers = {"ETag": tag} if tag else {}
        if ranges and wanted:
            first, last = wanted
            part = body[first:last + 1]
            self.head(
                206, Content_Length=len(part),
                Content_Range=f"bytes {first}-{last}/{len(body)}", **headers)
        else:
            part = body
            self.head(200, Content_Length=len(part), **headers)
        if self.command != "HEAD":
            self.send(part)

    def reset(self):
        """Ends the connection with RST."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def cut(self, after, body=BLOB):
        """Announces a whole answer and ends the connection after some bytes of it."""
        wanted = self.wanted() or (0, len(body) - 1)
        part = body[wanted[0]:wanted[1] + 1]
        self.head(
            206 if self.wanted() else 200, Content_Length=len(part), ETag=TAG,
            Content_Range=f"bytes {wanted[0]}-{wanted[1]}/{len(body)}")
        self.send(part[:after])
        if self.command != "HEAD":
            self.reset()

    def do(self):
        parts = self.path.split("?")[0].strip("/").split("/")
        length = int(self.headers.get("Content-Length") or 0)
        if self.command == "PATCH" and upload["breaks"] > 0:
            # Takes a part of what is sent and breaks the connection.
            upload["breaks"] -= 1
            if self.headers["Content-Range"].startswith("%d-" % len(upload["bytes"])):
                upload["bytes"] += self.rfile.read(1_000_000)
            return self.reset()
        body = self.rfile.read(length) if length else b""
        with lock:
            stats["requests"].append({
                "method": self.command, "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": hashlib.sha256(body).hexdigest()})
            counts[parts[0]] = number = counts.get(parts[0], 0) + 1
        handler = getattr(self, "case_" + parts[0].replace("-", "_"), None)
        if handler is None:
            self.head(404, Content_Length=0)
        else:
            self.received = body
            handler(number, parts[1:])

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do

    # What each first path element does; `number` counts its requests from one.

    def case_stats(self, number, rest):
        with lock:
            text = json.dumps(stats).encode()
        self.head(200, Content_Length=len(text))
        self.wfile.write(text)

    def case_ok(self, number, rest):
        self.serve()

    def case_slow(self, number, rest):
        """Serves 20 kB pieces with pauses, so that there is time to kill the client."""
        first, last = self.wanted() or (0, SIZE - 1)
        self.head(
            206 if self.wanted() else 200, Content_Length=last + 1 - first, ETag=TAG,
            Content_Range=f"bytes {first}-{last}/{SIZE}")
        if self.command == "HEAD":
            return
        for start in range(first, last + 1, 20_000):
            self.send(BLOB[start:min(start + 20_000, last + 1)])
            time.sleep(0.05)

    def case_no_tag(self, number, rest):
        self.serve(tag=None)

    def case_no_range(self, number, rest):
        self.serve(ranges=False)

    def case_no_range_cut(self, number, rest):
        if number <= 2 and self.command == "GET":
            self.head(200, Content_Length=SIZE)
            self.send(BLOB[:150_000])
            return self.reset()
        self.serve(ranges=False)

    def case_wrong_start(self, number, rest):
        first, last = self.wanted() or (0, SIZE - 1)
        part = BLOB[first + 1:last + 2]
        self.head(206, Content_Length=len(part), Content_Range=f"bytes {first + 1}-{last + 1}/{SIZE}")
        self.send(part)

    def case_wrong_total(self, number, rest):
        first, last = self.wanted() or (0, SIZE - 1)
        part = BLOB[first:last + 1]
        self.head(206, Content_Length=len(part), Content_Range=f"bytes {first}-{last}/{SIZE + 7}")
        self.send(part)

    def case_longer(self, number, rest):
        first, last = self.wanted() or (0, SIZE - 1)
        part = BLOB[first:last + 1] + b"more"
        self.head(206, Content_Length=len(part), Content_Range=f"bytes {first}-{last}/{SIZE}")
        self.send(part)

    def case_longer_chunked(self, number, rest):
        first, last = self.wanted() or (0, SIZE - 1)
        self.head(206, Transfer_Encoding="chunked", Content_Range=f"bytes {first}-{last}/{SIZE}")
        for data in (BLOB[first:last + 1], b"more"):
            self.send(b"%x\r\n%s\r\n" % (len(data), data))
        self.send(b"0\r\n\r\n")

    def case_refuse_range(self, number, rest):
        if self.wanted():
            self.head(416, Content_Length=0, Content_Range=f"bytes */{SIZE}")
        else:
            self.serve()

    def case_change(self, number, rest):
        """Another blob from the third request on; what is asked for by digest is the second."""
        if number <= 2:
            self.serve(OTHER, OTHER_TAG)
        else:
            self.serve()

    def case_length_plus(self, number, rest):
        self.head(200, Content_Length=SIZE + 1)
        self.send(BLOB)
        self.close_connection = True

    def case_length_minus(self, number, rest):
        self.head(200, Content_Length=SIZE - 1)
        self.send(BLOB[:-1])

    def case_gzip(self, number, rest):
        self.head(200, Content_Length=SIZE, Content_Encoding="gzip")
        self.send(BLOB)

    def case_stall(self, number, rest):
        self.head(200, Content_Length=SIZE)
        self.send(BLOB[:1000])
        time.sleep(20)

    def case_head(self, number, rest):
        """A status for HEAD, or what else is wrong with it; GET gives ranges unless 'whole' or another
        status for them follows."""
        ranges = rest[1] if len(rest) > 1 else ""
        if self.command == "HEAD" and rest[0] == "reset":
            return self.reset()
        if self.command == "HEAD":
            return self.head(int(rest[0]), Content_Length=0)
        if self.wanted() and ranges.isdigit():
            return self.head(int(ranges), Content_Length=0)
        self.serve(ranges=ranges != "whole")

    def case_silent(self, number, rest):
        time.sleep(20)

    def case_drip(self, number, rest):
        self.head(200, Content_Length=SIZE)
        for index in range(20):
            self.send(BLOB[index:index + 1])
            time.sleep(1)

    def case_reset(self, number, rest):
        """Breaks the first two answers after so many bytes."""
        if number <= 2:
            return self.cut(int(rest[0]))
        self.serve()

    def case_always_reset(self, number, rest):
        self.cut(int(rest[0]))

    def case_status(self, number, rest):
        """A status so many times, then the blob."""
        if number <= int(rest[1]):
            return self.head(int(rest[0]), Content_Length=0)
        self.serve()

    def case_retry_after(self, number, rest):
        if number > 1:
            return self.serve()
        value = rest[0]
        if value == "date":
            value = email.utils.formatdate(time.time() + 2, usegmt=True)
        self.head(429, Content_Length=0, Retry_After=value, Date=self.date_time_string())

    def case_basic(self, number, rest):
        expected = "Basic " + base64.b64encode(b"user:secret").decode()
        if self.headers.get("Authorization") != expected:
            return self.head(401, Content_Length=0, WWW_Authenticate='Basic realm="zoo"')
        self.serve()

    def case_loop(self, number, rest):
        self.head(302, Content_Length=0, Location="/loop/" + ("b" if rest == ["a"] else "a"))

    def case_far(self, number, rest):
        self.head(302, Content_Length=0, Location=f"/far/{number}")

    def case_to(self, number, rest):
        """Redirects to the hexadecimal URL."""
        self.head(302, Content_Length=0, Location=bytes.fromhex(rest[0]).decode())

    def case_wrong_hash(self, number, rest):
        self.serve(OTHER, OTHER_TAG)

    def case_endless(self, number, rest):
        self.head(200, Transfer_Encoding="chunked")
        data = b"x" * 65536
        while True:
            self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def case_chunked(self, number, rest):
        self.head(200, Transfer_Encoding="chunked")
        for start in range(0, SIZE, 7001):
            data = BLOB[start:start + 7001]
            self.send(b"%x\r\n%s\r\n" % (len(data), data))
        self.send(b"0\r\n\r\n")

    def case_headers(self, number, rest):
        self.send_response_only(200)
        for index in range(int(rest[0])):
            self.send_header(f"X-{index}", "y" * int(rest[1]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def case_junk(self, number, rest):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2p1\r\n" * 10)
        self.close_connection = True

    def case_token(self, number, rest):
        """A registry that wants a bearer token, and its token service below it."""
        if rest == ["exchange"]:
            fields = urllib.parse.parse_qs(self.received.decode())
            right = fields == {
                "grant_type": ["refresh_token"], "client_id": ["frankensplit-zoo"],
                "service": ["zoo"], "scope": ["repository:exchange:pull"],
                "refresh_token": ["kept=secret"]}
            text = json.dumps({"access_token": "abc"}).encode() if right else b"{}"
            self.head(200 if right else 400, Content_Length=len(text))
            return self.wfile.write(text)
        if rest == ["service"]:
            text = json.dumps({"token": "abc", "expires_in": 300}).encode()
            self.head(200, Content_Length=len(text))
            return self.wfile.write(text)
        self.serve()

    def case_v2(self, number, rest):
        """What of a registry needs to be wrong, by the name of the repository."""
        host = self.headers["Host"]
        if rest[0] == "private":
            if self.headers.get("Authorization") != "Bearer abc":
                return self.head(
                    401, Content_Length=0,
                    WWW_Authenticate=f'Bearer realm="http://{host}/token/service",'
                    'service="zoo",scope="repository:private:pull"')
            return self.serve()
        if rest[0] == "exchange":
            if self.headers.get("Authorization") != "Bearer abc":
                return self.head(
                    401, Content_Length=0,
                    WWW_Authenticate=f'Bearer realm="http://{host}/token/exchange",service="zoo"')
            return self.serve()
        if rest[0] == "locked":
            return self.head(401, Content_Length=0, WWW_Authenticate='Basic realm="zoo"')
        if rest[0] == "downgrade":
            return self.head(
                401, Content_Length=0,
                WWW_Authenticate='Bearer realm="http://example.invalid/token",service="zoo"')
        if rest[0] == "broken-challenge":
            return self.head(
                401, Content_Length=0, WWW_Authenticate='Bearer realm="http://' + "x" * 9000)
        if rest[0] == "refuses":
            # refuses/STATUS: HEAD is refused, what is sent is taken.
            return self.take_whole(int(rest[1]))
        if rest[0] == "partial":
            return self.take_upload()
        if rest[0] == "lying":
            text = b'{"schemaVersion":2}'
            return (self.head(200, Content_Length=len(text)), self.send(text))
        self.head(404, Content_Length=0)


    def take_whole(self, status):
        if self.command == "HEAD":
            return self.head(status, Content_Length=0)
        if self.command == "POST":
            return self.head(
                202, Content_Length=0, Location=f"/v2/refuses/{status}/blobs/uploads/1?state=x")
        digest = "sha256%3A" + hashlib.sha256(self.received).hexdigest()
        self.head(201 if digest in self.path else 400, Content_Length=0)

    def take_upload(self):
        """An upload that knows how much of it came before the connection broke."""
        if self.command == "HEAD":
            return self.head(404, Content_Length=0)
        headers = {"Content_Length": 0, "Location": "/v2/partial/blobs/uploads/1?state=x"}
        if self.command == "PATCH":
            first, last = map(int, self.headers["Content-Range"].split("-"))
            if first != len(upload["bytes"]) or last + 1 - first != len(self.received):
                return self.head(416, **headers)
            upload["bytes"] += self.received
        if self.command == "PUT":
            digest = "sha256%3A" + hashlib.sha256(upload["bytes"]).hexdigest()
            return self.head(201 if digest in self.path else 400, Content_Length=0)
        if upload["bytes"]:
            headers["Range"] = "0-%d" % (len(upload["bytes"]) - 1)
        self.head(204 if self.command == "GET" else 202, **headers)


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if len(sys.argv) == 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
