import type { VNode } from 'preact'
import { toMoneyText } from '../format.js'

/** Properties of an amount. */
export interface AmountProps {
  readonly amount: number
  readonly currency: string | undefined
  /** The records that the amount counts. */
  readonly href?: string
}

/** An amount in its currency. Negative amounts stand out, and zeros are dimmed. */
export function Amount({ amount, currency, href }: AmountProps): VNode {
  // Without the sign of a negative zero.
  const text = toMoneyText(amount === 0 ? 0 : amount, currency)
  const tone = toTone(amount)
  if (href === undefined || amount === 0) return <span class={`amount${tone}`}>{text}</span>
  return (
    <a class={`amount${tone}`} href={href}>
      {text}
    </a>
  )
}

function toTone(amount: number): string {
  if (amount < 0) return ' negative'
  return amount === 0 ? ' zero' : ''
}
