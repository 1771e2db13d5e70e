import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds a command to its group. */
type AddCommand = (codes: ReferlyCommand, context: Context) => void

/** The commands in the order of the help. Each is loaded when it is needed. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  generate: async () => (await import('./generate.js')).addGenerate,
  push: async () => (await import('./push.js')).addPush,
  create: async () => (await import('./create.js')).addCreate,
  list: async () => (await import('./list.js')).addList,
  get: async () => (await import('./get.js')).addGet,
  update: async () => (await import('./update.js')).addUpdate,
  disable: async () => (await import('./disable.js')).addDisable,
  enable: async () => (await import('./disable.js')).addEnable,
  extend: async () => (await import('./extend.js')).addExtend,
  delete: async () => (await import('./delete.js')).addDelete,
}

/**
 * Loads the command with a name, or all of them for help, completion, and unknown words. Returns a function that adds
 * `codes` with the loaded commands.
 */
export async function loadCodes(
  name = '',
): Promise<(codes: ReferlyCommand, context: Context) => void> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  const loaders = load === undefined ? Object.values(commands) : [load]
  const adders = await Promise.all(loaders.map((loader) => loader()))
  return (codes, context) => {
    codes.examples([
      'referly codes generate affiliates.csv --coupon Spring --prefix SAVE --first-name --random 6 -o plan.csv',
      'referly codes push plan.csv',
    ])
    for (const add of adders) add(codes, context)
  }
}
