"""Charts to drawings: at once in this process, or beside it in another one.

The chart engine keeps Python's lock while it draws and takes four tenths of a second to start, so a command that has
other things to do meanwhile lets a second process draw: ``python -m attrit.views.drawing`` reads a chart a line and
writes a drawing a line.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

Spec = dict[str, Any]
Draw = Callable[[Spec], Future[str]]


def svg(spec: Spec) -> str:
    """A Vega-Lite chart as SVG.

    Parameters
    ----------
    spec
        () [-] The chart; it may refer to nothing outside.
    """
    import vl_convert

    # The page describes each drawing as a whole, so what Vega writes for every single mark is left out.
    return str(vl_convert.vegalite_to_svg(spec, config={"aria": False}, allowed_base_urls=[]))


def at_once(spec: Spec) -> Future[str]:
    """Draw in this process, now.

    Parameters
    ----------
    spec
        () [-] The chart.
    """
    done: Future[str] = Future()
    done.set_result(svg(spec))
    return done


class Beside:
    """A second process that draws while this one goes on; to be used as a context."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "attrit.views.drawing"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self._queue = ThreadPoolExecutor(1)

    def __enter__(self) -> Draw:
        return self._draw

    def __exit__(self, *_: object) -> None:
        self._queue.shutdown(cancel_futures=True)
        self._process.communicate()

    def _draw(self, spec: Spec) -> Future[str]:
        return self._queue.submit(self._ask, spec)

    def _ask(self, spec: Spec) -> str:
        to, back = self._process.stdin, self._process.stdout
        assert to is not None and back is not None  # both were asked for
        try:
            to.write(json.dumps(spec) + "\n")
            to.flush()
            answer = back.readline()
        except BrokenPipeError:
            answer = ""
        return str(json.loads(answer)) if answer else svg(spec)  # if the other process is gone, this one draws


def _serve() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asked ends this one,
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # and if it is gone there is nobody to tell
    svg({"data": {"values": [{"x": 1}]}, "mark": "tick", "encoding": {"x": {"field": "x", "type": "quantitative"}}})
    for line in sys.stdin:
        print(json.dumps(svg(json.loads(line))), flush=True)


if __name__ == "__main__":
    _serve()
