import type { NewPromotionalCode } from '@referly-kit/types'
import { readConnection, type ConnectionFlags } from '../../api/connection.js'
import { createCouponLookup, readCoupon } from '../../api/find-coupon.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { toTermFields } from '../../plans/terms.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import {
  addConnectionOptions,
  addCouponOption,
  addJsonOption,
  createAddressOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addGeneratedCodeOptions } from './structure-options.js'
import { addTermOptions, toTerms, type TermFlags } from './term-options.js'

/** Adds `codes create`. */
export function addCreate(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('create')
    .about(
      'Create one code',
      'Pass its text with --code, or let the server generate one from the other options.',
    )
    .examples([
      'referly codes create --coupon Spring --code SPRING20 --expires 2027-01-31',
      'referly codes create --coupon Spring --affiliate ann@example.com --first-name --random 4',
    ])
  addCouponOption(command, 'the coupon that the code belongs to')
    .option('--code <code>', 'Text of the code')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Email address of the affiliate who gets the code',
      ),
    )
    .option('--external-id <id>', 'Your own ID for the code')
  addTermOptions(addGeneratedCodeOptions(command))
  addJsonOption(addConnectionOptions(command)).action((flags: CreateFlags) =>
    createCode(flags, command, context),
  )
}

/** The flags for the parts of a code that the API generates. */
interface GeneratedCodeFlags {
  readonly prefix?: string | undefined
  readonly firstName?: boolean | undefined
  readonly lastName?: boolean | undefined
  readonly email?: boolean | undefined
  readonly showDiscount?: boolean | undefined
  readonly showCouponName?: boolean | undefined
  readonly random?: number | undefined
  readonly case: 'uppercase' | 'lowercase' | 'mixed'
}

interface CreateFlags extends ConnectionFlags, FormatFlags, GeneratedCodeFlags, TermFlags {
  readonly coupon: string
  readonly code?: string | undefined
  /** The affiliate's email address. */
  readonly affiliate?: string | undefined
  readonly externalId?: string | undefined
}

async function createCode(
  flags: CreateFlags,
  command: ReferlyCommand,
  context: Context,
): Promise<void> {
  assertFlagsApply(flags, command)
  const code = toNewCode(flags)
  const lookup = await createCouponLookup(await readConnection(flags, context), context)
  const { id: couponId } = await readCoupon(flags.coupon, lookup)
  const { signal, output } = context
  const created = await lookup.client.promotionalCodes.create({ ...code, couponId }, { signal })
  writeRecord(created, flags, output)
}

/** The flags that only apply to a generated code. */
const generatedOnly: Readonly<Record<keyof GeneratedCodeFlags, string>> = {
  prefix: '--prefix',
  firstName: '--first-name',
  lastName: '--last-name',
  email: '--email',
  showDiscount: '--show-discount',
  showCouponName: '--show-coupon-name',
  random: '--random',
  case: '--case',
}

/** The flags that need an affiliate. */
const affiliateOnly = {
  firstName: '--first-name',
  lastName: '--last-name',
  email: '--email',
  limitToAffiliate: '--limit-to-affiliate',
} as const

/**
 * Refuses flags that would have no effect.
 *
 * @throws CliError `INVALID_USAGE`
 */
function assertFlagsApply(flags: CreateFlags, command: ReferlyCommand): void {
  const names = Object.entries(generatedOnly).filter(([name]) => command.isGiven(name))
  if (flags.code !== undefined && names[0] !== undefined) {
    throw new CliError(
      'INVALID_USAGE',
      `\`${names[0][1]}\` has no effect together with --code. Leave one of them out.`,
    )
  }
  if (command.isGiven('case') && flags.random === undefined) {
    throw new CliError('INVALID_USAGE', '`--case` applies to random characters. Add --random.')
  }
  const ofAffiliate = Object.entries(affiliateOnly).find(([name]) => command.isGiven(name))
  if (ofAffiliate !== undefined && flags.affiliate === undefined) {
    throw new CliError(
      'INVALID_USAGE',
      `\`${ofAffiliate[1]}\` needs an affiliate. Add --affiliate.`,
    )
  }
}

function toNewCode(flags: CreateFlags): NewPromotionalCode {
  const { coupon: couponId, code, affiliate, externalId, prefix, random } = flags
  const own = {
    couponId,
    ...toTermFields(toTerms(flags) ?? {}),
    ...(affiliate === undefined ? {} : { affiliateEmail: affiliate }),
    ...(externalId === undefined ? {} : { externalId }),
  }
  if (code !== undefined) return { ...own, code }
  const codeStructure = {
    firstName: flags.firstName === true,
    lastName: flags.lastName === true,
    email: flags.email === true,
    discountAmount: flags.showDiscount === true,
    couponName: flags.showCouponName === true,
    randomChars: random !== undefined,
  }
  if (!Object.values(codeStructure).includes(true)) {
    throw new CliError(
      'INVALID_USAGE',
      'No code given. Pass --code, or describe a code to generate, such as --prefix SAVE --random 6.',
    )
  }
  return {
    ...own,
    isAutoGenerated: true,
    codeStructure,
    randomCharsCase: flags.case,
    ...(prefix === undefined ? {} : { prefix }),
    ...(random === undefined ? {} : { randomCharsLength: random }),
  }
}
