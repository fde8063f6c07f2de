"""Weights that a file need not hold, because anyone can draw them again, and parts of gradients."""

import math

import numpy as np

import reference as ref

# The linear congruential generator of Numerical Recipes.
MULTIPLIER, INCREMENT, MODULUS = 1664525, 1013904223, 2**32


class SeededParameters(ref.Parameters):
    """Uniform in [-bound, bound), one stream for all weights in the order in which they are drawn, rounded to float32."""

    def __init__(self, seed, activation):
        super().__init__(seed, activation)
        self.state = seed
        self.drawn = []  # name, shape and bound
        self.name = None

    def get(self, name, shape, deviation):
        self.name = name
        return super().get(name, shape, deviation)

    def draw(self, shape, deviation):
        bound = float(np.float32(deviation * math.sqrt(3)))
        self.drawn.append([self.name, list(shape), bound])
        return np.array([bound * self.next() for _ in range(math.prod(shape))]).reshape(shape)

    def next(self):
        self.state = (self.state * MULTIPLIER + INCREMENT) % MODULUS
        return self.state / 2**31 - 1


def some(gradients, most=192):
    """
    Of each gradient with more values: its largest magnitude, then every n-th value. n has no divisor in common with the
    number of values, so all channels and taps are among them.
    """
    strides, parts = {}, {}
    for name, value in gradients.items():
        flat = value.reshape(-1)
        stride = max(1, math.ceil(flat.size / most))
        while math.gcd(stride, flat.size) > 1:
            stride += 1
        strides[name] = stride
        parts[name] = value if stride == 1 else np.concatenate([[np.abs(flat).max()], flat[::stride]])
    return strides, parts
