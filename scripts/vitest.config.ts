import { defineConfig, type ViteUserConfig } from 'vitest/config'

/**
 * One configuration for every package: tests read the sources of their neighbors (no build needed) and leave a
 * report that `scripts/src/check.ts` adds up, also when turbo answers from its cache.
 */
const config: ViteUserConfig = defineConfig({
  root: process.cwd(),
  // Only the condition of our own: vitest hands these to Node, where 'import' would break require() inside packages.
  resolve: { conditions: ['@referly-kit/source'] },
  ssr: { resolve: { conditions: ['@referly-kit/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
  },
})

export default config
