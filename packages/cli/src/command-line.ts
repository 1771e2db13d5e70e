import { type Command, InvalidArgumentError, Option } from 'commander'

/** Puts examples before everything else in a command's help. */
export function addExamples(command: Command, examples: readonly string[]): void {
  const lines = examples.map((example) => `  ${example}`)
  command.addHelpText('before', ['Examples:', ...lines, ''].join('\n'))
}

/** Adds the options that say whom to talk to. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option('--api-key-file <file>', 'file that holds the API key; - reads stdin')
    .option('--base-url <url>', 'address of the API; also REFERLY_BASE_URL')
    .option('--profile <name>', 'profile of the configuration file; also REFERLY_PROFILE')
}

/** Adds `--json`. */
export function addJsonOption(command: Command): Command {
  return command.option('--json', 'print one JSON document')
}

/** Creates an option that takes a whole number within bounds. */
export function createWholeOption(flags: string, text: string, bounds: [number, number]): Option {
  return new Option(flags, text).argParser((value) => parseWhole(value, bounds))
}

function parseWhole(text: string, [least, most]: [number, number]): number {
  const value = Number(text)
  if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
}

/** What an amount can be at most. */
const maxAmount = 999_999_999

/** Creates an option that takes an amount above 0. */
export function createAmountOption(flags: string, text: string, most: number = maxAmount): Option {
  return new Option(flags, text).argParser((value) => parseAmount(value, most))
}

/** A day: longer than anybody waits, and short enough for any timer. */
const maxSeconds = 86_400

/** Creates an option that takes a time in seconds. */
export function createSecondsOption(flags: string, text: string): Option {
  return createAmountOption(flags, text, maxSeconds)
}

function parseAmount(text: string, most: number = maxAmount): number {
  const value = Number(text)
  if (/^\d{1,9}(\.\d{1,4})?$/.test(text) && value > 0 && value <= most) return value
  throw new InvalidArgumentError(
    `It must be a number above 0, at most ${most}, such as 5 or 12.5; four decimals at most.`,
  )
}

/** Adds `--percent-off` and `--amount-off`, of which a coupon has one. */
export function addDiscountOptions(command: Command): Command {
  const amount = createAmountOption('--amount-off <n>', 'discount as an amount of --currency')
  return command
    .addOption(createAmountOption('--percent-off <n>', 'discount in percent'))
    .addOption(amount.conflicts('percentOff'))
}

/** Creates `--rate`: a number above 0, or `max`. */
export function createRateOption(text: string): Option {
  const flags = '--rate <n>'
  return new Option(flags, `${text}; max is as fast as answers come`).argParser((value) =>
    value === 'max' ? value : parseAmount(value),
  )
}

/** Adds `--format` and `--json`. */
export function addFormatOptions(command: Command): Command {
  return addJsonOption(
    command.addOption(
      new Option('--format <format>', 'how to print')
        .choices(['table', 'csv', 'json'])
        .default('table'),
    ),
  )
}
