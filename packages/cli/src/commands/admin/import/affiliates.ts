import type { Context } from '../../../context.js'
import { toSentLastName } from '../../../csv/names.js'
import {
  type ReadFlags,
  addAffiliateReadOptions,
  affiliateColumnNames,
  toReadOptions,
} from '../../../csv/read-flags.js'
import { CliError } from '../../../errors.js'
import { toCountText } from '../../../terminal/text.js'
import { addSkipInvalidOption } from '../../options.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { type ProgramTarget, addProgramOptions, toTarget, useProgram } from '../target.js'

/** Adds `admin import affiliates`. */
export function addAffiliates(imports: ReferlyCommand, context: Context): void {
  const command = imports
    .command('affiliates')
    .about(
      'Create affiliates from a CSV file',
      'Existing affiliates are left unchanged. Invalid rows are reported, and the others are created.',
    )
    .argument('<csv>', 'CSV file of affiliates')
    .examples(['referly admin import affiliates affiliates.csv'])
  addSkipInvalidOption(
    addAffiliateReadOptions(addProgramOptions(command)),
    'Exit with 0 although rows of the file are invalid',
  ).action((path: string, flags: ImportFlags) =>
    importAffiliates({ path, ...flags }, toTarget(command, context), context),
  )
}

interface ImportFlags extends ReadFlags {
  readonly skipInvalid?: boolean | undefined
}

interface ImportSource extends ImportFlags {
  readonly path: string
}

async function importAffiliates(
  source: ImportSource,
  target: ProgramTarget,
  context: Context,
): Promise<void> {
  const [{ parseAffiliates }, { readCsvFile }] = await Promise.all([
    import('../../../csv/affiliates.js'),
    import('../../../csv/read-csv-file.js'),
  ])
  const { path, skipInvalid } = source
  const options = toReadOptions(source, affiliateColumnNames)
  const invalidRows = skipInvalid === true ? 'skip' : 'report'
  const { affiliates, problems } = await readCsvFile(
    { path, invalidRows, hasSkipOption: true, extras: 'ignored' },
    (bytes) => parseAffiliates(bytes, options),
    context,
  )
  const input = affiliates.map(({ firstName, lastName, email }) => ({
    firstName,
    lastName: toSentLastName(lastName),
    email,
  }))
  const { created, existing } = await useProgram(target, (admin, { id }) =>
    admin.importAffiliates(id, input),
  )
  const { output } = context
  if (target.json) output.json({ created, existing, invalid: problems.length })
  output.note(`Created ${toCountText(created, 'affiliate')}; ${existing} already existed.`)
  if (problems.length === 0 || skipInvalid === true) return
  const failures = toCountText(problems.length, 'row')
  throw new CliError(
    'FAILED_ROWS',
    `${path}: ${failures} could not be imported. Correct the file and run again.`,
  )
}
