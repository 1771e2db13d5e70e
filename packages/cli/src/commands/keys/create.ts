import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `keys create`. */
export function addCreate(keys: ReferlyCommand, context: Context): void {
  const command = keys
    .command('create')
    .about('Create an API key', 'The key is shown only once.')
    .argument('<label>', 'Name to recognize the key by')
    .examples(['referly keys create Shop'])
  addJsonOption(addConnectionOptions(command)).action((label: string, flags: CreateFlags) =>
    createKey(label, flags, context),
  )
}

interface CreateFlags extends ConnectionFlags {
  readonly json?: boolean | undefined
}

async function createKey(label: string, flags: CreateFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  const key = await kit.keys.create({ label }, { signal })
  if (flags.json) output.json(key)
  else output.data(`REFERLY_API_KEY=${key.key}`)
  output.note(`Created the key "${label}" (${key.id}). It is shown only once; store it safely.`)
}
