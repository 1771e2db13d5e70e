/**
 * The imports that each room allows. A room is a folder, and the innermost room that contains a file applies to it.
 * Relative imports must stay inside the package and may not import values from a folder listed in `closed`.
 *
 * @typedef {object} Room
 * @property {readonly string[]} values packages whose values may be imported; `node:` means every Node built-in
 * @property {readonly string[]} [types] packages whose types may be imported
 * @property {readonly string[]} [lazy] packages that may be loaded by `import()` or imported as types
 * @property {readonly string[]} [closed] folders of the same package whose values may not be imported
 * @property {boolean} [pure] neither the clock nor randomness: results depend on arguments only
 */

const models = ['@referly-kit/types']

/** @type {Readonly<Record<string, Room>>} */
const rooms = {
  'specs/src': { values: ['ajv', 'ajv-formats'], pure: true },
  'packages/types/src': { values: [], pure: true },
  // The cipher is for the `sequence` entry point only.
  'packages/codegen-structure/src': { values: ['@noble/ciphers'], types: models, pure: true },
  'packages/redemption/src': { values: [], types: models, pure: true },
  // Runs in browsers, too. `#parser` is the build of csv-parse for the platform.
  'packages/csv/src': { values: ['#parser', 'fastest-levenshtein'], pure: true },
  'packages/client/src': {
    values: ['openapi-fetch'],
    types: [...models, '@referly-kit/types/openapi'],
  },
  'packages/server/src': {
    values: ['fastest-levenshtein', 'fastify', '@referly-kit/codegen-structure', 'node:'],
    types: models,
  },
  'packages/server/src/http': {
    values: ['ajv', 'ajv-formats', 'fastify', 'prom-client', 'node:'],
    types: models,
    closed: ['store'],
  },
  'packages/server/src/domain': {
    values: ['@referly-kit/codegen-structure', '@referly-kit/redemption', 'node:'],
    types: models,
    closed: ['http', 'store'],
  },
  // Rules about money, which are decided from their arguments alone.
  'packages/server/src/domain/ledger': { values: [], pure: true },
  'packages/server/src/store': {
    values: ['pg', '@electric-sql/pglite', 'lru-cache', '@referly-kit/codegen-structure', 'node:'],
    types: models,
    closed: ['http'],
  },
  // Sends events to the URLs of operators.
  'packages/server/src/webhooks': {
    values: ['ipaddr.js', 'node:'],
    types: models,
    closed: ['http', 'store'],
  },
  // The entry point exports the path of the page; the page runs in a browser.
  'packages/console/src': { values: ['node:'] },
  'packages/console/src/reference': { values: ['rapidoc'] },
  'packages/console/src/page': {
    values: ['preact', '@referly-kit/client', '@referly-kit/codegen-structure', '@referly-kit/csv'],
    types: models,
  },
  'packages/cli/src': {
    values: [
      '@referly-kit/client',
      '@referly-kit/codegen-structure',
      '@referly-kit/csv',
      '@referly-kit/redemption',
      'commander',
      'csv-stringify',
      'fastest-levenshtein',
      'string-width',
      'node:',
    ],
    types: models,
    lazy: ['@referly-kit/console', '@referly-kit/server'],
  },
  'packages/contract/src': {
    values: [
      '@referly-kit/client',
      '@referly-kit/server',
      '@referly-kit/specs/validation',
      '@stoplight/prism-core',
      '@stoplight/prism-http',
      '@stoplight/prism-http-server',
      'vitest',
      'yaml',
      'node:',
    ],
    types: [...models, '@referly-kit/specs/document'],
  },
}

/**
 * Finds the innermost room that contains a file.
 *
 * @param {string} file path relative to the root of the repository, with forward slashes
 * @returns {{ folder: string, room: Room } | undefined}
 */
export function toRoom(file) {
  const folder = Object.keys(rooms)
    .filter((candidate) => file.startsWith(`${candidate}/`))
    .toSorted((a, b) => b.length - a.length)[0]
  const room = folder === undefined ? undefined : rooms[folder]
  return folder === undefined || room === undefined ? undefined : { folder, room }
}
