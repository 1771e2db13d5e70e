/** The fields whose letter case the server may change, and the fields that it writes as instants. */
const caseless: RegExp = /^(code|email|.*currency)$/i
const instants: RegExp = /(At|By)$/
const hasZone: RegExp = /Z$|[+-]\d\d:?\d\d$/i

/** In milliseconds. The server may keep whole seconds. */
const second = 1000
const hour = 3_600_000

/**
 * Returns the fields in which a record differs from the input. Fields that the record does not show are left out, such as
 * `promoCode`.
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
 * Returns whether two texts mean the same instant. A date without a time zone may mean any instant of that day anywhere
 * on Earth: from 14 h before UTC midnight (UTC+14) to 36 h after it (UTC-12), that is 11 h ± 25 h.
 */
function isSameInstant(sent: string, shown: string): boolean {
  const later = Date.parse(shown) - Date.parse(sent)
  return hasZone.test(sent) ? Math.abs(later) < second : Math.abs(later - 11 * hour) <= 25 * hour
}
