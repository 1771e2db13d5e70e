import { createReferlyClient } from '@referly-kit/client'
import { resolve } from 'node:path'
import type { AffiliateFile } from '../affiliates.js'
import { parseAffiliates } from '../affiliates.js'
import type { CampaignContext } from '../campaign.js'
import {
  createAffiliates,
  createCodes,
  createCoupon,
  createSales,
  readRecords,
  readRefusal,
} from '../campaign.js'
import { createFreshDataDirectory } from '../data-directory.js'
import { CliError, isCliError } from '../errors.js'
import { readInputFile } from '../input-file.js'
import { assertNotInterrupted } from '../interruption.js'
import { toShortPath } from '../invocation.js'
import { useLocalServer } from '../local-server.js'
import { toNextSteps } from '../next-steps.js'
import type { PlannedCode } from '../plan.js'
import { planCodes } from '../plan.js'
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

/**
 * Shows the whole way once: a CSV of affiliates in, a code for each, some sales, the report out.
 *
 * @throws CliError
 */
export async function quickstart(
  options: QuickstartOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { output, invocation, cwd } = surroundings
  const file = await readAffiliateFile(options.csv, surroundings)
  const plan = planCodes(file.affiliates)
  const dataDir = await createFreshDataDirectory(options.dataDir, cwd)
  const { records, apiKey } = await runCampaign({ ...options, dataDir }, plan, surroundings)
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
  { port, dataDir }: QuickstartOptions,
  plan: readonly PlannedCode[],
  { output, signal, cwd }: Surroundings,
): Promise<CampaignResult> {
  output.note(`Starting a server on an embedded database in ${toShortPath(dataDir, cwd)} ...`)
  return useLocalServer({ host: '127.0.0.1', port, dataDir }, async ({ url, admin }) => {
    assertNotInterrupted(signal)
    const program = await admin.createProgram({ name: 'Quickstart' })
    const { key } = await admin.createApiKey(program.id)
    output.note(`It answers at ${url}; created a programme and an API key.`)
    const client = createReferlyClient({ apiKey: key, baseUrl: url })
    const records = await fillCampaign({ client, signal }, plan, output)
    return { records, apiKey: key }
  })
}

/** A code that no plan can hold, as it has a dash. */
const unknownCode = 'SAVE-NOBODY'

async function fillCampaign(
  context: CampaignContext,
  plan: readonly PlannedCode[],
  output: Surroundings['output'],
): Promise<ReportRecords> {
  const coupon = await createCoupon(context)
  output.note(`Created the coupon "${coupon.name}".`)
  const affiliates = await createAffiliates(context, plan)
  output.note(`Created ${affiliates.length} affiliates.`)
  const codes = await createCodes(context, plan, coupon)
  output.note(`Created ${codes.length} promotional codes, one for each, such as ${codes[0]?.code}.`)
  for (const line of toUnnamed(plan)) output.note(line)
  const sales = planSales(plan.map(({ code }) => code))
  await createSales(context, sales)
  output.note(`Recorded ${sales.length} sales with these codes.`)
  output.note(`Tried a sale with a code that nobody made; the server refused it:`)
  output.note(`  ${await readRefusal(context, unknownCode)}`)
  return readRecords(context, plan)
}

function toUnnamed(plan: readonly PlannedCode[]): readonly string[] {
  const names = plan.filter(({ named }) => !named).map(({ affiliate }) => affiliate.firstName)
  if (names.length === 0) return []
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '')
  return [`  Without a name in it, as the name has no letters for a code: ${shown}.`]
}
