// The language of the browser.
const language = undefined

const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
const times = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
const moneyFormats = new Map<string, Intl.NumberFormat>()

/** Formats a number for the user's locale. */
export function toNumberText(number: number): string {
  return numbers.format(number)
}

/** Formats a number of bytes: `3.4 MB`. */
export function toSizeText(bytes: number): string {
  const [unit, size] = bytes < 1e6 ? ['kB', bytes / 1e3] : ['MB', bytes / 1e6]
  return `${numbers.format(size)} ${unit}`
}

/** Formats a percentage: `12.5%`. */
export function toPercentText(percent: number): string {
  return `${numbers.format(percent)}%`
}

/** Formats an amount with its currency's decimals; without a currency, as a plain number. */
export function toMoneyText(amount: number, currency: string | null | undefined): string {
  if (!currency) return numbers.format(amount)
  let format = moneyFormats.get(currency)
  if (format === undefined) {
    format = new Intl.NumberFormat(language, { style: 'currency', currency })
    moneyFormats.set(currency, format)
  }
  return format.format(amount)
}

/** Formats an amount for an input: `49.90`. */
export function toAmountInput(amount: number, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency })
  return amount.toFixed(format.resolvedOptions().maximumFractionDigits)
}

/** Formats the day of a time in the reader's time zone. */
export function toDateText(instant: string): string {
  return dates.format(new Date(instant))
}

const days = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' })

/** Formats a calendar day, which is the same in every time zone: `Mar 1`. */
export function toDayText(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`))
}

const months = new Intl.DateTimeFormat(language, {
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

/** Formats a month: `March 2026`. */
export function toMonthText(month: string): string {
  return months.format(new Date(`${month}-01T00:00:00Z`))
}

/** Formats a time in the reader's time zone. */
export function toTimeText(instant: string): string {
  return times.format(new Date(instant))
}

/** Returns the local day of a time for a date input: `2026-12-31`. */
export function toDateInput(instant: string): string {
  const date = new Date(instant)
  const month = String(date.getMonth() + 1).padStart(2, '0')
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`
}

/** Returns the last instant of a day in the reader's time zone, because the given day still counts. */
export function toEndOfDay(day: string): string {
  return new Date(`${day}T23:59:59.999`).toISOString()
}
