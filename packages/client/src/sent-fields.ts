/** Fields whose letter case the server may change, and those that it writes as instants. */
const caseless: RegExp = /^(code|email|.*currency)$/i
const instants: RegExp = /(At|By)$/
const hasZone: RegExp = /Z$|[+-]\d\d:?\d\d$/i

/** In milliseconds. The server may keep whole seconds. */
const second = 1000
const hour = 3_600_000

/**
 * Names the fields that a record does not hold as they were sent. Fields that the record does not have are left out:
 * `promoCode`, for one, is sent but never shown.
 *
 * @example
 * toDiffering({ code: 'SAVE20', couponId: 'c1' }, { code: 'save20', couponId: 'c2' }) //=> ['couponId']
 */
export function toDiffering(input: object, record: object): string[] {
  const shown = record as Readonly<Record<string, unknown>>
  return Object.entries(input)
    .filter(([field, sent]) => {
      const found = shown[field]
      return (
        sent !== undefined && found !== undefined && !isSame(field, toText(sent), toText(found))
      )
    })
    .map(([field]) => field)
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isSame(field: string, sent: string, found: string): boolean {
  if (sent === found) return true
  if (instants.test(field)) return isSameInstant(sent, found)
  return caseless.test(field) && sent.toLowerCase() === found.toLowerCase()
}

/**
 * A date without a zone is a day somewhere, and its begin or its end: a day begins 14 hours before it does at 0° and
 * ends 36 hours after, which is 25 hours on either side of 11.
 */
function isSameInstant(sent: string, shown: string): boolean {
  const later = Date.parse(shown) - Date.parse(sent)
  return hasZone.test(sent) ? Math.abs(later) < second : Math.abs(later - 11 * hour) <= 25 * hour
}
