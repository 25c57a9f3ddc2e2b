"""Runs the parts of check-stills and counts what failed."""

import argparse
import pathlib
import sys
import tempfile
import time

import colours
import cuts
import metadata
import mutants
import resampling
from tool import Report, Tool

PARTS = {
    "colours": colours.check,
    "resampling": resampling.check,
    "cuts": cuts.check,
    "metadata": metadata.check,
    "mutants": mutants.check,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=sorted(PARTS))
    parser.add_argument("--keep")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(options.keep or scratch)
        for name, check in PARTS.items():
            if options.only in (None, name):
                start = time.monotonic()
                place = folder / name
                place.mkdir(parents=True, exist_ok=True)
                print(f"== {name}", flush=True)
                check(Tool(options.binary), place, options.quick, report)
                print(f"   ({time.monotonic() - start:.0f} s)", flush=True)
    print(f"{report.passes} PASS, {report.failures} FAIL")
    sys.exit(1 if report.failures else 0)


main()
