import { describe, expect, it } from 'vitest'
import {
  decideApproval,
  toChangeEntries,
  toReleaseEntries,
  toSaleEntries,
  type ApprovalFacts,
  type Commission,
} from '../../../src/domain/ledger/commission-rules.js'
import { toBalance } from '../../../src/domain/ledger/entries.js'

const [now, due] = ['2026-06-01T12:00:00.000Z', '2026-07-01T12:00:00.000Z']
const later = '2026-08-01T12:00:00.000Z'

const commission: Commission = {
  saleId: 7,
  affiliateId: 'a',
  currency: 'USD',
  promoCode: 'ANN20',
  commissionMinor: 500,
  dueAt: due,
  approvalStatus: 'ACCEPTED',
  holdReason: null,
}
const held = { approvalStatus: 'ON_HOLD', holdReason: 'PROGRAM_SETTINGS' } as const
const nothing = { pendingMinor: 0, heldMinor: 0, payableMinor: 0, inPayoutMinor: 0, paidMinor: 0 }

describe('the approval of a commission', () => {
  const decide = (
    program: Partial<ApprovalFacts['program']>,
    customerEmail?: string,
    status = 'ACTIVE',
  ): ReturnType<typeof decideApproval> =>
    decideApproval({
      program: { approval: 'automatic', selfReferral: 'off', ...program },
      affiliate: { status, email: 'Ann.Lee@example.com' },
      customerEmail,
    })
  const accepted = { approvalStatus: 'ACCEPTED', holdReason: null }
  const declined = { approvalStatus: 'DECLINED', holdReason: null }
  const toHold = (holdReason: string): object => ({ approvalStatus: 'ON_HOLD', holdReason })
  const self = 'ann.lee+shop@EXAMPLE.com'

  it.each([
    ['accepts by default', decide({}), accepted],
    ['holds in a program with manual approval', decide({ approval: 'manual' }), held],
    ['ignores self-referrals while they are off', decide({}, self), accepted],
    ['holds a self-referral', decide({ selfReferral: 'hold' }, self), toHold('FRAUD_PREVENTION')],
    ['declines a self-referral', decide({ selfReferral: 'reject' }, self), declined],
    ['accepts other customers', decide({ selfReferral: 'reject' }, 'ann@example.com'), accepted],
    ['accepts customers without an email', decide({ selfReferral: 'reject' }), accepted],
    ['holds for a banned affiliate', decide({}, 'x@y.co', 'BANNED'), toHold('AFFILIATE_BANNED')],
    [
      'holds for a deactivated affiliate, before other reasons to hold',
      decide({ approval: 'manual', selfReferral: 'hold' }, self, 'DEACTIVATED'),
      toHold('AFFILIATE_DEACTIVATED'),
    ],
    [
      'declines a self-referral of a banned affiliate',
      decide({ selfReferral: 'reject' }, self, 'BANNED'),
      declined,
    ],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toEqual(expected)
  })
})

describe('the entries of a sale', () => {
  it('are pending until the holding period ends, and payable from then on', () => {
    const entries = toSaleEntries(commission, now)
    expect(entries).toMatchObject([
      { kind: 'EARNED', owedMinor: 500, saleId: 7, promoCode: 'ANN20' },
    ])
    expect(toBalance(entries, new Date(now))).toEqual({
      ...nothing,
      pendingMinor: 500,
      totalMinor: 500,
    })
    expect(toBalance(entries, new Date(due))).toEqual({
      ...nothing,
      payableMinor: 500,
      totalMinor: 500,
    })
  })

  it('stay pending while they are held, and are payable after a release', () => {
    const entries = toSaleEntries({ ...commission, ...held }, now)
    expect(entries.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['EARNED', null],
      ['HELD', 'PROGRAM_SETTINGS'],
    ])
    expect(toBalance(entries, new Date(later))).toMatchObject({ pendingMinor: 500, heldMinor: 500 })
    const released = toReleaseEntries(commission, { createdAt: now, note: null })
    const balance = toBalance([...entries, ...released], new Date(due))
    expect(balance).toEqual({ ...nothing, payableMinor: 500, totalMinor: 500 })
  })

  it('add up to nothing when the commission is declined', () => {
    const entries = toSaleEntries({ ...commission, approvalStatus: 'DECLINED' }, now)
    expect(entries.map(({ kind }) => kind)).toEqual(['EARNED', 'DECLINED'])
    expect(toBalance(entries, new Date(later))).toEqual({ ...nothing, totalMinor: 0 })
  })

  it('do not exist without commission', () => {
    expect(toSaleEntries({ ...commission, ...held, commissionMinor: 0 }, now)).toEqual([])
    expect(
      toReleaseEntries({ ...commission, commissionMinor: 0 }, { createdAt: now, note: null }),
    ).toEqual([])
  })
})

describe('a refund', () => {
  const change = { kind: 'REFUNDED', changeMinor: -200, isTaken: false, createdAt: later } as const
  const why = { reason: 'DISPUTE', note: 'Chargeback' }

  it('reduces the commission where it is', () => {
    const ofHeld = toChangeEntries({ ...commission, ...held }, { ...change, ...why })
    expect(ofHeld).toMatchObject([{ kind: 'REFUNDED', heldMinor: -200, ...why }])
    const ofOwed = toChangeEntries(commission, { ...change, ...why })
    expect(ofOwed).toMatchObject([{ kind: 'REFUNDED', owedMinor: -200, dueAt: due }])
  })

  it('of a commission that was paid out is a clawback, which reduces the next payout', () => {
    const entries = toChangeEntries(commission, { ...change, ...why, isTaken: true })
    expect(entries).toMatchObject([{ kind: 'CLAWED_BACK', owedMinor: -200, dueAt: later }])
    expect(toBalance(entries, new Date(later))).toMatchObject({ payableMinor: -200 })
  })

  it('without commission adds no entry', () => {
    expect(toChangeEntries(commission, { ...change, ...why, changeMinor: 0 })).toEqual([])
  })
})
