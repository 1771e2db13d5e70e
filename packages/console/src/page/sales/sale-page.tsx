import type { Sale } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toMoneyText, toPercentText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Badge, Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { Refunded } from '../money/refunded.js'
import { useProgram } from '../program/program.js'
import { announceChange } from '../records/changes.js'
import { Missing } from '../records/missing.js'
import { useRecord } from '../records/record.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { SaleEditForm } from './sale-form.js'

const back = { href: toHref(['sales']), title: texts.sales.title }

/** Properties of the page of a sale. */
export interface SalePageProps {
  readonly id: number
  readonly isEditing: boolean
}

/** The page of a sale. */
export function SalePage({ id, isEditing }: SalePageProps): VNode {
  const { record: sale, ...reading } = useRecord(id, () => referly.sales.find({ id }))
  const currency = useProgram()?.currency
  const [confirmation, setConfirmation] = useState<Confirmation>()
  if (sale === undefined) return <Missing {...reading} back={back} />
  if (isEditing) return <SaleEditForm sale={sale} />
  const isRefunded = sale.status === 'REFUNDED'
  return (
    <>
      <Heading
        title={texts.sales.name(id)}
        back={back}
        badge={
          <Badge tone={isRefunded ? 'muted' : 'good'}>
            {texts.sales.status[sale.status ?? 'ACTIVE']}
          </Badge>
        }
      >
        <a class="button" href={toHref(['sales', String(id)], { edit: '1' })}>
          {texts.record.edit}
        </a>
        {!isRefunded && (
          <a class="button" href={toHref(['money', 'refunds', 'new'], { sale: String(id) })}>
            {texts.sales.refund}
          </a>
        )}
        <button type="button" class="button" onClick={() => setConfirmation(toDeletion(sale))}>
          {texts.sales.delete}
        </button>
      </Heading>
      <SaleFacts sale={sale} currency={currency} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

interface SaleFactsProps {
  readonly sale: Sale
  readonly currency: string | undefined
}

function SaleFacts({ sale, currency }: SaleFactsProps): VNode {
  const { affiliateId } = sale
  const { record: affiliate } = useRecord(affiliateId, () =>
    referly.affiliates.find({ id: affiliateId }),
  )
  const { fields, columns } = texts.sales
  const facts: readonly Fact[] = [
    [fields.totalEarned, toMoneyText(sale.totalEarned, currency)],
    [columns.commission, toMoneyText(sale.commissionEarned ?? 0, currency)],
    [fields.commissionRate, toPercentText(sale.commissionRate)],
    [
      columns.affiliate,
      affiliate === undefined ? (
        texts.sales.unknownAffiliate
      ) : (
        <a key="affiliate" href={toHref(['affiliates', affiliate.id])}>
          {affiliate.firstName} {affiliate.lastName}
        </a>
      ),
    ],
    [columns.customer, sale.name || texts.record.none],
    [fields.email, sale.email ?? texts.record.none, 'wide'],
    [
      fields.tax,
      sale.taxAmount == null ? texts.record.none : toMoneyText(sale.taxAmount, currency),
    ],
    [
      fields.shipping,
      sale.shippingAmount == null ? texts.record.none : toMoneyText(sale.shippingAmount, currency),
    ],
    [fields.externalId, sale.externalId ?? texts.record.none],
    [texts.sales.refunded, <Refunded key="refunded" saleId={sale.id} currency={currency} />],
    [columns.date, toTimeText(sale.createdAt)],
  ]
  return <Facts facts={facts} />
}

function toDeletion({ id }: Sale): Confirmation {
  return {
    title: texts.sales.deleteTitle(id),
    lead: texts.sales.deleteLead,
    action: texts.sales.delete,
    isDangerous: true,
    async run() {
      await referly.sales.delete({ saleId: id })
      navigate(back.href)
      announceChange()
      notify(texts.sales.deleted(id))
    },
  }
}
