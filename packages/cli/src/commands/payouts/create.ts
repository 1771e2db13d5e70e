import { readAffiliateIds } from '../../api/affiliate-ids.js'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { toAmountText } from '../../terminal/amounts.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { toCountText } from '../../terminal/text.js'
import { addConnectionOptions, addJsonOption, createListOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `payouts create`. */
export function addCreate(payouts: ReferlyCommand, context: Context): void {
  const command = payouts
    .command('create')
    .about(
      'Create a payout of everything that is payable',
      "Amounts below the program's minimum payout and amounts of inactive affiliates are carried over. No money is sent.",
    )
    .option(
      '--until <date>',
      'Pay only what was payable by the end of this day, such as 2026-11-30 (default: now)',
    )
    .addOption(createListOption('--affiliate <address>', 'Email address of an affiliate to pay'))
    .option('--idempotency-key <text>', 'Your own key; repeating it returns the same payout')
    .examples([
      'referly payouts create',
      'referly payouts create --until 2026-11-30 --idempotency-key payout-2026-11',
    ])
  addJsonOption(addConnectionOptions(command)).action((flags: CreateFlags) =>
    createPayout(flags, context),
  )
}

interface CreateFlags extends ConnectionFlags, FormatFlags {
  readonly until?: string | undefined
  /** Email addresses. */
  readonly affiliate?: readonly string[] | undefined
  readonly idempotencyKey?: string | undefined
}

async function createPayout(flags: CreateFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { until, idempotencyKey } = flags
  const client = await connect(flags, context)
  const affiliateIds = await readAffiliateIds(flags.affiliate, { client, signal })
  const payout = await client.kit.payouts.create(
    {
      ...(until === undefined ? {} : { until }),
      ...(affiliateIds === undefined ? {} : { affiliateIds }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    },
    { signal },
  )
  writeRecord(payout, flags, output)
  const sum = `${toAmountText(payout.amount, payout.currency)} ${payout.currency}`
  output.note(
    `The payout has ${sum} for ${toCountText(payout.affiliates, 'affiliate')}. To pay it: ${context.invocation.referly} payouts file ${payout.id} --as bank`,
  )
}
