import { toPlaces, type RatedChange } from './accepted-changes.js'
import type { Place, SpecChange } from './redocly.js'

/** The changes to one file. */
export interface FileDiff {
  /** The path of the file, such as specs/vendor.yaml. */
  readonly file: string
  /** Absent when the base does not have the file. */
  readonly changes?: readonly RatedChange[]
}

const impacts = ['major', 'minor', 'patch'] as const

/**
 * Summarizes the changes to a file in one line.
 *
 * @example
 * toSummary({ file: 'specs/vendor.yaml', changes: [] }) //=> 'specs/vendor.yaml: no changes'
 */
function toSummary({ file, changes }: FileDiff): string {
  if (changes === undefined) return `${file}: new file, nothing to compare`
  if (changes.length === 0) return `${file}: no changes`
  const counts = impacts.map(
    (impact) => `${changes.filter(({ change }) => change.impact === impact).length} ${impact}`,
  )
  const refused = changes.filter(({ isRefused }) => isRefused).length
  return `${file}: ${counts.join(', ')}; ${refused} breaking and not accepted`
}

/** Formats every change for a terminal. */
export function toText(diff: FileDiff): string {
  const changes = (diff.changes ?? []).flatMap((rated) => [
    `  ${toMark(rated)} ${rated.change.impact} ${rated.change.kind} ${toPlaces(rated.change)[0]}`,
    ...toSentences(rated.change).map((sentence) => `      ${sentence}`),
    `      at ${toLocation(rated.change)}`,
    ...rated.accepted.map(({ reason, changeset }) => `      accepted: ${reason} (${changeset})`),
  ])
  return [toSummary(diff), ...changes].join('\n')
}

/** Formats every change as a Markdown section for a pull request. */
export function toMarkdown(diff: FileDiff): string {
  const heading = `### ${toSummary(diff)}`
  if (diff.changes === undefined || diff.changes.length === 0) return heading
  const rows = diff.changes.map((rated) => {
    const { change, accepted } = rated
    const sentences = toSentences(change).map(toCell)
    const reasons = accepted.map(({ reason, changeset }) => toCell(`${reason} (${changeset})`))
    return `| ${[
      `${toMark(rated)} ${change.impact}`,
      change.kind,
      `\`${toPlaces(change)[0]}\``,
      toLocation(change),
      sentences.join('<br>'),
      reasons.join('<br>'),
    ].join(' | ')} |`
  })
  const head = '| Impact | Change | Path | Location | Details | Accepted |'
  return [heading, '', head, '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')
}

/** Returns the messages of the rules. Changes that affect no caller match no rule, so show their values instead. */
function toSentences({ verdicts, base, revision }: SpecChange): readonly string[] {
  if (verdicts.length > 0) return verdicts.map(({ ruleId, message }) => `${message} (${ruleId})`)
  return [`${toValue(base)} became ${toValue(revision)}`]
}

function toValue(place: Place | undefined): string {
  return JSON.stringify(place?.value)?.slice(0, 200) ?? 'nothing'
}

function toMark({ change, isRefused }: RatedChange): string {
  if (isRefused) return '✖'
  return change.impact === 'major' ? '✔' : '·'
}

/** Returns the line in the new file, or in the base when the value was removed. */
function toLocation({ base, revision }: SpecChange): string {
  if (revision !== undefined) return `line ${revision.line}`
  return base === undefined ? 'unknown line' : `line ${base.line} of the base`
}

function toCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
