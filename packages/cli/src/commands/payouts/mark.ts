import { Argument } from 'commander'
import { readAffiliateIds } from '../../api/affiliate-ids.js'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption, createListOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `payouts mark`. */
export function addMark(payouts: ReferlyCommand, context: Context): void {
  const command = payouts
    .command('mark')
    .about(
      'Mark the amounts in a payout as paid or failed',
      'Marks all pending amounts, or those of some affiliates. A failed amount becomes payable again.',
    )
    .argument('<id>', 'ID of the payout')
    .addArgument(new Argument('<status>', 'New status of the amounts').choices(['paid', 'failed']))
    .addOption(createListOption('--affiliate <address>', 'Email address of an affiliate to mark'))
    .option('--reason <text>', 'Reason for the failure')
    .repeatable()
    .examples([
      'referly payouts mark 0197a3c0-5f00-7000-8000-00000000f001 paid',
      'referly payouts mark 0197a3c0-5f00-7000-8000-00000000f001 failed --affiliate ann@example.com',
    ])
  addJsonOption(addConnectionOptions(command)).action(
    (id: string, status: 'paid' | 'failed', flags: MarkFlags) =>
      markPayout({ id, status }, flags, context),
  )
}

interface MarkFlags extends ConnectionFlags, FormatFlags {
  /** Email addresses. */
  readonly affiliate?: readonly string[] | undefined
  readonly reason?: string | undefined
}

interface Mark {
  readonly id: string
  readonly status: 'paid' | 'failed'
}

async function markPayout(
  { id, status }: Mark,
  { affiliate, reason, ...flags }: MarkFlags,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  const client = await connect(flags, context)
  const affiliateIds = await readAffiliateIds(affiliate, { client, signal })
  const mark = {
    status: status === 'paid' ? 'PAID' : 'FAILED',
    ...(affiliateIds === undefined ? {} : { affiliateIds }),
    ...(reason === undefined ? {} : { reason }),
  } as const
  writeRecord(await client.kit.payouts.mark(id, mark, { signal }), flags, output)
}
