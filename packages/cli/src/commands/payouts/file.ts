import { join, parse } from 'node:path'
import { payoutFileRows } from '@referly-kit/client'
import type { Payout, PayoutFileFormat } from '@referly-kit/types'
import { Option } from 'commander'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { assertNewFile, writeOutputFile } from '../../files.js'
import { toCountText } from '../../terminal/text.js'
import {
  addConnectionOptions,
  addJsonOption,
  addOutputOptions,
  assertOutputFlags,
  createWholeOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `payouts file`. */
export function addFile(payouts: ReferlyCommand, context: Context): void {
  const command = payouts
    .command('file')
    .about('Export the pending amounts of a payout as CSV for a bank, PayPal, or Wise')
    .argument('<id>', 'ID of the payout')
    .addOption(
      new Option('--as <format>', 'Format of the file')
        .choices(['bank', 'paypal', 'wise'])
        .default('bank'),
    )
    .addOption(
      createWholeOption(
        '--part <n>',
        'Part of the file, from 1, if the payout has more rows than the format allows (default: all with --output, else 1)',
        [1, 1_000_000],
      ),
    )
    .examples(['referly payouts file 0197a3c0-5f00-7000-8000-00000000f001 --as paypal -o pay.csv'])
  addOutputOptions(addJsonOption(addConnectionOptions(command)), 'File to write to').action(
    (id: string, flags: FileFlags) => exportPayout(id, flags, context),
  )
}

interface FileFlags extends ConnectionFlags {
  readonly as: 'bank' | 'paypal' | 'wise'
  readonly part?: number | undefined
  readonly output?: string | undefined
  readonly force?: boolean | undefined
  readonly json?: boolean | undefined
}

const formats = { bank: 'BANK', paypal: 'PAYPAL', wise: 'WISE' } as const
const names = { bank: 'a bank', paypal: 'PayPal', wise: 'Wise' } as const

async function exportPayout(id: string, flags: FileFlags, context: Context): Promise<void> {
  assertOutputFlags(flags)
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  const [format, name] = [formats[flags.as], names[flags.as]]
  const parts = await countParts(format, () => kit.payouts.get(id, { signal }))
  const { part = 1, output: path } = flags
  const last = flags.part === undefined && path !== undefined ? parts : part
  const texts: string[] = []
  for (let next = part; next <= last; next++) {
    texts.push(await kit.payouts.file(id, { format, part: next }, { signal }))
  }
  const [text = ''] = texts
  if (!texts.some((one) => hasRows(one, flags.as))) {
    const what = flags.part === undefined ? 'the payout' : 'this part of the payout'
    output.note(`No amount in ${what} is pending, so the file has no rows.`)
  }
  if (path !== undefined) {
    const files = texts.map((one, at) => ({
      text: one,
      path: at === 0 ? path : toPartPath(path, at + 1),
      what: parts === 1 ? 'the file' : `part ${part + at} of ${parts} of the file`,
    }))
    await writeFiles(files, name, { flags, context })
  } else if (flags.part === undefined && parts > 1) {
    const limit = toCountText(payoutFileRows[format], 'row')
    output.note(
      `This is part 1 of ${parts}, because a file for ${name} has at most ${limit}. Add --output to write all parts.`,
    )
  }
  if (flags.json === true) return output.json({ text })
  if (path !== undefined || text === '') return
  for (const line of text.trimEnd().split('\r\n')) output.data(line)
}

async function countParts(
  format: PayoutFileFormat,
  readPayout: () => Promise<Payout>,
): Promise<number> {
  const limit = payoutFileRows[format]
  if (limit === Infinity) return 1
  const { affiliates } = await readPayout()
  return Math.max(1, Math.ceil(affiliates / limit))
}

/** Returns whether a file has amounts. PayPal's file has no header. */
function hasRows(text: string, format: FileFlags['as']): boolean {
  return text.split('\r\n').filter(Boolean).length > (format === 'paypal' ? 0 : 1)
}

/**
 * Returns the path of another part.
 *
 * @example
 * toPartPath('november/pay.csv', 2) //=> 'november/pay-2.csv'
 */
function toPartPath(path: string, part: number): string {
  const { dir, name, ext } = parse(path)
  return join(dir, `${name}-${part}${ext}`)
}

interface PartFile {
  readonly text: string
  readonly path: string
  readonly what: string
}

/** Writes all files, or none if one of them already exists. */
async function writeFiles(
  files: readonly PartFile[],
  name: string,
  { flags, context }: { readonly flags: FileFlags; readonly context: Context },
): Promise<void> {
  const force = flags.force === true
  const { cwd, output } = context
  for (const { path } of files) assertNewFile({ path, cwd, force })
  for (const { text, path, what } of files) {
    await writeOutputFile(text, { path, cwd, force })
    output.note(`Wrote ${what} for ${name} to ${path}.`)
  }
}
