import type { AffiliateFile } from '@referly-kit/csv'
import type { Context } from '../context.js'
import {
  addAffiliateReadOptions,
  importColumnNames,
  toReadOptions,
  type ReadFlags,
} from '../csv/read-flags.js'
import { CliError } from '../errors.js'
import { toCountText } from '../terminal/text.js'
import { addSkipInvalidOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** The flags of a command that imports affiliates. */
export interface ImportFlags extends ReadFlags {
  readonly skipInvalid?: boolean | undefined
}

/** Adds the options for reading the affiliates to import. */
export function addImportOptions(command: ReferlyCommand): ReferlyCommand {
  const text = 'Exit with 0 even if some rows are invalid'
  return addSkipInvalidOption(addAffiliateReadOptions(command), text)
}

/** Reads the affiliates to import. Invalid rows are reported, and do not stop the others. */
export async function readImport(
  path: string,
  flags: ImportFlags,
  context: Context,
): Promise<AffiliateFile> {
  const { readAffiliates } = await import('../csv/read-affiliates.js')
  const options = { ...toReadOptions(flags, importColumnNames), isImport: true }
  const invalidRows = flags.skipInvalid === true ? 'skip' : 'report'
  const request = { path, invalidRows, hasSkipOption: true, extras: 'ignored' } as const
  return readAffiliates(request, options, context)
}

/** Throws `FAILED_ROWS` when rows were refused, or were invalid and not to be skipped. */
export function assertImported(
  path: string,
  flags: ImportFlags,
  rows: { readonly invalid: number; readonly failed: number },
): void {
  const count = rows.failed + (flags.skipInvalid === true ? 0 : rows.invalid)
  if (count === 0) return
  const failures = toCountText(count, 'row')
  throw new CliError(
    'FAILED_ROWS',
    `${path}: ${failures} could not be imported. Correct the file and run again.`,
  )
}
