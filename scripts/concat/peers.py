"""The same joins through other programs, judged by the same judge."""

import hashlib
import os
import pickle
import shutil
import tempfile

import judge
import readers

CONCAT = "ffmpeg -f concat -safe 0 -i LIST -map 0:V:0 -map 0:a:0? -c copy FILM"
SMARTCUT = "smartcut CLIP FILM --frames --keep FIRST,LAST"


def concat_demuxer(paths, film):
    """ffmpeg's concat demuxer, packets copied."""
    listing = film + ".txt"
    with open(listing, "w", encoding="utf-8") as file:
        for path in paths:
            file.write(f"file '{path}'\n")
    done = readers.run(["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", listing, "-map", "0:V:0",
                        "-map", "0:a:0?", "-c", "copy", film])
    os.remove(listing)
    return done


def smartcut(program, clip, trims, film):
    """smartcut, keeping frames; it counts the last one in, and calls the last of all -1."""
    path = clip.path
    keep = ",".join(f"{first},{-1 if end == clip.frame_count else end - 1}" for first, end in trims)
    return readers.run([program, path, film, "--frames", "--keep", keep])


def can_smartcut(join):
    """smartcut reads one file; it can keep several parts of it."""
    return any(join.trims) and len(set(join.clips)) == 1 and join.seam == "cut"


class PeerOutcome:
    def __init__(self, join, peer):
        self.join, self.peer, self.is_right, self.kinds, self.text = join, peer, False, set(), ""
        self.identical = self.frames = 0


def _key(join, peer, clips):
    digest = hashlib.sha256(repr((join, peer, [clip.recipe.key() for clip in clips])).encode())
    here = os.path.dirname(os.path.abspath(__file__))
    for name in ("peers.py", "judge.py", "readers.py", "pictures.py"):
        with open(os.path.join(here, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()[:24]


def attempt(join, peer, clips, folder, store, program=None):
    """One film by a peer; what is wrong with it. Peers do not change, so what was found is kept."""
    kept = os.path.join(store, _key(join, peer, clips) + ".pickle")
    if os.path.exists(kept):
        with open(kept, "rb") as file:
            return pickle.load(file)
    outcome = _attempt(join, peer, clips, folder, program)
    os.makedirs(store, exist_ok=True)
    with open(kept + ".new", "wb") as file:
        pickle.dump(outcome, file)
    os.replace(kept + ".new", kept)
    return outcome


def _attempt(join, peer, clips, folder, program):
    outcome = PeerOutcome(join, peer)
    work = tempfile.mkdtemp(dir=folder)
    try:
        film = os.path.join(work, "film." + join.extension)
        if peer == "concat":
            done = concat_demuxer([clip.path for clip in clips], film)
        else:
            done = smartcut(program, clips[0], [trim or (0, clips[0].frame_count) for trim in join.trims], film)
        if done.returncode or not os.path.exists(film):
            outcome.kinds, outcome.text = {"refused"}, done.stderr.decode(errors="replace").strip()[-200:]
            return outcome
        parts = []
        for index, clip in enumerate(clips):
            first, end = (join.trims[index] if join.trims else None) or (0, clip.frame_count)
            part = judge.Section(index, first, end - first, False)
            part.may_be_either = True
            parts.append(part)
        verdict = judge.judge(join, clips, film, parts)
        outcome.is_right, outcome.text = verdict.is_right, verdict.text()
        outcome.kinds = {kind for kind, _ in verdict.faults}
        outcome.identical, outcome.frames = verdict.copied, sum(part.count for part in parts)
    except Exception as error:  # whatever a peer's file does to a reader is the file's fault here
        outcome.kinds, outcome.text = {"unreadable"}, f"{type(error).__name__}: {error}"
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return outcome
