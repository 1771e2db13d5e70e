import type { Context } from '../../context.js'
import { toShortPath } from '../../invocation.js'
import { toCountText } from '../../terminal/text.js'
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
  const [{ readJob, readResults }, { toCounts, toResultDocument }] = await Promise.all([
    import('../../jobs/stored-job.js'),
    import('../../jobs/results.js'),
  ])
  const { output, cwd } = context
  const job = await readJob(id, context)
  const { header, files } = job
  const results = await readResults(job)
  const counts = toCounts(results)
  const failed = results.filter(({ status }) => status === 'failed')
  if (json === true) {
    const documents = failed.map((result) => toResultDocument(result, job.extraTitles))
    return output.json({ ...header, counts, failed: documents })
  }
  const states = Object.entries(counts).map(([status, count]) => `${count} ${status}`)
  output.data(`Job      ${header.id}, ${header.isFinished ? 'finished' : 'unfinished'}`)
  output.data(`Started  ${toTimeText(header.createdAt)}`)
  output.data(`Host     ${header.baseUrl}`)
  output.data(`Plan     ${toShortPath(header.source, cwd)}, ${toCountText(header.rows, 'row')}`)
  output.data(`Rows     ${states.join(', ')}`)
  output.data(`Results  ${toShortPath(files.results, cwd)}`)
  for (const { row, error } of failed.slice(0, maxPrinted)) output.data(`  ${row.email}: ${error}`)
  if (failed.length > maxPrinted) output.data(`  and ${failed.length - maxPrinted} more`)
}
