"""Runs the matrix; see scripts/check-concat --help."""

import argparse
import concurrent.futures
import json
import os
import shutil
import sys
import tempfile
import time

import attacks
import clips as corpus_of
import joins as matrix
import judge
import peers
import readers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLIPS = {}


class Outcome:
    def __init__(self, join):
        self.join, self.status, self.text = join, "FAIL", ""
        self.copied = self.encoded = 0
        self.similarity = None
        self.needless = False
        self.seconds = 0.0


def attempt(join, program, folder):
    """Makes one film and judges it."""
    outcome = Outcome(join)
    members = [CLIPS[name] for name in join.clips]
    work = tempfile.mkdtemp(dir=folder)
    began = time.monotonic()
    try:
        path = os.path.join(work, "film." + join.extension)
        command = [program, "concat", *join.arguments([clip.path for clip in members]), "-o", path, "--json", "--quiet"]
        done = readers.run(command, timeout=300)
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode:
            outcome.text = f"the program answered {done.returncode}: {said[-300:]}"
            if os.listdir(work):
                outcome.text += f"; it left {os.listdir(work)}"
            return outcome
        if os.listdir(work) != [os.path.basename(path)]:
            outcome.text = f"beside the film there is {sorted(os.listdir(work))}"
            return outcome
        document = json.loads(done.stdout)
        parts = judge.sections(document, members, join)
        verdict = judge.judge(join, members, path, parts, document["plan"].get("expected_frames"))
        outcome.copied, outcome.encoded = verdict.copied, verdict.encoded
        if verdict.lowest_similarity < 1:
            outcome.similarity = verdict.lowest_similarity
        if verdict.encoded and join.is_plain and judge.can_be_copied(members):
            verdict.fault("needless", f"{verdict.encoded} frames were encoded though the streams are alike")
        outcome.needless = bool(verdict.encoded) and join.is_plain and judge.same_shape(members)
        outcome.status = "PASS" if verdict.is_right else "FAIL"
        outcome.text = verdict.text()
    except (OSError, ValueError, KeyError, readers.ReadError) as error:
        outcome.text = f"{type(error).__name__}: {error}"
    except Exception as error:  # a fault of the judge's own is a failure as well
        outcome.text = f"{type(error).__name__}: {error}"
    finally:
        outcome.seconds = time.monotonic() - began
        shutil.rmtree(work, ignore_errors=True)
    return outcome


def attempt_peer(join, folder, smartcut):
    """The same film by a peer, where one can be asked for it; None where none can."""
    members = [CLIPS[name] for name in join.clips]
    store = os.path.join(ROOT, ".build", "concat", "peers")
    if join.is_plain:
        return peers.attempt(join, "concat", members, folder, store)
    if peers.can_smartcut(join):
        return peers.attempt(join, "smartcut", members, folder, store, smartcut)
    return None


def peers_table(outcomes, others, program):
    """The comparison, as Markdown."""
    version = readers.run(["ffmpeg", "-version"]).stdout.decode().split()[2]
    by_join = {outcome.join.name: outcome for outcome in outcomes}

    def rows(peer):
        axes = {}
        for other in others:
            if other.peer == peer:
                axes.setdefault(other.join.axis, []).append(other)
        return axes

    lines = [
        "# Joins, judged", "",
        "Made by `scripts/check-concat --peers --write-table`, which joins small clips that differ along one axis or",
        "several, and has every film judged by Debian's ffmpeg and ffprobe and by PyAV: decoding without complaint, frame",
        "counts, hashes of copied frames or bar codes of encoded ones, times, DTS order, sound beside its picture, seeks.",
        "A film is right when all of it is.", "",
        f"hailuo-studio {readers.run([program, '--version']).stdout.decode().strip()}; ffmpeg {version} (Debian 12); "
        f"PyAV {readers.av.__version__}; smartcut 1.7.", "",
        f"## `{peers.CONCAT}`", "",
        "The demuxer copies; where clips need an encode (another codec, another size) it can only be wrong or refuse. The",
        "corpus has a beep every 150 ms, and the demuxer leaves AAC's priming in at every seam; so films whose sound alone",
        "is wrong have a column of their own. A picture is held against its hash: that its size, pixel shape or turn",
        "changes in the midst of a film, which players take badly, is not counted against the demuxer.", "",
        "| axis | films | right here | frames encoded here | right by ffmpeg | but for sound | what is wrong there |",
        "|---|---:|---:|---:|---:|---:|---|"]

    def line(name, group):
        mine = [by_join[other.join.name] for other in group]
        encoded, total = sum(row.encoded for row in mine), sum(row.encoded + row.copied for row in mine)
        kinds = {}
        for other in group:
            for kind in other.kinds:
                kinds[kind] = kinds.get(kind, 0) + 1
        wrong = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=lambda item: -item[1]))
        return (f"| {name} | {len(group)} | {sum(row.status == 'PASS' for row in mine)} | {encoded} of {total} | "
                f"{sum(other.is_right for other in group)} | {sum(other.kinds <= {'sound'} for other in group)} | {wrong} |")

    concat = rows("concat")
    lines += [line(axis, group) for axis, group in concat.items()]
    lines.append(line("**all**", [other for group in concat.values() for other in group]))
    cuts = [other for group in rows("smartcut").values() for other in group]
    if cuts:
        mine = [by_join[other.join.name] for other in cuts]
        lines += ["", f"## `{peers.SMARTCUT}`", "",
                  "smartcut reads one file, so it can be asked for the matrix's trims only.", "",
                  "| | films | right | refused | frames copied bit for bit |", "|---|---:|---:|---:|---:|",
                  f"| smartcut 1.7 | {len(cuts)} | {sum(cut.is_right for cut in cuts)} | "
                  f"{sum('refused' in cut.kinds for cut in cuts)} | {sum(cut.identical for cut in cuts)} of "
                  f"{sum(cut.frames for cut in cuts if 'refused' not in cut.kinds)} |",
                  f"| hailuo-studio | {len(cuts)} | {sum(row.status == 'PASS' for row in mine)} | "
                  f"{sum(not row.copied + row.encoded for row in mine)} | {sum(row.copied for row in mine)} of "
                  f"{sum(row.copied + row.encoded for row in mine)} |"]
    return "\n".join(lines) + "\n"


