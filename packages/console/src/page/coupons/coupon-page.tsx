import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { RelatedCodes } from '../codes/related-codes.js'
import { toDateText, toNumberText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Badge, Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import { readCoupon, type CouponRow } from '../records/collections.js'
import { Missing } from '../records/missing.js'
import { useRecord } from '../records/record.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { CouponEditForm, updateCoupon } from './coupon-form.js'
import { toDiscountText } from './discount.js'

const back = { href: toHref(['coupons']), title: texts.coupons.title }

/** Properties of the page of a coupon. */
export interface CouponPageProps {
  readonly id: string
  readonly isEditing: boolean
}

/** The page of a coupon: its terms, its codes, and what can be done with it. */
export function CouponPage({ id, isEditing }: CouponPageProps): VNode {
  const { record: coupon, ...reading } = useRecord(id, () => readCoupon(id))
  const [confirmation, setConfirmation] = useState<Confirmation>()
  if (coupon === undefined) return <Missing {...reading} back={back} />
  if (isEditing) return <CouponEditForm coupon={coupon} />
  const { valid, name } = coupon
  return (
    <>
      <Heading
        title={name}
        back={back}
        badge={
          <Badge tone={valid ? 'good' : 'muted'}>
            {valid ? texts.coupons.status.valid : texts.coupons.status.ended}
          </Badge>
        }
      >
        <a class="button" href={toHref(['coupons', id], { edit: '1' })}>
          {texts.record.edit}
        </a>
        <button type="button" class="button" onClick={() => setConfirmation(toEnd(coupon))}>
          {valid ? texts.coupons.end : texts.coupons.revive}
        </button>
        <button type="button" class="button" onClick={() => setConfirmation(toDeletion(coupon))}>
          {texts.coupons.delete}
        </button>
      </Heading>
      <Facts facts={toFacts(coupon)} />
      <CouponCodes coupon={coupon} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

function toFacts(coupon: CouponRow): readonly Fact[] {
  const { columns, fields } = texts.coupons
  const { maxRedemptions, redeemBy, timesRedeemed, externalId, createdAt } = coupon
  const limit = maxRedemptions == null ? texts.record.unlimited : toNumberText(maxRedemptions)
  return [
    [columns.discount, toDiscountText(coupon)],
    [fields.duration, texts.coupons.duration(coupon.duration, coupon.durationInMonths)],
    [columns.redeemed, toNumberText(timesRedeemed)],
    [fields.maxRedemptions, limit],
    [fields.redeemBy, redeemBy ? toDateText(redeemBy) : texts.record.never],
    [fields.externalId, externalId ?? texts.record.none],
    [texts.record.created, toTimeText(createdAt)],
    [texts.record.id, <code key="id">{coupon.id}</code>],
  ]
}

function toEnd(coupon: CouponRow): Confirmation {
  const { name, activeCodes, valid } = coupon
  return {
    title: valid ? texts.coupons.endTitle(name) : `${texts.coupons.revive}?`,
    lead: valid ? texts.coupons.endLead(activeCodes) : texts.coupons.effect.resumes(activeCodes),
    action: valid ? texts.coupons.end : texts.coupons.revive,
    run: () => updateCoupon(coupon, { valid: !valid }),
  }
}

function toDeletion({ id, name, codes: count }: CouponRow): Confirmation {
  return {
    title: texts.coupons.deleteTitle(name),
    lead: texts.coupons.deleteLead(count),
    action: texts.coupons.delete,
    isDangerous: true,
    async run() {
      await referly.coupons.delete({ couponId: id })
      navigate(back.href)
      announceChange()
      notify(texts.coupons.deleted(name))
    },
  }
}

function CouponCodes({ coupon }: { readonly coupon: CouponRow }): VNode {
  return (
    <RelatedCodes
      property="couponId"
      id={coupon.id}
      newCode={{ coupon: coupon.id }}
      createText={texts.coupons.newCode}
      title={texts.coupons.codesTitle}
      emptyTitle={texts.coupons.noCodesTitle}
      emptyLead={texts.coupons.noCodesLead}
    />
  )
}
