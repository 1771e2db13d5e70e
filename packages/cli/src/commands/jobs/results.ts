import type { Context } from '../../context.js'
import { writeOutputFile } from '../../files.js'
import type { JobResults } from '../../jobs/stored-job.js'
import { toCountText } from '../../terminal/text.js'
import { addJsonOption, addOutputOptions, assertOutputFlags } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `jobs results`. */
export function addResults(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('results')
    .about(
      'Export the result of each row as CSV',
      'After a push, the file is ready for a mail merge.',
    )
    .argument('[id]', 'ID of the job (default: the last job)')
    .option('--failed', 'Export only failed rows, as a file to run again')
    .examples(['referly jobs results -o results.csv', 'referly jobs results --failed'])
  addJsonOption(addOutputOptions(command, 'File to write to')).action(
    (id: string | undefined, flags: ResultsFlags) => exportResults(id, flags, context),
  )
}

interface ResultsFlags {
  readonly failed?: boolean | undefined
  readonly output?: string | undefined
  readonly force?: boolean | undefined
  readonly json?: boolean | undefined
}

async function exportResults(
  id: string | undefined,
  flags: ResultsFlags,
  context: Context,
): Promise<void> {
  assertOutputFlags(flags)
  const { readJob, withResults } = await import('../../jobs/stored-job.js')
  await withResults(await readJob(id, context), (results) => writeResults(results, flags, context))
}

async function writeResults<Result>(
  { rows: all, columns, isFailed, toDocument }: JobResults<Result>,
  flags: ResultsFlags,
  { output, cwd }: Context,
): Promise<void> {
  const rows = flags.failed === true ? all.filter(isFailed) : all
  if (flags.output !== undefined) {
    const { toCsv } = await import('../../csv/write.js')
    const file = { path: flags.output, cwd, force: flags.force === true }
    await writeOutputFile(toCsv(columns, rows, { hasMark: true }), file)
    output.note(`Wrote ${toCountText(rows.length, 'row')} to ${flags.output}.`)
  }
  if (flags.json === true) return output.json(rows.map(toDocument))
  if (flags.output !== undefined) return
  const { writeCsv } = await import('../../terminal/csv-output.js')
  writeCsv(columns, rows, { output })
}
