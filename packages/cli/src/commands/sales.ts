import type { NewSale } from '@referly-kit/types'
import { type ConnectionFlags, connect } from '../connection.js'
import { type FormatFlags, writeRecord } from '../records-output.js'
import type { Surroundings } from '../surroundings.js'

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
export async function recordSale(flags: SaleFlags, surroundings: Surroundings): Promise<void> {
  const client = await connect(flags, surroundings)
  const { signal, output } = surroundings
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
