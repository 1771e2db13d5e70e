import type {
  AffiliateLink,
  AffiliateLinkDelete,
  AffiliateLinkFilter,
  AffiliateLinkUpdate,
  NewAffiliateLink,
} from '@referly-kit/types'
import { assertGiven, isGiven } from '../errors/input-errors.js'
import type { ChangeableCollection, ChangeRules } from './changes.js'
import type { CollectionRules, UniqueKey } from './collection.js'

/** A unique key of a link. */
export type LinkKey = UniqueKey<AffiliateLinkFilter, 'id' | 'link'>

/**
 * Links: the texts that identify affiliates in the addresses that they share. An affiliate keeps at least one.
 *
 * @example
 * const link = await referly.links.create({ link: 'ada-blog', affiliateId: ada.id })
 * await referly.links.update({ id: link.id, newLink: 'ada-news' }) //=> { link: 'ada-news' }
 */
export interface Links extends ChangeableCollection<
  AffiliateLink,
  NewAffiliateLink,
  AffiliateLinkFilter,
  LinkKey,
  AffiliateLinkUpdate,
  AffiliateLinkDelete
> {}

/** The rules of links. */
export const linkRules: CollectionRules<AffiliateLink, NewAffiliateLink, AffiliateLinkFilter> = {
  path: '/links',
  fields: {
    id: 'string',
    link: 'string',
    createdAt: 'string',
    updatedAt: 'string',
    affiliate: 'object',
    program: 'object',
    clicks: 'number',
    referrals: 'number',
    sales: 'number',
    totalRevenue: 'number',
    fullURLs: 'array',
  },
  filters: ['id', 'link', 'affiliateId', 'affiliateEmail'],
  // It identifies the affiliate, so no two may be the same.
  keys: [{ filter: 'link', field: 'link', isExclusive: true }],
  assertInput(input) {
    assertGiven(input, 'link')
    if (isGiven(input.affiliateEmail)) return
    assertGiven(input, 'affiliateId', 'unless affiliateEmail is')
  },
}

/** The rules of changes to links. */
export const linkChanges: ChangeRules<AffiliateLink, AffiliateLinkUpdate> = {
  ids: { update: 'id', delete: 'id' },
  alias: 'link',
  async findUpdated({ link, newLink }, find) {
    const renamed = await find({ link: newLink })
    // Without this check, another link that already had the new text would look like the result.
    const original = renamed && (await find({ link }))
    return original === undefined || original.id === renamed?.id ? renamed : undefined
  },
  show: ({ link }) => ({ newLink: link }),
  assertUpdate(update) {
    assertGiven(update, 'newLink')
  },
}
