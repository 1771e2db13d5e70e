import { resolve } from 'node:path'
import type { Context } from '../context.js'
import {
  addAffiliateReadOptions,
  affiliateColumnNames,
  toFlagWords,
  toReadOptions,
  type ReadFlags,
} from '../csv/read-flags.js'
import type { ReportRecords } from '../demo/campaign-report.js'
import { exampleFile } from '../demo/example-file.js'
import type { RunCommand } from '../demo/quickstart-campaign.js'
import { toShortPath } from '../invocation.js'
import { assertPortFree, useLocalServer } from '../server/local-server.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { writeTable } from '../terminal/records.js'
import { toCountText } from '../terminal/text.js'
import { addJsonOption, createPortOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `quickstart`, which `npm start` runs. It runs other commands through `runCommand`. */
export function addQuickstart(
  command: ReferlyCommand,
  context: Context,
  runCommand: RunCommand,
): void {
  command
    .details(
      'Starts a server with an embedded database, gives each affiliate a code, records some sales, changes the discount, disables a code, refunds a sale, and prints a report.',
    )
    .argument(
      '[csv]',
      'CSV file with the columns first_name, last_name, and email (default: an example)',
    )
    .addOption(createPortOption(0))
    .option(
      '--data <dir>',
      'Directory of the database; existing records are deleted',
      '.referly/quickstart',
    )
    .repeatable()
    .examples(['referly quickstart', 'referly quickstart my-affiliates.csv'])
  addAffiliateReadOptions(addJsonOption(command)).action(
    (csv: string | undefined, flags: QuickstartFlags) => {
      const options = {
        ...flags,
        csv: toShortPath(resolve(context.cwd, csv ?? exampleFile), context.cwd),
      }
      return quickstart(options, context, runCommand)
    },
  )
}

interface QuickstartFlags extends ReadFlags {
  /** 0 for any free port. */
  readonly port: number
  /** The directory of the embedded database, which is emptied first. */
  readonly data: string
  readonly json?: boolean | undefined
}

interface QuickstartOptions extends QuickstartFlags {
  /** The path of the file of affiliates, as the user would write it. */
  readonly csv: string
}

/** Reachable from this machine only. */
const host = '127.0.0.1'

async function quickstart(
  options: QuickstartOptions,
  context: Context,
  runCommand: RunCommand,
): Promise<void> {
  const { output, invocation, cwd } = context
  await checkAffiliates(options, context)
  const [{ createFreshDataDirectory }, { reportColumns, toReport, toTotals }, { toNextSteps }] =
    await Promise.all([
      import('../demo/data-directory.js'),
      import('../demo/campaign-report.js'),
      import('../demo/next-steps.js'),
    ])
  // Checked before anything is deleted: a run that cannot start keeps the records of the last one.
  await assertPortFree({ host, port: options.port })
  const dataDir = await createFreshDataDirectory(options.data, cwd)
  const directory = toShortPath(dataDir, cwd)
  const { records, apiKey } = await runDemo({ ...options, dataDir, runCommand }, context)
  const report = toReport(records)
  output.note('')
  if (options.json === true) output.json({ report, dataDir: directory, apiKey })
  else await writeTable(reportColumns, report, output)
  output.note('')
  output.note(toTotals(report))
  output.note('')
  for (const step of toNextSteps({ invocation, dataDir: directory, apiKey })) output.note(step)
}

async function checkAffiliates(options: QuickstartOptions, context: Context): Promise<void> {
  const { readAffiliates } = await import('../csv/read-affiliates.js')
  const { csv } = options
  const request = { path: csv, invalidRows: 'refuse', hasSkipOption: false } as const
  const reading = toReadOptions(options, affiliateColumnNames)
  const { affiliates } = await readAffiliates(request, reading, context)
  context.output.note(`Read ${csv}: ${toCountText(affiliates.length, 'affiliate')}.`)
}

interface DemoOptions extends QuickstartOptions {
  readonly dataDir: string
  readonly runCommand: RunCommand
}

interface DemoResult {
  readonly records: ReportRecords
  readonly apiKey: string
}

async function runDemo(
  { csv, port, dataDir, runCommand, ...flags }: DemoOptions,
  context: Context,
): Promise<DemoResult> {
  const { createReferlyClient } = await import('@referly-kit/client')
  const [{ readRecords, readRefusal }, { createShell, runCampaign, toLeakedCode }] =
    await Promise.all([
      import('../demo/campaign-records.js'),
      import('../demo/quickstart-campaign.js'),
    ])
  const { output, signal, cwd } = context
  const directory = toShortPath(dataDir, cwd)
  output.note(`Starting a server with an embedded database in ${directory} ...`)
  return useLocalServer({ host, port, dataDir }, async ({ url, admin }) => {
    assertNotInterrupted(signal)
    const program = await admin.createProgram({ name: 'Quickstart' })
    const { key } = await admin.createApiKey(program.id)
    output.note(`Listening at ${url}. Created a program and an API key.`)
    const shell = createShell({ url, key, directory: dataDir, runCommand }, context)
    const plan = await runCampaign(
      { csv, readFlags: toFlagWords(flags), directory, shell },
      context,
    )
    const access = { client: createReferlyClient({ apiKey: key, baseUrl: url }), signal }
    output.note('Tried a sale with the disabled code. The server refused it:')
    output.note(`  ${await readRefusal(access, toLeakedCode(plan))}`)
    return { records: await readRecords(access, plan), apiKey: key }
  })
}
