import type { OpenApiDocument, OpenApiMessage, OpenApiSchema } from '@referly-kit/specs/document'
import type { Exchange } from './answers.js'
import { contractDocument } from './contract.js'

/**
 * Lists every operation, parameter, property, enum value, and status of a contract by a unique name.
 *
 * A record has the same names whether it is returned alone or in a list. A recursive schema is followed once.
 *
 * @example
 * listPlaces() //=> ['listCoupons', 'listCoupons?id', 'listCoupons 200', 'listCoupons 200.id', ...,
 * //   'createCoupon body.couponType=FLAT', ...]
 */
export function listPlaces(document: unknown = contractDocument): readonly string[] {
  const { paths, components } = document as OpenApiDocument
  const toSchemaPlaces = createWalk(components.schemas)
  const places = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId: id, parameters = [], requestBody, responses }) => [
      id,
      ...parameters.flatMap(({ name, schema }) => [
        `${id}?${name}`,
        ...toSchemaPlaces(schema, `${id}?${name}`),
      ]),
      ...toSchemaPlaces(toSchema(requestBody), `${id} body`),
      ...Object.entries(responses).flatMap(([status, response]) => [
        `${id} ${status}`,
        ...toSchemaPlaces(toSchema(response), `${id} ${status}`),
      ]),
    ])
  return [...new Set(places.map(toRecordPlace))]
}

function toRecordPlace(place: string): string {
  return place.replace(/^(\w+ \d{3})\[\]/, '$1')
}

function toSchema(message: OpenApiMessage | undefined): OpenApiSchema {
  return message?.content?.['application/json']?.schema ?? {}
}

/** Places that no case covers, and why that is accepted. */
export interface Uncovered {
  readonly places: RegExp
  readonly reason: string
}

/** Every accepted gap. A test requires that each pattern matches at least one place, and no place that is covered. */
export const uncovered: readonly Uncovered[] = [
  {
    places: /^\w+Coupons? 200\.promotionalCodes\[\]\.(coupon|affiliate)\b/,
    reason: 'records are embedded one level deep',
  },
  {
    places: /^\w+PromotionalCodes? 200\.coupon\.promotionalCodes/,
    reason: 'records are embedded one level deep',
  },
  {
    places: /^createCoupon 200\.promotionalCodes\[\]\.(?!(coupon|affiliate)\b)/,
    reason: 'a new coupon has no codes',
  },
  {
    places: /^updateCoupon 200\.promotionalCodes/,
    reason: 'an update changes any number of codes, and takes the same time for all of them',
  },
  {
    places: /^updateCoupon body\.couponType=null$/,
    reason: 'this is how OpenAPI 3.0 describes an update without a type: no request has this value',
  },
  {
    places: /^\w+Affiliates? 200\.(emailVerified|image|payoutEmail|paymentMethod)$/,
    reason: 'affiliates provide these to the vendor, and the contract cannot set them',
  },
  {
    places: /^createAffiliate 200\.status=(?!ACTIVE$)/,
    reason: 'a new affiliate is active',
  },
  {
    places: /^\w+Referrals? 200\.status=(SUBMITTED|DECLINED)$/,
    reason: 'the contract cannot submit or review a referral',
  },
  {
    places: /^updateSale 200\.(status=REFUNDED|refundedAt)$/,
    reason: 'a refunded sale cannot be updated',
  },
  {
    places: /^refundSale 200\.reason$/,
    reason:
      'the vendor does not document when a refund has a reason, and ours has one only if it is refused',
  },
]

type Walk = (schema: OpenApiSchema, place: string, within?: readonly string[]) => readonly string[]

function createWalk(schemas: Readonly<Record<string, OpenApiSchema>>): Walk {
  const walk: Walk = (schema, place, within = []) => {
    const { $ref, properties = {}, items, allOf = [], oneOf = [], anyOf = [] } = schema
    if ($ref !== undefined) {
      const name = $ref.split('/').at(-1) ?? ''
      return within.includes(name) ? [] : walk(schemas[name] ?? {}, place, [...within, name])
    }
    return [
      ...(schema.enum ?? []).map((value) => `${place}=${String(value)}`),
      ...[...allOf, ...oneOf, ...anyOf].flatMap((part) => walk(part, place, within)),
      ...(items === undefined ? [] : walk(items, `${place}[]`, within)),
      ...Object.entries(properties).flatMap(([name, property]) => [
        `${place}.${name}`,
        ...walk(property, `${place}.${name}`, within),
      ]),
    ]
  }
  return walk
}

/**
 * Finds every place that requests and responses cover: the contents of requests that were accepted, and of all
 * responses. A property that is null covers nothing.
 */
export function findCovered(exchanges: readonly Exchange[]): ReadonlySet<string> {
  const places = exchanges.flatMap(({ request, answer }) => {
    const id = request.operation
    const place = `${id} ${answer.status}`
    const shown = [id, place, ...toValuePlaces(answer.body, place)]
    if (answer.status >= 300) return shown
    const asked = Object.entries(request.query ?? {}).flatMap(([name, value]) => [
      `${id}?${name}`,
      ...toValuePlaces(value, `${id}?${name}`),
    ])
    return [...shown, ...asked, ...toValuePlaces(request.body, `${id} body`)]
  })
  return new Set(places.map(toRecordPlace))
}

function toValuePlaces(value: unknown, place: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => toValuePlaces(item, `${place}[]`))
  if (typeof value !== 'object' || value === null) return [`${place}=${String(value)}`]
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) =>
    item === null ? [] : [`${place}.${name}`, ...toValuePlaces(item, `${place}.${name}`)],
  )
}
