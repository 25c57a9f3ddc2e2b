"""The program under test, and the list of what passed."""

import json
import os
import subprocess
import threading
import time


class Report:
    def __init__(self):
        self.passes = 0
        self.failures = 0

    def note(self, holds, text):
        if holds:
            self.passes += 1
        else:
            self.failures += 1
        print(("PASS  " if holds else "FAIL  ") + text, flush=True)


class Tool:
    def __init__(self, binary):
        self.binary = str(binary)

    def prepare(self, inputs, output, *flags):
        """Prepares files into a folder; gives the document, or None where nothing was done."""
        arguments = [self.binary, "prepare", *map(str, inputs), "--output-dir", str(output)]
        done = subprocess.run(
            [*arguments, "--json", "--quiet", "--force", *map(str, flags)], capture_output=True, text=True)
        if not done.stdout:
            raise SystemExit(f"prepare gave no document: {done.stderr[-2000:]}")
        return json.loads(done.stdout), done.returncode


def watched(arguments, seconds=None, **pipes):
    """Runs a program: status, seconds, processor seconds, and the most memory in megabytes.

    What wait4 tells of memory includes this interpreter's own at the moment of the fork, so the
    kernel's high-water mark is read while the program runs.
    """
    start = time.monotonic()
    process = subprocess.Popen(list(map(str, arguments)), stdin=subprocess.DEVNULL, **pipes)
    peak = [0]

    def watch():
        while process.returncode is None:
            try:
                with open(f"/proc/{process.pid}/status") as status:
                    for line in status:
                        if line.startswith("VmHWM"):
                            peak[0] = max(peak[0], int(line.split()[1]) / 1024)
            except OSError:
                return
            if seconds and time.monotonic() - start > seconds:
                process.kill()
            time.sleep(0.004)

    watcher = threading.Thread(target=watch)
    watcher.start()
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    return process.returncode, time.monotonic() - start, usage.ru_utime + usage.ru_stime, peak[0], errors
