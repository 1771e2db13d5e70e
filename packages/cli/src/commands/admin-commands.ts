import { type Command, InvalidArgumentError, Option } from 'commander'
import { addExamples, addJsonOption } from '../command-line.js'
import type { Context } from '../context.js'
import { type DatabaseFlags, toDatabaseChoice } from '../database-choice.js'
import type { ProgramTarget } from './admin.js'

type AdminActions = typeof import('./admin.js')
type BackupActions = typeof import('./backup.js')

/** Where a command of the owner works, and how it is told what. */
interface AdminSetup {
  readonly context: Context
  readonly admin: Command
}

/** Adds `admin`: what the owner of a server does on its database, without HTTP. */
export function addAdmin(program: Command, context: Context): void {
  const admin = program
    .command('admin')
    .summary("the owner's side of a server: programs, API keys, imports, backup")
    .description(
      'Works on the database itself: a PostgreSQL with or without servers running on it, or the directory of ' +
        'an embedded database while no server runs.',
    )
  const setup = { context, admin }
  addPrograms(setup)
  addKeys(setup)
  addImport(setup)
  addReset(setup)
  addBackup(setup)
  addExamples(admin, [
    'referly admin programs create "Spring campaign" --currency EUR',
    'referly admin keys create',
  ])
}

function addPrograms({ admin, context }: AdminSetup): void {
  const programs = admin.command('programs').summary('create and list affiliate programs')
  addExamples(programs, ['referly admin programs create Spring', 'referly admin programs list'])
  const create = withDatabase(programs.command('create'))
  addExamples(create, ['referly admin programs create "Spring campaign" --currency EUR'])
  create
    .summary('create a program and print its id')
    .argument('<name>', 'what people call it')
    .option('--currency <code>', 'what sales are in', 'USD')
    .addOption(
      new Option('--commission-rate <percent>', 'for affiliates created without a rate')
        .default(0)
        .argParser(parsePercent),
    )
    .option('--deduct-tax', 'take tax off a sale before commission', false)
    .option('--deduct-shipping', 'take shipping off a sale before commission', false)
    .action(async (name: string, _flags: object, command: Command) => {
      const { currency, commissionRate, deductTax, deductShipping } =
        command.opts<NewProgramFlags>()
      const { createProgram } = await loadActions()
      const input = { name, currency, commissionRate, deductTax, deductShipping }
      await createProgram(toTarget(command, context), input, context)
    })
  const list = withDatabase(programs.command('list'))
  addExamples(list, ['referly admin programs list', 'referly admin programs list --json'])
  list.summary('list all programs').action(async (_flags: object, command: Command) => {
    const { listPrograms } = await loadActions()
    await listPrograms(toTarget(command, context), context)
  })
}

interface NewProgramFlags {
  readonly currency: string
  readonly commissionRate: number
  readonly deductTax: boolean
  readonly deductShipping: boolean
}

function addKeys({ admin, context }: AdminSetup): void {
  const keys = admin.command('keys').summary('create, list and revoke API keys')
  addExamples(keys, ['referly admin keys create', 'referly admin keys list'])
  const create = withProgram(keys.command('create'))
  addExamples(create, ['referly admin keys create', 'referly admin keys create --program ID'])
  create
    .summary('create an API key; it is shown this once')
    .action(async (_flags: object, command: Command) => {
      const { createKey } = await loadActions()
      await createKey(toTarget(command, context), context)
    })
  const list = withProgram(keys.command('list'))
  addExamples(list, ['referly admin keys list'])
  list
    .summary('list the keys of a program by id, without themselves')
    .action(async (_flags: object, command: Command) => {
      const { listKeys } = await loadActions()
      await listKeys(toTarget(command, context), context)
    })
  const revoke = withDatabase(keys.command('revoke'))
  addExamples(revoke, ['referly admin keys revoke ID'])
  revoke
    .summary('revoke an API key; running servers follow within 30 seconds')
    .argument('<key-id>', 'as "keys list" shows it, not the key itself')
    .action(async (keyId: string, _flags: object, command: Command) => {
      const { revokeKey } = await loadActions()
      await revokeKey(toTarget(command, context), keyId, context)
    })
}

function addImport({ admin, context }: AdminSetup): void {
  const imports = admin.command('import').summary('import records')
  addExamples(imports, ['referly admin import affiliates affiliates.csv'])
  const affiliates = withProgram(imports.command('affiliates'))
  addExamples(affiliates, ['referly admin import affiliates affiliates.csv'])
  affiliates
    .summary('create the affiliates of a CSV that are not there yet')
    .argument('<csv>', 'columns first_name, last_name, email')
    .action(async (csv: string, _flags: object, command: Command) => {
      const { importAffiliates } = await loadActions()
      await importAffiliates(toTarget(command, context), csv, context)
    })
}

function addReset({ admin, context }: AdminSetup): void {
  const reset = withProgram(admin.command('reset'))
  addExamples(reset, ['referly admin reset --yes'])
  reset
    .summary('remove all records of a program, except itself and its keys')
    .option('--yes', 'really', false)
    .action(async (_flags: object, command: Command) => {
      const actions = await loadActions()
      const isSure = command.opts<{ yes: boolean }>().yes
      await actions.reset({ ...toTarget(command, context), isSure }, context)
    })
}

function addBackup({ admin, context }: AdminSetup): void {
  const backup = withDatabase(admin.command('backup'))
  addExamples(backup, ['referly admin backup monday.jsonl'])
  backup
    .summary('write everything to a new file')
    .argument('<file>', 'lines of JSON; holds email addresses')
    .action(async (file: string, _flags: object, command: Command) => {
      const actions = await loadBackup()
      await actions.backup(toTarget(command, context), file, context)
    })
  const restore = withDatabase(admin.command('restore'))
  addExamples(restore, ['referly admin restore monday.jsonl --data ./empty'])
  restore
    .summary('read a backup into an empty database')
    .argument('<file>', 'what "backup" wrote, on this or the other kind of database')
    .action(async (file: string, _flags: object, command: Command) => {
      const actions = await loadBackup()
      await actions.restore(toTarget(command, context), file, context)
    })
}

function withDatabase(command: Command): Command {
  return addJsonOption(command)
    .addOption(
      new Option('--data <dir>', 'directory of the embedded database')
        .default('.referly/data')
        .env('REFERLY_DATA_DIR'),
    )
    .addOption(new Option('--database-url <url>', 'PostgreSQL to work on').env('DATABASE_URL'))
}

function withProgram(command: Command): Command {
  return withDatabase(command).option(
    '--program <id>',
    'which program; may be left out when there is one',
  )
}

function toTarget(command: Command, { cwd, env }: Context): ProgramTarget {
  const isFlag = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
  const flags = command.opts<DatabaseFlags & { program?: string; json?: boolean }>()
  const database = toDatabaseChoice(flags, { isFlag, cwd, env })
  return { database, programId: flags.program, json: flags.json === true }
}

function loadActions(): Promise<AdminActions> {
  return import('./admin.js')
}

function loadBackup(): Promise<BackupActions> {
  return import('./backup.js')
}

function parsePercent(text: string): number {
  const percent = Number(text)
  if (/^\d{1,3}(\.\d+)?$/.test(text) && percent <= 100) return percent
  throw new InvalidArgumentError('It must be a number from 0 to 100.')
}
