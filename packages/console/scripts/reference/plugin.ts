import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'
import { contractFiles, createContract } from './contracts.js'
import type { ApiName } from './samples.js'

/** Adds what the API reference consists of besides its own files: the contracts, and RapiDoc without its styles. */
export function createReferencePlugin(): Plugin {
  return {
    name: 'referly-reference',
    transform: {
      filter: { id: /rapidoc-min\.js$/ },
      handler: (code) => ({ code: removeTheme(code), map: null }),
    },
    generateBundle() {
      // The bundle of RapiDoc contains other packages, whose licenses must be passed on.
      const notices = createRequire(import.meta.url).resolve(
        'rapidoc/dist/rapidoc-min.js.LICENSE.txt',
      )
      const license = { fileName: 'reference-licenses.txt', source: readFileSync(notices, 'utf8') }
      this.emitFile({ type: 'asset', ...license })
      for (const [api, fileName] of Object.entries(contractFiles)) {
        const source = JSON.stringify(createContract(api as ApiName))
        this.emitFile({ type: 'asset', fileName, source })
      }
    },
  }
}

/**
 * Removes the style element with the theme, which the content security policy does not allow. The style sheet of the
 * page sets the same properties.
 */
function removeTheme(code: string): string {
  const parts = code.split(/<style>[^<]*?--border-radius[^<]*?<\/style>/)
  if (parts.length !== 2) throw new Error('The theme of RapiDoc has moved.')
  return parts.join('')
}
