import type { CouponUpdate, NewCoupon } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import { Form } from '../forms/form.js'
import { toChangedInput, toNewInput } from '../forms/input.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import type { CouponRow } from '../records/collections.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { couponFields, newCouponFields, newCouponValues, toCouponValues } from './coupon-fields.js'
import { listEffects } from './effects.js'

const back = { href: toHref(['coupons']), title: texts.coupons.title }

/** The form for a new coupon. */
export function CouponForm(): VNode {
  return (
    <>
      <Heading title={texts.coupons.create} back={back} />
      <Form
        fields={newCouponFields}
        initial={newCouponValues}
        submit={texts.coupons.create}
        cancelHref={back.href}
        onSubmit={async (values) => {
          // The boundary: the fields of the form are those of the contract.
          const input = toNewInput(newCouponFields, values) as unknown as NewCoupon
          const coupon = await referly.coupons.create(input)
          announceChange()
          notify(texts.coupons.created(coupon.name))
          navigate(toHref(['coupons', coupon.id]))
        }}
      />
    </>
  )
}

/** The form for changes to a coupon, with their effect on its codes. */
export function CouponEditForm({ coupon }: { readonly coupon: CouponRow }): VNode {
  const href = toHref(['coupons', coupon.id])
  const initial = toCouponValues(coupon)
  return (
    <>
      <Heading title={texts.coupons.edit(coupon.name)} back={{ href, title: coupon.name }} />
      <Form
        fields={couponFields}
        initial={initial}
        submit={texts.form.save}
        cancelHref={href}
        aside={(values) => (
          <>
            <h2>{texts.coupons.effect.title}</h2>
            <ul aria-live="polite">
              {listEffects(coupon, values, new Date()).map((effect) => (
                <li key={effect}>{effect}</li>
              ))}
            </ul>
          </>
        )}
        onSubmit={async (values) => {
          await updateCoupon(
            coupon,
            withCompleteTerms(toChangedInput(couponFields, values, initial), values),
          )
          navigate(href)
        }}
      />
    </>
  )
}

type Changes = ReturnType<typeof toChangedInput>

/**
 * A coupon that changes its kind of discount or duration requires all of its terms, including
 * unchanged ones.
 */
function withCompleteTerms(changes: Changes, values: Parameters<typeof toNewInput>[1]): Changes {
  const all = toNewInput(couponFields, values)
  const names = [
    ...('couponType' in changes ? ['percentOff', 'amountOff', 'currency'] : []),
    ...('duration' in changes ? ['durationInMonths'] : []),
  ]
  const added = names.flatMap((name) =>
    all[name] === undefined ? [] : [[name, all[name]] as const],
  )
  return { ...changes, ...Object.fromEntries(added) }
}

/** Changes a coupon, and reports it. */
export async function updateCoupon(coupon: CouponRow, changes: Changes): Promise<void> {
  if (Object.keys(changes).length > 0) {
    const input = { ...changes, couponId: coupon.id } as unknown as CouponUpdate
    const { name } = await referly.coupons.update(input)
    announceChange()
    notify(texts.coupons.saved(name))
  } else {
    notify(texts.form.unchanged)
  }
}
