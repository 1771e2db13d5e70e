import { type Command, Option } from 'commander'
import {
  addConnectionOptions,
  addDiscountOptions,
  addExamples,
  addFormatOptions,
  addJsonOption,
  createRateOption,
  createSecondsOption,
  createWholeOption,
} from '../command-line.js'
import type { ConnectionFlags } from '../connection.js'
import type { Context } from '../context.js'
import type { FormatFlags } from '../terminal/records.js'
import type { GenerateOptions } from './codes-generate.js'
import type { PushOptions } from './codes-push.js'
import type { CodeFlags, CodeListFlags } from './codes.js'

/** Adds `codes` and what it can do. */
export function addCodes(program: Command, context: Context): void {
  const codes = program.command('codes').summary('make and create promotional codes')
  addExamples(codes, [
    'referly codes generate affiliates.csv --coupon ID --prefix SAVE --first-name --random 6 -o plan.csv',
    'referly codes push plan.csv',
  ])
  addGenerate(codes, context)
  addPush(codes, context)
  addCreate(codes, context)
  addReading(codes, context)
}

function addCreate(codes: Command, context: Context): void {
  const command: Command = codes
    .command('create')
    .summary('create one code')
    .description('Creates one code: the one given, or one that the server makes.')
    .requiredOption('--coupon <id>', 'the coupon that it belongs to')
    .option('--code <code>', 'the code itself')
    .option('--affiliate <address>', "its affiliate's email address")
  addJsonOption(addConnectionOptions(addStructureOptions(command))).action(
    async (flags: CodeFlags) => {
      const { createCode } = await import('./codes.js')
      await createCode(flags, context)
    },
  )
  addExamples(command, [
    'referly codes create --coupon ID --code SPRING20',
    'referly codes create --coupon ID --affiliate ann@example.com --first-name --random 4',
  ])
}

function addReading(codes: Command, context: Context): void {
  const list: Command = codes
    .command('list')
    .description('Lists codes.')
    .option('--coupon <id>', 'only those of a coupon')
    .option('--affiliate <address>', 'only those of an affiliate')
  addFormatOptions(addConnectionOptions(list)).action(async (flags: CodeListFlags) => {
    const { listCodes } = await import('./codes.js')
    await listCodes(flags, context)
  })
  addExamples(list, [
    'referly codes list',
    'referly codes list --coupon ID --format csv > taken.csv',
  ])
  const get = codes
    .command('get')
    .description('Shows one code.')
    .argument('<code>', 'the code, in any letter case')
  addJsonOption(addConnectionOptions(get)).action(
    async (code: string, flags: ConnectionFlags & FormatFlags) => {
      const { getCode } = await import('./codes.js')
      await getCode(code, flags, context)
    },
  )
  addExamples(get, ['referly codes get SAVEJOHN8X4Z'])
}

/** The contract's bound on `randomCharsLength`. */
const maxRandom = 24

/** Adds the options that say how codes are made. */
export function addStructureOptions(command: Command): Command {
  const named = command
    .option('--prefix <text>', 'what every code begins with')
    .option('--first-name', "the affiliate's first name")
    .option('--last-name', "the affiliate's last name")
    .option('--email', "the affiliate's email address, before the @")
  return addDiscountOptions(named)
    .option('--coupon-name <text>', "the coupon's name")
    .addOption(createWholeOption('--random <n>', 'so many random characters', [1, maxRandom]))
    .addOption(
      new Option('--case <case>', 'letter case of the random characters')
        .choices(['uppercase', 'lowercase', 'mixed'])
        .default('uppercase'),
    )
    .addOption(
      new Option('--alphabet <name>', 'clear leaves out 0 O 1 I L; safe spells no words').choices([
        'full',
        'clear',
        'safe',
      ]),
    )
    .addOption(createWholeOption('--max-length <n>', 'longest code', [1, 500]))
}

function addGenerate(codes: Command, context: Context): void {
  const command: Command = codes
    .command('generate')
    .summary('write a plan: a code for each affiliate of a CSV; talks to nobody')
    .description(
      'Reads a CSV of affiliates (columns first_name, last_name, email) and writes a plan: each ' +
        'affiliate with a code, all distinct. Talks to nobody; read it, then push it.',
    )
    .argument('<csv>', 'the affiliates')
    .requiredOption('--coupon <id>', 'the coupon that the codes belong to')
  addJsonOption(addStructureOptions(command))
    .option('--seed <text>', 'the same text gives the same plan; who knows it knows the codes')
    .option(
      '--taken <file>',
      'codes that must not come out: one a line, or a CSV with a column code',
    )
    .option('-o, --output <file>', 'where to write the plan; default: stdout')
    .option('--force', 'replace the file that is there')
    .option('--skip-invalid', 'leave out rows that cannot be used')
    .action(async (csv: string, flags: Omit<GenerateOptions, 'csv'>) => {
      const { generateCodes } = await import('./codes-generate.js')
      await generateCodes({ ...flags, csv }, context)
    })
  addExamples(command, [
    'referly codes generate affiliates.csv --coupon ID --prefix SAVE --first-name --random 6 -o plan.csv',
    'referly codes generate affiliates.csv --coupon ID --random 8 --seed spring > plan.csv',
  ])
}

function addPush(codes: Command, context: Context): void {
  const command: Command = codes
    .command('push')
    .summary('create the codes of a plan; safe to interrupt and to run again')
    .description(
      'Creates the codes of a plan. Says first what there is to do, and asks. What is done is ' +
        'written to a journal, so that it can be interrupted at any moment and go on with the ' +
        'same command: no affiliate gets two codes.',
    )
    .argument('<plan>', 'the plan that codes generate wrote')
  addJsonOption(addConnectionOptions(command))
    .option('--dry-run', 'look at what exists, say what would be done, change nothing')
    .addOption(createRateOption('codes to send per second').default(5))
    .addOption(createWholeOption('--concurrency <n>', 'requests at a time', [1, 64]).default(4))
    .addOption(
      new Option('--on-conflict <what>', 'rows whose affiliate has another code on the coupon')
        .choices(['skip', 'fail'])
        .default('skip'),
    )
    .addOption(createSecondsOption('--timeout <seconds>', 'for one request').default(30))
    .addOption(
      createSecondsOption('--give-up-after <seconds>', 'time without progress').default(120),
    )
    .option('--skip-invalid', 'leave out rows that cannot be used')
    .option('--new', 'begin a new job although the file was changed during another')
    .option('-y, --yes', 'do not ask')
    .action(async (plan: string, flags: Omit<PushOptions, 'plan'>) => {
      const { pushCodes } = await import('./codes-push.js')
      await pushCodes({ ...flags, plan }, context)
    })
  addExamples(command, [
    'referly codes push plan.csv --dry-run',
    'referly codes push plan.csv --rate 10 --yes',
  ])
}
