import type { ProgramSettings } from '@referly-kit/server'
import { Option } from 'commander'
import {
  createAmountFromZeroOption,
  createCurrencyOption,
  createPercentOption,
  createWholeOption,
} from '../../options.js'
import type { ReferlyCommand } from '../../referly-command.js'

/** The settings of a program as flags; a switch is undefined unless one of its two flags is given. */
export interface SettingFlags extends Omit<ProgramSettings, 'name' | 'siteUrl'> {
  /** False for `--no-site-url`. */
  readonly siteUrl?: string | false
}

/** Adds the options for the settings of a program that can be given at any time. */
export function addSettingOptions(command: ReferlyCommand): ReferlyCommand {
  const rateText = 'Default commission rate of new affiliates, in percent'
  const withTerms = command
    .addOption(createCurrencyOption('Currency of the sales; fixed once there are sales'))
    .addOption(createPercentOption('--commission-rate <percent>', rateText))
    .option('--deduct-tax', 'Deduct tax from sales before commission')
    .option('--no-deduct-tax', 'Pay commission on tax, too')
    .option('--deduct-shipping', 'Deduct shipping from sales before commission')
    .option('--no-deduct-shipping', 'Pay commission on shipping, too')
    .option('--time-zone <name>', 'Time zone of the program, such as Europe/Berlin')
    .addOption(
      createWholeOption(
        '--holding-days <n>',
        'Days that commission is held back and sales can be refunded',
        [0, 90],
      ),
    )
    .option('--site-url <url>', 'URL of the site that affiliate links lead to')
    .option('--no-site-url', 'Remove the site URL')
    .addOption(
      new Option(
        '--limit-to-affiliate <meaning>',
        "Effect of a code's limitToAffiliate: only the affiliate can redeem it, or everyone can and the affiliate is credited",
      ).choices(['redeem', 'attribution']),
    )
    .option('--refund-returns-redemption', 'Make the redemption available again after a refund')
    .option('--no-refund-returns-redemption', 'Keep counting the redemption of a refunded sale')
  return addPayoutOptions(withTerms)
}

function addPayoutOptions(command: ReferlyCommand): ReferlyCommand {
  return command
    .addOption(
      new Option(
        '--approval <mode>',
        'Approval of commission: automatic, or manual to hold it until it is released',
      ).choices(['automatic', 'manual']),
    )
    .addOption(
      createAmountFromZeroOption(
        '--minimum-payout <amount>',
        'Minimum amount that is paid out to an affiliate; less is carried over',
      ),
    )
    .addOption(
      new Option(
        '--self-referral <treatment>',
        "Commission on affiliates' own purchases: paid as usual, held, or declined",
      ).choices(['off', 'hold', 'reject']),
    )
}

/** Turns flags into settings. Settings that are not given are left unchanged. */
export function toSettings({ siteUrl, ...flags }: SettingFlags): Omit<ProgramSettings, 'name'> {
  const { currency, commissionRate, deductTax, deductShipping, timeZone, holdingDays } = flags
  const { limitToAffiliate, refundReturnsRedemption } = flags
  const { approval, minimumPayout, selfReferral } = flags
  return {
    currency,
    commissionRate,
    deductTax,
    deductShipping,
    timeZone,
    holdingDays,
    limitToAffiliate,
    refundReturnsRedemption,
    siteUrl: siteUrl === false ? null : siteUrl,
    approval,
    minimumPayout,
    selfReferral,
  }
}
