/** What became of one thing that was tried. */
export interface Row {
  /** Such as `Node` or `Deno`. */
  readonly subject: string
  readonly version: string
  /** How many things were shown, in words; the reason where nothing was run. */
  readonly result: string
  /** What was not as it has to be. */
  readonly failures: readonly string[]
  /** Whether it was run at all. */
  readonly isRun: boolean
}

/** A row for what is not on this machine. */
export function toAbsentRow(subject: string, reason: string): Row {
  return { subject, version: '', result: `NOT RUN: ${reason}`, failures: [], isRun: false }
}

/** A Markdown table of the rows, and under it what failed and what was not run. */
export function toReport(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ subject, version, result, failures }) => {
    const shown = failures.length > 0 ? `**FAILED** (${failures.length}): ${result}` : result
    return `| ${subject} | ${version} | ${shown} |`
  })
  const failed = rows.flatMap(({ subject, version, failures }) =>
    failures.map((failure) => `FAILED ${subject} ${version}: ${failure}`),
  )
  const absent = rows
    .filter(({ isRun }) => !isRun)
    .map(({ result, subject }) => `${subject} ${result}`)
  return [`## ${title}`, '', '| on | version | result |', '| --- | --- | --- |', ...lines, '']
    .concat(failed, absent)
    .join('\n')
}
