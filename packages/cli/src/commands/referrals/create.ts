import type { NewReferral } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { toChanges } from '../changes.js'
import {
  addConnectionOptions,
  addJsonOption,
  createAddressOption,
  createNameOption,
} from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `referrals create`. */
export function addCreate(referrals: ReferlyCommand, context: Context): void {
  const command = referrals
    .command('create')
    .about(
      'Record a customer that an affiliate referred',
      'A customer who is already recorded stays with their affiliate.',
    )
    .addOption(
      createNameOption('--name <text>', "Customer's name (required)").makeOptionMandatory(),
    )
    .addOption(
      createAddressOption(
        '--email <address>',
        "Customer's email address (required)",
      ).makeOptionMandatory(),
    )
    .requiredOption('--external-id <id>', 'Your own ID for the customer (required)')
    .option('--code <code>', 'Code that the customer used')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Email address of the affiliate, instead of --code',
      ),
    )
    .option('--plan <text>', 'Plan that the customer subscribed to')
    .examples([
      'referly referrals create --name Eve --email eve@example.com --external-id 17 --code SAVEJOHN8X4Z',
    ])
  addJsonOption(addConnectionOptions(command)).action((flags: CreateFlags) =>
    createReferral(flags, context),
  )
}

interface CreateFlags extends ConnectionFlags, FormatFlags {
  readonly name: string
  readonly email: string
  readonly externalId: string
  readonly code?: string | undefined
  /** The affiliate's email address. */
  readonly affiliate?: string | undefined
  readonly plan?: string | undefined
}

async function createReferral(flags: CreateFlags, context: Context): Promise<void> {
  const { name, email, externalId, code, affiliate, plan } = flags
  if ((code === undefined) === (affiliate === undefined)) {
    throw new CliError('INVALID_USAGE', 'Pass either --code or --affiliate.')
  }
  const input = toChanges({
    name,
    email,
    referredUserExternalId: externalId,
    promoCode: code,
    affiliateEmail: affiliate,
    plan,
  })
  const { signal, output } = context
  const client = await connect(flags, context)
  const referral = await client.referrals.create(input as NewReferral, { signal })
  writeRecord(referral, flags, output)
  if (referral.name === name && referral.referredUserExternalId === externalId) return
  output.note('A referral with this email already existed. It was not changed.')
}
