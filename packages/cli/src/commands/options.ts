import { InvalidArgumentError, Option } from 'commander'
import { toAddress } from '../api/addresses.js'
import { CliError } from '../errors.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds the options that choose the API and its key. */
export function addConnectionOptions(command: ReferlyCommand): ReferlyCommand {
  return command
    .option('--api-key-file <file>', 'Path to a file with the API key, or - for stdin')
    .option('--base-url <url>', 'Base URL of the API (env: REFERLY_BASE_URL)')
    .option('--profile <name>', 'Profile with the API key and base URL (env: REFERLY_PROFILE)')
}

/** Adds `--json`. */
export function addJsonOption(command: ReferlyCommand): ReferlyCommand {
  return command.option('--json', 'Print the result as one JSON document')
}

/** Adds the options of a list: `--format`, `--limit`, and `--json`. */
export function addFormatOptions(command: ReferlyCommand): ReferlyCommand {
  return addJsonOption(
    command
      .addOption(
        new Option('--format <format>', 'Output format')
          .choices(['table', 'csv', 'json'])
          .default('table')
          .conflicts('json'),
      )
      .addOption(
        createWholeOption(
          '--limit <n>',
          'Maximum number of rows to print (default: all)',
          [1, 1e9],
        ),
      ),
  )
}

/** Adds `--skip-invalid`. */
export function addSkipInvalidOption(
  command: ReferlyCommand,
  text = 'Skip invalid rows instead of refusing the file',
): ReferlyCommand {
  return command.option('--skip-invalid', text)
}

/** Creates an option that takes a name, which cannot be blank. */
export function createNameOption(flags: string, text: string): Option {
  return new Option(flags, text).argParser(parseName)
}

/** Parses a name on the command line. */
export function parseName(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('text that is not empty')
}

/** Creates an option that takes an email address. */
export function createAddressOption(flags: string, text: string): Option {
  return new Option(flags, text).argParser(toAddress)
}

/** Creates an option that takes a whole number within bounds. */
export function createWholeOption(flags: string, text: string, bounds: [number, number]): Option {
  return new Option(flags, text).argParser((value) => parseWhole(value, bounds))
}

function parseWhole(text: string, [least, most]: [number, number]): number {
  const value = Number(text)
  if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value
  throw new InvalidArgumentError(`a whole number from ${least} to ${most}`)
}

/** Creates `--port`. */
export function createPortOption(defaultPort: number): Option {
  const text = 'Port to listen on, or 0 for any free port'
  return createWholeOption('--port <number>', text, [0, 65_535]).default(defaultPort)
}

/** The largest amount. */
const maxAmount = 999_999_999

/** Creates an option that takes an amount greater than 0. */
export function createAmountOption(flags: string, text: string, most: number = maxAmount): Option {
  return new Option(flags, text).argParser((value) => parseAmount(value, most))
}

/** Creates an option that takes an amount from 0. */
export function createAmountFromZeroOption(flags: string, text: string): Option {
  return new Option(flags, text).argParser((value) =>
    /^0(\.0{1,4})?$/.test(value) ? 0 : parseAmount(value, maxAmount, 'from 0'),
  )
}

/** Creates an option that takes a percentage, by default from 0. */
export function createPercentOption(flags: string, text: string, least = 0): Option {
  return new Option(flags, text).argParser((value) => {
    const percent = Number(value)
    if (/^\d{1,3}(\.\d{1,4})?$/.test(value) && percent >= least && percent <= 100) return percent
    throw new InvalidArgumentError(`a number from ${least} to 100, with up to four decimal places`)
  })
}

/** The help of `--currency` in lists of amounts. */
export const currencyText =
  'Currency of the program, which the API does not report (env: REFERLY_CURRENCY; default: from the profile)'

/** Creates an option that takes the code of a currency. */
export function createCurrencyOption(text: string, flags = '--currency <code>'): Option {
  return new Option(flags, text).argParser((value) => {
    const code = value.toUpperCase()
    if (/^[A-Z]{3}$/.test(code)) return code
    throw new InvalidArgumentError('a three-letter code, such as USD')
  })
}

/** Creates an option that can be given several times, and collects its values. */
export function createListOption(flags: string, text: string): Option {
  return new Option(flags, `${text} (repeatable)`).argParser(
    (value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value],
  )
}

/** The flags of a command that can write to a file. */
interface OutputFlags {
  readonly output?: string | undefined
  readonly force?: boolean | undefined
}

/** Adds `--output` and `--force`. */
export function addOutputOptions(command: ReferlyCommand, text: string): ReferlyCommand {
  return command
    .option('-o, --output <file>', `${text} (default: stdout)`)
    .option('--force', 'Overwrite the output file if it exists')
}

/**
 * Refuses `--force` without a file to overwrite.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function assertOutputFlags({ output, force }: OutputFlags): void {
  if (force !== true || output !== undefined) return
  throw new CliError('INVALID_USAGE', '`--force` applies to the output file. Add --output.')
}

/** Adds `--coupon`. */
export function addCouponOption(command: ReferlyCommand, text: string): ReferlyCommand {
  return command.requiredOption('--coupon <coupon>', `ID or name of ${text} (required)`)
}

/** One day: longer than anyone waits, and short enough for any timer. */
const maxSeconds = 86_400

/** Creates an option that takes a number of seconds. */
export function createSecondsOption(flags: string, text: string): Option {
  return createAmountOption(flags, text, maxSeconds)
}

/** Creates `--give-up-after`. */
export function createGiveUpOption(): Option {
  const text = 'Time without progress after which to give up'
  return createSecondsOption('--give-up-after <seconds>', text).default(120)
}

function parseAmount(text: string, most: number = maxAmount, least = 'greater than 0'): number {
  const value = Number(text)
  if (/^\d{1,9}(\.\d{1,4})?$/.test(text) && value > 0 && value <= most) return value
  throw new InvalidArgumentError(
    `a number ${least} ${least.startsWith('from') ? 'to' : 'and at most'} ${most}, with up to four decimal places`,
  )
}

/** The default of `--rate`, in its help; `toDefaultRate` has the values. */
export const rateDefault = '(default: 0.5, or max for your own server)'

/** The default of the `--rate` of a change, in its help; `toJobPace` has the values. */
export const changeRateDefault = "(default: Referly's limits, or max for your own server)"

/** Creates `--rate`, which takes a number greater than 0, or `max`. */
export function createRateOption(text: string): Option {
  return new Option('--rate <n>', text).argParser((value) =>
    value === 'max' ? value : parseAmount(value),
  )
}

/** Creates `--concurrency`. */
export function createConcurrencyOption(text = 'Maximum number of concurrent requests'): Option {
  return createWholeOption('--concurrency <n>', text, [1, 64])
}
