import type { VNode } from 'preact'
import { Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { List } from '../lists/list.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { CodeForm } from './code-form.js'
import { codeList } from './code-list.js'
import { CodePage } from './code-page.js'

/** The pages of codes. */
export function Codes(): VNode {
  const { path, query } = useRoute()
  const [, id] = path
  if (id === undefined) return <CodeList />
  if (id === 'new') {
    return <CodeForm couponId={query.get('coupon')} affiliateEmail={query.get('affiliate')} />
  }
  return <CodePage id={id} isEditing={query.has('edit')} />
}

function CodeList(): VNode {
  const create = (
    <a class="button primary" href={toHref(['codes', 'new'])}>
      {texts.codes.create}
    </a>
  )
  return (
    <>
      <Heading title={texts.codes.title}>{create}</Heading>
      <List
        definition={codeList}
        empty={<Empty title={texts.codes.emptyTitle} lead={texts.codes.emptyLead} />}
      />
    </>
  )
}
