/** A record, as it appears in an event. */
export interface Version {
  readonly updatedAt: string
}

const handled = new Map<string, Promise<void>>()

/**
 * Runs the work for a message once. If it fails, it runs again when the message is sent again.
 *
 * With a database, insert the id into a table with a unique key, in the same transaction as the effects of the event.
 */
export async function once(messageId: string, work: () => Promise<void>): Promise<void> {
  const result = handled.get(messageId) ?? work()
  handled.set(messageId, result)
  try {
    await result
  } catch (error) {
    handled.delete(messageId)
    throw error
  }
}

const copies = new Map<string, Version | 'deleted'>()

/** Saves a version of a record, unless a newer one is known or the record has been deleted. */
export async function saveCopy(id: string, version: Version): Promise<void> {
  const known = copies.get(id)
  if (known === 'deleted') return
  if (known !== undefined && Date.parse(known.updatedAt) > Date.parse(version.updatedAt)) return
  copies.set(id, version)
}

/** Removes a record, and remembers the deletion so that a late version does not restore the record. */
export async function removeCopy(id: string): Promise<void> {
  copies.set(id, 'deleted')
}

/** Finds a record. */
export function findCopy(id: string): Version | undefined {
  const known = copies.get(id)
  return known === 'deleted' ? undefined : known
}
