import { fromMinorUnits } from '@referly-kit/redemption'
import type { PayoutFileFormat } from '@referly-kit/types'
import type { PayoutAmount, PayoutFacts } from './ledger/payout-rules.js'

interface FileFormat {
  /** The maximum number of rows in a file. */
  readonly rows: number
  readonly header?: string
  toCells(payout: PayoutFacts, item: PayoutAmount): readonly string[]
}

const formats: Readonly<Record<PayoutFileFormat, FileFormat>> = {
  BANK: {
    rows: Infinity,
    header: 'name,email,amount,currency,reference',
    toCells: (payout, item) => [
      item.name,
      item.email,
      toAmount(payout, item),
      payout.currency,
      toReference(payout),
    ],
  },
  // Without a header. Columns: https://developer.paypal.com/payouts/use-payouts/send-money/use-web-ui
  PAYPAL: {
    rows: 5000,
    toCells: (payout, item) => [
      item.email,
      toAmount(payout, item),
      payout.currency,
      // At most 30 characters. The first two are the same in all current ids.
      item.affiliateId.replaceAll('-', '').slice(2),
      toReference(payout),
      'PAYPAL',
    ],
  },
  // The template for recipients by email: https://wise.com/help/articles/2663302/how-do-i-fill-in-my-batch-template
  WISE: {
    rows: 1000,
    header:
      'name,recipientEmail,paymentReference,receiverType,amountCurrency,amount,sourceCurrency,targetCurrency',
    toCells: (payout, item) => [
      item.name,
      item.email,
      toReference(payout),
      'PERSON',
      'source',
      toAmount(payout, item),
      payout.currency,
      payout.currency,
    ],
  },
}

/** Returns the maximum number of rows in one file of a format. */
export function toRowsPerFile(format: PayoutFileFormat): number {
  return formats[format].rows
}

/** Formats amounts of a payout as the CSV file of a bank, PayPal, or Wise. */
export function toPayoutFile(
  format: PayoutFileFormat,
  payout: PayoutFacts,
  items: readonly PayoutAmount[],
): string {
  const { header, toCells } = formats[format]
  const rows = items.map((item) => toCells(payout, item).map(toCell).join(','))
  return [...(header === undefined ? [] : [header]), ...rows].map((row) => `${row}\r\n`).join('')
}

/** A reference within the 18 characters that most banks show to the recipient. */
function toReference({ id }: PayoutFacts): string {
  return `Payout ${id.slice(-8).toUpperCase()}`
}

function toAmount({ currency }: PayoutFacts, { amountMinor }: PayoutAmount): string {
  return toFixedAmount(amountMinor, currency)
}

/** Formats an amount with the decimals of its currency: `125.50`. */
function toFixedAmount(minor: number, currency: string): string {
  const [whole = '', decimals = ''] = String(fromMinorUnits(minor, currency)).split('.')
  const [, places = ''] = String(fromMinorUnits(1, currency)).split('.')
  return places === '' ? whole : `${whole}.${decimals.padEnd(places.length, '0')}`
}

// Spreadsheets would run such a cell as a formula (OWASP, CSV injection).
const formula = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

function toCell(text: string): string {
  const plain = text.replace(/[\r\n\t]+/g, ' ')
  const safe = formula.test(text) ? `'${plain}` : plain
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
