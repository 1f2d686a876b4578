"""Leaves a daemon behind that holds <MB>: forks twice, so that nobody ever sees it as a descendant.

Says `daemon <pid>;` and ends when the daemon holds its memory.
"""
import os
import sys
import time

reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        held = bytearray(b"\1") * (int(sys.argv[1]) * 1024 * 1024)
        os.write(writer, str(os.getpid()).encode())
        os.close(1)
        time.sleep(60)
    os._exit(0)
os.wait()
print(f"daemon {os.read(reader, 20).decode()};", flush=True)
