import type { Affiliate, AffiliateUpdate, NewAffiliate } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import type { FieldDefinition, FieldValues } from '../forms/field.js'
import { Form } from '../forms/form.js'
import { toChangedInput, toNewInput } from '../forms/input.js'
import { affiliateUpdateRules, newAffiliateRules } from '../forms/rules.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'

const { fields: labels, status } = texts.affiliates
const back = { href: toHref(['affiliates']), title: texts.affiliates.title }

function toNameFields(rules: typeof newAffiliateRules): readonly FieldDefinition[] {
  return [
    { name: 'firstName', label: labels.firstName, rule: rules['firstName'], isRequired: true },
    { name: 'lastName', label: labels.lastName, rule: rules['lastName'], isRequired: true },
    { name: 'email', label: labels.email, rule: rules['email'], isRequired: true },
  ]
}

const newFields: readonly FieldDefinition[] = [
  ...toNameFields(newAffiliateRules),
  {
    name: 'commissionRate',
    label: labels.commissionRate,
    help: labels.commissionRateHelp,
    rule: newAffiliateRules['commissionRate'],
  },
  {
    name: 'affiliateLink',
    label: labels.affiliateLink,
    help: labels.affiliateLinkHelp,
    rule: newAffiliateRules['affiliateLink'],
  },
]

const editFields: readonly FieldDefinition[] = [
  ...toNameFields(affiliateUpdateRules),
  {
    name: 'commissionRate',
    label: labels.commissionRate,
    rule: affiliateUpdateRules['commissionRate'],
    isRequired: true,
  },
  {
    name: 'affiliateStatus',
    label: labels.affiliateStatus,
    kind: 'select',
    options: Object.entries(status).map(([value, title]) => ({ value, title })),
  },
  {
    name: 'affiliateLink',
    label: labels.newLink,
    help: labels.newLinkHelp,
    rule: affiliateUpdateRules['affiliateLink'],
  },
]

/** The form for a new affiliate. */
export function AffiliateForm(): VNode {
  return (
    <>
      <Heading title={texts.affiliates.create} back={back} />
      <Form
        fields={newFields}
        initial={{}}
        submit={texts.affiliates.create}
        cancelHref={back.href}
        onSubmit={async (values) => {
          // The boundary: the fields of the form are those of the contract.
          const input = toNewInput(newFields, values) as unknown as NewAffiliate
          const created = await referly.affiliates.create(input)
          announceChange()
          notify(texts.affiliates.created(toName(created)))
          navigate(toHref(['affiliates', created.id]))
        }}
      />
    </>
  )
}

/** The form for changes to an affiliate. */
export function AffiliateEditForm({ affiliate }: { readonly affiliate: Affiliate }): VNode {
  const href = toHref(['affiliates', affiliate.id])
  const initial = toValues(affiliate)
  return (
    <>
      <Heading
        title={texts.affiliates.edit(toName(affiliate))}
        back={{ href, title: toName(affiliate) }}
      />
      <Form
        fields={editFields}
        initial={initial}
        submit={texts.form.save}
        cancelHref={href}
        onSubmit={async (values) => {
          const changes = toChangedInput(editFields, values, initial)
          if (Object.keys(changes).length > 0) {
            const input = { ...changes, affiliateId: affiliate.id } as unknown as AffiliateUpdate
            await referly.affiliates.update(input)
            announceChange()
          }
          notify(texts.affiliates.saved(toName(affiliate)))
          navigate(href)
        }}
      />
    </>
  )
}

function toName({ firstName, lastName }: Affiliate): string {
  return `${firstName} ${lastName}`
}

function toValues(affiliate: Affiliate): FieldValues {
  return {
    firstName: affiliate.firstName,
    lastName: affiliate.lastName,
    email: affiliate.email,
    commissionRate: String(affiliate.commissionRate),
    affiliateStatus: affiliate.status,
    affiliateLink: '',
  }
}
