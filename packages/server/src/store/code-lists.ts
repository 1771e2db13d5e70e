import { toCodeKey } from '@referly-kit/codegen-structure'
import type { PromotionalCodeFilter } from '@referly-kit/types'
import { toJsonBytes } from '../domain/listings.js'
import type { EmbeddedReader, EmbeddedRecords, Reference } from './embedded-records.js'
import { readPages, toPageConditions, type PageRequest } from './pages.js'
import {
  codeColumns,
  toCodeJson,
  type EmbeddedJson,
  type PromotionalCodeRow,
} from './promotional-code-rows.js'
import { equals, equalsId, type Condition } from './statements.js'
import { equalsAffiliateEmail, selectRows, type TenantSession } from './tenant.js'

/** Lists codes with their coupons and affiliates as JSON, oldest first, without the codes of deleted coupons. */
export async function* listCodes(
  tenant: TenantSession,
  embedded: EmbeddedRecords,
  filter: PromotionalCodeFilter,
): AsyncGenerator<Uint8Array> {
  const conditions = toConditions(filter)
  const readOwners = createOwnerReader(tenant, embedded)
  const pages = readPages({
    tenant,
    table: 'promotional_codes',
    read: async (page) => readOwners(await readRows(tenant, conditions, page)),
  })
  let lead = ''
  for await (const page of pages) {
    const visible = page.filter(({ coupon }) => coupon.json !== undefined)
    if (visible.length === 0) continue
    yield toJsonBytes(visible, toListedJson, lead)
    lead = ','
  }
}

function toConditions(filter: PromotionalCodeFilter): readonly Condition[] {
  return [
    equalsId('id', filter.id),
    equals('code_key', filter.code === undefined ? undefined : toCodeKey(filter.code)),
    equals('external_id', filter.externalId),
    equalsId('coupon_id', filter.couponId),
    equalsId('affiliate_id', filter.affiliateId),
    equalsAffiliateEmail(filter.affiliateEmail),
  ]
}

/** Reads codes as a coupon contains them, page by page, oldest first. */
export function readCodePages(
  tenant: TenantSession,
  conditions: readonly Condition[],
): AsyncGenerator<readonly PromotionalCodeRow[]> {
  return readPages({
    tenant,
    table: 'promotional_codes',
    read: (page) => readRows(tenant, conditions, page),
  })
}

function readRows(
  tenant: TenantSession,
  conditions: readonly Condition[],
  page: PageRequest,
): Promise<readonly PromotionalCodeRow[]> {
  return selectRows<PromotionalCodeRow>(tenant, {
    columns: codeColumns,
    table: 'promotional_codes',
    conditions: [...conditions, ...toPageConditions('id', page)],
    limit: page.limit,
  })
}

/** JSON of a coupon or an affiliate. It is undefined when the record was deleted in the meantime. */
interface Owner {
  json: string | undefined
}

/** A code with its coupon, and with its affiliate if it has one. */
interface ListedCode {
  readonly id: string
  readonly row: PromotionalCodeRow
  readonly coupon: Owner
  readonly affiliate: Owner | undefined
}

function toListedJson({ row, coupon, affiliate }: ListedCode): string {
  const json: EmbeddedJson = { coupon: coupon.json ?? 'null', affiliate: affiliate?.json ?? 'null' }
  const isDeleted = affiliate !== undefined && affiliate.json === undefined
  return toCodeJson(isDeleted ? { ...row, affiliate_id: null } : row, json)
}

type ReadOwners = (rows: readonly PromotionalCodeRow[]) => Promise<readonly ListedCode[]>

// A list can have as many affiliates as codes, and must not hold them all.
const mostOwners = 10_000

/**
 * Creates a function that reads the coupons and affiliates of the pages of one list.
 *
 * A record that was read for one page is used for the later ones, so it is as it was when the list began, or newer.
 */
function createOwnerReader(tenant: TenantSession, embedded: EmbeddedRecords): ReadOwners {
  const coupons = createOwners()
  const affiliates = createOwners()
  return async (rows) => {
    const codes = rows.map((row) => ({
      id: row.id,
      row,
      coupon: coupons.get(row.coupon_id),
      affiliate: row.affiliate_id === null ? undefined : affiliates.get(row.affiliate_id),
    }))
    const added = { coupons: coupons.takeNew(), affiliates: affiliates.takeNew() }
    if (added.coupons.size + added.affiliates.size > 0) {
      const revisions = await readRevisions(tenant, added)
      await readJson(tenant, embedded.coupons, { owners: added.coupons, revisions })
      await readJson(tenant, embedded.affiliates, { owners: added.affiliates, revisions })
    }
    return codes
  }
}

/** The records of one kind that the codes of a list refer to. */
interface Owners {
  /** Returns the record of an id, without its JSON when the id is new. */
  get(id: string): Owner
  /** Returns the records whose JSON has to be read. */
  takeNew(): ReadonlyMap<string, Owner>
}

function createOwners(): Owners {
  let known = new Map<string, Owner>()
  let added = new Map<string, Owner>()
  return {
    get(id) {
      const found = known.get(id)
      if (found !== undefined) return found
      const owner = { json: undefined }
      known.set(id, owner)
      added.set(id, owner)
      return owner
    },
    takeNew() {
      const taken = added
      added = new Map()
      if (known.size > mostOwners) known = new Map()
      return taken
    },
  }
}

type Revisions = ReadonlyMap<string, number>

interface AddedOwners {
  readonly coupons: ReadonlyMap<string, Owner>
  readonly affiliates: ReadonlyMap<string, Owner>
}

/** Reads the current revisions of coupons and affiliates in one query. Those that were deleted are left out. */
async function readRevisions(
  { session, programId }: TenantSession,
  { coupons, affiliates }: AddedOwners,
): Promise<Revisions> {
  const text = `SELECT id, revision FROM coupons
      WHERE program_id = $1 AND id = ANY($2::uuid[]) AND deleted_at IS NULL
    UNION ALL
    SELECT id, revision FROM affiliates WHERE program_id = $1 AND id = ANY($3::uuid[])`
  const values = [programId, [...coupons.keys()], [...affiliates.keys()]]
  const rows = await session.query<Reference>(text, values)
  return new Map(rows.map(({ id, revision }) => [id, revision]))
}

interface NewOwners {
  readonly owners: ReadonlyMap<string, Owner>
  readonly revisions: Revisions
}

async function readJson<T>(
  tenant: TenantSession,
  reader: EmbeddedReader<T>,
  { owners, revisions }: NewOwners,
): Promise<void> {
  const references = [...revisions]
    .filter(([id]) => owners.has(id))
    .map(([id, revision]) => ({ id, revision }))
  const found = await reader.read(tenant, references)
  for (const [id, owner] of owners) owner.json = found.get(id)?.json
}
