"""The checks of scripts/check-transcode; see there."""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from tool import Program, program_path

PARTS = ["frames", "colour", "streams", "origin", "playback", "attacks"]
# A minute's worth of them.
QUICK = ["frames", "streams", "origin", "attacks"]


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--program")
    parser.add_argument("--keep")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("parts", nargs="*")
    try:
        wish = parser.parse_args()
    except SystemExit:
        return 64
    if unknown := [part for part in wish.parts if part not in PARTS]:
        print(f"check-transcode: there is no part {unknown[0]}; there are {', '.join(PARTS)}",
              file=sys.stderr)
        return 64
    with tempfile.TemporaryDirectory(prefix="check-transcode-") as temporary:
        place = Path(wish.keep or temporary)
        place.mkdir(parents=True, exist_ok=True)
        program = Program(program_path(wish.program), place)
        results = [importlib.import_module(part).check(program, place, wish.quick)
                   for part in (wish.parts or (QUICK if wish.quick else PARTS))]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
