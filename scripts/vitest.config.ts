import { defineConfig, type ViteUserConfig } from 'vitest/config'

/**
 * One configuration for every package: tests read the sources of their neighbours (no build needed) and leave a
 * report that `scripts/src/check.ts` adds up, also when turbo answers from its cache.
 */
const config: ViteUserConfig = defineConfig({
  root: process.cwd(),
  resolve: { conditions: ['@referly-kit/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@referly-kit/source', 'node', 'import', 'default'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
  },
})

export default config
