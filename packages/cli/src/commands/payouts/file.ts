import { Option } from 'commander'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeOutputFile } from '../../files.js'
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
        'Part of the file, from 1, if the payout has more rows than the format allows',
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

async function exportPayout(id: string, flags: FileFlags, context: Context): Promise<void> {
  assertOutputFlags(flags)
  const { signal, output, cwd } = context
  const { part } = flags
  const { kit } = await connect(flags, context)
  const query = { format: formats[flags.as], ...(part === undefined ? {} : { part }) }
  const text = await kit.payouts.file(id, query, { signal })
  // PayPal's file has no header.
  const rows = text.split('\r\n').filter(Boolean).length - (flags.as === 'paypal' ? 0 : 1)
  if (rows === 0) output.note('No amount in the payout is pending, so the file has no rows.')
  if (flags.output !== undefined) {
    await writeOutputFile(text, { path: flags.output, cwd, force: flags.force === true })
    output.note(`Wrote the file for ${flags.as} to ${flags.output}.`)
  }
  if (flags.json === true) return output.json({ text })
  if (flags.output !== undefined) return
  if (text === '') return
  for (const line of text.trimEnd().split('\r\n')) output.data(line)
}
