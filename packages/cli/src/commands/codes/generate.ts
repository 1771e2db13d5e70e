import type { Context } from '../../context.js'
import {
  addAffiliateReadOptions,
  affiliateColumnNames,
  toReadOptions,
  type ReadFlags,
} from '../../csv/read-flags.js'
import { CliError } from '../../errors.js'
import { writeOutputFile } from '../../files.js'
import { toShellWord } from '../../invocation.js'
import type { GeneratedPlan } from '../../plans/generate.js'
import type { Plan } from '../../plans/plan-file.js'
import type { StructureFlags } from '../../plans/structure-flags.js'
import { toCountText } from '../../terminal/text.js'
import { addJsonOption, addSkipInvalidOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addStructureOptions } from './structure-options.js'

/** Adds `codes generate`. */
export function addGenerate(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('generate')
    .about(
      'Plan a code for each affiliate in a CSV file',
      'Works offline and changes nothing: it writes a plan that you can review and then push. ' +
        'The file has the columns first_name, last_name, and email, or a full name and email; other ' +
        'columns are kept. All codes are distinct.',
    )
    .argument('<csv>', 'CSV file of affiliates')
    .requiredOption('--coupon <id>', 'ID of the coupon that the codes belong to (required)')
    .examples([
      'referly codes generate affiliates.csv --coupon ID --prefix SAVE --first-name --random 6 -o plan.csv',
      'referly codes generate affiliates.csv --coupon ID --random 8 --seed spring > plan.csv',
    ])
  addSkipInvalidOption(
    addAffiliateReadOptions(addJsonOption(addStructureOptions(command)))
      .option(
        '--seed <text>',
        'Seed for a reproducible plan; anyone who has it can compute the codes',
      )
      .option('--taken <file>', 'File of codes to avoid: one per line, or a CSV with a code column')
      .option('-o, --output <file>', 'File to write the plan to (default: stdout)')
      .option('--force', 'Overwrite the output file if it exists'),
  ).action((csv: string, flags: GenerateFlags) => generateCodes(csv, flags, context))
}

interface GenerateFlags extends StructureFlags, ReadFlags {
  /** The coupon's id. */
  readonly coupon: string
  readonly seed?: string | undefined
  readonly taken?: string | undefined
  readonly output?: string | undefined
  readonly force?: boolean | undefined
  readonly skipInvalid?: boolean | undefined
  readonly json?: boolean | undefined
}

async function generateCodes(csv: string, flags: GenerateFlags, context: Context): Promise<void> {
  const { output, cwd, invocation } = context
  if (flags.coupon.trim() === '') {
    const hint = 'To list the coupons: referly coupons list'
    const problem = { field: '--coupon', expected: 'the ID of a coupon', received: 'empty', hint }
    throw new CliError('INVALID_USAGE', problem)
  }
  const { toPlanColumns, toPlanDocument } = await import('../../plans/plan-file.js')
  const { rows, extraTitles, unread } = await createPlan(csv, flags, context)
  const columns = toPlanColumns(extraTitles)
  if (flags.output !== undefined) {
    const { toCsv } = await import('../../csv/write.js')
    const file = { path: flags.output, cwd, force: flags.force === true }
    await writeOutputFile(toCsv(columns, rows, { hasMark: true }), file)
  }
  if (flags.json === true) {
    output.json({ rows: rows.map((row) => toPlanDocument(row, extraTitles)) })
  } else if (flags.output === undefined) {
    const { writeCsv } = await import('../../terminal/csv-output.js')
    writeCsv(columns, rows, output)
  }
  output.note(`Planned ${toCountText(rows.length, 'code')}, for example ${rows[0]?.code}.`)
  if (unread.length > 0) {
    const { toNameList } = await import('../../plans/generate.js')
    const subject = unread.length === 1 ? '1 name contains' : `${unread.length} names contain`
    output.note(`${subject} letters that codes cannot have: ${toNameList(unread)}.`)
  }
  if (flags.output === undefined) return
  output.note(`To create them: ${invocation.referly} codes push ${toShellWord(flags.output)}`)
}

async function createPlan(
  path: string,
  flags: GenerateFlags,
  context: Context,
): Promise<GeneratedPlan & Pick<Plan, 'extraTitles'>> {
  const names = [...affiliateColumnNames, ...(flags.taken === undefined ? [] : ['code' as const])]
  const reading = toReadOptions(flags, names)
  const [{ readAffiliates }, { readTakenCodes }] = await Promise.all([
    import('../../csv/read-affiliates.js'),
    import('../../csv/taken-codes.js'),
  ])
  const [{ generatePlan }, { toExtraTitles }, { createSeededRandom }] = await Promise.all([
    import('../../plans/generate.js'),
    import('../../plans/plan-file.js'),
    import('../../plans/seeded-random.js'),
  ])
  const invalidRows = flags.skipInvalid === true ? 'skip' : 'refuse'
  const request = { path, invalidRows, hasSkipOption: true, extras: 'kept' } as const
  const { affiliates, extraTitles } = await readAffiliates(request, reading, context)
  const plan = generatePlan(affiliates, flags, {
    random: flags.seed === undefined ? undefined : createSeededRandom(flags.seed),
    taken:
      flags.taken === undefined
        ? []
        : await readTakenCodes({ path: flags.taken, columns: reading.columns }, context.cwd),
  })
  return { ...plan, extraTitles: toExtraTitles(extraTitles) }
}
