import { defineConfig } from 'vitest/config';

// One project a suite; `scripts/test.mjs` runs them. Kernel tests start real processes, so they get more time.
const suite = (name, extra = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 60_000, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      suite('unit'),
      suite('kernel'),
      suite('renderers', { expect: { poll: { timeout: 20_000 } } }),
      suite('long', { testTimeout: 900_000 }),
    ],
    maxWorkers: 2,
  },
});
