import type { AffiliateRow } from '@referly-kit/csv'
import type { Context } from '../context.js'
import {
  addAffiliateReadOptions,
  affiliateColumnNames,
  toFlagWords,
  toReadOptions,
  type ReadFlags,
} from '../csv/read-flags.js'
import { CliError } from '../errors.js'
import type { StructureFlags } from '../plans/structure-flags.js'
import type { FormatFlags } from '../terminal/records.js'
import { toCountText } from '../terminal/text.js'
import { addStructureOptions, assertRandomFlags } from './codes/structure-options.js'
import { addJsonOption, createWholeOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `preview`. */
export function addPreview(command: ReferlyCommand, context: Context): void {
  command
    .details(
      'Works offline. Shows sample codes, the number of distinct codes, and the odds of a duplicate.',
    )
    .argument('[csv]', 'CSV file of affiliates whose names to use (default: sample names)')
    .examples(['referly preview --prefix SAVE --first-name --random 4 --count 5000'])
  addAffiliateReadOptions(addJsonOption(addStructureOptions(command)))
    .addOption(
      createWholeOption(
        '--count <n>',
        'Number of codes to assume (default: one per affiliate, or 1000)',
        [1, 1e8],
      ),
    )
    .action((csv: string | undefined, flags: PreviewFlags) => {
      assertRandomFlags(command)
      return preview(csv, flags, context)
    })
}

interface PreviewFlags extends StructureFlags, FormatFlags, ReadFlags {
  readonly count?: number | undefined
}

async function preview(
  csv: string | undefined,
  flags: PreviewFlags,
  context: Context,
): Promise<void> {
  const { output } = context
  if (csv === undefined) assertNoReadFlags(flags)
  const { createPreview } = await import('../plans/preview.js')
  const affiliates = csv === undefined ? undefined : await readRows(csv, flags, context)
  const result = createPreview({ structure: flags, affiliates, count: flags.count })
  if (flags.json === true) return output.json(result)
  const { pattern, samples, capacity, count, odds } = result
  const names =
    csv === undefined ? 'if all affiliates had the same name' : `with the names in ${csv}`
  output.data(`Pattern    ${pattern}`)
  output.data(`Samples    ${samples.join('  ')}`)
  output.data(`Capacity   ${toCountText(capacity, 'distinct code')} per name`)
  output.data(
    `Duplicate  ${toPercent(odds)} likely among ${toCountText(count, 'independent code')}, ${names}`,
  )
  output.note('codes generate plans all codes together, so they never contain a duplicate.')
}

/** Refuses flags for reading a file when no file was given. */
function assertNoReadFlags(flags: ReadFlags): void {
  const [name] = toFlagWords(flags)
  if (name === undefined) return
  throw new CliError('INVALID_USAGE', `\`${name}\` applies to a CSV file. Add its path.`)
}

async function readRows(
  path: string,
  flags: ReadFlags,
  context: Context,
): Promise<readonly AffiliateRow[]> {
  const { readAffiliates } = await import('../csv/read-affiliates.js')
  const request = { path, invalidRows: 'skip', hasSkipOption: false } as const
  const options = toReadOptions(flags, affiliateColumnNames)
  return (await readAffiliates(request, options, context)).affiliates
}

function toPercent(odds: number): string {
  if (odds === 0) return '0%'
  if (odds < 0.0001) return 'less than 0.01%'
  return odds > 0.9999 ? 'more than 99.99%' : `${(odds * 100).toFixed(2)}%`
}
