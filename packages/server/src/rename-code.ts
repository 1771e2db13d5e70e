import { parseCodeText } from './domain/code-text.js'
import { isUuid } from './domain/identifiers.js'
import type { StoreOptions } from './settings.js'
import { renameCode } from './store/code-keys.js'
import { hasSchema } from './store/migrate.js'
import { openDatabase } from './store/store.js'

/** The new text of a promotional code. */
export interface CodeChange {
  readonly id: string
  readonly code: string
}

/**
 * Renames a promotional code and returns whether it exists. Its coupon, affiliate, and sales stay the same.
 *
 * Unlike `createApp`, it opens databases of earlier versions without updating them, so it can rename codes that stop
 * the update with `CODES_COLLIDE`.
 *
 * @throws ServerError `INVALID_INPUT`, `DUPLICATE`, `SCHEMA_TOO_NEW`, and the codes about opening the database.
 */
export async function renamePromotionalCode(
  options: StoreOptions,
  { id, code }: CodeChange,
): Promise<boolean> {
  const text = parseCodeText(code, 'promotionalCode.code')
  if (!isUuid(id)) return false
  const database = await openDatabase(options)
  try {
    return (await hasSchema(database)) && (await renameCode(database, id, text))
  } finally {
    await database.close()
  }
}
