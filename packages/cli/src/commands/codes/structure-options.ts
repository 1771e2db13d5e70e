import { Option } from 'commander'
import { CliError } from '../../errors.js'
import { createAmountOption, createWholeOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The contract's limit on `randomCharsLength`. */
const maxRandom = 24

/** Adds the options for the parts of a code that this package generates. The parts of the coupon come from options. */
export function addStructureOptions(command: ReferlyCommand): ReferlyCommand {
  const amount = createAmountOption(
    '--show-amount <n>',
    'Include this amount in every code; the coupon sets the actual discount',
  )
  addNameOptions(command)
    .addOption(
      createAmountOption(
        '--show-percent <n>',
        'Include this percentage in every code; the coupon sets the actual discount',
      ),
    )
    .addOption(amount.conflicts('showPercent'))
    .option('--show-coupon-name <text>', 'Include this coupon name in every code')
  return addRandomOptions(command)
    .addOption(
      new Option(
        '--alphabet <name>',
        'Set of random characters: clear omits 0, O, 1, I, and L; safe cannot spell words',
      ).choices(['full', 'clear', 'safe']),
    )
    .addOption(createWholeOption('--max-length <n>', 'Maximum length of a code', [1, 500]))
}

/** The flags that have no effect without random characters. */
const randomOnly = ['case', 'alphabet', 'seed'] as const

/**
 * Refuses flags that would have no effect without random characters.
 *
 * @throws CliError `INVALID_USAGE`
 */
export function assertRandomFlags(command: ReferlyCommand): void {
  if (command.isGiven('random')) return
  const name = randomOnly.find((flag) => command.isGiven(flag))
  if (name === undefined) return
  const message = `\`--${name}\` applies to random characters. Add --random.`
  throw new CliError('INVALID_USAGE', message)
}

/** Adds the options for the parts of a code that the API generates, including those of the coupon. */
export function addGeneratedCodeOptions(command: ReferlyCommand): ReferlyCommand {
  addNameOptions(command)
    .option('--show-discount', "Include the coupon's discount")
    .option('--show-coupon-name', "Include the coupon's name")
  return addRandomOptions(command)
}

function addNameOptions(command: ReferlyCommand): ReferlyCommand {
  return command
    .option('--prefix <text>', 'Text that every code starts with')
    .option('--first-name', "Include the affiliate's first name")
    .option('--last-name', "Include the affiliate's last name")
    .option('--email', "Include the affiliate's email address, up to the @")
}

function addRandomOptions(command: ReferlyCommand): ReferlyCommand {
  return command
    .addOption(createWholeOption('--random <n>', 'Number of random characters', [1, maxRandom]))
    .addOption(
      new Option('--case <case>', 'Letter case of the random characters')
        .choices(['uppercase', 'lowercase', 'mixed'])
        .default('uppercase'),
    )
}
