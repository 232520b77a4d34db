#!/usr/bin/env python3
"""A forward proxy that knows every host as this machine, for tests.

Prints its port, then a line for each request, and ends when its input is closed.
"""

import os
import select
import socket
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Proxy(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_CONNECT(self):
        print(f"CONNECT {self.path}", flush=True)
        if self.path.startswith("forbidden."):
            return self.send_error(403)
        upstream = socket.create_connection(("127.0.0.1", int(self.path.rsplit(":", 1)[1])))
        self.send_response_only(200)
        self.end_headers()
        sockets = [self.connection, upstream]
        while True:
            for ready in select.select(sockets, [], [], 20)[0]:
                data = ready.recv(65536)
                if not data:
                    self.close_connection = True
                    return
                sockets[1 - sockets.index(ready)].sendall(data)

    def do_GET(self):
        print(f"GET {self.path}", flush=True)
        url = urllib.parse.urlsplit(self.path)
        upstream = socket.create_connection(("127.0.0.1", url.port or 80))
        upstream.sendall(
            f"GET {url.path} HTTP/1.0\r\nHost: {url.netloc}\r\n\r\n".encode())
        while data := upstream.recv(65536):
            self.wfile.write(data)
        self.close_connection = True


server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
server.daemon_threads = True
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
os._exit(0)
