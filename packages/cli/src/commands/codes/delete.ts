import { connect } from '../../api/connection.js'
import { readCode } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { addDeletionOptions, deleteRecord, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `codes delete`. */
export function addDelete(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('delete')
    .about(
      'Delete a code',
      'Its text can then be used again. Recorded sales and their commission are kept.',
    )
    .argument('<code>', 'Code in any letter case, or its ID')
    .examples(['referly codes delete SAVEJOHN8X4Z'])
  addDeletionOptions(command).action((code: string, flags: DeletionFlags) =>
    deleteCode(code, flags, context),
  )
}

async function deleteCode(
  reference: string,
  flags: DeletionFlags,
  context: Context,
): Promise<void> {
  const { signal } = context
  const client = await connect(flags, context)
  const { id, code, timesRedeemed } = await readCode(reference, { client, signal })
  const redemptions = toCountText(timesRedeemed, 'redemption')
  const deletion = {
    id,
    record: `the code ${code}`,
    consequence: `This deletes the code ${code}, which has ${redemptions}. Recorded sales are kept. To stop it and keep its text reserved, disable it instead.`,
    remove: () => client.promotionalCodes.delete({ promotionalCodeId: id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
