import { Option } from 'commander'
import { createAmountOption, createWholeOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The contract's limit on `randomCharsLength`. */
const maxRandom = 24

/** Adds the options for the parts of a code that this package generates, which knows the coupon only from options. */
export function addStructureOptions(command: ReferlyCommand): ReferlyCommand {
  const amountOff = createAmountOption('--amount-off <n>', 'Discount amount to show in the code')
  addNameOptions(command)
    .addOption(createAmountOption('--percent-off <n>', 'Discount in percent to show in the code'))
    .addOption(amountOff.conflicts('percentOff'))
    .option('--coupon-name <text>', 'Coupon name to show in the code')
  return addRandomOptions(command)
    .addOption(
      new Option(
        '--alphabet <name>',
        'Set of random characters: clear omits 0, O, 1, I, and L; safe cannot spell words',
      ).choices(['full', 'clear', 'safe']),
    )
    .addOption(createWholeOption('--max-length <n>', 'Maximum length of a code', [1, 500]))
}

/** Adds the options for the parts of a code that the API generates, which knows the coupon. */
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
