#!/usr/bin/env python3
"""Runs clang-tidy with the rules of .clang-tidy on every source file of the product; a finding is an error.

usage: tidy.py BUILD_FOLDER   (one that CMake configured: it has a compile_commands.json)

Nearly all of the time goes into headers. So the files of a folder are read as one, and their headers once; a batch whose
files cannot be read as one, since two of them name something of their own alike, is halved.
A batch that passed is not looked at again until a file of it, a header, the rules or the compiler's flags change: the
names of what passed are kept in ~/.cache/wirefold/tidy.
"""
import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("common", "worker")
PASSED = pathlib.Path.home() / ".cache/wirefold/tidy"
MOST_FILES = 24
DAYS_KEPT = 30
# The compiler's and not a rule's: what halving a batch may mend.
NO_BATCH = "[clang-diagnostic-error]"


def compiler_flags(build):
    """The flags of each source file, without compiler, input, output, and warnings, which are the compiler's to tell."""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        words = words[next(i for i, word in enumerate(words) if word.startswith("-")) :]
        outputs = [i + 1 for i, word in enumerate(words) if word == "-o"]
        flags[entry["file"]] = [
            word
            for i, word in enumerate(words)
            if word not in ("-o", "-c", entry["file"]) and i not in outputs and not word.startswith("-W")
        ]
    return flags


def state_of_all():
    """What the findings of every file depend on. Headers are few and small beside the time that one run takes."""
    digest = hashlib.sha256()
    headers = [p for folder in (*FOLDERS, "proto") for p in sorted((ROOT / folder).rglob("*")) if p.suffix in (".h", ".proto")]
    for path in [ROOT / ".clang-tidy", ROOT / "CMakeLists.txt", *headers]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Tidy:
    def __init__(self, program, build, scratch):
        self.program = program
        self.flags = compiler_flags(build)
        self.common = state_of_all()
        self.scratch = scratch
        self.numbers = itertools.count()

    def stamp(self, batch):
        digest = hashlib.sha256(self.common.encode())
        for path in batch:
            digest.update(str(path).encode() + path.read_bytes())
        return PASSED / digest.hexdigest()

    def findings(self, batch):
        """What is found in a batch of files; empty when they pass."""
        stamp = self.stamp(batch)
        if stamp.exists():
            return ""
        source = self.scratch / f"batch{next(self.numbers)}.cc"
        source.write_text("".join(f'#include "{path}"\n' for path in batch))
        command = [self.program, "--quiet", f"--config-file={ROOT}/.clang-tidy", f"--header-filter=^{ROOT}/({'|'.join(FOLDERS)})/"]
        done = subprocess.run(
            [*command, str(source), "--", *self.flags[str(batch[0])]], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            stamp.touch()
            return ""
        if NO_BATCH in done.stdout and len(batch) > 1:
            half = len(batch) // 2
            return self.findings(batch[:half]) + self.findings(batch[half:])
        return done.stdout or done.stderr


def batches():
    for folder in FOLDERS:
        by_folder = itertools.groupby(sorted((ROOT / folder).rglob("*.cc")), key=lambda path: path.parent)
        for _, files in by_folder:
            files = list(files)
            for first in range(0, len(files), MOST_FILES):
                yield files[first : first + MOST_FILES]


def main():
    if len(sys.argv) != 2 or not (pathlib.Path(sys.argv[1]) / "compile_commands.json").exists():
        sys.exit("usage: tidy.py BUILD_FOLDER, one that CMake configured")
    program = shutil.which("clang-tidy-14") or shutil.which("clang-tidy")
    if program is None:
        sys.exit("tidy.py: clang-tidy-14 is missing: ./dev setup installs it")
    PASSED.mkdir(parents=True, exist_ok=True)
    for stamp in PASSED.iterdir():
        if time.time() - stamp.stat().st_mtime > DAYS_KEPT * 86400:
            stamp.unlink()
    work = list(batches())
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tidy = Tidy(program, pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(scratch))
        found = False
        for findings in pool.map(tidy.findings, work):
            print(findings, end="", flush=True)
            found |= findings != ""
    if found:
        sys.exit("clang-tidy: findings in the lines above")
    print(f"clang-tidy: {sum(map(len, work))} files, no findings")


if __name__ == "__main__":
    main()
