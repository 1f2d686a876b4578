"""Takes <MB> for [<milliseconds>] and gives them back. Says `spiked`, and stays."""
import sys
import time

time.sleep(1)  # old enough for samples to be rare
held = bytearray(b"\1") * (int(sys.argv[1]) * 1024 * 1024)
if len(sys.argv) > 2:
    time.sleep(int(sys.argv[2]) / 1000)
del held
print("spiked", flush=True)
time.sleep(60)
