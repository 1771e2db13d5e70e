import { parse } from 'yaml'
import type { SpecChange } from './redocly.js'

/** A break that is meant: which rule, where, why, and the changeset that announces it. */
export interface AcceptedChange {
  readonly rule: string
  readonly path: string
  readonly reason: string
  readonly changeset: string
}

/** A break, and what is written about it. */
export interface JudgedChange {
  readonly change: SpecChange
  /** The records that accept it; none, unless each breaking rule has one. */
  readonly accepted: readonly AcceptedChange[]
  readonly isRefused: boolean
}

const keys = ['rule', 'path', 'reason', 'changeset'] as const

/**
 * Parses specs/accepted-changes.yaml: a list of records with `rule`, `path`, `reason` and `changeset`.
 *
 * @param hasChangeset whether there is, or was, a changeset of this name
 * @throws Error naming the record and what it lacks.
 */
export function parseAcceptedChanges(
  text: string,
  hasChangeset: (name: string) => boolean,
): readonly AcceptedChange[] {
  const records: unknown = parse(text) ?? []
  if (!Array.isArray(records)) throw new Error('accepted-changes.yaml: expected a list of records')
  return records.map((record: unknown, index) => {
    const name = `accepted-changes.yaml, record ${index + 1}`
    assertRecord(record, name)
    if (!hasChangeset(record.changeset)) {
      throw new Error(
        `${name}: there is no .changeset/${record.changeset}.md; add it, or name another`,
      )
    }
    return record
  })
}

function assertRecord(record: unknown, name: string): asserts record is AcceptedChange {
  const found = (record ?? {}) as Readonly<Record<string, unknown>>
  const missing = keys.filter((key) => typeof found[key] !== 'string' || found[key].trim() === '')
  if (missing.length > 0) throw new Error(`${name}: expected a text as ${missing.join(', ')}`)
  const unknown = Object.keys(found).filter((key) => !keys.some((known) => known === key))
  if (unknown.length > 0) throw new Error(`${name}: unknown ${unknown.join(', ')}`)
}

/** The place of a change as a record may name it: where it is felt, and where it is written. */
export function toPlaces(change: SpecChange): readonly string[] {
  const felt = change.property === undefined ? change.path : `${change.path}/${change.property}`
  const written = [change.revision?.pointer, change.base?.pointer]
  return [...new Set([felt, ...written.filter((place) => place !== undefined)])]
}

/** Holds every change against the records: a breaking one is refused unless each of its breaking rules is accepted. */
export function judgeChanges(
  changes: readonly SpecChange[],
  records: readonly AcceptedChange[],
): readonly JudgedChange[] {
  return changes.map((change) => {
    const places = toPlaces(change)
    const breaking = change.verdicts.filter(({ impact }) => impact === 'major')
    const accepted = breaking.map(({ ruleId }) =>
      records.find(({ rule, path }) => rule === ruleId && places.includes(path)),
    )
    const isAccepted = breaking.length > 0 && accepted.every((record) => record !== undefined)
    return {
      change,
      accepted: isAccepted ? accepted.filter((record) => record !== undefined) : [],
      isRefused: change.impact === 'major' && !isAccepted,
    }
  })
}
