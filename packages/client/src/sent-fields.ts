/** Fields whose letter case the server may change, and those that it writes as instants. */
const caseless: RegExp = /^(code|email|.*currency)$/i
const instants: RegExp = /(At|By)$/

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
    .filter(([field, sent]) => sent !== undefined && shown[field] !== undefined)
    .filter(([field, sent]) => toComparable(field, sent) !== toComparable(field, shown[field]))
    .map(([field]) => field)
}

function toComparable(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return JSON.stringify(value)
  if (instants.test(field)) return Date.parse(value)
  return caseless.test(field) ? value.toLowerCase() : value
}
