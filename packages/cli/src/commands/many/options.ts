import type { KeyName } from '@referly-kit/csv'
import type { ConnectionFlags } from '../../api/connection.js'
import type { CouponLookup } from '../../api/find-coupon.js'
import { collections, type AnyRecord, type ChangeCollection } from '../../changes/collections.js'
import { valueColumns } from '../../changes/value-columns.js'
import { CliError } from '../../errors.js'
import type { Rate } from '../../jobs/rate.js'
import type { FormatFlags } from '../../terminal/records.js'
import {
  addConnectionOptions,
  addJsonOption,
  createConcurrencyOption,
  createRateOption,
  createSecondsOption,
  changeRateDefault,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The flags of a command that changes one record, or many. */
export interface ManyFlags extends ConnectionFlags, FormatFlags {
  /** The path of a file of records. */
  readonly file?: string | undefined
  readonly rate?: Rate | undefined
  readonly concurrency: number
  /** In seconds. */
  readonly timeout: number
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
}

/** A column of a file whose cells identify records. */
export interface RecordKey<Model> {
  readonly column: KeyName
  of(record: Model): string | number | null | undefined
  /** True for keys that a list without a header cannot have, because they look like others. */
  readonly needsHeader?: boolean
}

/** The records of a collection that a command can change, many at a time. */
export interface ManyTarget<Model extends AnyRecord, Flags> {
  readonly collection: ChangeCollection
  /** The columns that can identify records in a file, best first. */
  readonly keys: readonly RecordKey<Model>[]
  /** The flags that filter the records, in addition to `--file`. */
  readonly filters: readonly (keyof Flags)[]
  /** Lists the records, as far as the API can filter them. */
  list(flags: Flags, lookup: CouponLookup): AsyncIterable<Model>
  /** Returns whether a listed record has the properties that the API cannot filter by. */
  isMatch?(record: Model, flags: Flags): boolean
  /** Describes the records that are in use, as in "18 of them redeemed". */
  readonly used?: readonly [word: string, isUsed: (record: Model) => boolean]
}

/** Adds the options of a command that changes one record, or many. */
export function addManyOptions(
  command: ReferlyCommand,
  collection: ChangeCollection,
): ReferlyCommand {
  const { noun } = collections[collection]
  const rate = `${capitalize(noun)}s to change per second, or max for no limit ${changeRateDefault}`
  command
    .option('--file <file>', `Only the ${noun}s in a file: one per line, or a CSV file`)
    .addOption(createRateOption(rate))
    .addOption(createConcurrencyOption().default(4))
    .addOption(createSecondsOption('--timeout <seconds>', 'Time limit for one request').default(30))
    .option('--dry-run', 'Show what would be changed without changing it')
    .option('-y, --yes', 'Skip the confirmation prompt')
  return addJsonOption(addConnectionOptions(command))
}

/** Returns the part of the help of an update about the columns of a file. */
export function toFileHelp(collection: ChangeCollection): string {
  const { noun } = collections[collection]
  const columns = valueColumns[collection].columns
  const titles = columns.map(({ title }) => title).join(', ')
  const removal = columns.some(({ isRemovable }) => isRemovable === true)
    ? ', and none removes it'
    : ''
  return `Without options for new values, each ${noun} gets the values in its row of the file, from the ${columns.length === 1 ? 'column' : 'columns'} ${titles}. An empty cell leaves a value unchanged${removal}.`
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/**
 * Returns whether a command changes many records.
 *
 * @throws CliError `INVALID_USAGE` unless either a record or a selection is given
 */
export function isMany<Model extends AnyRecord, Flags>(
  reference: string | undefined,
  flags: Flags & ManyFlags,
  { collection, filters }: ManyTarget<Model, Flags>,
): reference is undefined {
  const { noun } = collections[collection]
  const isSelected = flags.file !== undefined || filters.some((name) => flags[name] !== undefined)
  const article = /^[aeiou]/.test(noun) ? 'an' : 'a'
  if (isSelected && reference !== undefined) {
    const message = `Pass either ${article} ${noun} or options that select ${noun}s, not both.`
    throw new CliError('INVALID_USAGE', message)
  }
  if (!isSelected && reference === undefined) {
    const message = `Pass ${article} ${noun}, or select ${noun}s, for example with --file.`
    throw new CliError('INVALID_USAGE', message)
  }
  if (!isSelected && flags.dryRun === true) {
    const message = `\`--dry-run\` applies to a selection of ${noun}s. Leave it out.`
    throw new CliError('INVALID_USAGE', message)
  }
  return isSelected
}

/**
 * Refuses values that only one record can have, in a change to many.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function assertShareable<Flags>(
  flags: Flags,
  unique: readonly (keyof Flags & string)[],
): void {
  const name = unique.find((each) => flags[each] !== undefined)
  if (name === undefined) return
  const message = `\`${toFlag(name)}\` applies to a single record, because no two can have the same value.`
  throw new CliError('INVALID_USAGE', message)
}

/** Returns an option as it is typed: `--without-commission` for `withoutCommission`. */
export function toFlag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
