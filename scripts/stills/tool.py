"""The program under test, and the list of what passed."""

import json
import subprocess
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

    def attempt(self, inputs, output, seconds):
        """Runs on files that may be broken: status, seconds, and the most memory in megabytes."""
        start = time.monotonic()
        process = subprocess.Popen(
            [self.binary, "prepare", *map(str, inputs), "--output-dir", str(output), "--json", "--quiet",
             "--force"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=seconds)
            status = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            status = None
        return status, time.monotonic() - start, out, err
