import { toJsonBytes } from '../domain/listings.js'
import { readCodePages } from './code-lists.js'
import { codeColumns, toCodeJson, type PromotionalCodeRow } from './promotional-code-rows.js'
import { equals, type Condition } from './statements.js'
import type { TenantSession } from './tenant.js'

/** The first codes of a coupon. */
export interface FirstCodes {
  /** JSON of the codes, with commas between them. */
  readonly json: string
  /** Id of the last one, if the coupon has more codes. */
  readonly last: string | undefined
}

const firstCodes = 100

/** Reads the first codes of each coupon in one query. Coupons without codes are left out. */
export async function readFirstCodes(
  { session, programId }: TenantSession,
  couponIds: readonly string[],
): Promise<ReadonlyMap<string, FirstCodes>> {
  const text = `SELECT codes.* FROM unnest($2::uuid[]) AS wanted (coupon_id) CROSS JOIN LATERAL (
      SELECT ${codeColumns} FROM promotional_codes
      WHERE program_id = $1 AND coupon_id = wanted.coupon_id ORDER BY id LIMIT ${firstCodes + 1}
    ) AS codes ORDER BY codes.coupon_id, codes.id`
  const rows = await session.query<PromotionalCodeRow>(text, [programId, couponIds])
  const groups = new Map<string, PromotionalCodeRow[]>()
  for (const row of rows) {
    const group = groups.get(row.coupon_id)
    if (group === undefined) groups.set(row.coupon_id, [row])
    else group.push(row)
  }
  return new Map([...groups].map(([id, group]) => [id, toFirstCodes(group)]))
}

function toFirstCodes(rows: readonly PromotionalCodeRow[]): FirstCodes {
  const shown = rows.slice(0, firstCodes)
  const json = shown.map((row) => toCodeJson(row)).join(',')
  return { json, last: rows.length > firstCodes ? shown.at(-1)?.id : undefined }
}

/** Reads the codes of a coupon after the given id as JSON. Each piece starts with a comma. */
export async function* readCodePieces(
  tenant: TenantSession,
  couponId: string,
  after: string,
): AsyncGenerator<Uint8Array> {
  const conditions: readonly Condition[] = [equals('coupon_id', couponId), ['id > ?', after]]
  for await (const page of readCodePages(tenant, conditions)) {
    yield toJsonBytes(page, (row) => toCodeJson(row), ',')
  }
}
