import type { AffiliateRow } from '@referly-kit/csv'
import type { AffiliateSummary } from '@referly-kit/types'
import { useMemo } from 'preact/hooks'
import { referly } from '../api.js'
import { useRecord } from '../records/record.js'
import { nobody, toAudience, type Audience, type AudienceKind } from './audience.js'
import { sampleSize, type Person } from './design.js'

/** Number of affiliates or codes that are read at a time when all of them are needed. */
const pageSize = 1000

/** The choice of affiliates. */
export interface AudienceSource {
  readonly kind: AudienceKind
  readonly couponId: string
  readonly pasted: string
  /** The rows of the file. */
  readonly filed: readonly AffiliateRow[]
}

/** The affiliates that a design is for, of whom only a sample is read until their codes are created. */
export interface AudienceState {
  /** Its people are a sample, unless they are in a list or a file. */
  readonly audience: Audience
  readonly count: number
  readonly isLoading: boolean
  readEveryone(): Promise<readonly Person[]>
}

/** Reads the affiliates of a choice. */
export function useAudience(source: AudienceSource): AudienceState {
  const { kind } = source
  const sampled = useSample(source)
  const matched = useMatched(source)
  return kind === 'list' || kind === 'file' ? matched : sampled
}

function toQuery({ kind, couponId }: AudienceSource) {
  return { status: 'ACTIVE', ...(kind === 'without' && { withoutCodeOf: couponId }) } as const
}

function useSample(source: AudienceSource): AudienceState {
  const { kind, couponId } = source
  const isNeeded = kind === 'without' || kind === 'all'
  const { record, status } = useRecord(isNeeded ? `${kind} ${couponId}` : '', async () =>
    isNeeded
      ? referly.kit.search.affiliates.list({
          ...toQuery(source),
          limit: sampleSize,
          includeTotal: true,
        })
      : undefined,
  )
  const audience = useMemo(() => ({ ...nobody, people: record?.data ?? [] }), [record])
  return {
    audience,
    count: record?.total ?? 0,
    isLoading: status === 'loading',
    readEveryone: () =>
      toArray(referly.kit.search.affiliates.iterate({ ...toQuery(source), limit: pageSize })),
  }
}

function useMatched({ kind, couponId, pasted, filed }: AudienceSource): AudienceState {
  const isFile = kind === 'file'
  const isNeeded = isFile || kind === 'list'
  const people = useRecord(isNeeded ? 'people' : '', () => readPeople(isNeeded))
  const owners = useRecord(isFile ? couponId : '', () => readOwners(isFile ? couponId : undefined))
  const audience = useMemo(() => {
    if (people.record === undefined || (isFile && owners.record === undefined)) return nobody
    return toAudience({ kind, pasted, rows: filed }, people.record, owners.record ?? new Set())
  }, [kind, pasted, filed, people.record, owners.record])
  return {
    audience,
    count: audience.people.length,
    isLoading: people.status === 'loading' || owners.status === 'loading',
    readEveryone: async () => audience.people,
  }
}

/** Reads all affiliates, to find those with the addresses in a list. */
async function readPeople(isNeeded: boolean): Promise<readonly AffiliateSummary[] | undefined> {
  if (!isNeeded) return undefined
  return toArray(referly.kit.search.affiliates.iterate({ limit: pageSize }))
}

/** Reads the affiliates who have a code of a coupon. */
async function readOwners(couponId: string | undefined): Promise<ReadonlySet<string> | undefined> {
  if (couponId === undefined) return undefined
  const owners = new Set<string>()
  for await (const { affiliateId } of referly.kit.search.codes.iterate({
    couponId,
    assigned: true,
    limit: pageSize,
  })) {
    if (affiliateId !== null) owners.add(affiliateId)
  }
  return owners
}

async function toArray<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
