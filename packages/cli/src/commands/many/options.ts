import type { ConnectionFlags } from '../../api/connection.js'
import type { ChangeCollection } from '../../changes/collections.js'
import { CliError } from '../../errors.js'
import type { Rate } from '../../jobs/rate.js'
import type { FormatFlags } from '../../terminal/records.js'
import {
  addConnectionOptions,
  addJsonOption,
  createConcurrencyOption,
  createRateOption,
  rateDefault,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The flags of a command that changes one record, or many. */
export interface ManyFlags extends ConnectionFlags, FormatFlags {
  /** The path of a file of records. */
  readonly file?: string | undefined
  readonly rate?: Rate | undefined
  readonly concurrency: number
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
}

/** The records that a command can change: their words, and the flags that select many of them. */
export interface ManyTarget<Flags> {
  readonly collection: ChangeCollection
  /** The word for one record. */
  readonly noun: string
  /** The text in each line of a file: `ID or email address`. */
  readonly key: string
  /** The flags that filter the records, in addition to `--file`. */
  readonly filters: readonly (keyof Flags)[]
}

/** Adds the options of a command that changes one record, or many. */
export function addManyOptions<Flags>(
  command: ReferlyCommand,
  { noun, key }: ManyTarget<Flags>,
): ReferlyCommand {
  const rate = `${capitalize(noun)}s to change per second, or max for no limit ${rateDefault}`
  command
    .option('--file <file>', `Only the ${noun}s in a file: one ${key} per line, or a CSV file`)
    .addOption(createRateOption(rate))
    .addOption(createConcurrencyOption().default(4))
    .option('--dry-run', 'Show what would be changed without changing it')
    .option('-y, --yes', 'Skip the confirmation prompt')
  return addJsonOption(addConnectionOptions(command))
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** Returns whether flags select many records. */
function isSelection<Flags extends Pick<ManyFlags, 'file'>>(
  flags: Flags,
  { filters }: Pick<ManyTarget<Flags>, 'filters'>,
): boolean {
  return flags.file !== undefined || filters.some((name) => flags[name] !== undefined)
}

/**
 * Returns whether a command changes many records.
 *
 * @throws CliError `INVALID_USAGE` unless either a record or a selection is given
 */
export function isMany<Flags extends ManyFlags>(
  reference: string | undefined,
  flags: Flags,
  target: ManyTarget<Flags>,
): reference is undefined {
  const { noun } = target
  const isSelected = isSelection(flags, target)
  const article = /^[aeiou]/.test(noun) ? 'an' : 'a'
  if (isSelected && reference !== undefined) {
    const message = `Give either ${article} ${noun} or options that select ${noun}s, not both.`
    throw new CliError('INVALID_USAGE', message)
  }
  if (!isSelected && reference === undefined) {
    const message = `Give ${article} ${noun}, or select ${noun}s, for example with --file.`
    throw new CliError('INVALID_USAGE', message)
  }
  if (!isSelected && flags.dryRun === true) {
    const message = `\`--dry-run\` applies to a selection of ${noun}s. Leave it out.`
    throw new CliError('INVALID_USAGE', message)
  }
  return isSelected
}
