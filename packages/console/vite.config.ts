import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defineConfig, type UserConfig } from 'vite'
import { createReferencePlugin } from './scripts/reference/plugin.js'

/**
 * Builds the page into static files. Preact rather than Lit, because the compiler checks JSX against the types of the
 * components, while Lit's templates are strings to it.
 */
const config: UserConfig = defineConfig({
  plugins: [createReferencePlugin()],
  resolve: { conditions: ['@referly-kit/source', ...defaultClientConditions] },
  build: {
    outDir: 'dist/page',
    target: 'es2023',
    // The content security policy allows neither data URLs nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // In kB; RapiDoc is larger than the default.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // Parsing the contracts takes a second.
      checks: { pluginTimings: false },
      input: ['index.html', 'docs.html'].map((name) =>
        fileURLToPath(new URL(name, import.meta.url)),
      ),
    },
    license: { fileName: 'licenses.md' },
  },
})

export default config
