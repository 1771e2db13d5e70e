import { isUuid } from '../domain/identifiers.js'
import type { AffiliateStore } from '../domain/ports.js'
import { readAffiliates, readIdentities, toAffiliateRow } from './affiliate-rows.js'
import { toEmailKey } from './columns.js'
import type { EmbeddedRecords } from './embedded-records.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, insertRow } from './statements.js'
import type { TenantSession } from './tenant.js'

/** Creates the storage of one program's affiliates. */
export function createAffiliateStore(
  tenant: TenantSession,
  embedded: EmbeddedRecords,
): AffiliateStore {
  return {
    insert: (affiliate) => insertRow(tenant.session, 'affiliates', toAffiliateRow(affiliate)),
    list: ({ id, email }) =>
      readPages({
        table: 'affiliates',
        tenant,
        read: (page) =>
          readAffiliates(
            tenant,
            [
              equalsId('a.id', id),
              equals('a.email_key', email && toEmailKey(email)),
              ...toPageConditions('a.id', page),
            ],
            page.limit,
          ),
      }),
    async find({ id, email, link }) {
      if (id !== undefined) {
        if (!isUuid(id)) return undefined
        return (await embedded.affiliates.find(tenant, id.toLowerCase()))?.record
      }
      const [affiliate] = await readIdentities(tenant, [
        equals('email_key', email && toEmailKey(email)),
        equals('link', link),
      ])
      return affiliate
    },
  }
}
