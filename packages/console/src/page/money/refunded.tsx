import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toHref } from '../router.js'
import { Amount } from './amount.js'

/** Adds up the refunds of a sale. */
export async function readRefunded(saleId: number): Promise<number> {
  let sum = 0
  for await (const { amount } of referly.kit.refunds.iterate({ saleId, limit: 1000 })) sum += amount
  return sum
}

/** Properties of the refunded amount of a sale. */
export interface RefundedProps {
  readonly saleId: number
  readonly currency: string | undefined
}

/** The refunded amount of a sale, as a link to its refunds. */
export function Refunded({ saleId, currency }: RefundedProps): VNode | null {
  const [sum, setSum] = useState<number>()
  useEffect(() => {
    readRefunded(saleId).then(setSum, () => {})
  }, [saleId])
  if (sum === undefined) return null
  const href = toHref(['money', 'refunds'], { sale: String(saleId) })
  return <Amount amount={sum} currency={currency} href={href} />
}
