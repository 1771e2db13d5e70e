import { toCodeKey } from '@referly-kit/codegen-structure'
import type { PromotionalCode } from '@referly-kit/types'
import type { Outcome } from '../domain/ports.js'
import type { NewCode } from '../domain/records.js'
import { StaleTermsError } from '../domain/stale-terms.js'
import type { ServerError } from '../errors.js'
import { createBatcher, type Batcher } from './batcher.js'
import { createDuplicateError } from './duplicates.js'
import { freeCodeKeys } from './free-code-keys.js'
import {
  codeStateColumns,
  codeStateJoins,
  ownCodeTypes,
  toOwnCodeColumns,
  type CodeStateRow,
} from './promotional-code-rows.js'
import { selectByValues, type TenantSession } from './tenant.js'
import { changeAll } from './webhook-events.js'

/** The columns that identify one code in a program. */
export type CodeKey = 'id' | 'code_key' | 'external_id'

/** Inserts and lookups of codes that are run in batches. */
export interface CodeBatches {
  /** Inserts a code. Throws `StaleTermsError` when its coupon or affiliate has another revision by now. */
  insert(programId: string, code: NewCode): Promise<void>
  find(programId: string, key: CodeKey, value: string): Promise<CodeStateRow | undefined>
}

/** Creates the batches for one database. */
export function createCodeBatches(toTenant: (programId: string) => TenantSession): CodeBatches {
  const inserts = createBatcher<NewCode, void>((programId, codes) =>
    insertCodes(toTenant(programId), codes),
  )
  const createFinder = (key: CodeKey): Batcher<string, CodeStateRow | undefined> =>
    createBatcher((programId, values) => findCodes(toTenant(programId), key, values))
  const finders: Readonly<Record<CodeKey, Batcher<string, CodeStateRow | undefined>>> = {
    id: createFinder('id'),
    code_key: createFinder('code_key'),
    external_id: createFinder('external_id'),
  }
  return {
    insert: (programId, code) => inserts.add(programId, code),
    find: (programId, key, value) => finders[key].add(programId, value),
  }
}

// The codes of a batch mostly have the same coupon and affiliate, so these are sent and looked up once per pair.
const termTypes = {
  coupon_id: 'uuid',
  coupon_revision: 'integer',
  affiliate_id: 'uuid',
  affiliate_revision: 'integer',
} as const
const termNames = Object.keys(termTypes)
const ownNames = Object.keys(ownCodeTypes)
const toArrays = (types: readonly string[], before: number): string =>
  types.map((type, index) => `$${before + index + 1}::${type}[]`).join(', ')
const termArrays = toArrays(Object.values(termTypes), 1)
const ownArrays = toArrays(['bigint', ...Object.values(ownCodeTypes)], 1 + termNames.length)

// A code whose coupon or affiliate was changed since it was checked against them is left out. All batches insert their
// keys in the same order, so that two of them cannot deadlock.
const insertText = `INSERT INTO promotional_codes (program_id, coupon_id, affiliate_id, ${ownNames.join(', ')})
  SELECT $1::uuid, terms.coupon_id, terms.affiliate_id, ${ownNames.map((name) => `new.${name}`).join(', ')}
  FROM unnest(${termArrays}) WITH ORDINALITY AS terms (${termNames.join(', ')}, place)
  JOIN coupons c ON c.program_id = $1 AND c.id = terms.coupon_id
    AND c.revision = terms.coupon_revision AND c.deleted_at IS NULL
  LEFT JOIN affiliates a ON a.program_id = $1 AND a.id = terms.affiliate_id
  JOIN unnest(${ownArrays}) AS new (place, ${ownNames.join(', ')}) ON new.place = terms.place
  WHERE terms.affiliate_id IS NULL OR a.revision = terms.affiliate_revision
  ORDER BY new.code_key COLLATE "C"
  ON CONFLICT DO NOTHING`

async function insertCodes(
  tenant: TenantSession,
  codes: readonly NewCode[],
): Promise<readonly Outcome<void>[]> {
  const ids = new Set(await insertRows(tenant, codes))
  const listRefused = (): readonly NewCode[] =>
    ids.size === codes.length ? [] : codes.filter(({ code }) => !ids.has(code.id))
  let refused = listRefused()
  if (refused.length > 0 && (await freeKeys(tenant, refused)) > 0) {
    for (const id of await insertRows(tenant, refused)) ids.add(id)
    refused = listRefused()
  }
  const toDuplicate = await readDuplicates(tenant, refused)
  return codes.map(({ code }) =>
    ids.has(code.id) ? { value: undefined } : { error: toDuplicate(code) ?? new StaleTermsError() },
  )
}

