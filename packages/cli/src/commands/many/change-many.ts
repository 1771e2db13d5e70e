import { readConnection, type Connection } from '../../api/connection.js'
import type { NewChange } from '../../changes/change-job.js'
import {
  collections,
  type AnyRecord,
  type ChangeAction,
  type Value,
} from '../../changes/collections.js'
import type { ChangePlan, ChangeRow, PlannedChange } from '../../changes/plan-change.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { confirmConsequence } from '../deletion.js'
import { toFlag, type ManyFlags, type ManyTarget } from './options.js'
import type { SelectionContext } from './selection.js'

/** A change to many records, as the command that starts it describes it. */
export interface ManyChange<Model extends AnyRecord> extends Pick<
  PlannedChange<Model>,
  'action' | 'toValues'
> {
  /** The command: `codes disable`. */
  readonly command: string
  /** A sentence about the selected records that stay unchanged. */
  readonly unchangedHint?: string
  /** Returns a sentence about what a deletion also deletes, and what stays. */
  effect?(records: readonly Model[], connection: Connection): string | Promise<string>
}

/** Plans a change to the selected records, asks for confirmation, and runs it as a job. */
export async function changeMany<Model extends AnyRecord, Flags>(
  target: ManyTarget<Model, Flags>,
  { command, action, toValues, unchangedHint, effect }: ManyChange<Model>,
  { flags, context }: { readonly flags: Flags & ManyFlags; readonly context: Context },
): Promise<void> {
  const [{ planChange }, { createChangeJob }, { runChange }] = await Promise.all([
    import('../../changes/plan-change.js'),
    import('../../changes/change-job.js'),
    import('../../changes/run-change.js'),
  ])
  const { collection } = target
  const connection = await readConnection(flags, context)
  const { records, ...values } = await readRecords(target, toValues, {
    isUpdate: action === 'update',
    flags,
    options: { connection, context },
  })
  const plan = planChange(records, { collection, action, ...values })
  const { rate, concurrency, timeout } = flags
  const settings = { rate, concurrency, timeout }
  const { rows } = plan
  const own: NewChange = {
    command: toCommandText(command, target, flags),
    collection,
    action,
    settings,
    rows,
    connection,
  }
  await notePlan(own, { ...plan, unchangedHint }, context)
  if (flags.dryRun === true || rows.length === 0) return noteUnchanged(plan, flags, context)
  if (flags.yes !== true) {
    const ids = new Set(rows.map(({ id }) => id))
    const affected = records.filter(({ id }) => ids.has(String(id)))
    const also = (await effect?.(affected, connection)) ?? ''
    const consequence = `${toConsequence(target, action, affected)} ${also}`.trim()
    await confirmConsequence(consequence, 'Continue?', context)
  }
  await runChange(createChangeJob(own, context), { connection, json: flags.json === true }, context)
}

interface RecordReading<Flags> {
  readonly isUpdate: boolean
  readonly flags: Flags & ManyFlags
  readonly options: SelectionContext
}

function noteUnchanged(
  { rows, unchanged }: ChangePlan,
  { json }: ManyFlags,
  { output }: Context,
): void {
  output.note('Nothing was changed.')
  if (json === true) output.json({ changed: 0, toChange: rows.length, unchanged })
}

/** Returns a command with the options that select its records: `codes disable --coupon Spring --unused`. */
function toCommandText<Model extends AnyRecord, Flags>(
  command: string,
  { filters }: Pick<ManyTarget<Model, Flags>, 'filters'>,
  flags: Flags & ManyFlags,
): string {
  const names = [...filters, 'file'] as readonly (keyof (Flags & ManyFlags) & string)[]
  const words = names.flatMap((name) => {
    const value: unknown = flags[name]
    if (value === undefined || value === false) return []
    const text = String(value)
    return [toFlag(name), ...(value === true ? [] : [/\s/.test(text) ? `"${text}"` : text])]
  })
  return [command, ...words].join(' ')
}

