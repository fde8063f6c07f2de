/** A seeded random stream whose state can be saved, so that a resumed run draws what an unbroken one would. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
  getState(): number[];
  setState(state: readonly number[]): void;
  /** An independent stream that depends only on this seed and the keys, not on what was drawn before. */
  fork(...keys: number[]): Random;
}

/** sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, from PractRand), seeded through splitmix32. */
export function createRandom(seed: number): Random {
  return fromKeys([seed]);
}

function fromKeys(keys: readonly number[]): Random {
  const state = seedState(keys);
  const next = (): number => {
    const [a, b, c, d] = state as [number, number, number, number];
    const t = (((a + b) | 0) + d) | 0;
    state[3] = (d + 1) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const uniform = (): number => next() / 2 ** 32;
  return {
    uniform,
    integer: (n) => Math.floor(uniform() * n),
    // Box-Muller without a cached second value: the state alone then decides the next draw.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    getState: () => [...state],
    setState: (saved) => {
      if (saved.length !== 4) throw new RangeError(`a random state has 4 numbers, not ${saved.length}`);
      state.splice(0, 4, ...saved.map((v) => v | 0));
    },
    fork: (...more) => fromKeys([...keys, ...more]),
  };
}

function seedState(keys: readonly number[]): number[] {
  let h = 0x9e3779b9 | 0;
  const mix = (): number => {
    h = (h + 0x9e3779b9) | 0;
    let t = h ^ (h >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  for (const key of keys) {
    h ^= key | 0;
    h = mix() ^ Math.floor(key / 2 ** 32);
  }
  return [mix(), mix(), mix(), 1];
}
