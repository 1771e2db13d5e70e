import type { Context } from '../../../context.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addAffiliates } from './affiliates.js'

/** Adds `admin import` and its commands. */
export function addImport(admin: ReferlyCommand, context: Context): void {
  const imports = admin
    .command('import')
    .about('Import records')
    .examples(['referly admin import affiliates affiliates.csv'])
  addAffiliates(imports, context)
}
