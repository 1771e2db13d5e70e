import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import type { ChangeJob } from '../../changes/change-store.js'
import type { ChangePlan, CodeChange } from '../../changes/code-changes.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { toDefaultRate, type Rate } from '../../jobs/rate.js'
import { toDuration } from '../../terminal/progress.js'
import type { FormatFlags } from '../../terminal/records.js'
import { toCountText } from '../../terminal/text.js'
import { confirmConsequence } from '../deletion.js'
import {
  addConnectionOptions,
  addJsonOption,
  createConcurrencyOption,
  createRateOption,
  rateDefault,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addFilterOptions, isSelection, readCodes, type SelectionFlags } from './selection.js'

/** The flags of a command that changes one code, or many. */
export interface ChangeFlags extends ConnectionFlags, FormatFlags, SelectionFlags {
  readonly rate?: Rate | undefined
  readonly concurrency: number
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
}

/** Adds the options of a command that changes one code, or many. */
export function addChangeOptions(command: ReferlyCommand): ReferlyCommand {
  command.argument('[code]', 'Code in any letter case, or its ID; or select many with the options')
  addFilterOptions(command)
    .option(
      '--file <file>',
      'Only the codes in a file: one per line, or a CSV file with a code column',
    )
    .addOption(createRateOption(`Codes to change per second, or max for no limit ${rateDefault}`))
    .addOption(createConcurrencyOption().default(4))
    .option('--dry-run', 'Show what would be changed without changing it')
    .option('-y, --yes', 'Skip the confirmation prompt')
  return addJsonOption(addConnectionOptions(command))
}

/**
 * Returns whether a command changes many codes.
 *
 * @throws CliError `INVALID_USAGE` unless either a code or a selection is given
 */
export function isMany(code: string | undefined, flags: ChangeFlags): code is undefined {
  const isSelected = isSelection(flags)
  if (isSelected && code !== undefined) {
    throw new CliError(
      'INVALID_USAGE',
      'Give either a code or options that select codes, not both.',
    )
  }
  if (!isSelected && code === undefined) {
    throw new CliError('INVALID_USAGE', 'Give a code, or select codes, for example with --coupon.')
  }
  if (!isSelected && flags.dryRun === true) {
    throw new CliError(
      'INVALID_USAGE',
      '`--dry-run` applies to a selection of codes. Leave it out.',
    )
  }
  return isSelected
}

/** Plans a change of the selected codes, asks for confirmation, and runs it as a job. */
export async function changeMany(
  change: CodeChange,
  flags: ChangeFlags,
  context: Context,
): Promise<void> {
  const [{ planChange }, { toChangeId }, { runChange }] = await Promise.all([
    import('../../changes/code-changes.js'),
    import('../../changes/change-store.js'),
    import('../../changes/run-change.js'),
  ])
  const connection = await readConnection(flags, context)
  const { baseUrl, profile } = connection
  const plan = planChange(await readCodes(flags, connection, context), change)
  const own: Omit<ChangeJob, 'id'> = {
    version: 1,
    createdAt: new Date().toISOString(),
    baseUrl,
    profile,
    action: change.action,
    rate: flags.rate ?? toDefaultRate(baseUrl),
    concurrency: flags.concurrency,
    rows: plan.rows,
  }
  notePlan(own, plan, { change, context })
  if (flags.dryRun === true || plan.rows.length === 0) {
    context.output.note('Nothing was changed.')
    const counts = { changed: 0, toChange: plan.rows.length, unchanged: plan.unchanged }
    if (flags.json === true) context.output.json(counts)
    return
  }
  await confirmChange(plan, { change, yes: flags.yes === true }, context)
  const job = { ...own, id: toChangeId(own) }
  await runChange(job, { connection, json: flags.json === true }, context)
}

const verbs = { disable: 'active: yes -> no', enable: 'active: no -> yes' } as const

function notePlan(
  { baseUrl, action, rate }: Omit<ChangeJob, 'id'>,
  { rows, unchanged }: ChangePlan,
  { change, context: { output } }: { readonly change: CodeChange; readonly context: Context },
): void {
  const seconds = rate === 'max' ? undefined : rows.length / rate
  output.note(`Host:      ${baseUrl}`)
  if (action === 'delete') output.note('Change:    delete')
  else if (action === 'extend') output.note(`Change:    expires_at -> ${change.until}`)
  else output.note(`Change:    ${verbs[action]}`)
  output.note(`Codes:     ${rows.length} to change, ${unchanged} stay as they are`)
  for (const { code } of rows.slice(0, 3)) output.note(`           ${code}`)
  if (rows.length > 3) output.note(`           and ${rows.length - 3} more`)
  output.note(
    `Time:      ${seconds === undefined ? 'as fast as the server responds' : `${toDuration(seconds)} at ${rate} per second`}`,
  )
}

interface Confirmation {
  readonly change: CodeChange
  readonly yes: boolean
}

async function confirmChange(
  { rows }: ChangePlan,
  { change: { action }, yes }: Confirmation,
  context: Context,
): Promise<void> {
  if (yes) return
  const redeemed = rows.filter(({ timesRedeemed }) => timesRedeemed > 0).length
  const codes = toCountText(rows.length, 'code')
  const [verb, effect] =
    action === 'delete'
      ? ['deletes', ' This cannot be reverted. Recorded sales are kept.']
      : ['changes', ' It can be reverted.']
  const consequence = `This ${verb} ${codes}, ${redeemed} of them redeemed.${effect}`
  await confirmConsequence(consequence, 'Continue?', context)
}
