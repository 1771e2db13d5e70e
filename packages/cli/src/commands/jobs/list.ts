import type { Context } from '../../context.js'
import type { JobHeader } from '../../jobs/job-store.js'
import {
  createCountColumn,
  writeList,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { toCommand } from './show.js'

/** Adds `jobs list`. */
export function addList(jobs: ReferlyCommand, context: Context): void {
  const command = jobs
    .command('list')
    .about('List the jobs in this directory')
    .examples(['referly jobs list', 'referly jobs list --json'])
  addFormatOptions(command).action((flags: FormatFlags) => listJobs(flags, context))
}

type JobState = JobHeader & { readonly done: number; readonly failed: number }

async function listJobs(flags: FormatFlags, context: Context): Promise<void> {
  const { output, cwd } = context
  await writeList(await readJobStates(context), toColumns(cwd), { flags, output })
}

async function readJobStates({ cwd, env }: Context): Promise<readonly JobState[]> {
  const [{ readJobs, toJobsDirectory }, { readStoredJob, withResults }] = await Promise.all([
    import('../../jobs/job-store.js'),
    import('../../jobs/stored-job.js'),
  ])
  const directory = toJobsDirectory(cwd, env)
  const jobs: JobState[] = []
  // One after the other, so that the rows of only one job are in memory.
  for (const header of await readJobs(directory)) {
    const job = await readStoredJob(header, directory)
    const counts = await withResults(job, ({ rows, done, counts: byStatus, isFailed }) => ({
      ...byStatus,
      done,
      failed: rows.filter(isFailed).length,
    }))
    jobs.push({ ...header, ...counts })
  }
  return jobs
}

function toColumns(cwd: string): readonly ListColumn<JobState>[] {
  return [
    { name: 'id', title: 'Job', cell: ({ id }) => id },
    {
      name: 'started_at',
      title: 'Started',
      cell: ({ createdAt }) => toTimeText(createdAt),
      csvCell: ({ createdAt }) => createdAt,
    },
    {
      name: 'state',
      title: 'State',
      cell: ({ isFinished }) => (isFinished ? 'finished' : 'unfinished'),
    },
    createCountColumn('rows', 'Rows', ({ rows }) => rows),
    createCountColumn('done', 'Done', ({ done }) => done),
    createCountColumn('failed', 'Failed', ({ failed }) => failed),
    {
      name: 'command',
      title: 'Command',
      ifNarrow: 'cut',
      cell: (job) => toCommand(job, cwd),
    },
  ]
}
