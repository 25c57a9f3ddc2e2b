"""What the checks against other programs share: running them, and counting what is right."""

import subprocess


def run(*command, **options):
    return subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, **options)


def must(*command, **options):
    done = run(*command, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr.decode()}")
    return done.stdout


class Report:
    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, what, is_right, detail=""):
        if is_right:
            self.passed += 1
        else:
            self.failures.append(what)
            print(f"FAIL  {what}{': ' + str(detail) if detail else ''}", flush=True)
        return is_right

    def close(self, part, summary=""):
        state = "PASS" if not self.failures else "FAIL"
        print(f"{state}  {part}: {self.passed} right, {len(self.failures)} wrong{summary}", flush=True)
        return not self.failures
