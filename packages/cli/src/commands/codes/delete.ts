import { connect } from '../../api/connection.js'
import { readCode } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { deleteRecord } from '../deletion.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyCodes, codeTarget, type ManyCodesFlags } from './selection.js'

/** Adds `codes delete`. */
export function addDelete(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('delete')
    .about(
      'Delete codes',
      'Their text can then be used again. Recorded sales and their commission are kept.',
    )
    .examples([
      'referly codes delete SAVEJOHN8X4Z',
      'referly codes delete --coupon Spring --unused --expired',
    ])
  addManyCodes(command).action((code: string | undefined, flags: ManyCodesFlags) =>
    deleteCode(code, flags, context),
  )
}

async function deleteCode(
  reference: string | undefined,
  flags: ManyCodesFlags,
  context: Context,
): Promise<void> {
  if (isMany(reference, flags, codeTarget)) {
    const effect = (): string => 'Recorded sales are kept.'
    const change = { command: 'codes delete', action: 'delete', effect } as const
    return changeMany(codeTarget, change, { flags, context })
  }
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
