import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Context } from '../context.js'
import { toShellWord } from '../invocation.js'
import { type PlanRow, parsePlan } from '../plans/plan-file.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { planSales } from './sales.js'

/** Runs a command of `referly` in other context. */
export type RunCommand = (words: readonly string[], context: Context) => Promise<unknown>

/** Where a demonstration runs its commands. */
export interface ShellSetup {
  readonly url: string
  readonly key: string
  /** Where plan and jobs go. */
  readonly directory: string
  readonly runCommand: RunCommand
}

/** Runs a command, after it has been shown, and returns what it printed on stdout. */
export type Shell = (words: readonly string[], isShown?: boolean) => Promise<string>

/** Creates a shell; neither the user's profiles nor the user's jobs have to do with what it runs. */
export function createShell(setup: ShellSetup, context: Context): Shell {
  const { output, signal } = context
  const invocation = { ...context.invocation, referly: 'referly' }
  const env = {
    REFERLY_BASE_URL: setup.url,
    REFERLY_API_KEY: setup.key,
    REFERLY_CONFIG_DIR: setup.directory,
    REFERLY_JOBS_DIR: join(setup.directory, 'jobs'),
  }
  return async (words, isShown = true) => {
    assertNotInterrupted(signal)
    if (isShown) output.note(`$ referly ${words.map(toShellWord).join(' ')}`)
    const printed: string[] = []
    const note = isShown ? (line: string): void => output.note(`  ${line}`) : (): void => undefined
    const data = (line: string): void => void printed.push(line)
    const json = (document: unknown): void => data(JSON.stringify(document))
    try {
      await setup.runCommand(words, {
        ...context,
        env,
        invocation,
        output: { ...output, note, data, json },
      })
    } catch (error) {
      // The server goes with this command, so there is nothing to resume.
      assertNotInterrupted(signal)
      throw error
    }
    return printed.join('\n')
  }
}

/** As fast as the server of this machine answers. */
const speed: readonly string[] = ['--rate', '1000', '--concurrency', '8']

/** What a demonstration is about. */
export interface DemoCampaign {
  /** The affiliates, as the user would write the path. */
  readonly csv: string
  /** Where the plan is written, as the user would write it. */
  readonly directory: string
  readonly shell: Shell
}

/** Gives the affiliates of a CSV codes of a new coupon and records some sales; returns the plan. */
export async function fillCampaign(
  { csv, directory, shell }: DemoCampaign,
  { output, cwd }: Context,
): Promise<readonly PlanRow[]> {
  const name = '20 % off for 3 months'
  const discount = ['--percent-off', '20', '--months', '3']
  const coupon = await shell(['coupons', 'create', '--name', name, ...discount, '--json'])
  const { id } = JSON.parse(coupon) as { id: string }
  output.note(`  Created the coupon "${name}".`)
  await shell(['affiliates', 'import', csv, '--commission-rate', '25', ...speed])
  const plan = join(directory, 'plan.csv')
  const structure = ['--prefix', 'SAVE', '--first-name', '--random', '4']
  await shell(['codes', 'generate', csv, '--coupon', id, ...structure, '--force', '-o', plan])
  await shell(['codes', 'push', plan, '--yes', ...speed])
  const { rows } = parsePlan(await readFile(resolve(cwd, plan)))
  const count = await recordSales(rows, shell)
  output.note(`  Recorded ${count} sales, the others the same way.`)
  return rows
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
