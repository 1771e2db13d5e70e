import type { ViteUserConfig } from 'vitest/config'

import workspace from '../../scripts/vitest.config.js'

// Vitest hands these conditions to Node itself, and with `import` among them `require('pg-pool')` inside pg finds an
// ES module that it cannot extend; Vite adds `import` and `require` on its own where they belong.
const conditions = ['@referly-kit/source', 'node']

const config: ViteUserConfig = {
  ...workspace,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
}

export default config
