import { type JudgedChange, toPlaces } from './accepted-changes.js'
import type { Place, SpecChange } from './redocly.js'

/** The changes of one file. */
export interface FileDiff {
  /** Such as specs/vendor.yaml. */
  readonly file: string
  /** Absent when the base does not have the file. */
  readonly changes?: readonly JudgedChange[]
}

const impacts = ['major', 'minor', 'patch'] as const

/**
 * One line on a file: how many changes of which impact.
 *
 * @example
 * toSummary({ file: 'specs/vendor.yaml', changes: [] }) //=> 'specs/vendor.yaml: no change'
 */
function toSummary({ file, changes }: FileDiff): string {
  if (changes === undefined) return `${file}: new, the base does not have it; nothing to compare`
  if (changes.length === 0) return `${file}: no change`
  const counts = impacts.map(
    (impact) => `${changes.filter(({ change }) => change.impact === impact).length} ${impact}`,
  )
  const refused = changes.filter(({ isRefused }) => isRefused).length
  return `${file}: ${counts.join(', ')}; ${refused} breaking without an accepted record`
}

/** Every change in full, for a terminal. */
export function toText(diff: FileDiff): string {
  const changes = (diff.changes ?? []).flatMap((judged) => [
    `  ${toMark(judged)} ${judged.change.impact} ${judged.change.kind} ${toPlaces(judged.change)[0]}`,
    ...toSentences(judged.change).map((sentence) => `      ${sentence}`),
    `      at ${toLocation(judged.change)}`,
    ...judged.accepted.map(({ reason, changeset }) => `      accepted: ${reason} (${changeset})`),
  ])
  return [toSummary(diff), ...changes].join('\n')
}

/** Every change in full, as a section for a pull request. */
export function toMarkdown(diff: FileDiff): string {
  const heading = `### ${toSummary(diff)}`
  if (diff.changes === undefined || diff.changes.length === 0) return heading
  const rows = diff.changes.map((judged) => {
    const { change, accepted } = judged
    const sentences = toSentences(change).map(toCell)
    const reasons = accepted.map(({ reason, changeset }) => toCell(`${reason} (${changeset})`))
    return `| ${[
      `${toMark(judged)} ${change.impact}`,
      change.kind,
      `\`${toPlaces(change)[0]}\``,
      toLocation(change),
      sentences.join('<br>'),
      reasons.join('<br>'),
    ].join(' | ')} |`
  })
  const head = '| Impact | Change | Path | Location | What | Accepted |'
  return [heading, '', head, '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n')
}

/** What the rules say; no rule speaks of a change that concerns nobody, so its values have to do. */
function toSentences({ verdicts, base, revision }: SpecChange): readonly string[] {
  if (verdicts.length > 0) return verdicts.map(({ ruleId, message }) => `${message} (${ruleId})`)
  return [`${toValue(base)} became ${toValue(revision)}`]
}

function toValue(place: Place | undefined): string {
  return JSON.stringify(place?.value)?.slice(0, 200) ?? 'nothing'
}

function toMark({ change, isRefused }: JudgedChange): string {
  if (isRefused) return '✖'
  return change.impact === 'major' ? '✔' : '·'
}

/** A removed thing has a line in the base alone. */
function toLocation({ base, revision }: SpecChange): string {
  if (revision !== undefined) return `line ${revision.line}`
  return base === undefined ? 'no line' : `line ${base.line} of the base`
}

function toCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
