import { CliError } from '../../errors.js'
import { maxRedemptionLimit, type CodeTerms } from '../../plans/terms.js'
import { addDeadlineOptions, toDeadline } from '../deadline-option.js'
import { createAmountOption, createCurrencyOption, createWholeOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The flags for the conditions under which a code can be redeemed. */
export interface TermFlags {
  readonly expires?: string | undefined
  readonly timeZone?: string | undefined
  readonly maxRedemptions?: number | undefined
  readonly firstOrder?: boolean | undefined
  readonly minimumAmount?: number | undefined
  readonly minimumCurrency?: string | undefined
  /** The ID of a customer. */
  readonly customer?: string | undefined
  readonly limitToAffiliate?: boolean | undefined
  readonly inactive?: boolean | undefined
}

/** Adds the options for the conditions under which codes can be redeemed. */
export function addTermOptions(command: ReferlyCommand): ReferlyCommand {
  addDeadlineOptions(command, '--expires <when>', 'Last moment a code can be redeemed')
  return command
    .addOption(
      createWholeOption('--max-redemptions <n>', 'Maximum number of redemptions of a code', [
        1,
        maxRedemptionLimit,
      ]),
    )
    .option('--first-order', "Accept a code only for a customer's first order")
    .addOption(
      createAmountOption('--minimum-amount <n>', 'Minimum amount of an order, before the discount'),
    )
    .addOption(
      createCurrencyOption(
        'Currency of --minimum-amount, such as USD',
        '--minimum-currency <code>',
      ),
    )
    .option('--customer <id>', 'ID of the only customer who can redeem a code')
    .option('--limit-to-affiliate', 'Let only the affiliate redeem their code')
    .option('--inactive', 'Create codes that cannot be redeemed until they are activated')
}

/**
 * Converts flags to the terms of a code; undefined without any.
 *
 * @throws CliError `INVALID_USAGE` when a flag would have no effect
 */
export function toTerms(flags: TermFlags): CodeTerms | undefined {
  const { expires, timeZone, maxRedemptions, minimumAmount, minimumCurrency, customer } = flags
  const expiresAt = toDeadline({ option: '--expires', text: expires, timeZone })
  if (minimumCurrency !== undefined && minimumAmount === undefined) {
    const message = '`--minimum-currency` applies to --minimum-amount. Add --minimum-amount.'
    throw new CliError('INVALID_USAGE', message)
  }
  const terms: CodeTerms = {
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(maxRedemptions === undefined ? {} : { maxRedemptions }),
    ...(flags.firstOrder === true ? { firstTimeOrder: true } : {}),
    ...(minimumAmount === undefined ? {} : { minimumAmount }),
    ...(minimumCurrency === undefined ? {} : { minimumAmountCurrency: minimumCurrency }),
    ...(customer === undefined ? {} : { customerId: customer }),
    ...(flags.limitToAffiliate === true ? { limitToAffiliate: true } : {}),
    ...(flags.inactive === true ? { active: false } : {}),
  }
  return Object.keys(terms).length === 0 ? undefined : terms
}
