import { toNewAffiliate } from '@referly-kit/csv'
import type { Context } from '../../../context.js'
import { toCountText } from '../../../terminal/text.js'
import {
  addImportOptions,
  assertImported,
  readImport,
  type ImportFlags,
} from '../../affiliate-import.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addProgramOptions, toTarget, useProgram, type ProgramTarget } from '../target.js'

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
  addImportOptions(addProgramOptions(command)).action((path: string, flags: ImportFlags) =>
    importAffiliates({ path, ...flags }, toTarget(command, context), context),
  )
}

interface ImportSource extends ImportFlags {
  readonly path: string
}

async function importAffiliates(
  source: ImportSource,
  target: ProgramTarget,
  context: Context,
): Promise<void> {
  const { path } = source
  const { affiliates, problems } = await readImport(path, source, context)
  const { created, existing } = await useProgram(target, (admin, { id }) =>
    admin.importAffiliates(id, affiliates.map(toNewAffiliate)),
  )
  const { output } = context
  if (target.json) output.json({ created, existing, invalid: problems.length })
  output.note(`Created ${toCountText(created, 'affiliate')}; ${existing} already existed.`)
  assertImported(path, source, { invalid: problems.length, failed: 0 })
}
