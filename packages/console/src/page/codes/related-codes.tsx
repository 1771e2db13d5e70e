import type { VNode } from 'preact'
import { Empty } from '../lists/empty.js'
import { List } from '../lists/list.js'
import { toHref } from '../router.js'
import { codeList } from './code-list.js'

/** Options for `RelatedCodes`. */
interface RelatedCodesOptions {
  /** The property of a code that refers to the record. */
  readonly property: 'affiliateId' | 'couponId'
  /** ID of the record. */
  readonly id: string
  /** Values that the form of a new code starts with. */
  readonly newCode: Readonly<Record<string, string>>
  readonly createText: string
  readonly title: string
  readonly emptyTitle: string
  readonly emptyLead: string
}

/** The codes of a coupon or an affiliate, on its page. */
export function RelatedCodes(options: RelatedCodesOptions): VNode {
  const { property, id } = options
  const create = (
    <a class="button" href={toHref(['codes', 'new'], options.newCode)}>
      {options.createText}
    </a>
  )
  return (
    <section class="related">
      <div class="heading-row">
        <h2>{options.title}</h2>
        <div class="actions">{create}</div>
      </div>
      <List
        definition={codeList}
        fixed={{ [property]: id }}
        empty={<Empty title={options.emptyTitle} lead={options.emptyLead} />}
      />
    </section>
  )
}
