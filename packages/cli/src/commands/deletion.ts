import type { ConnectionFlags } from '../api/connection.js'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { addConnectionOptions, addJsonOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** The flags of a command that deletes a record. */
export interface DeletionFlags extends ConnectionFlags {
  readonly json?: boolean | undefined
  /** True to skip the confirmation. */
  readonly yes?: boolean | undefined
}

/** Adds the options of a command that deletes a record. */
export function addDeletionOptions(command: ReferlyCommand): ReferlyCommand {
  return addJsonOption(addConnectionOptions(command)).option(
    '-y, --yes',
    'Skip the confirmation prompt',
  )
}

/** A record to delete. */
export interface Deletion {
  readonly id: string | number
  /** Names the record, as in "the coupon Spring". */
  readonly record: string
  /** A sentence about everything that will be gone, and what stays. */
  readonly consequence: string
  remove(): Promise<void>
}

/**
 * Shows the consequences of a deletion, asks for confirmation, and deletes the record.
 *
 * @throws CliError `INVALID_USAGE` without a terminal and `--yes`, `INTERRUPTED` when the answer is not yes
 */
export async function deleteRecord(
  { id, record, consequence, remove }: Deletion,
  { yes, json }: DeletionFlags,
  context: Context,
): Promise<void> {
  const { output } = context
  if (yes !== true) await confirmConsequence(consequence, 'Delete?', context)
  await remove()
  if (json === true) output.json({ deleted: id })
  output.note(`Deleted ${record}.`)
}

/**
 * Shows the consequence of a command and asks the user to confirm it.
 *
 * @throws CliError `INVALID_USAGE` without a terminal, `INTERRUPTED` when the answer is not yes
 */
export async function confirmConsequence(
  consequence: string,
  question: string,
  { input, output, signal }: Context,
): Promise<void> {
  if (!input.isInteractive) {
    throw new CliError('INVALID_USAGE', `${consequence} Confirm with --yes.`)
  }
  output.note(consequence)
  const answer = await input.ask(`${question} [y/N] `, signal)
  assertNotInterrupted(signal)
  if (/^y(es)?$/i.test(answer.trim())) return
  output.note('Nothing was changed.')
  throw new CliError('INTERRUPTED', 'Not confirmed.')
}
