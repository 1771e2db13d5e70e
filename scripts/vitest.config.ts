import { setFlagsFromString } from 'node:v8'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { SuiteReporter } from './src/gate/suite-reporter.js'

// PGlite is WebAssembly, and tests end before optimizing it pays off: it took a quarter of the processor time of the
// tests of the server.
setFlagsFromString('--wasm-tiering-budget=1000000000')

/**
 * The test configuration of every package. Packages import the sources of other packages, so no build is needed, and
 * each suite writes a report for `scripts/src/gate/check.ts`, which turbo restores from its cache.
 */
const config: ViteUserConfig = defineConfig({
  root: process.cwd(),
  // Only our own condition: vitest passes these to Node, where `import` would break require() inside packages.
  resolve: { conditions: ['@referly-kit/source'] },
  ssr: { resolve: { conditions: ['@referly-kit/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Test files share the modules of a thread, which takes a fifth off the time of a run: most of a file's start is
    // imports.
    pool: 'threads',
    isolate: false,
    // A test on a busy machine can take many times as long, and only one that never ends should fail for its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', new SuiteReporter({ outputFile: 'reports/vitest.json' })],
  },
})

export default config
