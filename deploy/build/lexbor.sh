#!/usr/bin/env bash
# Builds lexbor's HTML parser, static, into PREFIX (absolute), which appears only when it is complete.
# Debian 12 has none. The sources, upstream's tree between 2.6 and 2.7, are those inside a pinned Python package, checked by
# their sha256; nothing else of the package is used or run.
set -euo pipefail

readonly PACKAGE=selectolax VERSION=0.4.7
readonly SHA256=17f7ba5a21714d450b4eea0451608a36be2bba8d327990ddbda812eb3f36fa51

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: lexbor.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"

# Beside the prefix: the last step must be a rename within one file system.
mkdir -p "$(dirname "$PREFIX")"
work="$(mktemp -d "$PREFIX.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"

# pip asks a package's build system for its name and version even when it only downloads: this one says them, so that
# neither setuptools nor anything of the package is fetched or run for it.
mkdir -p stub/setuptools
touch stub/setuptools/__init__.py
cat >stub/setuptools/build_meta.py <<PYTHON
import os
import sys

__legacy__ = sys.modules[__name__]


def prepare_metadata_for_build_wheel(directory, config_settings=None):
    name = "$PACKAGE-$VERSION.dist-info"
    os.mkdir(os.path.join(directory, name))
    with open(os.path.join(directory, name, "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\nName: $PACKAGE\nVersion: $VERSION\n")
    return name
PYTHON
PYTHONPATH="$work/stub" python3 -m pip download --quiet --disable-pip-version-check --no-cache-dir --no-deps \
  --no-binary :all: --no-build-isolation --dest . "$PACKAGE==$VERSION"
mv "$PACKAGE-$VERSION.tar.gz" sources.tgz
echo "$SHA256  sources.tgz" | sha256sum --check --quiet -
tar -xzf sources.tgz

# Its parts that read style sheets, addresses and charsets are built too, and not linked.
cmake -S "$PACKAGE-$VERSION/lexbor" -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$PREFIX" \
  -DCMAKE_INSTALL_LIBDIR=lib -DLEXBOR_BUILD_SHARED=OFF -DLEXBOR_BUILD_STATIC=ON
cmake --build build
DESTDIR="$work/root" cmake --install build
mkdir -p "$work/root$PREFIX/share/doc/lexbor"
cp "$PACKAGE-$VERSION/lexbor"/{LICENSE,NOTICE} "$work/root$PREFIX/share/doc/lexbor/"

rm -rf "$PREFIX"
mv -T "$work/root$PREFIX" "$PREFIX"
