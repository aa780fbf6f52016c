#!/ usr / bin / env python3
"""`wirefold fold` as a process: what it draws on a terminal, and how it ends when it is stopped or nobody reads on.

    fold_terminal.py build/release/wirefold
"""
import json
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile

WIREFOLD = sys.argv[1]
ARTICLES = "".join(json.dumps({"uri": f"u{i}", "body": f"Some words of article {i} that go on for a while. " * 20}) + "\n"
                   for i in range(20_000))
#The program is killed when it hangs, and the test fails.
TIMEOUT_S = 120


def fold(*arguments, **streams):
    return subprocess.Popen([WIREFOLD, "fold", *arguments], **streams)


def drawn_on_a_terminal(files, stdin, stdout):
    """What comes to a terminal at stderr."""
    ours, theirs = pty.openpty()
    process = fold(*files, stdin=stdin, stdout=stdout, stderr=theirs)
    os.close(theirs)
    drawn = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # its last holder ended
            break
        if not piece:
            break
        drawn += piece
    os.close(ours)
    assert process.wait(TIMEOUT_S) == 65
    return drawn.decode()


def check_progress(path):
    drawn = drawn_on_a_terminal([path], subprocess.DEVNULL, subprocess.DEVNULL)
    assert re.search(r"fold \[[# ]{30}\] +\d+ %  \d+ records, \d+/s", drawn), drawn
    last = drawn.rsplit("\r", 1)[-1]
    assert "records" not in last, "the line is left as it was: " + repr(drawn[-200:])
    for line in drawn.split("\n"):  # a complaint is never behind a bar
        if "INVALID_JSON" in line:
            assert line.rsplit("\x1b[K", 1)[-1].startswith(path), repr(line)
    read, write = os.pipe()
    feeder = subprocess.Popen(["cat", path], stdout=write)
    os.close(write)
    drawn = drawn_on_a_terminal([], read, subprocess.DEVNULL)
    os.close(read)
    feeder.wait(TIMEOUT_S)
    assert re.search(r"fold  \d+ records, \d+/s", drawn) and "%" not in drawn, drawn[-300:]


def check_no_progress_elsewhere(path):
    done = subprocess.run([WIREFOLD, "fold", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIMEOUT_S)
    assert done.stderr.count(b"\n") == 1 and b"records" not in done.stderr, done.stderr


def check_stop(number, threads, directory):
    """What was read is written whole, then the process ends by the signal."""
    with open(os.path.join(directory, "out"), "w+b") as written:
        process = fold("--threads", threads, stdin=subprocess.PIPE, stdout=written, stderr=subprocess.PIPE)
        process.stdin.write(ARTICLES.encode())  # more than a pipe holds: some was read
        process.stdin.flush()
        process.send_signal(number)  # the pipe stays open: it may wait for more
        err = process.stderr.read()
        assert process.wait(TIMEOUT_S) == -number, (process.returncode, err)
        written.seek(0)
        out = written.read()
    process.stdin.close()
    lines = out.decode().splitlines()
    assert out.endswith(b"\n") and 0 < len(lines) <= 20_000, len(lines)
    for i, line in enumerate(lines):
        assert json.loads(line)["articleId"] == f"u{i}"
    assert err == b"stopped after %d records\n" % len(lines), err


def check_broken_pipe(path, threads):
    """As cat ends: by SIGPIPE, without a word."""
    process = fold("--threads", threads, path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(TIMEOUT_S) == -signal.SIGPIPE, (process.returncode, err)
    assert err == b"", err


def main():
    with tempfile.TemporaryDirectory(prefix="wirefold-fold-") as directory:
        path = os.path.join(directory, "articles.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write(ARTICLES + "{\n" + ARTICLES)
        check_progress(path)
        check_no_progress_elsewhere(path)
        for threads in ("1", "3"):
            check_broken_pipe(path, threads)
            for number in (signal.SIGINT, signal.SIGTERM):
                check_stop(number, threads, directory)


main()
