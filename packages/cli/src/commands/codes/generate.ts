import type { ConnectionFlags } from '../../api/connection.js'
import { assertReference } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import {
  addAffiliateReadOptions,
  affiliateColumnNames,
  toReadOptions,
  type ReadFlags,
} from '../../csv/read-flags.js'
import { writeOutputFile } from '../../files.js'
import { toShellWord } from '../../invocation.js'
import type { GeneratedPlan } from '../../plans/generate.js'
import type { Plan } from '../../plans/plan-file.js'
import type { StructureFlags } from '../../plans/structure-flags.js'
import type { CodeTerms } from '../../plans/terms.js'
import { toCountText } from '../../terminal/text.js'
import {
  addConnectionOptions,
  addCouponOption,
  addJsonOption,
  addOutputOptions,
  addSkipInvalidOption,
  assertOutputFlags,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { toCouponId } from './planned-coupon.js'
import { addStructureOptions, assertRandomFlags } from './structure-options.js'
import { addTermOptions, toTerms, type TermFlags } from './term-options.js'

/** Adds `codes generate`. */
export function addGenerate(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('generate')
    .about(
      'Plan a code for each affiliate in a CSV file',
      'Changes nothing on the server: it writes a plan that you can review and then push. Works offline. ' +
        'If an API key is configured, the coupon is looked up, and the plan has its ID; otherwise, codes push ' +
        'looks it up. ' +
        'The file has the columns first_name, last_name, and email, or a full name and email; other ' +
        'columns are kept. All codes are unique.',
    )
    .argument('<csv>', 'CSV file of affiliates')
    .examples([
      'referly codes generate affiliates.csv --coupon Spring --prefix SAVE --first-name --random 6 -o plan.csv',
      'referly codes generate affiliates.csv --coupon Spring --random 8 --expires 2027-01-31 > plan.csv',
    ])
  addCouponOption(command, 'the coupon that the codes belong to')
  addTermOptions(addStructureOptions(command))
  addSkipInvalidOption(
    addAffiliateReadOptions(addJsonOption(addConnectionOptions(command)))
      .option(
        '--seed <text>',
        'Seed for a reproducible plan; anyone who has it can compute the codes',
      )
      .option(
        '--taken <file>',
        'File of codes to avoid: one per line, or a CSV with a code column',
      ),
  )
  addOutputOptions(command, 'File to write the plan to').action(
    (csv: string, flags: GenerateFlags) => generateCodes(csv, flags, { command, context }),
  )
}

interface GenerateFlags extends ConnectionFlags, StructureFlags, TermFlags, ReadFlags {
  /** The coupon's ID or name. */
  readonly coupon: string
  readonly seed?: string | undefined
  readonly taken?: string | undefined
  readonly output?: string | undefined
  readonly force?: boolean | undefined
  readonly skipInvalid?: boolean | undefined
  readonly json?: boolean | undefined
}

/** The command that was called, and its context. */
interface Call {
  readonly command: ReferlyCommand
  readonly context: Context
}

async function generateCodes(
  csv: string,
  flags: GenerateFlags,
  { command, context }: Call,
): Promise<void> {
  const { output, cwd, invocation } = context
  assertRandomFlags(command)
  assertOutputFlags(flags)
  assertReference(flags.coupon)
  const terms = toTerms(flags)
  const { toPlanColumns, toPlanDocument } = await import('../../plans/plan-file.js')
  const { rows, extraTitles, unread } = await createPlan(csv, { ...flags, terms }, context)
  const columns = toPlanColumns({ rows, extraTitles })
  if (flags.output !== undefined) {
    const { toCsv } = await import('../../csv/write.js')
    const file = { path: flags.output, cwd, force: flags.force === true }
    await writeOutputFile(toCsv(columns, rows, { hasMark: true }), file)
  }
  if (flags.json === true) {
    output.json({ rows: rows.map((row) => toPlanDocument(row, extraTitles)) })
  } else if (flags.output === undefined) {
    const { writeCsv } = await import('../../terminal/csv-output.js')
    writeCsv(columns, rows, { output })
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
  csv: string,
  flags: GenerateFlags & { readonly terms: CodeTerms | undefined },
  context: Context,
): Promise<GeneratedPlan & Pick<Plan, 'extraTitles'>> {
  const names = [...affiliateColumnNames, ...(flags.taken === undefined ? [] : ['code'])]
  const reading = toReadOptions(flags, names)
  const [{ readAffiliates }, { readTakenCodes }] = await Promise.all([
    import('../../csv/read-affiliates.js'),
    import('../../csv/read-keys.js'),
  ])
  const [{ generatePlan }, { toExtraTitles }, { createSeededRandom }] = await Promise.all([
    import('../../plans/generate.js'),
    import('../../plans/plan-file.js'),
    import('../../plans/seeded-random.js'),
  ])
  const invalidRows = flags.skipInvalid === true ? 'skip' : 'refuse'
  const request = { path: csv, invalidRows, hasSkipOption: true, extras: 'kept' } as const
  const { affiliates, extraTitles } = await readAffiliates(request, reading, context)
  const { taken: path, seed } = flags
  const taken =
    path === undefined
      ? []
      : await readTakenCodes({ path, columns: reading.columns ?? new Map() }, context.cwd)
  const coupon = await toCouponId(flags, context)
  const random = seed === undefined ? undefined : createSeededRandom(seed)
  const plan = generatePlan(affiliates, { ...flags, coupon }, { random, taken })
  return { ...plan, extraTitles: toExtraTitles(extraTitles) }
}
