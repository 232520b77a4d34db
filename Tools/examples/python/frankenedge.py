"""libfrankenedge through ctypes: an image in, a FrankenSplit bitstream out. No dependencies.

    encoder = Encoder("encoder", precision=Encoder.F32)
    stream = encoder.encode_file(open("photo.jpg", "rb").read())
    stream = encoder.encode_rgb(frame_bytes, width, height)
"""

import ctypes
import os

ABI_VERSION = 2


class Error(Exception):
    """What the library answered: `status` as in frankenedge.h, and a sentence."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Options(ctypes.Structure):
    _fields_ = [
        ("struct_size", ctypes.c_size_t), ("precision", ctypes.c_int32),
        ("threads", ctypes.c_int32), ("sizing", ctypes.c_int32),
        ("coder_plus_one", ctypes.c_int32), ("full_jpeg", ctypes.c_int32),
        ("rate", ctypes.c_int32), ("rate_value", ctypes.c_double),
        ("bandwidth", ctypes.c_double), ("answer_milliseconds", ctypes.c_double),
    ]


def load(path=None):
    """The library at `path`, at $FRANKENEDGE_LIBRARY, or where the system looks for it."""
    library = ctypes.CDLL(path or os.environ.get("FRANKENEDGE_LIBRARY", "libfrankenedge.so"))
    pointer, size, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
    tail = [pointer, size, ctypes.POINTER(size), text, size]
    library.frankenedge_version.restype = text
    library.frankenedge_encoder_create.argtypes = [
        text, ctypes.POINTER(Options), ctypes.POINTER(pointer), text, size]
    library.frankenedge_encoder_destroy.argtypes = [pointer]
    library.frankenedge_encoder_destroy.restype = None
    library.frankenedge_encode_rgb.argtypes = [
        pointer, text, size, ctypes.c_int32, ctypes.c_int32, *tail]
    library.frankenedge_encode_file.argtypes = [pointer, text, size, *tail]
    if library.frankenedge_abi_version() != ABI_VERSION:
        raise Error(0, f"libfrankenedge {library.frankenedge_version().decode()} is of another "
                       "version than this file.")
    return library


class Encoder:
    """A loaded encoder. Calls of several threads wait for each other."""

    AUTO, F32, BF16 = 0, 1, 2
    TRAINED, NATIVE = 0, 1

    def __init__(self, package, precision=AUTO, threads=1, sizing=TRAINED, coder=None,
                 full_jpeg=False, library=None, level=None, quality=None, max_bytes=None):
        """At most one of `level`, `quality` (0 to 1) and `max_bytes` chooses the rate."""
        rates = [(kind, value) for kind, value in ((1, level), (2, quality), (3, max_bytes))
                 if value is not None]
        if len(rates) > 1:
            raise ValueError("give one of level, quality and max_bytes")
        rate, value = rates[0] if rates else (0, 0)
        self._library = library or load()
        self._handle = ctypes.c_void_p()
        options = Options(
            ctypes.sizeof(Options), precision, threads, sizing,
            0 if coder is None else coder + 1, int(full_jpeg), rate, value, 0, 0)
        message = ctypes.create_string_buffer(512)
        status = self._library.frankenedge_encoder_create(
            os.fsencode(package), options, self._handle, message, len(message))
        self._check(status, message)

    def __del__(self):
        if getattr(self, "_handle", None):
            self._library.frankenedge_encoder_destroy(self._handle)

    def encode_file(self, data):
        """The bitstream of the bytes of a JPEG, PNG or WebP file."""
        return self._encode(self._library.frankenedge_encode_file, data, len(data))

    def encode_rgb(self, rgb, width, height):
        """The bitstream of interleaved 8-bit RGB: `bytes` of 3 * width * height."""
        return self._encode(self._library.frankenedge_encode_rgb, rgb, len(rgb), width, height)

    def _encode(self, function, *source):
        capacity = 1 << 16
        while True:
            output = ctypes.create_string_buffer(capacity)
            count = ctypes.c_size_t()
            message = ctypes.create_string_buffer(512)
            status = function(
                self._handle, *source, output, capacity, count, message, len(message))
            if status == 6 and count.value > capacity:  # FRANKENEDGE_BUFFER_TOO_SMALL
                capacity = count.value
                continue
            self._check(status, message)
            return output.raw[:count.value]

    @staticmethod
    def _check(status, message):
        if status:
            raise Error(status, message.value.decode())
