"""python3 dev.py bench: measure, write the figures to benchmarks/RESULTS.md and docs/speed.md, and print them."""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks import front, kursk, latency, memory, operations, page, slopes
from benchmarks.timing import Busy, machine

SECTIONS = {
    "front": front.section,
    "kursk": kursk.section,
    "operations": operations.section,
    "slopes": slopes.section,
    "latency": latency.section,
    "memory": memory.section,
}


def main(words: list[str]) -> int:
    """Measure the sections asked for."""
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few samples, a part of the sizes; prints, writes nothing")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section only; may be repeated")
    options = parser.parse_args(words)
    here = machine()
    print(here, flush=True)
    for name in options.only or SECTIONS:
        began, busy = time.perf_counter(), Busy()
        try:
            text = SECTIONS[name](options.quick)
        except page.Disagreement as error:
            print(f"stopped: {name}: {error}; no time is printed", file=sys.stderr)
            return 1
        text += f"\n\nMeasured on: {here}. Other processes used {busy.others():.2f} processors meanwhile."
        if not options.quick:
            page.write(name, text)
        print(f"\n## {name} ({time.perf_counter() - began:.0f} s)\n\n{text}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
