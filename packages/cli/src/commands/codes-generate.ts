import type { Context } from '../context.js'
import { parseAffiliates } from '../csv/affiliates.js'
import { toText } from '../csv/decoding.js'
import { readInputFile } from '../csv/input-file.js'
import { readCsvFile } from '../csv/read-csv-file.js'
import { parseRows } from '../csv/rows.js'
import { fromCell, toCsv } from '../csv/write.js'
import { CliError } from '../errors.js'
import { writeOutputFile } from '../files.js'
import { toShellWord } from '../invocation.js'
import { generatePlan } from '../plans/generate.js'
import { planCsvColumns, toPlanDocument } from '../plans/plan-file.js'
import { createSeededRandom } from '../plans/seeded-random.js'
import type { StructureFlags } from '../plans/structure-flags.js'
import { writeCsv } from '../terminal/records.js'

/** What `referly codes generate` is told. */
export interface GenerateOptions extends StructureFlags {
  readonly csv: string
  /** The coupon's id. */
  readonly coupon: string
  readonly seed?: string | undefined
  /** A file with a code per line that must not come out. */
  readonly taken?: string | undefined
  readonly output?: string | undefined
  readonly force?: boolean | undefined
  readonly skipInvalid?: boolean | undefined
  readonly json?: boolean | undefined
}

/**
 * Writes a plan for a CSV of affiliates; talks to nobody.
 *
 * @throws CliError; CodeStructureError
 */
export async function generateCodes(options: GenerateOptions, context: Context): Promise<void> {
  const { output, cwd, invocation } = context
  if (options.coupon.trim() === '') {
    const what = '--coupon is empty; give the id of a coupon, as coupons list shows it'
    throw new CliError('INVALID_USAGE', `${what}.`)
  }
  const request = { path: options.csv, skipInvalid: options.skipInvalid === true }
  const { affiliates } = await readCsvFile(request, parseAffiliates, context)
  const plan = generatePlan(affiliates, options, {
    random: options.seed === undefined ? undefined : createSeededRandom(options.seed),
    taken: await readTaken(options.taken, cwd),
  })
  if (options.output !== undefined) {
    const text = toCsv(planCsvColumns, plan.rows)
    await writeOutputFile(text, { path: options.output, cwd, force: options.force === true })
  }
  if (options.json === true) {
    output.json({ rows: plan.rows.map(toPlanDocument) })
  } else if (options.output === undefined) {
    writeCsv(planCsvColumns, plan.rows, output)
  }
  output.note(`Planned ${plan.rows.length} codes, such as ${plan.rows[0]?.code}.`)
  noteUnnamed(plan.unnamed, output)
  if (options.output === undefined) return
  output.note(`Push them with: ${invocation.referly} codes push ${toShellWord(options.output)}`)
}

function noteUnnamed(names: readonly string[], output: Context['output']): void {
  if (names.length === 0) return
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '')
  output.note(`Without a name in the code, as the name has no letters for one: ${shown}.`)
}

/** One code a line; or a CSV file, of which the column called code counts, else the first. */
async function readTaken(path: string | undefined, cwd: string): Promise<readonly string[]> {
  if (path === undefined) return []
  const decoded = toText(await readInputFile(path, cwd))
  if (decoded === undefined) {
    throw new CliError('INVALID_CSV', `${path} is no text; give one code a line, or a CSV file.`)
  }
  const { rows, problems } = parseRows(decoded.text)
  const [problem] = problems
  if (problem !== undefined) {
    throw new CliError('INVALID_CSV', `${path}, line ${problem.line}: ${problem.message}`)
  }
  const column = rows[0]?.cells.findIndex((title) => title.toLowerCase() === 'code') ?? -1
  return rows.map(({ cells }) => fromCell(cells[Math.max(0, column)] ?? ''))
}
