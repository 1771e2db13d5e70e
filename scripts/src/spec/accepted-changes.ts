import { parse } from 'yaml'
import type { SpecChange } from './redocly.js'

/** An intentional breaking change: its rule, path, reason, and the changeset that announces it. */
export interface AcceptedChange {
  readonly rule: string
  readonly path: string
  readonly reason: string
  readonly changeset: string
}

/** A change together with the records that accept it. */
export interface RatedChange {
  readonly change: SpecChange
  /** The records that accept the change; empty unless every breaking rule has one. */
  readonly accepted: readonly AcceptedChange[]
  readonly isRefused: boolean
}

const keys = ['rule', 'path', 'reason', 'changeset'] as const

/**
 * Parses specs/accepted-changes.yaml: a list of records with `rule`, `path`, `reason`, and
 * `changeset`.
 *
 * @param hasChangeset returns whether a changeset of this name exists or once did
 * @throws Error naming the record and its missing or unknown keys.
 */
export function parseAcceptedChanges(
  text: string,
  hasChangeset: (name: string) => boolean,
): readonly AcceptedChange[] {
  const records: unknown = parse(text) ?? []
  if (!Array.isArray(records)) throw new Error('accepted-changes.yaml must be a list of records.')
  return records.map((record: unknown, index) => {
    const name = `Record ${index + 1} of accepted-changes.yaml`
    assertRecord(record, name)
    if (!hasChangeset(record.changeset)) {
      throw new Error(
        `${name} names .changeset/${record.changeset}.md, which does not exist. Run \`pnpm changeset\` or fix the name.`,
      )
    }
    return record
  })
}

function assertRecord(record: unknown, name: string): asserts record is AcceptedChange {
  const found = (record ?? {}) as Readonly<Record<string, unknown>>
  const missing = keys.filter((key) => typeof found[key] !== 'string' || found[key].trim() === '')
  if (missing.length > 0) throw new Error(`${name} must have text in ${missing.join(', ')}.`)
  const unknown = Object.keys(found).filter((key) => !keys.some((known) => known === key))
  if (unknown.length > 0) throw new Error(`${name} has unknown keys: ${unknown.join(', ')}.`)
}

/** Lists the paths by which a record may name a change: the operation it affects, and its place in the file. */
export function toPlaces(change: SpecChange): readonly string[] {
  const affected = change.property === undefined ? change.path : `${change.path}/${change.property}`
  const written = [change.revision?.pointer, change.base?.pointer]
  return [...new Set([affected, ...written.filter((place) => place !== undefined)])]
}

/** Matches changes with records. A breaking change is refused unless a record accepts each of its breaking rules. */
export function rateChanges(
  changes: readonly SpecChange[],
  records: readonly AcceptedChange[],
): readonly RatedChange[] {
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
