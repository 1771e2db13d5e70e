import type { Refusal } from '@referly-kit/types'

/** The message for each reason. Translate the messages, and keep `{minimum}`. */
const english: Readonly<Record<Refusal['reason'], string>> = {
  CODE_NOT_FOUND: 'We could not find this code. Please check the spelling.',
  CODE_OF_OTHER_COUPON: 'This code cannot be used right now.',
  CODE_INACTIVE: 'This code is no longer active.',
  CODE_EXPIRED: 'This code has expired.',
  CODE_LIMIT_REACHED: 'This code has been used up.',
  COUPON_INVALID: 'This offer has ended.',
  COUPON_EXPIRED: 'This offer has expired.',
  COUPON_LIMIT_REACHED: 'This offer has been used up.',
  CUSTOMER_NOT_ALLOWED: 'This code belongs to another customer.',
  AFFILIATE_NOT_ALLOWED: 'This code belongs to someone else.',
  NOT_FIRST_ORDER: 'This code is for your first order only.',
  BELOW_MINIMUM_AMOUNT: 'This code is for orders of {minimum} or more.',
  MINIMUM_AMOUNT_CURRENCY_DIFFERS: 'This code cannot be used in this currency.',
  CURRENCY_DIFFERS: 'This code cannot be used in this currency.',
  NO_ELIGIBLE_PRODUCT: 'This code does not apply to the items in your cart.',
  NO_AFFILIATE: 'This code cannot be used here.',
}

/** The messages by language. */
const sentences: Readonly<Record<string, typeof english>> = { en: english }

/**
 * Returns a message for the buyer for each reason.
 *
 * @example
 * toBuyerSentences(quote.reasons, { currency: 'USD', locale: 'en-US' })
 * //=> ['This code is for orders of $50.00 or more.']
 */
export function toBuyerSentences(
  reasons: readonly Refusal[],
  { currency, locale }: { currency: string; locale: string },
): string[] {
  const table = sentences[locale.split('-')[0] ?? ''] ?? english
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency })
  return reasons.map(({ reason, expected }) =>
    table[reason].replace('{minimum}', () => money.format(Number(expected))),
  )
}
