/**
 * The walls of the house: which room may import which. A room is a folder; the innermost one that a file lies in
 * decides. Relative imports stay inside the package, and never enter a folder that the room's `closed` names.
 *
 * @typedef {object} Room
 * @property {readonly string[]} values packages whose values may be imported (`node:` stands for every Node built-in)
 * @property {readonly string[]} [types] packages of which only types may be imported
 * @property {readonly string[]} [lazy] packages that may only be loaded by `import()` (or as types)
 * @property {readonly string[]} [closed] folders of the same package that this room may not import values from
 * @property {boolean} [pure] no clock, no chance: everything a result depends on is an argument
 */

const models = ['@referly-kit/types']

/** @type {Readonly<Record<string, Room>>} */
const rooms = {
  'packages/types/src': { values: [], pure: true },
  // A kept cipher, for the sequence entry point alone.
  'packages/codegen-structure/src': { values: ['@noble/ciphers'], types: models, pure: true },
  'packages/redemption/src': { values: [], types: models, pure: true },
  'packages/client/src': {
    values: ['openapi-fetch'],
    types: [...models, '@referly-kit/types/openapi'],
  },
  'packages/server/src': {
    values: ['fastify', '@referly-kit/codegen-structure', 'node:'],
    types: models,
  },
  'packages/server/src/http': {
    values: ['fastify', 'ajv', 'ajv-formats', 'prom-client', 'node:'],
    types: models,
    closed: ['store'],
  },
  'packages/server/src/domain': {
    values: ['@referly-kit/codegen-structure', '@referly-kit/redemption', 'node:'],
    types: models,
    closed: ['http', 'store'],
  },
  'packages/server/src/store': {
    values: ['pg', '@electric-sql/pglite', 'lru-cache', '@referly-kit/codegen-structure', 'node:'],
    types: models,
    closed: ['http'],
  },
  'packages/cli/src': {
    values: [
      '@referly-kit/client',
      '@referly-kit/codegen-structure',
      'commander',
      'csv-parse',
      'csv-stringify',
      'node:',
    ],
    types: models,
    lazy: ['@referly-kit/server'],
  },
  'packages/contract/src': {
    values: [
      '@referly-kit/client',
      '@referly-kit/server',
      '@stoplight/prism-core',
      '@stoplight/prism-http',
      '@stoplight/prism-http-server',
      'ajv',
      'ajv-formats',
      'vitest',
      'yaml',
      'node:',
    ],
    types: models,
  },
}

/**
 * The innermost room that a file of the repository lies in.
 *
 * @param {string} file path from the root of the repository, with forward slashes
 * @returns {{ folder: string, room: Room } | undefined}
 */
export function toRoom(file) {
  const folder = Object.keys(rooms)
    .filter((candidate) => file.startsWith(`${candidate}/`))
    .toSorted((a, b) => b.length - a.length)[0]
  const room = folder === undefined ? undefined : rooms[folder]
  return folder === undefined || room === undefined ? undefined : { folder, room }
}
