import type { Context } from '../../context.js'
import { toShortPath } from '../../invocation.js'
import type { JobHeader } from '../../jobs/job-store.js'
import type { ResultCounts } from '../../jobs/results.js'
import { type TableColumn, toTable } from '../../terminal/table.js'
import { addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `jobs list`. */
export function addList(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('list')
    .about('List the jobs in this directory')
    .examples(['referly jobs list', 'referly jobs list --json'])
  addJsonOption(command).action((flags: { readonly json?: boolean }) => listJobs(flags, context))
}

type JobState = JobHeader & ResultCounts

async function listJobs({ json }: { readonly json?: boolean }, context: Context): Promise<void> {
  const { output, cwd } = context
  const jobs = await readJobStates(context)
  if (json === true) return output.json(jobs)
  if (jobs.length === 0) return output.note('No jobs.')
  for (const line of await toTable(toColumns(cwd), jobs)) output.data(line)
}

async function readJobStates({ cwd, env }: Context): Promise<readonly JobState[]> {
  const [{ readJobs, toJobsDirectory }, { readResults, readStoredJob }, { toCounts }] =
    await Promise.all([
      import('../../jobs/job-store.js'),
      import('../../jobs/stored-job.js'),
      import('../../jobs/results.js'),
    ])
  const directory = toJobsDirectory(cwd, env)
  const jobs: JobState[] = []
  // One after the other, so that only one plan is in memory.
  for (const header of await readJobs(directory)) {
    const results = await readResults(await readStoredJob(header, directory))
    jobs.push({ ...header, ...toCounts(results) })
  }
  return jobs
}

function toColumns(cwd: string): readonly TableColumn<JobState>[] {
  return [
    { title: 'Job', cell: ({ id }) => id },
    { title: 'Started', cell: ({ createdAt }) => createdAt.slice(0, 16).replace('T', ' ') },
    { title: 'State', cell: ({ isFinished }) => (isFinished ? 'finished' : 'unfinished') },
    { title: 'Rows', align: 'right', cell: ({ rows }) => String(rows) },
    { title: 'Done', align: 'right', cell: (job) => String(job.created + job.exists) },
    { title: 'Failed', align: 'right', cell: ({ failed }) => String(failed) },
    { title: 'Plan', cell: ({ source }) => toShortPath(source, cwd) },
  ]
}
