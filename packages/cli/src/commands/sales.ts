import type { NewSale } from '@referly-kit/types'
import { type ConnectionFlags, connect } from '../connection.js'
import type { Context } from '../context.js'
import { type FormatFlags, writeRecord } from '../terminal/records.js'

/** What `referly sales record` is told. */
export interface SaleFlags extends ConnectionFlags, FormatFlags {
  readonly code: string
  /** What the customer paid, in major units. */
  readonly amount: number
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly externalId?: string | undefined
}

/** Records a sale with a code and prints it. */
export async function recordSale(flags: SaleFlags, context: Context): Promise<void> {
  const client = await connect(flags, context)
  const { signal, output } = context
  const { name, email, externalId } = flags
  const sale: NewSale = {
    promoCode: flags.code,
    totalEarned: flags.amount,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(externalId === undefined ? {} : { externalId }),
  }
  writeRecord(await client.sales.create(sale, { signal }), flags, output)
}
