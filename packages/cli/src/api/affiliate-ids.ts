import { readAffiliate, type RecordLookup } from './find-record.js'

/**
 * Reads the IDs of the affiliates with these email addresses or IDs; undefined for none.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function readAffiliateIds(
  references: readonly string[] | undefined,
  lookup: RecordLookup,
): Promise<string[] | undefined> {
  if (references === undefined) return undefined
  const ids: string[] = []
  for (const reference of references) ids.push((await readAffiliate(reference, lookup)).id)
  return ids
}
