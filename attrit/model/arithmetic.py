"""Numbers with fixed bits: the arithmetic in which laws and mechanisms are written.

Everything below is IEEE single precision in the order written, with its own exponential and logarithm and with fused
multiply-add where `mad` says so and nowhere else. So the same inputs give the same bits on every processor target,
and a loop over draws still becomes vector instructions.

`scalar` marks a law or a mechanism (numbers in, numbers out), `lanes` a short loop that applies one to `LANES` draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np
from numba import config
from numba.core import types as nbt
from numba.core.codegen import get_host_cpu_features
from numba.core.compiler import Compiler
from numba.extending import intrinsic
from numba.np import arrayobj

from attrit.errors import AttritError, Problem

Function = TypeVar("Function", bound=Callable[..., Any])

F: Any = np.float32
LANES = 64
LOG2_E = F(1.44269504)
LN_2 = F(0.69314718)
Row = Any  # a run of LANES float32 in the workspace, or a record of such rows


if config.DISABLE_JIT:
    _found = "Numba is told to compile nothing, and attrit is nothing without compiled code"
    raise AttritError(Problem("NUMBA_DISABLE_JIT", "", _found, "", "unset it"))


def _whole_vectors() -> None:
    """Have 512-bit vectors used wherever there are any; for many processors LLVM would take half of them.

    The day is bound by the number of its instructions: vectors of half the width cost a quarter more time. The bits are
    the same. Has to come before Numba compiles anything.
    """
    if config.CPU_FEATURES is None:  # nothing else has been asked for
        features = get_host_cpu_features()
        if "+avx512f" in features.split(","):
            config.CPU_FEATURES = f"{features},-prefer-256-bit"


_whole_vectors()


class _Apart(Compiler):  # type: ignore[misc]  # Numba has no types
    """Compiles a function on our word that no two of its array arguments meet in a number that it writes."""

    def define_pipelines(self) -> Any:
        self.state.flags.noalias = True
        return super().define_pipelines()


def scalar(function: Function) -> Function:
    """Decorator of a law or a mechanism: numbers in, numbers out."""
    return cast(Function, nb.njit(error_model="numpy", forceinline=True)(function))


def lanes(function: Function) -> Function:
    """Decorator of a loop over lanes; its rows must be those of different records, or different rows of one.

    Otherwise each loop would first compare where all of its rows begin and end, and there are some two hundred loops
    in a day.
    """
    return cast(Function, nb.njit(error_model="numpy", forceinline=True, pipeline_class=_Apart)(function))


@intrinsic
def _fma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.fma(*args)

    return a(a, b, c), make


@scalar
def mad(a: float, b: float, c: float) -> float:
    """a * b + c in one rounding."""
    return _fma(a, b, c)


@scalar
def minimum(a: float, b: float) -> float:
    """The smaller of two numbers."""
    return a if a < b else b


@scalar
def maximum(a: float, b: float) -> float:
    """The larger of two numbers."""
    return a if a > b else b


@scalar
def clip(x: float, low: float, high: float) -> float:
    """`x` held between `low` and `high`."""
    return minimum(maximum(x, low), high)


@scalar
def whole(x: float) -> float:
    """The whole days in a number of days from 0 on (`math.floor` would be a call for each lane)."""
    return F(np.int32(x))


@scalar
def rounded_up(x: float) -> float:
    """The least whole number not below `x`, for x from 0 on."""
    return whole(x) + (F(1) if whole(x) < x else F(0))


@scalar
def exp2(y: float) -> float:
    """2**y: 2**f by a polynomial on [-1/2, 1/2] fitted for least relative error (2e-7), times 2**k by exponent bits."""
    y = clip(y, F(-125), F(126))
    rounded: Any = y + F(12582912)  # 1.5 * 2**23: rounds to the nearest whole number, which the last bits hold
    f = y - (rounded - F(12582912))
    p = mad(
        mad(mad(mad(mad(F(0.00134073), f, F(0.00967188)), f, F(0.05550308)), f, F(0.24022235)), f, F(0.69314721)),
        f,
        F(1),
    )
    k = np.int32(F(rounded).view(np.int32) << np.int32(23))
    scaled: Any = np.int32(F(p).view(np.int32) + k).view(np.float32)
    return scaled


@scalar
def log2(x: float) -> float:
    """log2 x for normal x > 0: exponent bits, then an odd polynomial in (m - 1) / (m + 1); absolute error 4e-7.

    Of 0 it is -127, so that a ratio that has gone to nothing needs no case of its own.
    """
    i = F(x).view(np.int32)
    e = np.int32(np.int32(i - np.int32(0x3F3504F3)) >> np.int32(23))
    m = np.int32(i - np.int32(e << np.int32(23))).view(np.float32)
    s = (m - F(1)) / (m + F(1))
    s2 = s * s
    return mad(s, mad(s2, mad(s2, F(0.59579663), F(0.96158786)), F(2.88539043)), F(e))


@scalar
def exp(x: float) -> float:
    """e**x."""
    return exp2(x * LOG2_E)


@scalar
def log(x: float) -> float:
    """Natural logarithm of a normal x > 0."""
    return log2(x) * LN_2


@scalar
def chance(rate: float) -> float:
    """Chance of at least one event in a day at a given rate a day: 1 - exp(-rate)."""
    return F(1) - exp(-rate)


@scalar
def may_happen(u: float, rate: float) -> bool:
    """Whether `u` < `chance(rate)` is possible at all: a cheap question, mostly answered no, to skip a loop by."""
    return u < rate + F(1e-6)


@scalar
def two_normals(a: Any, b: Any) -> tuple[float, float]:
    """Two standard normal numbers from two 32-bit words (Box and Muller 1958; 24 bits of each)."""
    u = F(np.int32(a >> np.uint64(8))) * F(5.9604645e-8) + F(2.9802322e-8)
    radius = math.sqrt(F(-2) * log(u))
    turn = F(np.int32(b >> np.uint64(8))) * F(2.3841858e-7)  # quarter turns, 0 to 4
    q = np.int32(turn + F(0.5))
    f = (turn - F(q)) * F(1.57079633)
    f2 = f * f
    sine = f * mad(
        f2, mad(f2, mad(f2, mad(f2, F(2.7525562e-6), F(-1.9840874e-4)), F(8.3333310e-3)), F(-1.6666667e-1)), F(1)
    )
    cosine = mad(f2, mad(f2, mad(f2, mad(f2, F(2.4760495e-5), F(-1.3888397e-3)), F(4.1666642e-2)), F(-0.5)), F(1))
    s = cosine if q & 1 else sine
    c = sine if q & 1 else cosine
    return F(radius * (-c if (q + 1) & 2 else c)), F(radius * (-s if q & 2 else s))


@scalar
def uniform(a: Any) -> float:
    """A number in (0, 1) from a 32-bit word (24 bits of it)."""
    return F(np.int32(a >> np.uint64(8))) * F(5.9604645e-8) + F(2.9802322e-8)


@scalar
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Philox4x32-10: four 32-bit words from a counter and a key (Salmon et al. 2011, doi:10.1145/2063384.2063405)."""
    low = np.uint64(0xFFFFFFFF)
    half = np.uint64(32)
    x0 = np.uint64(c0)
    x1 = np.uint64(c1)
    x2 = np.uint64(c2)
    x3 = np.uint64(c3)
    k0 = np.uint64(k0)
    k1 = np.uint64(k1)
    for _ in range(10):  # what stands above the 32 bits of a word is cut off only where it would count
        a = np.uint64(0xD2511F53) * (x0 & low)
        b = np.uint64(0xCD9E8D57) * (x2 & low)
        x0, x1, x2, x3 = (b >> half) ^ x1 ^ k0, b, (a >> half) ^ x3 ^ k1, a
        k0 = (k0 + np.uint64(0x9E3779B9)) & low
        k1 = (k1 + np.uint64(0xBB67AE85)) & low
    return x0 & low, x1 & low, x2 & low, x3 & low


@intrinsic
def record(typing: Any, w: Any, start: Any, length: Any) -> Any:
    """w[start:start + length] as a bare view that holds no reference; the caller keeps `w` alive.

    A slice would cost two atomic operations on the reference count of `w`, which is half the run time of a short loop.
    """
    view = nbt.Array(nbt.float32, 1, "C")

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, args[0])
        at, size = (context.cast(builder, v, t, nbt.intp) for v, t in zip(args[1:], signature.args[1:], strict=True))
        out = context.make_array(view)(context, builder)
        step = context.get_constant(nbt.intp, 4)
        arrayobj.populate_array(
            out, data=builder.gep(whole.data, [at]), shape=(size,), strides=(step,), itemsize=step, meminfo=None
        )
        return out._getvalue()

    return view(w, start, length), make
