"""Bad clips, a full disk, Ctrl-C and SIGKILL: a sentence, the old film untouched, nothing left behind."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time

import readers

MOMENTS = 20
TEMPORARY = (".part", ".tmp", ".building")


class Attack:
    """A folder with an old film in it, and what the program did there."""

    def __init__(self, name, program, folder):
        self.name, self.program = name, program
        self.folder = tempfile.mkdtemp(dir=folder)
        self.film = os.path.join(self.folder, "film.mp4")
        with open(self.film, "wb") as file:
            file.write(b"the old film")
        self.faults = []

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def fault(self, text):
        self.faults.append(text)

    def command(self, clips, *options, film=None):
        return [self.program, "concat", *clips, "-o", film or self.film, "--force", "--quiet", *options]

    def run(self, clips, *options, film=None, timeout=240):
        try:
            return readers.run(self.command(clips, *options, film=film), timeout=timeout, cwd=self.folder)
        except subprocess.TimeoutExpired:
            self.fault(f"it hung for {timeout} s")
            return None

    def is_untouched(self, film=None):
        with open(film or self.film, "rb") as file:
            return file.read() == b"the old film"

    def left(self, *more):
        return sorted(set(os.listdir(self.folder)) - {"film.mp4", *more})

    def refused(self, done, codes, *words, keep=(), film=None):
        """Holds a run to a refusal: an exit code, one sentence that has these words, nothing changed."""
        if done is None:
            return self
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode not in codes:
            self.fault(f"exit code {done.returncode} instead of {' or '.join(map(str, codes))}: {said[-200:]}")
        if not said or len(said.splitlines()) > 3 or "Fatal error" in said:
            self.fault(f"no plain sentence: {said[:300]!r}")
        for word in words:
            if word not in said:
                self.fault(f"the sentence does not tell of {word!r}: {said[:200]!r}")
        if not self.is_untouched(film):
            self.fault("the old film was touched")
        if self.left(*keep):
            self.fault(f"left behind: {self.left(*keep)}")
        return self


def _frame_count(path):
    return len(readers.debian_frames(path).hashes)


def bad_input(program, folder, clips):
    """One clip among many is bad, or the request is."""
    good = clips["base"].path
    many = [good] * 19

    def attack(name):
        return Attack(name, program, folder)

    def among(path):
        return many[:10] + [path] + many[10:]

    case = attack("a missing clip among 20")
    yield case.refused(case.run(among("missing.mp4")), (2,), "missing.mp4")

    with open(clips["faststart"].path, "rb") as file:
        data = file.read()
    with open(good, "rb") as file:
        plain = file.read()
    for name, content in (("cut.mp4", data[:len(data) * 6 // 10]), ("cut-without-index.mp4", plain[:len(plain) // 2]),
                          ("empty.mp4", b""), ("text.mp4", b"not a film\n" * 500), ("zeros.mp4", bytes(100_000))):
        case = attack(f"{name} among 20")
        path = os.path.join(case.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        yield case.refused(case.run(among(path)), (2,), name, keep=(name,))

    # What is left of a Matroska or transport stream is whole as far as it goes: a film of it, or a refusal.
    for source in ("mkv", "ts"):
        case = attack(f"a cut {source} file")
        name = f"cut.{source}"
        path = os.path.join(case.folder, name)
        with open(clips[source].path, "rb") as file:
            content = file.read()
        with open(path, "wb") as file:
            file.write(content[:len(content) * 6 // 10])
        done = case.run([good, path])
        if done is not None and done.returncode == 0:
            if readers.debian_frames(case.film).complaints:
                case.fault("a film that does not decode")
            if case.left(name):
                case.fault(f"left behind: {case.left(name)}")
            yield case
        else:
            yield case.refused(done, (2, 1), name, keep=(name,))

    dice = random.Random(4)
    for number in range(6):
        case = attack(f"flipped bits, {number}")
        name = f"flipped-{number}.mp4"
        content = bytearray(plain)
        for _ in range(1 + number * 4):
            content[dice.randrange(100, len(content))] ^= 1 << dice.randrange(8)
        path = os.path.join(case.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        done = case.run([good, path])
        if done is not None and done.returncode == 0:
            if case.left(name):
                case.fault(f"left behind: {case.left(name)}")
            yield case
        else:
            yield case.refused(done, (2, 1), keep=(name,))

    case = attack("sound without a picture")
    path = os.path.join(case.folder, "sound.m4a")
    readers.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=1", path])
    yield case.refused(case.run(among(path)), (2,), "sound.m4a", keep=("sound.m4a",))

    for name in ("picture.png", "picture.jpg"):
        case = attack(f"a picture ({name})")
        path = os.path.join(case.folder, name)
        readers.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=red:s=160x96:d=0.04", "-frames:v", "1", path])
        yield case.refused(case.run([good, path]), (2,), name, keep=(name,))

    case = attack("a folder as a clip")
    os.mkdir(os.path.join(case.folder, "folder.mp4"))
    yield case.refused(case.run([good, os.path.join(case.folder, "folder.mp4")]), (2, 64), "folder.mp4", keep=("folder.mp4",))

    case = attack("a pipe nobody writes to")
    os.mkfifo(os.path.join(case.folder, "pipe.mp4"))
    yield case.refused(case.run([good, os.path.join(case.folder, "pipe.mp4")], timeout=20), (2, 64), "pipe.mp4", keep=("pipe.mp4",))

    case = attack("one clip only")
    done = case.run([good])
    if done is not None:
        if done.returncode:
            case.fault(f"exit code {done.returncode}: {done.stderr.decode()[-200:]}")
        elif readers.debian_frames(case.film).hashes != clips["base"].debian.hashes:
            case.fault("its frames are not the clip's")
        if case.left():
            case.fault(f"left behind: {case.left()}")
    yield case

    for kind in ("itself", "by another name", "by a hard link"):
        case = attack(f"the output among the inputs, {kind}")
        shutil.copy(good, case.film)
        other = os.path.join(case.folder, "other.mp4")
        if kind == "by another name":
            os.symlink(case.film, other)
        elif kind == "by a hard link":
            os.link(case.film, other)
        else:
            other = case.film
        done = case.run([good, other])
        if done is not None:
            if done.returncode not in (2, 64):
                case.fault(f"exit code {done.returncode}")
            if not done.stderr.strip():
                case.fault("no sentence")
        with open(good, "rb") as wanted, open(case.film, "rb") as got:
            if wanted.read() != got.read():
                case.fault("the clip was replaced")
        if case.left("other.mp4"):
            case.fault(f"left behind: {case.left('other.mp4')}")
        yield case

    case = attack("a film that is there, without --force")
    done = readers.run([program, "concat", good, good, "-o", case.film, "--quiet"])
    yield case.refused(done, (1, 2, 64), "film.mp4")

    case = attack("an ending nobody knows")
    shutil.copy(case.film, os.path.join(case.folder, "film.xyz"))
    done = readers.run([program, "concat", good, good, "-o", os.path.join(case.folder, "film.xyz"), "--force", "--quiet"])
    yield case.refused(done, (2, 64), "film.xyz", keep=("film.xyz",))

    case = attack("a folder that is not there")
    yield case.refused(case.run([good, good], film=os.path.join(case.folder, "no", "film.mp4")), (1, 2), "no", film=case.film)

    if "--seam" in readers.run([program, "concat", "--help"]).stdout.decode():
        for seam in ("fade:2", "fade:1.3", "fade:-1", "fade:0", "fade:x", "nonsense", "fade:1e9", "dip:nocolour"):
            case = attack(f"--seam {seam}")
            yield case.refused(case.run([good, clips["base2"].path], "--seam", seam), (2, 64))
        case = attack("fades that overlap in a short clip")
        done = case.run([good, clips["two-frames"].path, good], "--seam", "fade:0.5")
        yield case.refused(done, (2, 64))
        for part in ("[9:2]", "[5:6]", "[f:99:f:120]", "[x]", "[f:3:f:3]", "[-1:2]"):
            case = attack(f"trim {part}")
            yield case.refused(case.run([good + part, good]), (2, 64))
    else:
        case = attack("a fade longer than a clip")
        case.fault("concat --help does not tell of --seam")
        yield case

    case = attack("two at once into one film")
    both = [subprocess.Popen(case.command([good, clips["base2"].path] * 10), stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        _, said = process.communicate(timeout=120)
        if process.returncode not in (0, 1, 75):
            case.fault(f"exit code {process.returncode}: {said.decode()[-200:]}")
    if all(process.returncode for process in both):
        case.fault("neither made it")
    elif _frame_count(case.film) != 600:
        case.fault("the film is not whole")
    if case.left():
        case.fault(f"left behind: {case.left()}")
    yield case


def full_disk(program, folder, clips):
    """A file system with less room than the film needs."""
    for name, room, join in (("copying", 96, [clips["long"].path] * 12), ("encoding", 24, [clips["long"].path, clips["larger"].path])):
        case = Attack(f"a full disk while {name}", program, folder)
        disk = os.path.join(case.folder, "disk")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}k", "tmpfs", disk], capture_output=True,
                          check=False).returncode:
            print(f"skipped: {case.name}: a tmpfs cannot be mounted here")
            case.close()
            continue
        film = os.path.join(disk, "film.mp4")
        shutil.copy(case.film, film)
        try:
            done = case.run(join, film=film)
            case.refused(done, (1,), "film.mp4", keep=("disk",), film=film)
            if os.listdir(disk) != ["film.mp4"]:
                case.fault(f"left on the disk: {sorted(os.listdir(disk))}")
        finally:
            subprocess.run(["umount", disk], check=False)
        yield case


def _signalled(program, folder, clips, kind, join):
    case = Attack(f"{kind.name} while {join[0]}", program, folder)
    began = time.monotonic()
    done = case.run(join[1])
    whole = time.monotonic() - began
    if done is None or done.returncode:
        case.fault("it does not even work in peace: " + (done.stderr.decode()[-200:] if done else ""))
        return case
    wanted = hashlib.sha256("".join(readers.debian_frames(case.film).hashes).encode()).hexdigest()
    reached = finished = 0
    for moment in range(MOMENTS):
        with open(case.film, "wb") as file:
            file.write(b"the old film")
        process = subprocess.Popen(case.command(join[1]), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, cwd=case.folder)
        time.sleep(whole * (moment + 0.5) / MOMENTS)
        process.send_signal(kind)
        try:
            _, said = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            case.fault(f"moment {moment}: it did not end within 20 s")
            continue
        if process.returncode == 0:
            finished += 1
            if case.is_untouched():
                case.fault(f"moment {moment}: it said it was done and was not")
        elif kind == signal.SIGINT:
            reached += 1
            if process.returncode not in (130, -signal.SIGINT):
                case.fault(f"moment {moment}: exit code {process.returncode}: {said.decode()[-150:]}")
            if not case.is_untouched():
                case.fault(f"moment {moment}: the old film was touched")
        else:
            reached += 1
            if not case.is_untouched() and _frame_count(case.film) == 0:
                case.fault(f"moment {moment}: half a film under its name")
        left = case.left()
        if kind == signal.SIGINT and left:
            case.fault(f"moment {moment}: left behind {left}")
        if kind == signal.SIGKILL and len(left) > 1:
            case.fault(f"moment {moment}: left behind {left}")
    done = case.run(join[1])
    if done is None or done.returncode:
        case.fault("the next run does not work")
    elif hashlib.sha256("".join(readers.debian_frames(case.film).hashes).encode()).hexdigest() != wanted:
        case.fault("the next run's film is another")
    if case.left():
        case.fault(f"the next run left {case.left()}")
    if reached < MOMENTS // 2:
        case.fault(f"only {reached} of {MOMENTS} moments were reached; {finished} runs were done before")
    return case


def signals(program, folder, clips):
    """Ctrl-C and SIGKILL at moments spread over the whole run."""
    copying = ("copying", [clips["long"].path] * 24)
    encoding = ("encoding", [clips["long"].path, clips["larger"].path] * 3)
    for kind in (signal.SIGINT, signal.SIGKILL):
        for join in (copying, encoding):
            yield _signalled(program, folder, clips, kind, join)


NEEDED_CLIPS = ("base", "base2", "faststart", "mkv", "ts", "long", "larger", "two-frames")


def attack(program, clips, folder, only=""):
    """Runs all attacks; the number that failed."""
    failed = count = 0
    for group in (bad_input, full_disk, signals):
        if only and not any(word in only for word in (group.__name__,)) and group is signals and "SIG" not in only:
            continue
        for case in group(program, folder, clips):
            if only in case.name or only == group.__name__:
                count += 1
                failed += bool(case.faults)
                print(f"{'FAIL' if case.faults else 'PASS'}  {case.name}" + (f"  {'; '.join(case.faults[:4])}" if case.faults else ""),
                      flush=True)
            case.close()
    print(f"\n{count - failed} of {count} attacks withstood")
    return failed
