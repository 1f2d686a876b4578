"""Takes <seconds> of CPU time in a child it waits for. Says `burnt`, and stays."""
import os
import sys
import time

if os.fork() == 0:
    while time.process_time() < float(sys.argv[1]):
        pass
    os._exit(0)
os.wait()
print("burnt", flush=True)
time.sleep(60)
