"""Forks a worker that never calls exec() and takes <MB> for itself. Says `holding`."""
import os
import sys
import time

if os.fork() == 0:
    held = bytearray(b"\1") * (int(sys.argv[1]) * 1024 * 1024)
    print("holding", flush=True)
time.sleep(60)
