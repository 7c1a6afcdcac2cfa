"""Gradient descent on the weight matrices themselves, never on a recurrence for singular values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from verify.nets.networks import Network


def step(net: Network, eta: Any) -> Network:
    """W^l - eta dL/dW^l for every layer at once. Exact over Q; rounded to the working digits over mpmath reals."""
    rate = net.arithmetic.number(eta)
    return net.moved(tuple(W - g * rate for W, g in zip(net.layers, net.gradient())))


def trajectory(net: Network, eta: Any, steps: int) -> Iterator[Network]:
    """The networks at t = 0, 1, …, steps."""
    yield net
    for _ in range(steps):
        net = step(net, eta)
        yield net
