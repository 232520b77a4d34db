#!/bin/sh
# Makes a certificate authority and certificates of it in the folder $1:
# good (127.0.0.1 and registry.test), expired, other (another host).
set -eu
cd "$1"
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 \
    -subj "/CN=Test authority" 2>/dev/null
make() {
    openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
    printf 'subjectAltName=%s\n' "$2" >"$1.ext"
    openssl ca -config ca.conf -in "$1.csr" -out "$1.pem" -extfile "$1.ext" -batch -notext \
        -startdate "$3" -enddate "$4" 2>/dev/null
}
cat >ca.conf <<'TEXT'
[ca]
default_ca = it
[it]
new_certs_dir = .
database = index.txt
rand_serial = yes
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
[any]
commonName = supplied
TEXT
: >index.txt
make good "IP:127.0.0.1,DNS:registry.test" 20200101000000Z 20491231235959Z
make expired "IP:127.0.0.1" 20200101000000Z 20210101000000Z
make other "DNS:example.org" 20200101000000Z 20491231235959Z
