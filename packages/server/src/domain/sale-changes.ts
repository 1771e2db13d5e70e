import type {
  Sale,
  SaleDelete,
  SaleRefund,
  SaleRefundResponse,
  SaleUpdate,
} from '@referly-kit/types'
import { ServerError } from '../errors.js'
import type { Call } from './call.js'
import { assertLength, createInputError, createNotFoundError, parseAmount } from './input.js'
import type { ProgramData } from './ports.js'
import type { SaleRecord } from './records.js'
import { toCommissionMinor, toSale } from './sale-amounts.js'

/** Changes a sale. Its commission follows from the amounts and the rate, unless `commissionEarned` is given. */
export async function updateSale(call: Call, input: SaleUpdate): Promise<Sale> {
  const { saleId } = input
  assertLength(input.email, 'sale.email')
  const amounts = toNewAmounts(call, input)
  return call.data.transaction(async (data) => {
    const current = await lockSale(data, saleId)
    if (current.status === 'REFUNDED') {
      const expected = 'the id of a sale that is not refunded'
      throw createInputError({ field: 'sale.saleId', expected, received: `${saleId}` })
    }
    const { name = current.name, commissionRate = current.commissionRate } = input
    const { totalMinor = current.totalMinor } = amounts
    const { email = current.email } = input
    const changed = { ...current, name, commissionRate, totalMinor }
    const isSame = input.totalEarned === undefined && input.commissionRate === undefined
    const computed = isSame ? current.commissionMinor : toCommissionMinor(call, changed)
    const updated = {
      ...changed,
      ...(email === undefined ? {} : { email }),
      commissionMinor: amounts.commissionMinor ?? computed,
    }
    await data.sales.update(updated)
    return toSale(call, updated)
  })
}

function toNewAmounts(
  call: Call,
  { totalEarned, commissionEarned }: SaleUpdate,
): Partial<Pick<SaleRecord, 'totalMinor' | 'commissionMinor'>> {
  const { currency } = call.program
  return {
    ...(totalEarned === undefined
      ? {}
      : { totalMinor: parseAmount(totalEarned, currency, 'sale.totalEarned') }),
    ...(commissionEarned === undefined
      ? {}
      : { commissionMinor: parseAmount(commissionEarned, currency, 'sale.commissionEarned') }),
  }
}

/** Deletes a sale as if it had never happened: the redemption of its code is given back, unless a refund has done so. */
export async function deleteSale(call: Call, { saleId }: SaleDelete): Promise<void> {
  await call.data.transaction(async (data) => {
    const sale = await lockSale(data, saleId)
    await data.sales.delete(saleId)
    await giveBack(data, sale)
  })
}

const dayMs = 86_400_000

/**
 * Refunds a whole sale: its commission becomes zero. The redemption of its code is given back, unless the program keeps
 * it. A second refund changes nothing.
 *
 * @throws ServerError `REFUND_WINDOW_CLOSED` after the program's holding days
 */
export async function refundSale(call: Call, { saleId }: SaleRefund): Promise<SaleRefundResponse> {
  const { holdingDays, refundReturnsRedemption } = call.program
  return call.data.transaction(async (data) => {
    const sale = await lockSale(data, saleId)
    if (sale.status === 'REFUNDED') return { success: true, alreadyRefunded: true }
    const lastMs = Date.parse(sale.createdAt) + holdingDays * dayMs
    if (call.now.getTime() > lastMs) throw createWindowError(saleId, lastMs)
    const refunded = {
      ...sale,
      status: 'REFUNDED',
      commissionMinor: 0,
      refundedAt: call.now.toISOString(),
    } as const
    if (refundReturnsRedemption) {
      // A referral keeps its own redemption, which the customer's next sale can fulfill.
      await data.sales.update({ ...refunded, isRedemption: false, fulfilledReferralId: null })
      await giveBack(data, sale)
    } else {
      await data.sales.update(refunded)
    }
    return { success: true, alreadyRefunded: false }
  })
}

async function lockSale(data: ProgramData, saleId: number): Promise<SaleRecord> {
  const sale = await data.sales.lock(saleId)
  if (sale === undefined) throw createNotFoundError('sale.saleId', 'sale', saleId)
  return sale
}

async function giveBack(data: ProgramData, sale: SaleRecord): Promise<void> {
  const { promotionalCodeId, couponId, isRedemption } = sale
  if (!isRedemption || promotionalCodeId === null || couponId === null) return
  await data.promotionalCodes.giveBack(promotionalCodeId, couponId)
}

function createWindowError(saleId: number, lastMs: number): ServerError {
  const last = new Date(lastMs).toISOString()
  const message = `Sale ${saleId} could be refunded until ${last}, the end of the program's holding period.`
  return new ServerError('REFUND_WINDOW_CLOSED', message, { field: 'sale.saleId' })
}
