#!/usr/bin/env bash
# Lays out the root of the image: the program without its symbols, the libraries that it loads, CA certificates, a user.
# The Containerfile runs it, and the tests without any container tool. usage: stage.sh PROGRAM ROOT
# Needs binutils, icu-devtools and a C compiler. The same program and libraries give the same files.
set -euo pipefail

if [[ $# -ne 2 ]]; then
  echo "usage: stage.sh PROGRAM ROOT" >&2
  exit 64
fi
readonly PROGRAM="$1" ROOT="$2"
readonly LIBRARIES="$ROOT/usr/lib"

# Paths of what the dynamic linker loads for the program, itself included. Fails if one is missing.
libraries_of() {
  ldd "$1" | awk '/not found/ { print "stage.sh: missing library: " $1 > "/dev/stderr"; missing = 1 }
                  $2 == "=>" && $3 ~ /^\// { print $3 }
                  $1 ~ /^\/.*ld-linux/ { print $1 }
                  END { exit missing }'
}

# ICU's data is 31 MB of locales, converters and rules; the program uses its normalizations, host names (UTS 46) and converters,
# and its character properties are in ICU's code. Makes the same library with these files only.
reduce_icu_data() {
  local library="$1" symbol name work
  work="$(mktemp -d)"
  symbol="$(nm --dynamic --defined-only "$library" | awk '$3 ~ /^icudt[0-9]+_dat$/ { print $3 }')"
  # The entries of a package are looked up by the name that its file had.
  name="${symbol%_dat}l.dat"
  mkdir "$work/all" "$work/used"
  objcopy --output-target=binary --only-section=.rodata "$library" "$work/all/$name"
  # Of the converters those of mainframes (EBCDIC) in East Asia, of EUC-TW and of two systems' own EUC-JP go, too: no page
  # and no feed is written in them, and no browser reads them.
  icupkg --list "$work/all/$name" |
    awk '!/(\.(nrm|cnv)|cnvalias\.icu)$/ || /^ibm-(930|933|935|937|939|1364|1371|1388|1390|1399|16684)_/ ||
         /^(euc-tw|ibm-964_|cns-11643|ibm-(954|33722)_)/' >"$work/unused.lst"
  icupkg --remove "$work/unused.lst" "$work/all/$name" "$work/used/$name"
  printf '.section .rodata\n.globl %s\n.type %s,@object\n.balign 16\n%s:\n.incbin "%s"\n.section .note.GNU-stack,"",@progbits\n' \
    "$symbol" "$symbol" "$symbol" "$work/used/$name" >"$work/data.s"
  cc -shared -nostdlib -Wl,-soname,"$(basename "$library")" -Wl,--build-id=none -o "$work/library" "$work/data.s"
  install -m 0755 "$work/library" "$library"
  rm -r "$work"
}

mkdir -p "$LIBRARIES" "$ROOT"/{usr/bin,etc/ssl/certs,etc/wirefold,tmp}
chmod 1777 "$ROOT/tmp"
ln -sfn usr/bin "$ROOT/bin"
ln -sfn usr/lib "$ROOT/lib"
ln -sfn usr/lib "$ROOT/lib64"

strip --strip-all -o "$ROOT/usr/bin/wirefold" "$PROGRAM"
chmod 0755 "$ROOT/usr/bin/wirefold"
libraries="$(libraries_of "$PROGRAM")"
while read -r library; do
  install -m 0755 "$library" "$LIBRARIES/$(basename "$library")"
done <<<"$libraries"
for data in "$LIBRARIES"/libicudata.so.*; do
  reduce_icu_data "$data"
done
# All are in one folder, wherever the build had them from.
echo /usr/lib >"$ROOT/etc/ld.so.conf"
/sbin/ldconfig -r "$ROOT"

install -m 0644 /etc/ssl/certs/ca-certificates.crt "$ROOT/etc/ssl/certs/ca-certificates.crt"
printf 'root:x:0:0::/:/sbin/nologin\nnonroot:x:65532:65532::/:/sbin/nologin\n' >"$ROOT/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' >"$ROOT/etc/group"
echo 'hosts: files dns' >"$ROOT/etc/nsswitch.conf"
rm -rf "${ROOT:?}/var"  # ldconfig's cache of its own work
find "$ROOT" -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH:-0}" {} +