/** Inserts the codes that can be inserted, and returns their ids. */
function insertRows(
  tenant: TenantSession,
  newCodes: readonly NewCode[],
): Promise<readonly string[]> {
  const codes = newCodes.map(({ code }) => code)
  const { terms, places } = toTerms(newCodes)
  const ofTerms = [
    terms.map(({ code }) => code.couponId),
    terms.map(({ couponRevision }) => couponRevision),
    terms.map(({ code }) => code.affiliateId ?? null),
    terms.map(({ affiliateRevision }) => affiliateRevision),
  ]
  const values = [tenant.programId, ...ofTerms, places, ...toOwnCodeColumns(codes)]
  const ids = codes.map(({ id }) => id)
  return changeAll(tenant, { text: insertText, values }, { event: 'promocode.created', ids })
}

interface Terms {
  /** One code for each combination of coupon, affiliate, and their revisions. */
  readonly terms: readonly NewCode[]
  /** The place of each code's terms, from 1. */
  readonly places: readonly number[]
}

function toTerms(codes: readonly NewCode[]): Terms {
  const terms: NewCode[] = []
  const placeOf = new Map<string, number>()
  const places = codes.map((newCode) => {
    const { code, couponRevision, affiliateRevision } = newCode
    const key = `${code.couponId} ${couponRevision} ${code.affiliateId} ${affiliateRevision}`
    const known = placeOf.get(key)
    if (known !== undefined) return known
    const place = terms.push(newCode)
    placeOf.set(key, place)
    return place
  })
  return { terms, places }
}

/**
 * Removes codes of deleted coupons that have the keys of new ones, and returns their number.
 *
 * They are about to be removed anyway.
 */
async function freeKeys(tenant: TenantSession, refused: readonly NewCode[]): Promise<number> {
  return freeCodeKeys(tenant, listKeys(refused), listExternalIds(refused))
}

function listKeys(codes: readonly NewCode[]): readonly string[] {
  return codes.map(({ code }) => toCodeKey(code.code))
}

function listExternalIds(codes: readonly NewCode[]): readonly string[] {
  return codes.flatMap(({ code }) => code.externalId ?? [])
}

type ToDuplicate = (code: PromotionalCode) => ServerError | undefined

/** A code or an external id that already exists. */
interface TakenRow {
  readonly code_key: string
  readonly external_id: string | null
}

/** Finds the taken key of each refused code. */
async function readDuplicates(
  tenant: TenantSession,
  refused: readonly NewCode[],
): Promise<ToDuplicate> {
  if (refused.length === 0) return () => undefined
  const readTaken = (
    column: 'code_key' | 'external_id',
    values: readonly string[],
  ): Promise<readonly TakenRow[]> => {
    const columns = 'code_key, external_id'
    const table = 'promotional_codes'
    return selectByValues(tenant, { columns, table, column, type: 'text', values })
  }
  const ofKeys = await readTaken('code_key', listKeys(refused))
  const ofIds = await readTaken('external_id', listExternalIds(refused))
  const taken = [...ofKeys, ...ofIds]
  const takenKeys = new Set(taken.map((row) => row.code_key))
  const takenIds = new Set(taken.map((row) => row.external_id))
  return ({ code, externalId }) => {
    if (takenKeys.has(toCodeKey(code))) {
      return createDuplicateError('promotional_codes_code', { code })
    }
    if (externalId == null || !takenIds.has(externalId)) return undefined
    return createDuplicateError('promotional_codes_external_id', { external_id: externalId })
  }
}

async function findCodes(
  tenant: TenantSession,
  key: CodeKey,
  values: readonly string[],
): Promise<readonly Outcome<CodeStateRow | undefined>[]> {
  const rows = await readCodeStates(tenant, key, values)
  const byKey = new Map(rows.map((row) => [row[key], row]))
  return values.map((value) => ({ value: byKey.get(value) }))
}

/**
 * Reads the codes that have one of the values of a key, in no particular order.
 *
 * OFFSET 0 keeps one index lookup per value, as in `selectByValues`. With `= ANY` and before there are statistics, as
 * in the first minute after a large upload, the plan reads all codes of each coupon: 11 times as slow with 23,000
 * codes, 60 times as slow with 157,000.
 */
export async function readCodeStates(
  { session, programId }: TenantSession,
  key: CodeKey,
  values: readonly string[],
): Promise<readonly CodeStateRow[]> {
  if (values.length === 0) return []
  const type = key === 'id' ? 'uuid' : 'text'
  const text = `SELECT ${codeStateColumns} FROM unnest($2::${type}[]) AS wanted (value)
    CROSS JOIN LATERAL (
      SELECT * FROM promotional_codes WHERE program_id = $1 AND ${key} = wanted.value OFFSET 0
    ) AS p ${codeStateJoins}`
  return session.query<CodeStateRow>(text, [programId, [...new Set(values)]])
}
