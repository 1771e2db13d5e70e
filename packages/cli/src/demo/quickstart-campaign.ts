import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Context } from '../context.js'
import { toShellWord } from '../invocation.js'
import { parsePlan, type PlanRow } from '../plans/plan-file.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { exampleCoupon, exampleCommissionRate, exampleStructure } from './example-campaign.js'
import { planSales } from './example-sales.js'

/** Runs a command of `referly` in another context. */
export type RunCommand = (words: readonly string[], context: Context) => Promise<unknown>

/** The server that quickstart runs its commands against. */
export interface ShellOptions {
  readonly url: string
  readonly key: string
  /** The directory of the plan and the jobs. */
  readonly directory: string
  readonly runCommand: RunCommand
}

/** Shows a command, runs it, and returns what it printed on stdout. */
export type Shell = (words: readonly string[], isShown?: boolean) => Promise<string>

/** Creates a shell that neither reads nor changes the user's profiles and jobs. */
export function createShell(options: ShellOptions, context: Context): Shell {
  const { output, signal } = context
  const invocation = { ...context.invocation, referly: 'referly' }
  const env = {
    REFERLY_BASE_URL: options.url,
    REFERLY_API_KEY: options.key,
    REFERLY_CONFIG_DIR: options.directory,
    REFERLY_JOBS_DIR: join(options.directory, 'jobs'),
  }
  return async (words, isShown = true) => {
    assertNotInterrupted(signal)
    if (isShown) output.note(`$ referly ${words.map(toShellWord).join(' ')}`)
    const printed: string[] = []
    const note = isShown ? (line: string): void => output.note(`  ${line}`) : (): void => undefined
    const data = (line: string): void => void printed.push(line)
    const json = (document: unknown): void => data(JSON.stringify(document))
    try {
      await options.runCommand(words, {
        ...context,
        env,
        invocation,
        output: { ...output, note, data, json },
      })
    } catch (error) {
      // The server stops together with quickstart, so the command cannot be resumed.
      assertNotInterrupted(signal)
      throw error
    }
    return printed.join('\n')
  }
}

/** As fast as the local server responds. */
const speed: readonly string[] = ['--rate', '1000', '--concurrency', '8']

/** The input of a campaign. */
export interface CampaignInput {
  /** The path of the file of affiliates, as the user would write it. */
  readonly csv: string
  /** The options with which the file is read, as words of a command line. */
  readonly readFlags: readonly string[]
  /** The directory of the plan, as the user would write it. */
  readonly directory: string
  readonly shell: Shell
}

/**
 * Runs a campaign with the commands that a user would type, so that each can be tried again: creates a coupon, gives
 * each affiliate a code, records sales, and corrects what went wrong. Returns the plan.
 */
export async function runCampaign(
  { csv, readFlags, directory, shell }: CampaignInput,
  { output, cwd }: Context,
): Promise<readonly PlanRow[]> {
  const { name, percentOff, durationInMonths } = exampleCoupon
  const discount = ['--percent-off', String(percentOff), '--months', String(durationInMonths)]
  const coupon = await shell(['coupons', 'create', '--name', name, ...discount, '--json'])
  const { id } = JSON.parse(coupon) as { id: string }
  output.note(`  Created the coupon "${name}".`)
  const commission = ['--commission-rate', String(exampleCommissionRate)]
  await shell(['affiliates', 'import', csv, ...readFlags, ...commission, ...speed])
  const plan = join(directory, 'plan.csv')
  const { prefix, random } = exampleStructure
  const structure = ['--prefix', prefix, '--first-name', '--random', String(random)]
  const generate = ['codes', 'generate', csv, ...readFlags, '--coupon', id]
  await shell([...generate, ...structure, '--force', '-o', plan])
  await shell(['codes', 'push', plan, '--yes', ...speed])
  const { rows } = parsePlan(await readFile(resolve(cwd, plan)))
  const count = await recordSales(rows, shell)
  output.note(`  Recorded ${count} sales like this one.`)
  await correct(rows, { shell, output })
  return rows
}

/** The discount of the coupon after its change, in percent. */
const newPercentOff = 25

/** Changes the discount, disables the code that is reported as leaked, and refunds the first sale. */
async function correct(
  rows: readonly PlanRow[],
  { shell, output }: { readonly shell: Shell; readonly output: Context['output'] },
): Promise<void> {
  const { name } = exampleCoupon
  await shell(['coupons', 'update', name, '--percent-off', String(newPercentOff), '--json'])
  const codes = rows.length === 1 ? 'The code now takes' : `All ${rows.length} codes now take`
  output.note(`  ${codes} ${newPercentOff}% off.`)
  await shell(['codes', 'disable', toLeakedCode(rows), '--json'])
  output.note('  The code was leaked, so it was disabled.')
  await shell(['sales', 'refund', '--external-id', 'sale-1'])
}

/** Returns the code that was leaked: the second, where there is one. */
export function toLeakedCode(rows: readonly PlanRow[]): string {
  return (rows[1] ?? rows[0])?.code ?? ''
}

async function recordSales(rows: readonly PlanRow[], shell: Shell): Promise<number> {
  const sales = planSales(rows.map(({ code }) => code))
  for (const [index, sale] of sales.entries()) {
    const { promoCode = '', totalEarned, name = '', email = '', externalId = '' } = sale
    const customer = ['--name', name, '--email', email, '--external-id', externalId]
    const words = ['--code', promoCode, '--amount', String(totalEarned), ...customer]
    await shell(['sales', 'record', ...words], index === 0)
  }
  return sales.length
}
