"""Holds <MB> and starts 10 tiny programs, each of which takes 50 ms from fork() to exec()."""
import os
import sys
import time

held = bytearray(b"\1") * (int(sys.argv[1]) * 1024 * 1024)
for _ in range(10):
    child = os.fork()
    if child == 0:
        time.sleep(0.05)
        os.execvp("true", ["true"])
    os.waitpid(child, 0)
