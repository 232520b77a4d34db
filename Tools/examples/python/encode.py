"""Encodes one image file: encode.py ENCODER IMAGE OUTPUT. See frankenedge.py."""

import sys

import frankenedge


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: encode.py ENCODER IMAGE OUTPUT")
    _, package, image, output = sys.argv
    try:
        encoder = frankenedge.Encoder(package, precision=frankenedge.Encoder.F32)
        with open(image, "rb") as file:
            stream = encoder.encode_file(file.read())
    except frankenedge.Error as error:
        sys.exit(str(error))
    with open(output, "wb") as file:
        file.write(stream)
    print(f"{output}: {len(stream)} bytes")


if __name__ == "__main__":
    main()
