import { InvalidArgumentError, Option } from 'commander'
import type { Context } from '../../../context.js'
import { useNewAdmin } from '../../../server/local-server.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addTargetOptions, toTarget } from '../target.js'

/** Adds `admin programs create`. */
export function addCreate(programs: ReferlyCommand, context: Context): void {
  const command = programs
    .command('create')
    .about('Create an affiliate program and print its ID')
    .argument('<name>', 'Name of the program')
    .examples(['referly admin programs create "Spring campaign" --currency EUR'])
  addTargetOptions(command)
    .option('--currency <code>', 'Currency of the sales', 'USD')
    .addOption(
      new Option(
        '--commission-rate <percent>',
        'Default commission rate of new affiliates, in percent',
      )
        .default(0)
        .argParser(parsePercent),
    )
    .option('--deduct-tax', 'Deduct tax from sales before commission')
    .option('--deduct-shipping', 'Deduct shipping from sales before commission')
    .action((name: string, flags: CreateFlags) => createProgram(name, flags, { command, context }))
}

interface CreateFlags {
  readonly currency: string
  readonly commissionRate: number
  readonly deductTax?: boolean
  readonly deductShipping?: boolean
}

async function createProgram(
  name: string,
  { currency, commissionRate, deductTax = false, deductShipping = false }: CreateFlags,
  { command, context }: { readonly command: ReferlyCommand; readonly context: Context },
): Promise<void> {
  const { database, json } = toTarget(command, context)
  const input = { name, currency, commissionRate, deductTax, deductShipping }
  const program = await useNewAdmin(database, (admin) => admin.createProgram(input))
  const { output } = context
  if (json) output.json(program)
  else output.data(program.id)
  output.note(`Created the program "${program.name}" with currency ${program.currency}.`)
}

function parsePercent(text: string): number {
  const percent = Number(text)
  if (/^\d{1,3}(\.\d+)?$/.test(text) && percent <= 100) return percent
  throw new InvalidArgumentError('It must be a number from 0 to 100.')
}
