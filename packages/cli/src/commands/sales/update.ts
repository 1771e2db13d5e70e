import type { SaleUpdate } from '@referly-kit/types'
import { connect } from '../../api/connection.js'
import { readSale, toSaleKey } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord } from '../../terminal/records.js'
import { toSharedChanges } from '../changes.js'
import { changeMany } from '../many/change-many.js'
import { isMany, toFileHelp } from '../many/options.js'
import {
  createAddressOption,
  createAmountFromZeroOption,
  createNameOption,
  createPercentOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManySales, saleTarget, type ManySalesFlags } from './selection.js'

/** Adds `sales update`. */
export function addUpdate(sales: ReferlyCommand, context: Context): void {
  const command = sales
    .command('update')
    .about(
      'Correct sales',
      `The commission is recalculated from the amount and the rate. ${toFileHelp('sales')}`,
    )
    .addOption(createAmountFromZeroOption('--amount <n>', 'Amount that the customer paid'))
    .addOption(createPercentOption('--commission-rate <n>', 'Commission in percent'))
    .addOption(
      createAmountFromZeroOption('--commission <n>', 'Commission, instead of --commission-rate'),
    )
    .addOption(createNameOption('--name <text>', "Customer's name"))
    .addOption(createAddressOption('--email <address>', "Customer's email address"))
    .examples([
      'referly sales update 7 --amount 29.90',
      'referly sales update --file sales.csv --commission-rate 20',
      'referly sales update --file corrections.csv',
    ])
  addManySales(command).action((id: string | undefined, flags: UpdateFlags) =>
    updateSale(id, flags, context),
  )
}

interface UpdateFlags extends ManySalesFlags {
  /** In major units. */
  readonly amount?: number | undefined
  /** In percent. */
  readonly commissionRate?: number | undefined
  /** In major units. */
  readonly commission?: number | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
}

async function updateSale(
  id: string | undefined,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const { externalId, commission, commissionRate } = flags
  if (commission !== undefined && commissionRate !== undefined) {
    throw new CliError('INVALID_USAGE', 'Pass --commission or --commission-rate, not both.')
  }
  const fields = {
    totalEarned: flags.amount,
    commissionRate,
    commissionEarned: commission,
    name: flags.name,
    email: flags.email,
  }
  const changes = toSharedChanges(fields, flags.file)
  if (isMany(id ?? externalId, flags, saleTarget)) {
    const change = {
      command: 'sales update',
      action: 'update',
      toValues: changes && (() => changes),
    } as const
    return changeMany(saleTarget, change, { flags, context })
  }
  const { signal, output } = context
  const key = toSaleKey({ id, externalId })
  const client = await connect(flags, context)
  const sale = await readSale(key, { client, signal })
  const update = { saleId: sale.id, ...changes } as SaleUpdate
  writeRecord(await client.sales.update(update, { signal }), flags, output)
}
