import { createReferlyClient } from '@referly-kit/client'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { AffiliateFile } from '../affiliates.js'
import { parseAffiliates } from '../affiliates.js'
import type { CampaignContext } from '../campaign.js'
import { readRecords, readRefusal } from '../campaign.js'
import { createFreshDataDirectory } from '../data-directory.js'
import { CliError, isCliError } from '../errors.js'
import { readInputFile } from '../input-file.js'
import { assertNotInterrupted } from '../interruption.js'
import { toShellWord, toShortPath } from '../invocation.js'
import { useLocalServer } from '../local-server.js'
import { toNextSteps } from '../next-steps.js'
import { parsePlan } from '../plan-file.js'
import type { ReportRecords } from '../report.js'
import { toReport, toReportLines, toTotals } from '../report.js'
import { planSales } from '../sales.js'
import type { Surroundings } from '../surroundings.js'

/** What `referly quickstart` is told. */
export interface QuickstartOptions {
  /** A CSV file with the columns first_name, last_name and email. */
  readonly csv: string
  /** 0 takes any free port. */
  readonly port: number
  /** The directory of the embedded database; its records are removed first. */
  readonly dataDir: string
}

/** Runs a command of `referly` in other surroundings. */
export type RunCommand = (words: readonly string[], surroundings: Surroundings) => Promise<unknown>

/**
 * Shows the whole way once, and each command as it runs it: a CSV of affiliates in, a code for
 * each, some sales, the report out.
 *
 * @throws CliError
 */
export async function quickstart(
  options: QuickstartOptions,
  surroundings: Surroundings,
  runCommand: RunCommand,
): Promise<void> {
  const { output, invocation, cwd } = surroundings
  await readAffiliateFile(options.csv, surroundings)
  const dataDir = await createFreshDataDirectory(options.dataDir, cwd)
  const campaign = { ...options, dataDir }
  const { records, apiKey } = await runCampaign(campaign, surroundings, runCommand)
  const report = toReport(records)
  output.note('')
  for (const line of toReportLines(report)) output.data(line)
  output.note('')
  output.note(toTotals(report, 'USD'))
  output.note('')
  const steps = toNextSteps({ invocation, dataDir: toShortPath(dataDir, cwd), apiKey })
  for (const step of steps) output.note(step)
}

async function readAffiliateFile(csv: string, surroundings: Surroundings): Promise<AffiliateFile> {
  const { output, cwd } = surroundings
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

function runCampaign(
  options: QuickstartOptions,
  surroundings: Surroundings,
  runCommand: RunCommand,
): Promise<CampaignResult> {
  const { output, signal, cwd } = surroundings
  const { port, dataDir } = options
  output.note(`Starting a server on an embedded database in ${toShortPath(dataDir, cwd)} ...`)
  return useLocalServer({ host: '127.0.0.1', port, dataDir }, async ({ url, admin }) => {
    assertNotInterrupted(signal)
    const program = await admin.createProgram({ name: 'Quickstart' })
    const { key } = await admin.createApiKey(program.id)
    output.note(`It answers at ${url}; created a programme and an API key.`)
    const shell = createShell({ url, key, dataDir, runCommand }, surroundings)
    const client = createReferlyClient({ apiKey: key, baseUrl: url })
    const records = await fillCampaign(toShownPaths(options, cwd), {
      client,
      signal,
      shell,
      output,
    })
    return { records, apiKey: key }
  })
}

/** Runs a command, after it has been shown, and returns what it printed on stdout. */
type Shell = (words: readonly string[], isShown?: boolean) => Promise<string>

interface ShellSetup {
  readonly url: string
  readonly key: string
  readonly dataDir: string
  readonly runCommand: RunCommand
}

/** Neither the user's profiles nor the user's jobs have to do with what is shown. */
function createShell(setup: ShellSetup, surroundings: Surroundings): Shell {
  const { output, signal } = surroundings
  const invocation = { ...surroundings.invocation, referly: 'referly' }
  const env = {
    REFERLY_BASE_URL: setup.url,
    REFERLY_API_KEY: setup.key,
    REFERLY_CONFIG_DIR: setup.dataDir,
    REFERLY_JOBS_DIR: join(setup.dataDir, 'jobs'),
  }
  return async (words, isShown = true) => {
    assertNotInterrupted(signal)
    if (isShown) output.note(`$ referly ${words.map(toShellWord).join(' ')}`)
    const printed: string[] = []
    const note = isShown ? (line: string): void => output.note(`  ${line}`) : (): void => undefined
    const data = (line: string): void => void printed.push(line)
    try {
      await setup.runCommand(words, {
        ...surroundings,
        env,
        invocation,
        output: { ...output, note, data },
      })
    } catch (error) {
      // The server goes with this command, so there is nothing to resume.
      assertNotInterrupted(signal)
      throw error
    }
    return printed.join('\n')
  }
}

/** A code that no plan can hold, as it has a dash. */
const unknownCode = 'SAVE-NOBODY'

/** As fast as the server of this machine answers. */
const speed: readonly string[] = ['--rate', '1000', '--concurrency', '8']

function toShownPaths(options: QuickstartOptions, cwd: string): QuickstartOptions {
  const csv = toShortPath(resolve(cwd, options.csv), cwd)
  return { ...options, csv, dataDir: toShortPath(options.dataDir, cwd) }
}

interface Campaign extends CampaignContext {
  readonly shell: Shell
  readonly output: Surroundings['output']
}

async function fillCampaign(
  { csv, dataDir }: QuickstartOptions,
  { shell, output, ...context }: Campaign,
): Promise<ReportRecords> {
  const name = '20 % off for 3 months'
  const discount = ['--percent-off', '20', '--months', '3']
  const coupon = await shell(['coupons', 'create', '--name', name, ...discount, '--json'])
  const { id } = JSON.parse(coupon) as { id: string }
  output.note(`  Created the coupon "${name}".`)
  await shell(['affiliates', 'import', csv, '--commission-rate', '25', ...speed])
  const plan = join(dataDir, 'plan.csv')
  const structure = ['--prefix', 'SAVE', '--first-name', '--random', '4']
  await shell(['codes', 'generate', csv, '--coupon', id, ...structure, '--force', '-o', plan])
  await shell(['codes', 'push', plan, '--yes', ...speed])
  const { rows } = parsePlan(await readFile(plan))
  await recordSales(
    rows.map(({ code }) => code),
    shell,
    output,
  )
  output.note('Tried a sale with a code that nobody made; the server refused it:')
  output.note(`  ${await readRefusal(context, unknownCode)}`)
  return readRecords(context, rows)
}

async function recordSales(
  codes: readonly string[],
  shell: Shell,
  output: Surroundings['output'],
): Promise<void> {
  const sales = planSales(codes)
  for (const [index, sale] of sales.entries()) {
    const { promoCode = '', totalEarned, name = '', email = '', externalId = '' } = sale
    const customer = ['--name', name, '--email', email, '--external-id', externalId]
    const words = ['--code', promoCode, '--amount', String(totalEarned), ...customer]
    await shell(['sales', 'record', ...words], index === 0)
  }
  output.note(`  Recorded ${sales.length} sales, the others the same way.`)
}
