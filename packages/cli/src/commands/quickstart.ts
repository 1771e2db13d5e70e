import { resolve } from 'node:path'
import { createReferlyClient } from '@referly-kit/client'
import type { Context } from '../context.js'
import { type AffiliateFile, parseAffiliates } from '../csv/affiliates.js'
import { readInputFile } from '../csv/input-file.js'
import { readRecords, readRefusal } from '../demo/campaign.js'
import { createFreshDataDirectory } from '../demo/data-directory.js'
import { toNextSteps } from '../demo/next-steps.js'
import { type ReportRecords, toReport, toReportLines, toTotals } from '../demo/report.js'
import { type RunCommand, createShell, fillCampaign } from '../demo/run-campaign.js'
import { CliError, isCliError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { assertPortFree, useLocalServer } from '../local-server.js'
import { assertNotInterrupted } from '../terminal/interruption.js'

/** What `referly quickstart` is told. */
export interface QuickstartOptions {
  /** A CSV file with the columns first_name, last_name and email. */
  readonly csv: string
  /** 0 takes any free port. */
  readonly port: number
  /** The directory of the embedded database; its records are removed first. */
  readonly dataDir: string
  readonly json?: boolean | undefined
}

/** Reachable from this machine only. */
const host = '127.0.0.1'

/**
 * Shows the whole way once, and each command as it runs it: a CSV of affiliates in, a code for
 * each, some sales, the report out.
 *
 * @throws CliError
 */
export async function quickstart(
  options: QuickstartOptions,
  context: Context,
  runCommand: RunCommand,
): Promise<void> {
  const { output, invocation, cwd } = context
  await readAffiliateFile(options.csv, context)
  // Before anything is removed: a run that cannot go on leaves the records of the one before.
  await assertPortFree({ host, port: options.port })
  const dataDir = await createFreshDataDirectory(options.dataDir, cwd)
  const campaign = { ...options, dataDir }
  const { records, apiKey } = await runCampaign(campaign, context, runCommand)
  const report = toReport(records)
  output.note('')
  if (options.json === true) output.json({ report, dataDir: toShortPath(dataDir, cwd), apiKey })
  else for (const line of toReportLines(report)) output.data(line)
  output.note('')
  output.note(toTotals(report, 'USD'))
  output.note('')
  const steps = toNextSteps({ invocation, dataDir: toShortPath(dataDir, cwd), apiKey })
  for (const step of steps) output.note(step)
}

async function readAffiliateFile(csv: string, context: Context): Promise<AffiliateFile> {
  const { output, cwd } = context
  const name = toShortPath(resolve(cwd, csv), cwd)
  const file = parseFile(await readInputFile(name, cwd), name)
  for (const { line, message } of file.problems) output.note(`${name}, line ${line}: ${message}`)
  const bad = file.problems.length
  if (bad > 0) {
    const rows = bad === 1 ? '1 row' : `${bad} rows`
    throw new CliError('INVALID_CSV', `${name}: ${rows} cannot be used; correct and run again.`)
  }
  const encoding = file.encoding === 'UTF-8' ? '' : ` (read as ${file.encoding})`
  output.note(`Read ${name}${encoding}: ${file.affiliates.length} affiliates.`)
  return file
}

function parseFile(bytes: Uint8Array, name: string): AffiliateFile {
  try {
    return parseAffiliates(bytes)
  } catch (error) {
    if (!isCliError(error)) throw error
    throw new CliError(error.code, `${name}: ${error.message}`, error)
  }
}

interface CampaignResult {
  readonly records: ReportRecords
  readonly apiKey: string
}

/** A code that no plan can hold, as it has a dash. */
const unknownCode = 'SAVE-NOBODY'

function runCampaign(
  { csv, port, dataDir }: QuickstartOptions,
  context: Context,
  runCommand: RunCommand,
): Promise<CampaignResult> {
  const { output, signal, cwd } = context
  const directory = toShortPath(dataDir, cwd)
  output.note(`Starting a server on an embedded database in ${directory} ...`)
  return useLocalServer({ host, port, dataDir }, async ({ url, admin }) => {
    assertNotInterrupted(signal)
    const program = await admin.createProgram({ name: 'Quickstart' })
    const { key } = await admin.createApiKey(program.id)
    output.note(`It answers at ${url}; created a program and an API key.`)
    const shell = createShell({ url, key, directory: dataDir, runCommand }, context)
    const campaign = { csv: toShortPath(resolve(cwd, csv), cwd), directory, shell }
    const plan = await fillCampaign(campaign, context)
    const reader = { client: createReferlyClient({ apiKey: key, baseUrl: url }), signal }
    output.note('Tried a sale with a code that nobody made; the server refused it:')
    output.note(`  ${await readRefusal(reader, unknownCode)}`)
    return { records: await readRecords(reader, plan), apiKey: key }
  })
}
