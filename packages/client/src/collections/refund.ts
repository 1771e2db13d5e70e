import type { Sale, SaleRefund, SaleRefundResponse } from '@referly-kit/types'
import { assertGiven } from '../errors/input-errors.js'
import { readCreated, toAnswer } from '../http/answers.js'
import { toCallInit } from '../http/api.js'
import type { CallLimits } from '../http/send.js'
import { assertObject, type CollectionContext } from './collection.js'
import { createReconciled } from './create.js'
import { toModel } from './records.js'

/** Refunds a sale. */
type Refund = (input: SaleRefund, limits?: CallLimits) => Promise<SaleRefundResponse>

/** Creates the call that refunds a sale; `find` looks up a sale. */
export function createRefund(
  { settings, api }: CollectionContext,
  find: (id: number, limits: CallLimits) => Promise<Sale | undefined>,
): Refund {
  return async (input, limits = {}) => {
    assertObject(input)
    assertGiven(input, 'saleId')
    const body = { ...input }
    let isRepeated = false
    const send = async (own: CallLimits): Promise<SaleRefundResponse> => {
      const wasSent = isRepeated
      isRepeated = true
      const answer = toAnswer(await api.PATCH('/sales', { ...toCallInit(settings, own), body }))
      const result = readCreated(answer, () =>
        toModel<SaleRefundResponse>(answer.parse(), { success: 'boolean' }, { answer, place: '' }),
      )
      // The earlier refund may be that of the first request.
      return wasSent ? { success: result.success } : result
    }
    const { record } = await createReconciled<SaleRefundResponse>(settings, {
      limits,
      isResendable: true,
      send,
      async find(own) {
        const sale = await find(body.saleId, own)
        return sale?.status === 'REFUNDED' ? { success: true } : undefined
      },
    })
    return record
  }
}
