import { isCurrency, isPayable, toPayableText } from './domain/input.js'
import {
  approvals,
  limitToAffiliateMeanings,
  selfReferrals,
  type Approval,
  type LimitToAffiliate,
  type Program,
  type SelfReferral,
} from './domain/programs.js'
import { hasUnstorableText, longestText } from './domain/unstorable-text.js'
import { createValueError, toReceived, type ServerError } from './errors.js'

/** The settings of an affiliate program. */
export interface ProgramSettings {
  readonly name?: string | undefined
  /** ISO 4217 code of its sales. It cannot change once there are sales. Default: `USD`. */
  readonly currency?: string | undefined
  /** Percentage for affiliates that are created without a rate, 0 to 100. Default: 0. */
  readonly commissionRate?: number | undefined
  /** Deducts tax from a sale before commission. Default: true. */
  readonly deductTax?: boolean | undefined
  /** Deducts shipping from a sale before commission. Default: true. */
  readonly deductShipping?: boolean | undefined
  /**
   * IANA name of the time zone that days are counted in, such as `Europe/Berlin`. Default: `UTC`.
   */
  readonly timeZone?: string | undefined
  /** Days that commission is held back, during which a sale can be refunded, 0 to 90. Default: 30. */
  readonly holdingDays?: number | undefined
  /**
   * Meaning of a code's `limitToAffiliate`: with `redeem`, only the affiliate can redeem the code;
   * with `attribution`, anyone can, and the affiliate gets the commission. Default: `redeem`.
   */
  readonly limitToAffiliate?: LimitToAffiliate | undefined
  /**
   * Releases the use of the code when its sale is refunded in full. Default: true.
   */
  readonly refundReturnsRedemption?: boolean | undefined
  /** URL of the site that affiliate links lead to, such as `https://example.com`; `null` for none. Default: none. */
  readonly siteUrl?: string | null | undefined
  /**
   * `automatic` approves commission when it is earned; `manual` puts it on hold until someone
   * releases it. Default: `automatic`.
   */
  readonly approval?: Approval | undefined
  /** Amount in major units that an affiliate must be owed to be part of a payout; less is carried over. Default: 50. */
  readonly minimumPayout?: number | undefined
  /**
   * `hold` holds and `reject` declines the commission of sales whose customer has the email of the affiliate, apart
   * from letter case and a tag such as `+shop`. Default: `off`.
   */
  readonly selfReferral?: SelfReferral | undefined
}

/** An affiliate program to create. */
export interface NewProgram extends ProgramSettings {
  readonly name: string
}

const defaults = {
  currency: 'USD',
  commissionRate: 0,
  deductTax: true,
  deductShipping: true,
  timeZone: 'UTC',
  holdingDays: 30,
  limitToAffiliate: 'redeem',
  refundReturnsRedemption: true,
  siteUrl: null,
  approval: 'automatic',
  minimumPayout: 50,
  selfReferral: 'off',
} as const

/** Parses a program to create. Throws `INVALID_OPTION`. */
export function parseNewProgram(id: string, { name, ...settings }: NewProgram): Program {
  assertHoldingDays(settings.holdingDays)
  const program = parseProgram({ id, name, ...defaults, ...withoutMissing(settings) })
  assertMinimumPayout(program)
  return program
}

/** Returns a program with changed settings. Throws `INVALID_OPTION`. */
export function changeProgram(
  current: Program,
  settings: ProgramSettings,
  hasSales: boolean,
): Program {
  assertHoldingDays(settings.holdingDays, current.holdingDays)
  const changed = parseProgram({ ...current, ...withoutMissing(settings), id: current.id })
  if (settings.minimumPayout !== undefined || changed.currency !== current.currency) {
    assertMinimumPayout(changed)
  }
  if (!hasSales || changed.currency === current.currency) return changed
  throw createValueError('INVALID_OPTION', {
    field: 'currency',
    expected: `${current.currency} in a program with sales`,
    received: toReceived(settings.currency),
    hint: 'Create another program for another currency.',
  })
}

function withoutMissing<T extends object>(
  settings: T,
): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as { [Key in keyof T]: Exclude<T[Key], undefined> }
}

function parseProgram(program: Program): Program {
  const { name, currency, commissionRate, timeZone } = program
  if (typeof name !== 'string' || name.trim() === '' || hasUnstorableText(name)) {
    throw createOptionError('name', 'text that is not empty and has no U+0000', name)
  }
  if (name.length > longestText) {
    throw createOptionError('name', `at most ${longestText} characters long`, name)
  }
  if (!isCurrency(currency)) {
    const expected = 'the ISO 4217 code of a currency in use, such as USD'
    throw createOptionError('currency', expected, currency)
  }
  if (!(commissionRate >= 0 && commissionRate <= 100)) {
    throw createOptionError('commissionRate', 'a number between 0 and 100', commissionRate)
  }
  if (!isTimeZone(timeZone)) {
    throw createOptionError(
      'timeZone',
      'the IANA name of a time zone, such as Europe/Berlin',
      timeZone,
    )
  }
  assertOneOf('limitToAffiliate', program.limitToAffiliate, limitToAffiliateMeanings)
  assertSiteUrl(program.siteUrl)
  assertCommissionSettings(program)
  return { ...program, currency: currency.toUpperCase() }
}

function assertCommissionSettings(program: Program): void {
  const { holdingDays, minimumPayout, approval, selfReferral } = program
  // Earlier versions accepted up to 3650 days. Such values are kept until they are changed.
  if (!Number.isInteger(holdingDays) || holdingDays < 0 || holdingDays > 3650) {
    throw createOptionError('holdingDays', holdingDaysRange, holdingDays)
  }
  assertOneOf('approval', approval, approvals)
  assertOneOf('selfReferral', selfReferral, selfReferrals)
  if (!(minimumPayout >= 0 && minimumPayout <= highestMinimum)) {
    throw createOptionError('minimumPayout', `between 0 and ${highestMinimum}`, minimumPayout)
  }
}

function assertMinimumPayout({ minimumPayout, currency }: Program): void {
  if (isPayable(minimumPayout, currency)) return
  throw createOptionError('minimumPayout', toPayableText(currency), minimumPayout)
}

const holdingDaysRange = 'a whole number between 0 and 90'
const highestMinimum = 1_000_000

function assertHoldingDays(holdingDays: number | undefined, current?: number): void {
  if (holdingDays === undefined || holdingDays === current || holdingDays <= 90) return
  throw createOptionError('holdingDays', holdingDaysRange, holdingDays)
}

function assertOneOf(field: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) throw createOptionError(field, `one of ${values.join(', ')}`, value)
}

function isTimeZone(name: unknown): boolean {
  if (typeof name !== 'string') return false
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function assertSiteUrl(text: string | null): void {
  if (text === null || (/^https?:\/\//i.test(text) && URL.canParse(text))) return
  throw createOptionError('siteUrl', 'a URL that starts with https:// or http://', text)
}

function createOptionError(field: string, expected: string, received: unknown): ServerError {
  return createValueError('INVALID_OPTION', { field, expected, received: toReceived(received) })
}
