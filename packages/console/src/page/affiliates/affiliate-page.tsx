import type { Affiliate } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { RelatedCodes } from '../codes/related-codes.js'
import { toMoneyText, toNumberText, toPercentText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { useProgram } from '../program/program.js'
import { announceChange } from '../records/changes.js'
import { Missing } from '../records/missing.js'
import { useRecord } from '../records/record.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { AffiliateEditForm } from './affiliate-form.js'

const back = { href: toHref(['affiliates']), title: texts.affiliates.title }

/** Properties of the page of an affiliate. */
export interface AffiliatePageProps {
  readonly id: string
  readonly isEditing: boolean
}

/** The page of an affiliate, with their codes. */
export function AffiliatePage({ id, isEditing }: AffiliatePageProps): VNode {
  const { record: affiliate, ...reading } = useRecord(id, () => referly.affiliates.find({ id }))
  const currency = useProgram()?.currency
  const [confirmation, setConfirmation] = useState<Confirmation>()
  if (affiliate === undefined) return <Missing {...reading} back={back} />
  if (isEditing) return <AffiliateEditForm affiliate={affiliate} />
  return (
    <>
      <Heading title={`${affiliate.firstName} ${affiliate.lastName}`} back={back}>
        <a class="button" href={toHref(['affiliates', id], { edit: '1' })}>
          {texts.record.edit}
        </a>
        <a class="button" href={toHref(['money', 'balances', id])}>
          {texts.affiliates.balance}
        </a>
        <button type="button" class="button" onClick={() => setConfirmation(toDeletion(affiliate))}>
          {texts.affiliates.delete}
        </button>
      </Heading>
      <Facts facts={toFacts(affiliate, currency)} />
      <AffiliateCodes affiliate={affiliate} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

function toFacts(affiliate: Affiliate, currency: string | undefined): readonly Fact[] {
  const { columns, status } = texts.affiliates
  const { affiliateLinks, commissionRate, numberOfReferredUsers, totalCommissionEarned } = affiliate
  return [
    [columns.email, affiliate.email, 'wide'],
    [columns.status, status[affiliate.status]],
    [columns.rate, toPercentText(commissionRate)],
    [columns.referred, toNumberText(numberOfReferredUsers)],
    [columns.earned, toMoneyText(totalCommissionEarned, currency)],
    [texts.affiliates.links, affiliateLinks.map(({ link }) => link).join(', ')],
    [texts.record.created, toTimeText(affiliate.createdAt)],
    [texts.record.id, <code key="id">{affiliate.id}</code>],
  ]
}

function toDeletion({ id, firstName, lastName }: Affiliate): Confirmation {
  const name = `${firstName} ${lastName}`
  return {
    title: texts.affiliates.deleteTitle(name),
    lead: texts.affiliates.deleteLead,
    action: texts.affiliates.delete,
    isDangerous: true,
    async run() {
      await referly.affiliates.delete({ id })
      navigate(back.href)
      announceChange()
      notify(texts.affiliates.deleted(name))
    },
  }
}

function AffiliateCodes({ affiliate }: { readonly affiliate: Affiliate }): VNode {
  return (
    <RelatedCodes
      property="affiliateId"
      id={affiliate.id}
      newCode={{ affiliate: affiliate.email }}
      createText={texts.codes.create}
      title={texts.affiliates.codesTitle}
      emptyTitle={texts.affiliates.noCodesTitle}
      emptyLead={texts.affiliates.noCodesLead}
    />
  )
}