def table(outcomes, write=print):
    axes = {}
    for outcome in outcomes:
        axes.setdefault(outcome.join.axis, []).append(outcome)
    write(f"{'axis':32} {'joins':>6} {'right':>6} {'frames copied':>14} {'encoded':>8}")
    for axis, rows in axes.items():
        write(f"{axis:32} {len(rows):6} {sum(row.status == 'PASS' for row in rows):6} "
              f"{sum(row.copied for row in rows):14} {sum(row.encoded for row in rows):8}")


def attack(program, recipes, arguments):
    found, failed = corpus_of.corpus([recipe for recipe in recipes if recipe.name in attacks.NEEDED_CLIPS],
                                     os.path.join(ROOT, ".build", "concat", "corpus"), arguments.jobs)
    if failed:
        print(f"check-concat: {failed}", file=sys.stderr)
        return 1
    folder = tempfile.mkdtemp(prefix="check-concat-")
    try:
        return 1 if attacks.attack(program, found, folder, arguments.only) else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(prog="scripts/check-concat", add_help=False)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--program", default="", type=lambda path: path and os.path.abspath(path))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--write-table", action="store_true")
    parser.add_argument("--attacks", action="store_true")
    arguments = parser.parse_args()
    program = arguments.program or next(
        (path for path in (os.path.join(ROOT, ".build", kind, "hailuo-studio") for kind in ("release", "debug"))
         if os.access(path, os.X_OK)), "")
    recipes = corpus_of.recipes()
    chosen = matrix.joins(recipes)
    if arguments.quick:
        chosen = matrix.quick(chosen)
    chosen = [join for join in chosen if arguments.only in f"{join.name} [{join.axis}]"]
    if arguments.list:
        for join in chosen:
            print(f"{join.axis:30} {join.name}.{join.extension}")
        return 0
    if not program:
        print("check-concat: the program is not built; run 'swift build --product hailuo-studio'", file=sys.stderr)
        return 64
    if arguments.attacks:
        return attack(program, recipes, arguments)
    help_text = readers.run([program, "concat", "--help"]).stdout.decode()
    missing = [join for join in chosen if not all(word in help_text for word in join.needs)]
    chosen = [join for join in chosen if join not in missing]
    needed = {name for join in chosen for name in join.clips}
    began = time.monotonic()
    found, failed = corpus_of.corpus([recipe for recipe in recipes if recipe.name in needed],
                                     os.path.join(ROOT, ".build", "concat", "corpus"), arguments.jobs)
    for name, reason in failed.items():
        print(f"FAIL  clip {name}: {reason}")
    CLIPS.update(found)
    print(f"{len(found)} clips ({time.monotonic() - began:.0f} s), {len(chosen)} joins, {program}", flush=True)
    outcomes, others = [], []
    smartcut = ""
    if arguments.peers:
        python = readers.run([os.path.join(ROOT, "scripts", "peers-python"), "concat-smartcut"], timeout=600).stdout.decode().strip()
        smartcut = os.path.join(os.path.dirname(python), "smartcut")
    folder = tempfile.mkdtemp(prefix="check-concat-")
    try:
        with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
            work = [pool.submit(attempt, join, program, folder) for join in chosen
                    if all(name in found for name in join.clips)]
            peer_work = [pool.submit(attempt_peer, join, folder, smartcut) for join in chosen
                         if arguments.peers and all(name in found for name in join.clips)]
            for future in work:
                outcome = future.result()
                outcomes.append(outcome)
                if outcome.status != "PASS" or not arguments.failures:
                    print(f"{outcome.status}  {outcome.join.name.strip()}.{outcome.join.extension}"
                          + (f"  {outcome.copied} copied, {outcome.encoded} encoded" if outcome.encoded else "")
                          + (f"  {outcome.text}" if outcome.text else ""), flush=True)
            others = [other for other in (future.result() for future in peer_work) if other]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print()
    table(outcomes)
    if arguments.peers:
        text = peers_table(outcomes, others, program)
        print()
        print(text)
        for other in others:
            if other.text and not arguments.failures:
                print(f"{other.peer}: {other.join.name.strip()}: {other.text[:200]}")
        if arguments.write_table:
            place = os.path.join(ROOT, "Documentation", "concat-matrix.md")
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w", encoding="utf-8") as file:
                file.write(text)
    right = sum(outcome.status == "PASS" for outcome in outcomes)
    encoded_alike = [outcome for outcome in outcomes if outcome.needless]
    print(f"\n{right} of {len(outcomes)} films right; {time.monotonic() - began:.0f} s")
    if encoded_alike:
        print(f"{len(encoded_alike)} joins of clips alike in shape were encoded in part")
    if missing:
        print(f"{len(missing)} joins were not tried: concat --help does not tell of {sorted({w for j in missing for w in j.needs if w not in help_text})}")
    return 0 if right == len(chosen) and not failed and not missing else 1


if __name__ == "__main__":
    sys.exit(main())
