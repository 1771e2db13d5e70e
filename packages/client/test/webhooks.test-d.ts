import type { WebhookEventName } from '@referly-kit/types'
import { describe, expectTypeOf, it } from 'vitest'
import {
  isWebhookVerificationError,
  verifyWebhook,
  type VerifiedWebhook,
  type webhookEventNames,
  type WebhookVerificationErrorCode,
} from '../src/webhooks/webhooks.js'

const webhook = {} as VerifiedWebhook

describe('a verified webhook', () => {
  it('is narrowed by the name of its event', () => {
    switch (webhook.event) {
      case 'sale.created':
        expectTypeOf(webhook.body.totalEarned).toEqualTypeOf<number>()
        expectTypeOf(webhook.body.externalId).toEqualTypeOf<string | null>()
        break
      case 'sale.deleted':
        expectTypeOf(webhook.body.id).toEqualTypeOf<number>()
        break
      case 'promocode.updated':
        expectTypeOf(webhook.body.code).toEqualTypeOf<string>()
        break
      case 'coupon.deleted':
        expectTypeOf(webhook.body.id).toEqualTypeOf<string>()
        break
      case 'unknown':
        expectTypeOf(webhook.body).toEqualTypeOf<unknown>()
        expectTypeOf(webhook.name).toEqualTypeOf<string>()
        break
      default:
        expectTypeOf(webhook.id).toEqualTypeOf<string>()
    }
  })

  it('has an id and a time for every type of event', () => {
    expectTypeOf(webhook.id).toEqualTypeOf<string>()
    expectTypeOf(webhook.sentAt).toEqualTypeOf<Date>()
  })

  it('has one of the names in the list', () => {
    expectTypeOf<(typeof webhookEventNames)[number]>().toEqualTypeOf<WebhookEventName>()
    expectTypeOf<VerifiedWebhook['event']>().toEqualTypeOf<WebhookEventName | 'unknown'>()
  })

  it('comes from any body and headers of a request', () => {
    const secret = 'whsec_'
    type Verified = Promise<VerifiedWebhook>
    expectTypeOf(verifyWebhook('', new Headers(), secret)).toEqualTypeOf<Verified>()
    expectTypeOf(verifyWebhook(new Uint8Array(), {}, [secret])).toEqualTypeOf<Verified>()
    const headers = {} as Record<string, string | string[] | undefined>
    expectTypeOf(
      verifyWebhook(new ArrayBuffer(1), headers, secret, { toleranceSeconds: 60, now: new Date() }),
    ).toEqualTypeOf<Verified>()
  })
})

describe('a mistake does not compile:', () => {
  it('parsed bodies, missing arguments, and unknown options', () => {
    // @ts-expect-error a parsed body
    void verifyWebhook({ event: 'sale.created' }, new Headers(), 'whsec_')
    // @ts-expect-error a promise
    void verifyWebhook(Promise.resolve(''), new Headers(), 'whsec_')
    // @ts-expect-error no secret
    void verifyWebhook('', new Headers())
    // @ts-expect-error a secret that may be missing
    void verifyWebhook('', new Headers(), undefined as string | undefined)
    // @ts-expect-error no such option
    void verifyWebhook('', new Headers(), 'whsec_', { tolerance: 60 })
    // @ts-expect-error the time is a Date
    void verifyWebhook('', new Headers(), 'whsec_', { now: 0 })
  })

  it('events and fields that do not exist', () => {
    // @ts-expect-error no such event
    if (webhook.event === 'sale.craeted') return
    // @ts-expect-error the event is not known yet
    void webhook.body.totalEarned
    if (webhook.event === 'sale.deleted') {
      // @ts-expect-error a deleted sale has only its id
      void webhook.body.totalEarned
    }
    // @ts-expect-error nothing is known about its body
    if (webhook.event === 'unknown') void webhook.body.id
    if (webhook.event === 'affiliate.updated') {
      // @ts-expect-error no such field
      void webhook.body.fullName
    }
  })
})

it('a guarded error has a literal code', () => {
  const caught: unknown = new Error('x')
  if (isWebhookVerificationError(caught)) {
    expectTypeOf(caught.code).toEqualTypeOf<WebhookVerificationErrorCode>()
  }
})
