import type { NewPromotionalCode, PromotionalCode, PromotionalCodeUpdate } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import { Form } from '../forms/form.js'
import { toChangedInput, toNewInput, type InputValues } from '../forms/input.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import { Missing } from '../records/missing.js'
import { useRecord } from '../records/record.js'
import { useCoupons } from '../records/use-coupons.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { codeFields, toCodeValues, toNewCodeFields } from './code-fields.js'

const back = { href: toHref(['codes']), title: texts.codes.title }

/** Number of suggested emails; a browser shows a list of thousands slowly. */
const mostSuggestions = 500

/** Properties of the form for a new code. */
export interface CodeFormProps {
  /** The coupon and the affiliate to start with. */
  readonly couponId: string | null
  readonly affiliateEmail: string | null
}

/** The form for a new code. */
export function CodeForm({ couponId, affiliateEmail }: CodeFormProps): VNode {
  const coupons = useCoupons(couponId)
  const { rows, status } = coupons
  const { record: people } = useRecord('suggestions', () =>
    referly.kit.search.affiliates.list({ limit: mostSuggestions }),
  )
  const fields = toNewCodeFields(coupons, people?.data.map(({ email }) => email) ?? [])
  if (status === 'loading' && rows.length === 0) return <Missing status={status} back={back} />
  return (
    <>
      <Heading title={texts.codes.create} back={back} />
      <Form
        fields={fields}
        initial={{ couponId: couponId ?? '', affiliateEmail: affiliateEmail ?? '' }}
        submit={texts.codes.create}
        cancelHref={back.href}
        onSubmit={async (values) => {
          // The boundary: the fields of the form are those of the contract.
          const input = toNewInput(fields, values) as unknown as NewPromotionalCode
          const created = await referly.promotionalCodes.create(input)
          announceChange()
          notify(texts.codes.created(created.code))
          navigate(toHref(['codes', created.id]))
        }}
      />
    </>
  )
}

/** The form for changes to a code. */
export function CodeEditForm({ code }: { readonly code: PromotionalCode }): VNode {
  const href = toHref(['codes', code.id])
  const initial = toCodeValues(code)
  return (
    <>
      <Heading title={texts.codes.edit(code.code)} back={{ href, title: code.code }} />
      <Form
        fields={codeFields}
        initial={initial}
        submit={texts.form.save}
        cancelHref={href}
        onSubmit={async (values) => {
          await updateCode(code, toChangedInput(codeFields, values, initial))
          navigate(href)
        }}
      />
    </>
  )
}

/** Changes a code, and reports it. */
export async function updateCode(code: PromotionalCode, changes: InputValues): Promise<void> {
  if (Object.keys(changes).length === 0) return notify(texts.form.unchanged)
  const input = { ...changes, promotionalCodeId: code.id } as unknown as PromotionalCodeUpdate
  const updated = await referly.promotionalCodes.update(input)
  announceChange()
  notify(texts.codes.saved(updated.code))
}
