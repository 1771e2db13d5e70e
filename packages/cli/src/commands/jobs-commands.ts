import { type Command, Option } from 'commander'
import {
  addConnectionOptions,
  addExamples,
  addJsonOption,
  createRateOption,
  createWholeOption,
} from '../command-line.js'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import type { ResultsOptions, ResumeOptions } from './jobs.js'

/** Adds `jobs` and what it can do. */
export function addJobs(program: Command, context: Context): void {
  const jobs = program.command('jobs').summary('see and resume what codes push began')
  addExamples(jobs, ['referly jobs list', 'referly jobs resume --last'])
  addLooking(jobs, context)
  addResume(jobs, context)
  addResults(jobs, context)
}

function addLooking(jobs: Command, context: Context): void {
  const list = jobs.command('list').description('Lists the jobs of this directory.')
  addJsonOption(list).action(async (flags: { json?: boolean }) => {
    const { listJobs } = await import('./jobs.js')
    await listJobs(flags, context)
  })
  addExamples(list, ['referly jobs list', 'referly jobs list --json'])
  const show = jobs
    .command('show')
    .description('Shows how far a job is and what failed.')
    .argument('[id]', 'the job; default: the last one')
  addJsonOption(show).action(async (id: string | undefined, flags: { json?: boolean }) => {
    const { showJob } = await import('./jobs.js')
    await showJob({ ...flags, id }, context)
  })
  addExamples(show, ['referly jobs show', 'referly jobs show 3f9c02ab51 --json'])
}

function addResume(jobs: Command, context: Context): void {
  const command: Command = jobs
    .command('resume')
    .description('Goes on with a job; rows that failed are tried once more.')
    .argument('[id]', 'the job')
    .addOption(new Option('--last', 'the last job'))
    .addOption(createRateOption('codes to send per second, default: as before'))
    .addOption(
      createWholeOption('--concurrency <n>', 'requests at a time; default: as before', [1, 64]),
    )
  addJsonOption(addConnectionOptions(command)).action(
    async (id: string | undefined, flags: ResumeOptions & { readonly last?: boolean }) => {
      if ((id === undefined) === (flags.last !== true)) {
        throw new CliError('INVALID_USAGE', 'Name the job, or say --last; see: referly jobs list')
      }
      const { resumeJob } = await import('./jobs.js')
      await resumeJob({ ...flags, id }, context)
    },
  )
  addExamples(command, ['referly jobs resume --last', 'referly jobs resume 3f9c02ab51 --rate 2'])
}

function addResults(jobs: Command, context: Context): void {
  const command: Command = jobs
    .command('results')
    .description('Prints what became of each row as CSV, ready for a mail merge.')
    .argument('[id]', 'the job; default: the last one')
    .option('--failed', 'only rows that failed; the file can be pushed again')
    .option('-o, --output <file>', 'where to write it; default: stdout')
    .option('--force', 'replace the file that is there')
  addJsonOption(command).action(
    async (id: string | undefined, flags: Omit<ResultsOptions, 'id'>) => {
      const { writeJobResults } = await import('./jobs.js')
      await writeJobResults({ ...flags, id }, context)
    },
  )
  addExamples(command, ['referly jobs results -o results.csv', 'referly jobs results --failed'])
}
