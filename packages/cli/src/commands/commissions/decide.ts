import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readSale, toSaleId } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `commissions release` and `commissions decline`. */
export function addDecisions(commissions: ReferlyCommand, context: Context): void {
  addDecision(commissions, context, {
    name: 'release',
    summary: 'Release a commission on hold',
    details: 'It becomes payable when its holding period ends.',
  })
  addDecision(commissions, context, {
    name: 'decline',
    summary: 'Decline a commission',
    details: 'A commission that is in a payout or was already paid cannot be declined.',
  })
}

interface Decision {
  readonly name: 'release' | 'decline'
  readonly summary: string
  readonly details: string
}

interface DecisionFlags extends ConnectionFlags, FormatFlags {
  readonly note?: string | undefined
}

function addDecision(
  commissions: ReferlyCommand,
  context: Context,
  { name, summary, details }: Decision,
): void {
  const command = commissions
    .command(name)
    .about(summary, details)
    .argument('<sale>', 'ID of the sale')
    .option('--note <text>', 'Note for the ledger')
    .repeatable()
    .examples([`referly commissions ${name} 7`])
  addJsonOption(addConnectionOptions(command)).action(
    async (id: string, { note, ...flags }: DecisionFlags) => {
      const { signal, output } = context
      const key = { id: toSaleId(id) }
      const client = await connect(flags, context)
      const sale = await readSale(key, { client, signal })
      const decision = note === undefined ? {} : { note }
      writeRecord(await client.kit.commissions[name](sale.id, decision, { signal }), flags, output)
    },
  )
}
