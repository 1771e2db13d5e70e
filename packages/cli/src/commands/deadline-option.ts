import { CliError } from '../errors.js'
import {
  deadlineForms,
  isTimeZone,
  needsTimeZone,
  parseDeadline,
  readLocalTimeZone,
} from '../plans/deadline.js'
import type { ReferlyCommand } from './referly-command.js'

/** A deadline as the user wrote it, and its option. */
export interface DeadlineFlag {
  /** The name of the option, such as `--expires`. */
  readonly option: string
  readonly text: string | undefined
  readonly timeZone: string | undefined
  /** A file that can have deadlines instead, which the time zone applies to. */
  readonly file?: string | undefined
}

/** Adds an option that takes a date or a time, and `--time-zone`. */
export function addDeadlineOptions(
  command: ReferlyCommand,
  flags: string,
  text: string,
): ReferlyCommand {
  const option = flags.split(' ')[0]
  return command
    .option(flags, `${text}: a time, or a date for the end of that day`)
    .option(
      '--time-zone <name>',
      `Time zone of ${option}, such as Europe/Berlin (default: that of this computer)`,
    )
}

/**
 * Returns the time of a deadline in UTC, or undefined if none was given.
 *
 * @throws CliError `INVALID_USAGE` when it is malformed or has passed, or a time zone would have no effect
 */
export function toDeadline({ option, text, timeZone, file }: DeadlineFlag): string | undefined {
  assertTimeZone(timeZone)
  if (text === undefined && file !== undefined) return undefined
  if (timeZone !== undefined && (text === undefined || !needsTimeZone(text))) {
    const message =
      text === undefined
        ? `\`--time-zone\` applies to ${option}. Add ${option}.`
        : `\`--time-zone\` has no effect on ${text}. Leave it out, or pass ${option} without an offset.`
    throw new CliError('INVALID_USAGE', message)
  }
  if (text === undefined) return undefined
  const received = `"${text.slice(0, 60)}"`
  const instant = parseDeadline(text, timeZone ?? readLocalTimeZone())
  if (instant === undefined) {
    throw new CliError('INVALID_USAGE', { field: option, expected: deadlineForms, received })
  }
  if (Date.parse(instant) < Date.now()) {
    throw new CliError('INVALID_USAGE', { field: option, expected: 'in the future', received })
  }
  return instant
}

/** Refuses a time zone that does not exist. */
export function assertTimeZone(name: string | undefined): void {
  if (name === undefined || isTimeZone(name)) return
  const expected = 'a time zone such as Europe/Berlin'
  const received = `"${name.slice(0, 60)}"`
  throw new CliError('INVALID_USAGE', { field: '--time-zone', expected, received })
}

/**
 * Returns the time of a deadline like {@link toDeadline}, or null for `none`, which removes it.
 *
 * @throws CliError `INVALID_USAGE` like {@link toDeadline}
 */
export function toChangedDeadline(flag: DeadlineFlag): string | null | undefined {
  if (flag.text !== 'none') return toDeadline(flag)
  toDeadline({ ...flag, text: undefined })
  return null
}
