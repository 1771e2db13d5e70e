import { defaultClientConditions, defineConfig, type UserConfig } from 'vite'

/**
 * Builds the page into static files. Preact rather than Lit, because the compiler checks JSX against the types of the
 * components, while Lit's templates are strings to it.
 */
const config: UserConfig = defineConfig({
  resolve: { conditions: ['@referly-kit/source', ...defaultClientConditions] },
  build: {
    outDir: 'dist/page',
    target: 'es2023',
    // The content security policy allows neither data URLs nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
  },
})

export default config
