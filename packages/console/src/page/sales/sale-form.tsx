import type { NewSale, Sale, SaleUpdate } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import type { FieldDefinition, FieldValues } from '../forms/field.js'
import { Form } from '../forms/form.js'
import { toChangedInput, toNewInput } from '../forms/input.js'
import { newSaleRules, saleUpdateRules } from '../forms/rules.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'

const { fields: labels } = texts.sales
const back = { href: toHref(['sales']), title: texts.sales.title }

function toField(name: keyof typeof labels & string, rules: typeof newSaleRules): FieldDefinition {
  return { name, label: labels[name], rule: rules[name] }
}

const newFields: readonly FieldDefinition[] = [
  { ...toField('promoCode', newSaleRules), help: labels.promoCodeHelp },
  toField('email', newSaleRules),
  toField('name', newSaleRules),
  toField('totalEarned', newSaleRules),
  toField('tax', newSaleRules),
  toField('shipping', newSaleRules),
  { ...toField('externalId', newSaleRules), help: labels.externalIdHelp },
]

const editFields: readonly FieldDefinition[] = [
  toField('name', saleUpdateRules),
  toField('email', saleUpdateRules),
  { ...toField('totalEarned', saleUpdateRules), isRequired: true },
  { ...toField('commissionRate', saleUpdateRules), isRequired: true },
]

/** The form for a sale to record. */
export function SaleForm({ code }: { readonly code: string | null }): VNode {
  return (
    <>
      <Heading title={texts.sales.create} back={back} />
      <Form
        fields={newFields}
        initial={{ promoCode: code ?? '' }}
        submit={texts.sales.create}
        cancelHref={back.href}
        check={({ promoCode, email }) =>
          promoCode || email ? {} : { promoCode: texts.sales.either }
        }
        onSubmit={async (values) => {
          // The boundary: the fields of the form are those of the contract.
          const input = toNewInput(newFields, values) as unknown as NewSale
          const sale = await referly.sales.create(input)
          announceChange()
          notify(texts.sales.created(sale.id))
          navigate(toHref(['sales', String(sale.id)]))
        }}
      />
    </>
  )
}

/** The form for changes to a sale. */
export function SaleEditForm({ sale }: { readonly sale: Sale }): VNode {
  const href = toHref(['sales', String(sale.id)])
  const initial: FieldValues = {
    name: sale.name,
    email: sale.email ?? '',
    totalEarned: String(sale.totalEarned),
    commissionRate: String(sale.commissionRate),
  }
  return (
    <>
      <Heading
        title={texts.sales.edit(sale.id)}
        back={{ href, title: texts.sales.name(sale.id) }}
      />
      <Form
        fields={editFields}
        initial={initial}
        submit={texts.form.save}
        cancelHref={href}
        onSubmit={async (values) => {
          const changes = toChangedInput(editFields, values, initial)
          if (Object.keys(changes).length > 0) {
            const input = { ...changes, saleId: sale.id } as unknown as SaleUpdate
            await referly.sales.update(input)
            announceChange()
          }
          notify(texts.sales.saved(sale.id))
          navigate(href)
        }}
      />
    </>
  )
}
