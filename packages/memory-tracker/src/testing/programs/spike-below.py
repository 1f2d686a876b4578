"""Starts spike.py <MB> <milliseconds> and waits for it. Says `child <pid>;`, and what that one says."""
import os
import subprocess
import sys

spike = os.path.join(os.path.dirname(__file__), "spike.py")
child = subprocess.Popen([sys.executable, spike, *sys.argv[1:]])
print(f"child {child.pid};", flush=True)
child.wait()
