import type { Context } from '../../context.js'
import { toShortPath } from '../../invocation.js'
import type { JobHeader } from '../../jobs/job-store.js'
import { toTimeText } from '../../terminal/times.js'
import { addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `jobs show`. */
export function addShow(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('show')
    .about('Show the progress of a job and the rows that failed')
    .argument('[id]', 'ID of the job (default: the last job)')
    .examples(['referly jobs show', 'referly jobs show 3f9c02ab51 --json'])
  addJsonOption(command).action((id: string | undefined, flags: { readonly json?: boolean }) =>
    showJob(id, flags, context),
  )
}

/** The number of failed rows that are printed. */
const maxPrinted = 20

async function showJob(
  id: string | undefined,
  { json }: { readonly json?: boolean },
  context: Context,
): Promise<void> {
  const { readJob, withResults } = await import('../../jobs/stored-job.js')
  const { output, cwd } = context
  const job = await readJob(id, context)
  const { header, files } = job
  await withResults(job, ({ rows, counts, isFailed, toDocument, toFailure }) => {
    const failed = rows.filter(isFailed)
    if (json === true) return output.json({ ...header, counts, failed: failed.map(toDocument) })
    const states = Object.entries(counts).map(([status, count]) => `${count} ${status}`)
    output.data(`Job      ${header.id}, ${header.isFinished ? 'finished' : 'unfinished'}`)
    output.data(`Command  ${toCommand(header, cwd)}`)
    output.data(`Started  ${toTimeText(header.createdAt)}`)
    output.data(`Host     ${header.baseUrl}`)
    output.data(`Rows     ${header.rows}: ${states.join(', ')}`)
    output.data(`Results  ${toShortPath(files.results, cwd)}`)
    for (const row of failed.slice(0, maxPrinted)) output.data(`  ${toFailure(row)}`)
    if (failed.length > maxPrinted) output.data(`  and ${failed.length - maxPrinted} more`)
  })
}

/** Returns the command that started a job, without its options. */
export function toCommand(header: JobHeader, cwd: string): string {
  if (header.kind === 'change') return header.command
  if (header.kind === 'import') return `affiliates import ${toShortPath(header.source, cwd)}`
  return `codes push ${toShortPath(header.source, cwd)}`
}
