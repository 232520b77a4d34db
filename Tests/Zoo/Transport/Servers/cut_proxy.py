#!/usr/bin/env python3
"""Forwards connections to a port of this machine, and cuts the first ones short.

Usage: cut_proxy.py PORT BYTES CUTS: a connection is cut after it sent so many bytes to the
server, so many times in all. Prints its own port and ends when its input is closed.
"""

import os
import socket
import struct
import sys
import threading

target, limit, cuts = map(int, sys.argv[1:])
lock = threading.Lock()


def copy(source, sink, counted):
    global cuts
    passed = 0
    try:
        while data := source.recv(65536):
            sink.sendall(data)
            passed += len(data)
            with lock:
                if counted and cuts > 0 and passed > limit:
                    cuts -= 1
                    source.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def accept(listener):
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", target))
        threading.Thread(target=copy, args=(client, server, True), daemon=True).start()
        threading.Thread(target=copy, args=(server, client, False), daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
threading.Thread(target=accept, args=(listener,), daemon=True).start()
sys.stdin.read()
os._exit(0)
