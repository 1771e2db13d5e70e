import type { PromotionalCode } from '@referly-kit/types'

/** A change of many codes. */
export type CodeAction = 'disable' | 'enable' | 'extend' | 'delete'

/** The values that a change sets. */
export interface CodeValues {
  readonly active?: boolean
  /** In UTC. */
  readonly expiresAt?: string | null
}

/** A code to change, with its values before and after. A deleted code has none afterwards. */
export interface ChangeRow {
  readonly id: string
  readonly code: string
  readonly email: string
  readonly timesRedeemed: number
  readonly before: CodeValues
  readonly after: CodeValues
}

/** The codes to change, and the number of those that stay as they are. */
export interface ChangePlan {
  readonly rows: readonly ChangeRow[]
  readonly unchanged: number
}

/** A change, and the new expiry of one that extends codes. */
export interface CodeChange {
  readonly action: CodeAction
  readonly until?: string | undefined
}

/** Plans a change. Codes that already have its values are left out, and an extension never shortens the time of a code. */
export function planChange(
  codes: readonly PromotionalCode[],
  { action, until }: CodeChange,
): ChangePlan {
  const rows = codes.flatMap((code) => {
    const change = toValues(code, { action, until })
    return change === undefined ? [] : [toRow(code, change)]
  })
  return { rows, unchanged: codes.length - rows.length }
}

type Values = Pick<ChangeRow, 'before' | 'after'>

function toValues(
  { active, expiresAt = null }: PromotionalCode,
  { action, until = '' }: CodeChange,
): Values | undefined {
  if (action === 'delete') return { before: { active, expiresAt }, after: {} }
  if (action === 'extend') {
    if (expiresAt === null || Date.parse(expiresAt) >= Date.parse(until)) return undefined
    return { before: { expiresAt }, after: { expiresAt: until } }
  }
  const isOn = action === 'enable'
  return active === isOn ? undefined : { before: { active }, after: { active: isOn } }
}

function toRow({ id, code, affiliate, timesRedeemed }: PromotionalCode, values: Values): ChangeRow {
  return { id, code, email: affiliate?.email ?? '', timesRedeemed, ...values }
}

/** Returns the rows that take a change back. */
export function invertRows(rows: readonly ChangeRow[]): readonly ChangeRow[] {
  return rows.map((row) => ({ ...row, before: row.after, after: row.before }))
}

/** The decision about a row: send it, count it as done, or leave it because others changed the code. */
export type RowDecision =
  | { readonly kind: 'send' }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }

/** Decides about a row by the code as it is now; undefined when it does not exist. */
export function decideRow(
  { before, after }: ChangeRow,
  action: CodeAction,
  now: PromotionalCode | undefined,
): RowDecision {
  if (now === undefined) {
    return action === 'delete'
      ? { kind: 'done' }
      : { kind: 'refused', reason: 'The code no longer exists.' }
  }
  if (action !== 'delete' && isSame(after, now)) return { kind: 'done' }
  if (isSame(before, now)) return { kind: 'send' }
  const reason = `Others have changed it: ${toDifference(before, now)}.`
  return { kind: 'refused', reason }
}

function isSame(values: CodeValues, now: PromotionalCode): boolean {
  return toDifference(values, now) === ''
}

function toDifference({ active, expiresAt }: CodeValues, now: PromotionalCode): string {
  const differences: string[] = []
  if (active !== undefined && active !== now.active) {
    differences.push(`active is ${toText(now.active)} instead of ${toText(active)}`)
  }
  if (expiresAt !== undefined && toMs(expiresAt) !== toMs(now.expiresAt)) {
    differences.push(`expires_at is ${toText(now.expiresAt)} instead of ${toText(expiresAt)}`)
  }
  return differences.join(', ')
}

/** Some databases store whole seconds. */
function toMs(instant: string | null | undefined): number {
  return instant == null ? 0 : Math.floor(Date.parse(instant) / 1000)
}

/** Formats the values of a code as a cell. */
export function toValuesText({ active, expiresAt }: CodeValues): string {
  return [
    ...(active === undefined ? [] : [`active ${toText(active)}`]),
    ...(expiresAt === undefined ? [] : [`expires_at ${toText(expiresAt)}`]),
  ].join(', ')
}

function toText(value: boolean | string | null | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value ?? 'not set'
}
