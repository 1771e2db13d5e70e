/** The result of one check, shown as a row of a table. */
export interface Row {
  /** The runtime or compiler, such as `Node` or `Deno`. */
  readonly subject: string
  readonly version: string
  /** A summary, such as `17 cases`, or the reason the check did not run. */
  readonly result: string
  readonly failures: readonly string[]
  readonly isRun: boolean
}

/** Creates a row for a runtime that this machine does not have. */
export function toAbsentRow(subject: string, reason: string): Row {
  return { subject, version: '', result: `NOT RUN: ${reason}`, failures: [], isRun: false }
}

/** Formats rows as a Markdown table, followed by the failures and the checks that did not run. */
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
  return [`## ${title}`, '', '| Target | Version | Result |', '| --- | --- | --- |', ...lines, '']
    .concat(failed, absent)
    .join('\n')
}
