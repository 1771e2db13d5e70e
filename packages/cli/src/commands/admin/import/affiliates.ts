import type { Context } from '../../../context.js'
import { toCountText } from '../../../terminal/text.js'
import { addSkipInvalidOption } from '../../options.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { type ProgramTarget, addProgramOptions, toTarget, useProgram } from '../target.js'

/** Adds `admin import affiliates`. */
export function addAffiliates(imports: ReferlyCommand, context: Context): void {
  const command = imports
    .command('affiliates')
    .about('Create affiliates from a CSV file', 'Existing affiliates are left unchanged.')
    .argument('<csv>', 'CSV file with the columns first_name, last_name, and email')
    .examples(['referly admin import affiliates affiliates.csv'])
  addSkipInvalidOption(addProgramOptions(command)).action(
    (path: string, flags: { readonly skipInvalid?: boolean }) => {
      const invalidRows = flags.skipInvalid === true ? 'skip' : 'refuse'
      return importAffiliates({ path, invalidRows }, toTarget(command, context), context)
    },
  )
}

interface ImportSource {
  readonly path: string
  readonly invalidRows: 'refuse' | 'skip'
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
  const request = { ...source, hasSkipOption: true }
  const { affiliates } = await readCsvFile(request, parseAffiliates, context)
  const input = affiliates.map(({ firstName, lastName, email }) => ({ firstName, lastName, email }))
  const { created, existing } = await useProgram(target, (admin, { id }) =>
    admin.importAffiliates(id, input),
  )
  const { output } = context
  if (target.json) output.json({ created, existing })
  output.note(`Created ${toCountText(created, 'affiliate')}; ${existing} already existed.`)
}
