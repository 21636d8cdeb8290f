"""Charts to drawings: beside this process in another one, or at once in this one.

The chart engine keeps Python's lock while it draws, takes four tenths of a second to start, and ends the whole process
where it runs out of memory. So a second process draws: this file by itself, which reads a chart a line and writes a
drawing a line. No folder of the user's is on its path, so that no module of that name is imported instead.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

Spec = dict[str, Any]
Draw = Callable[[Spec], Future[str]]

_ALONE = [sys.executable, "-P", __file__]  # -P: neither this folder nor the working folder is searched for modules
_NOT_DRAWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # signs that no SVG may hold
_TRIAL = {"data": {"values": [{"x": 1}]}, "mark": "tick", "encoding": {"x": {"field": "x", "type": "quantitative"}}}


def svg(spec: Spec) -> str:
    """A Vega-Lite chart as SVG.

    Parameters
    ----------
    spec
        () [-] The chart; it may refer to nothing outside.
    """
    from attrit.views.charts.lettering import squeezed

    return squeezed(_drawn(spec))


def _drawn(spec: Spec) -> str:
    """As the chart engine makes it."""
    import vl_convert

    # A page describes each drawing as a whole, so what Vega writes for every single mark is left out.
    return str(vl_convert.vegalite_to_svg(_drawable(spec), config={"aria": False}, allowed_base_urls=[]))


def _drawable(part: Any) -> Any:
    """The same with a replacement sign for each sign that the chart engine would fall over."""
    if isinstance(part, str):
        return _NOT_DRAWN.sub("\ufffd", part)
    if isinstance(part, dict):
        return {key: _drawable(value) for key, value in part.items()}
    return [_drawable(item) for item in part] if isinstance(part, list | tuple) else part


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
        self._process = _started()
        self._queue = ThreadPoolExecutor(1)

    def __enter__(self) -> Draw:
        return self._draw

    def __exit__(self, *_: object) -> None:
        self._queue.shutdown(cancel_futures=True)
        self._process.communicate()

    def _draw(self, spec: Spec) -> Future[str]:
        return self._queue.submit(self._ask, spec)

    def _ask(self, spec: Spec) -> str:
        answer = self._answer(spec)
        if not answer:  # it is gone: perhaps somebody ended it, so another one tries
            self._process.communicate()
            self._process = _started()
            answer = self._answer(spec)
        if not answer:
            from attrit.errors import AttritError, Problem

            found = f"the chart engine broke off ({_how(self._process.wait())}), most likely for want of memory"
            cure = "allow it more (ulimit -v, or the limit of the container); nothing was written"
            raise AttritError(Problem("", "charts", found, "", cure))
        from attrit.views.charts.lettering import squeezed

        return squeezed(json.loads(answer))

    def _answer(self, spec: Spec) -> str:
        to, back = self._process.stdin, self._process.stdout
        assert to is not None and back is not None  # both were asked for
        try:
            to.write(json.dumps(_drawable(spec)) + "\n")
            to.flush()
            return back.readline()
        except BrokenPipeError:
            return ""


def _started() -> subprocess.Popen[str]:
    # What the engine prints when it breaks off says nothing to a user, and is told in words.
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(_ALONE, encoding="utf-8", stdin=pipe, stdout=pipe, stderr=nowhere)


def _how(status: int) -> str:
    """How a process ended."""
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def _serve() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asked ends this one,
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # and if it is gone there is nobody to tell
    _drawn(_TRIAL)
    for line in sys.stdin:
        print(json.dumps(_drawn(json.loads(line))), flush=True)


if __name__ == "__main__":
    _serve()
