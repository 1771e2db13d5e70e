import type { PayoutPreviewItem } from '@referly-kit/types'
import { readAffiliateIds } from '../../api/affiliate-ids.js'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  createMoneyColumns,
  writeList,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { readRows } from '../kit-lists.js'
import { addConnectionOptions, addFormatOptions, createListOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `payouts preview`. */
export function addPreview(payouts: ReferlyCommand, context: Context): void {
  const command = payouts
    .command('preview')
    .about(
      'Preview a payout',
      'Lists every affiliate it would pay, and why other amounts are carried over.',
    )
    .option(
      '--until <date>',
      'Pay only what was payable by the end of this day, such as 2026-11-30 (default: now)',
    )
    .addOption(createListOption('--affiliate <address>', 'Email address of an affiliate to pay'))
    .examples(['referly payouts preview', 'referly payouts preview --until 2026-11-30'])
  addFormatOptions(addConnectionOptions(command)).action((flags: PreviewFlags) =>
    previewPayout(flags, context),
  )
}

interface PreviewFlags extends ConnectionFlags, FormatFlags {
  readonly until?: string | undefined
  /** Email addresses. */
  readonly affiliate?: readonly string[] | undefined
}

async function previewPayout(flags: PreviewFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { until } = flags
  const client = await connect(flags, context)
  const affiliateId = await readAffiliateIds(flags.affiliate, { client, signal })
  const query = {
    limit: 1000,
    ...(until === undefined ? {} : { until }),
    ...(affiliateId === undefined ? {} : { affiliateId }),
  }
  const items = await readRows(client.kit.payouts.preview.iterate(query, { signal }))
  const amount = {
    name: 'amount',
    title: 'Amount',
    amount: (item: PayoutPreviewItem) => item.amount,
  }
  const columns = [...who, ...createMoneyColumns([amount], items), reason]
  await writeList(items, columns, { flags, output })
}

const who: readonly ListColumn<PayoutPreviewItem>[] = [
  { name: 'name', title: 'Affiliate', ifNarrow: 'cut', cell: ({ name }) => name },
  { name: 'email', title: 'Email', ifNarrow: 'omit', cell: ({ email }) => email },
]

const reason: ListColumn<PayoutPreviewItem> = {
  name: 'carried_over',
  title: 'Carried over',
  cell: ({ carriedOver }) => carriedOver?.toLowerCase().replaceAll('_', ' ') ?? '',
  csvCell: ({ carriedOver }) => carriedOver ?? '',
}
