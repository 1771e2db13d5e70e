import type { PromotionalCodeUpdate } from '@referly-kit/types'
import { connect } from '../../api/connection.js'
import { readAffiliate, readCode, type RecordLookup } from '../../api/find-record.js'
import type { Values } from '../../changes/collections.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { maxRedemptionLimit } from '../../plans/terms.js'
import { writeRecord } from '../../terminal/records.js'
import { allowNone, fromNone, toSharedChanges, type OrNone } from '../changes.js'
import { addDeadlineOptions, toChangedDeadline } from '../deadline-option.js'
import { changeMany } from '../many/change-many.js'
import { addManyOptions, assertShareable, isMany, toFileHelp } from '../many/options.js'
import { createAmountOption, createCurrencyOption, createWholeOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addStateOptions, codeTarget, type ManyCodesFlags } from './selection.js'

/** Adds `codes update`. */
export function addUpdate(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('update')
    .about('Change codes', `To change the discount, update their coupon. ${toFileHelp('codes')}`)
    .argument('[code]', 'Code in any letter case, or its ID; or select many with the options')
    .examples([
      'referly codes update SAVEJOHN8X4Z --expires 2027-03-31 --max-redemptions none',
      'referly codes update --coupon Spring --unused --max-redemptions 100',
      'referly codes update SAVEJOHN8X4Z --affiliate ann@example.com',
      'referly codes update --file new-terms.csv',
    ])
    .option('--code <code>', 'New text of the code; the old one can then be used again')
    .option(
      '--affiliate <affiliate>',
      'Email address or ID of the affiliate who gets the code, or none to remove them',
    )
  addDeadlineOptions(
    command,
    '--expires <when>',
    'Last moment the code can be redeemed, or none to remove it',
  )
  addLimitOptions(command)
  addManyOptions(addStateOptions(command), 'codes').action(
    (code: string | undefined, flags: UpdateFlags) => updateCode(code, flags, context),
  )
}

function addLimitOptions(command: ReferlyCommand): void {
  const redemptions = createWholeOption('--max-redemptions <n>', 'Maximum number of redemptions', [
    1,
    maxRedemptionLimit,
  ])
  const amount = createAmountOption(
    '--minimum-amount <n>',
    'Minimum amount of an order, before the discount',
  )
  command
    .addOption(allowNone(redemptions))
    .option('--first-order', "Accept the code only for a customer's first order")
    .option('--no-first-order', 'Accept the code for every order')
    .addOption(allowNone(amount))
    .addOption(
      createCurrencyOption(
        'Currency of --minimum-amount, such as USD',
        '--minimum-currency <code>',
      ),
    )
    .option(
      '--customer <id>',
      'ID of the only customer who can redeem the code, or none to allow everyone',
    )
    .option('--limit-to-affiliate', 'Let only the affiliate redeem the code')
    .option('--no-limit-to-affiliate', 'Let every customer redeem the code')
}

/** The codes to update. An affiliate is a new value, and does not select codes. */
const updateTarget: typeof codeTarget = {
  ...codeTarget,
  filters: codeTarget.filters.filter((name) => name !== 'affiliate'),
  list: (flags, lookup) => codeTarget.list({ ...flags, affiliate: undefined }, lookup),
}

interface UpdateFlags extends ManyCodesFlags {
  readonly code?: string | undefined
  readonly expires?: string | undefined
  readonly timeZone?: string | undefined
  readonly maxRedemptions?: OrNone<number> | undefined
  readonly firstOrder?: boolean | undefined
  readonly minimumAmount?: OrNone<number> | undefined
  readonly minimumCurrency?: string | undefined
  /** An ID, or `none`. */
  readonly customer?: string | undefined
  readonly limitToAffiliate?: boolean | undefined
}

async function updateCode(
  reference: string | undefined,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const { affiliate } = flags
  const fields = {
    code: flags.code,
    expiresAt: toChangedDeadline({
      option: '--expires',
      text: flags.expires,
      timeZone: flags.timeZone,
      file: flags.file,
    }),
    maxRedemptions: fromNone(flags.maxRedemptions),
    firstTimeOrder: flags.firstOrder,
    ...toMinimum(flags),
    ...toCustomer(flags.customer),
    limitToAffiliate: flags.limitToAffiliate,
    affiliateId: affiliate === 'none' ? null : affiliate,
  }
  const changes = toSharedChanges(fields, flags.file)
  const { signal, output } = context
  const lookup = { client: await connect(flags, context), signal }
  if (isMany(reference, flags, updateTarget)) {
    assertShareable(flags, ['code'])
    const owner = await findOwner(affiliate, lookup)
    const toValues = changes && ((): Values => ({ ...changes, ...owner }))
    const change = { command: 'codes update', action: 'update', toValues } as const
    return changeMany(updateTarget, change, { flags, context })
  }
  const { id } = await readCode(reference, lookup)
  const owner = await findOwner(affiliate, lookup)
  const update = { promotionalCodeId: id, ...changes, ...owner } as PromotionalCodeUpdate
  writeRecord(await lookup.client.promotionalCodes.update(update, { signal }), flags, output)
}

async function findOwner(
  reference: string | undefined,
  lookup: RecordLookup,
): Promise<Pick<PromotionalCodeUpdate, 'affiliateId'>> {
  if (reference === undefined || reference === 'none') return {}
  return { affiliateId: (await readAffiliate(reference, lookup)).id }
}

function toMinimum({
  minimumAmount: amount,
  minimumCurrency,
}: UpdateFlags): Pick<PromotionalCodeUpdate, 'minimumAmount' | 'minimumAmountCurrency'> {
  const minimumAmount = fromNone(amount)
  if (minimumCurrency !== undefined && minimumAmount == null) {
    const message = '`--minimum-currency` applies to --minimum-amount. Add --minimum-amount.'
    throw new CliError('INVALID_USAGE', message)
  }
  if (minimumAmount === undefined) return {}
  if (minimumAmount === null) return { minimumAmount, minimumAmountCurrency: null }
  if (minimumCurrency === undefined) return { minimumAmount }
  return { minimumAmount, minimumAmountCurrency: minimumCurrency }
}

function toCustomer(
  customer: string | undefined,
): Pick<PromotionalCodeUpdate, 'limitToCustomers' | 'customerId'> {
  if (customer === undefined) return {}
  const isNone = customer === 'none'
  return { limitToCustomers: !isNone, customerId: isNone ? null : customer }
}
