import type { ReferlyClient } from '@referly-kit/client'
import type { FormatFlags, ListColumn } from '../terminal/records.js'
import { toAffiliateFilter } from './kit-lists.js'

interface OfAffiliate {
  readonly affiliateId: string
}

interface Affiliate {
  readonly name: string
  readonly email: string
}

type AffiliateNames = ReadonlyMap<string, Affiliate>

/** Options of `readAffiliateColumns`. */
export interface AffiliateColumnOptions {
  readonly flags: FormatFlags & { readonly affiliate?: string | undefined }
  readonly signal: AbortSignal
  /** False for Referly's API, which has no balances. */
  readonly hasBalances?: boolean
}

/** Reads the affiliates of some records, unless they are printed as JSON, and returns the columns that name them. */
export async function readAffiliateColumns(
  records: readonly OfAffiliate[],
  client: ReferlyClient,
  options: AffiliateColumnOptions,
): Promise<readonly ListColumn<OfAffiliate>[]> {
  return createColumns(await readNames(records, client, options))
}

/** Reads columns like `readAffiliateColumns`, but for records that have the name and email address of a customer. */
export async function readCustomerAffiliateColumns(
  records: readonly OfAffiliate[],
  client: ReferlyClient,
  options: AffiliateColumnOptions,
): Promise<readonly ListColumn<OfAffiliate>[]> {
  const [id, name, email] = createColumns(await readNames(records, client, options))
  return [
    id,
    { ...name, name: 'affiliate_name', ifNarrow: 'omit' },
    { ...email, name: 'affiliate_email', isCsvOnly: true },
  ]
}

/**
 * Reads the names and email addresses of the affiliates of some records, by ID.
 *
 * They come from the list of affiliates rather than from a request for each, and those of deleted affiliates from their
 * balances.
 */
async function readNames(
  records: readonly OfAffiliate[],
  { affiliates, kit }: ReferlyClient,
  { flags, signal, hasBalances = true }: AffiliateColumnOptions,
): Promise<AffiliateNames> {
  const missing = new Set(records.map(({ affiliateId }) => affiliateId))
  const found = new Map<string, Affiliate>()
  if (flags.json === true || flags.format === 'json') return found
  const findIn = async <Row>(
    rows: AsyncIterable<Row>,
    read: (row: Row) => Affiliate & OfAffiliate,
  ): Promise<void> => {
    for await (const row of rows) {
      const { affiliateId, name, email } = read(row)
      if (missing.delete(affiliateId)) found.set(affiliateId, { name, email })
      if (missing.size === 0) return
    }
  }
  if (missing.size === 0) return found
  await findIn(affiliates.iterate({}, { signal }), ({ id, firstName, lastName, email }) => ({
    affiliateId: id,
    name: `${firstName} ${lastName}`.trim(),
    email,
  }))
  if (missing.size === 0 || !hasBalances) return found
  const query = { ...toAffiliateFilter(flags.affiliate), limit: 1000 }
  await findIn(kit.balances.iterate(query, { signal }), (balance) => balance)
  return found
}

type Column = ListColumn<OfAffiliate>

function createColumns(affiliates: AffiliateNames): readonly [Column, Column, Column] {
  return [
    {
      name: 'affiliate_id',
      title: 'Affiliate ID',
      isCsvOnly: true,
      cell: ({ affiliateId }) => affiliateId,
    },
    {
      name: 'name',
      title: 'Affiliate',
      ifNarrow: 'cut',
      cell: ({ affiliateId }) => affiliates.get(affiliateId)?.name ?? affiliateId,
    },
    {
      name: 'email',
      title: 'Email',
      ifNarrow: 'omit',
      cell: ({ affiliateId }) => affiliates.get(affiliateId)?.email ?? '',
    },
  ]
}