/** Reads the records to change. An update whose options set no values takes them from its file. */
async function readRecords<Model extends AnyRecord, Flags>(
  target: ManyTarget<Model, Flags>,
  toValues: ManyChange<Model>['toValues'],
  { isUpdate, flags, options }: RecordReading<Flags>,
): Promise<Pick<PlannedChange<Model>, 'toValues'> & { readonly records: readonly Model[] }> {
  if (isUpdate && toValues === undefined) {
    const { readFileValues } = await import('./file-values.js')
    return readFileValues(target, flags, options)
  }
  const { readSelected } = await import('./selection.js')
  return { records: await readSelected(target, flags, options), toValues }
}

/** The number of records that a plan names. */
const maxNamed = 3

async function notePlan(
  change: NewChange,
  { rows, unchanged, unchangedHint }: ChangePlan & { readonly unchangedHint: string | undefined },
  { output }: Context,
): Promise<void> {
  const { collection, action, connection } = change
  const { toExpectedTime } = await import('../../changes/expected-time.js')
  const { noun } = collections[collection]
  const title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}s:`
  output.note(`Host:      ${connection.baseUrl}`)
  if (rows.length + unchanged === 0) return output.note(`No ${noun}s match.`)
  const changes = action === 'update' ? await toFieldTexts(rows) : [action]
  for (const [index, text] of changes.entries()) {
    output.note(`${index === 0 ? 'Change:' : '       '}    ${text}`)
  }
  output.note(
    `${title.padEnd(10)} ${rows.length} to ${infinitives[action]}, ${unchanged} unchanged`,
  )
  const toLine = await createRowText(action, rows)
  for (const row of rows.slice(0, maxNamed)) output.note(`           ${toLine(row)}`)
  if (rows.length > maxNamed) output.note(`           and ${rows.length - maxNamed} more`)
  output.note(`Time:      ${toExpectedTime(change, rows.length)}`)
  if (unchangedHint !== undefined && unchanged > 0) output.note(unchangedHint)
  const { describePermanent } = await import('../../changes/plan-change.js')
  for (const text of describePermanent(collection, rows, 'Reverting this')) output.note(text)
}

/** Returns a line for each field that changes: its values before and after. */
async function toFieldTexts(rows: readonly ChangeRow[]): Promise<readonly string[]> {
  const { toFieldName, toText } = await import('../../changes/plan-change.js')
  const fields = new Set(rows.flatMap(({ after }) => Object.keys(after)))
  const toSide = (values: readonly (Value | undefined)[]): string => {
    const texts = new Set(values.map((value) => toText(value ?? null)))
    const [text = ''] = texts
    return texts.size === 1 ? text : `${texts.size} different values`
  }
  return [...fields].flatMap((field) => {
    const isChanged = ({ before, after }: ChangeRow): boolean =>
      after[field] !== undefined && toText(before[field] ?? null) !== toText(after[field])
    const own = rows.filter(isChanged)
    if (own.length === 0) return []
    const before = toSide(own.map((row) => row.before[field]))
    const share = own.length === rows.length ? '' : ` (${own.length} of ${rows.length})`
    return `${toFieldName(field)}: ${before} -> ${toSide(own.map((row) => row.after[field]))}${share}`
  })
}

/** Names the records of a plan, with their own changes when these differ. */
async function createRowText(
  action: ChangeAction,
  rows: readonly ChangeRow[],
): Promise<(row: ChangeRow) => string> {
  const isSame = new Set(rows.map(({ after }) => JSON.stringify(after))).size < 2
  if (action !== 'update' || isSame) return ({ name }) => name
  const { toChangesText } = await import('../../changes/plan-change.js')
  return (row) => `${row.name}: ${toChangesText(row)}`
}

/** The verb in the plan. */
const infinitives = { update: 'change', delete: 'delete', refund: 'refund' } as const

const verbs = { update: 'changes', delete: 'deletes', refund: 'refunds' } as const

function toConsequence<Model extends AnyRecord>(
  { collection, used }: Pick<ManyTarget<Model, never>, 'collection' | 'used'>,
  action: ChangeAction,
  records: readonly Model[],
): string {
  const [word, isUsed] = used ?? []
  const inUse = isUsed === undefined ? '' : `, ${records.filter(isUsed).length} of them ${word}`
  const counted = toCountText(records.length, collections[collection].noun)
  const reversal = action === 'update' ? 'It can be reverted.' : 'This cannot be reverted.'
  return `This ${verbs[action]} ${counted}${inUse}. ${reversal}`
}
