import type { Option } from 'commander'
import { CliError } from '../errors.js'

const none = 'none'

/** The value of an option that also takes `none`. */
export type OrNone<Value> = Value | typeof none

/** Converts the value of an option that takes `none` to that of a field. */
export function fromNone<Value>(value: OrNone<Value> | undefined): Value | null | undefined {
  return value === none ? null : value
}

/**
 * Lets an option also take `none`, which removes the value: `fromNone` converts it to null, which commander would lose.
 */
export function allowNone(option: Option): Option {
  const { parseArg } = option
  option.description = `${option.description}, or none to remove it`
  return option.argParser((value, previous) => {
    if (value === none) return none
    return parseArg === undefined ? value : parseArg(value, previous)
  })
}

/**
 * Returns the fields that have a value, as the changes to a record. `null` counts as a value, because it removes one.
 *
 * @throws CliError `INVALID_USAGE` when no field has one
 */
export function toChanges<Fields extends object>(fields: Fields): Partial<Fields> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  if (given.length === 0) {
    throw new CliError('INVALID_USAGE', 'No changes given. Run with --help to see the options.')
  }
  return Object.fromEntries(given) as Partial<Fields>
}

/**
 * Returns the changes to many records like {@link toChanges}, or undefined when only a file has new values: those of
 * each record.
 *
 * @throws CliError `INVALID_USAGE` when neither a field nor a file is given
 */
export function toSharedChanges<Fields extends object>(
  fields: Fields,
  file: string | undefined,
): Partial<Fields> | undefined {
  const isEmpty = Object.values(fields).every((value) => value === undefined)
  return isEmpty && file !== undefined ? undefined : toChanges(fields)
}
