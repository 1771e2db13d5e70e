import { type Command, Option } from 'commander'
import {
  addConnectionOptions,
  addExamples,
  addFormatOptions,
  addJsonOption,
  createWholeOption,
} from '../command-line.js'
import type { ConnectionFlags } from '../connection.js'
import type { Context } from '../context.js'
import type { FormatFlags } from '../terminal/records.js'
import type { ApiFlags } from './api.js'
import { addStructureOptions } from './codes-commands.js'
import type { PreviewFlags } from './preview.js'
import type { ReportFlags } from './report.js'

/** Adds the commands that look and change nothing, and `api`, which sends what it is told. */
export function addInsight(program: Command, context: Context): void {
  addReport(program, context)
  addPreview(program, context)
  addApi(program, context)
  addDoctor(program, context)
}

function addReport(program: Command, context: Context): void {
  const command: Command = program
    .command('report')
    .summary('show what codes bring')
    .description('Shows how often codes were used, by code, coupon or affiliate.')
    .addOption(
      new Option('--by <subject>', 'what a row stands for')
        .choices(['coupon', 'code', 'affiliate'])
        .default('affiliate'),
    )
    .option('--since-last', 'also show what is new since the last report with this flag')
  addFormatOptions(addConnectionOptions(command)).action(async (flags: ReportFlags) => {
    const { report } = await import('./report.js')
    await report(flags, context)
  })
  addExamples(command, ['referly report', 'referly report --by code --since-last --format csv'])
}

function addPreview(program: Command, context: Context): void {
  const command: Command = program
    .command('preview')
    .summary('show what codes would look like; talks to nobody')
    .description('Shows samples of codes, how many there are, and the odds of a duplicate.')
    .argument('[csv]', 'affiliates, for the odds with their real names')
  addJsonOption(addStructureOptions(command))
    .addOption(createWholeOption('--count <n>', 'how many codes are planned', [1, 1e8]))
    .action(async (csv: string | undefined, flags: Omit<PreviewFlags, 'csv'>) => {
      const { preview } = await import('./preview.js')
      await preview({ ...flags, csv }, context)
    })
  addExamples(command, ['referly preview --prefix SAVE --first-name --random 4 --count 5000'])
}

function addApi(program: Command, context: Context): void {
  const command: Command = program
    .command('api')
    .summary('send one request as it is')
    .description('Sends one request with the API key and prints the answer as it is.')
    .argument('<method>', 'GET or POST')
    .argument('<path>', 'below the base URL, such as /coupons')
    .option('--data <json>', 'body of a POST; - reads stdin')
  addJsonOption(addConnectionOptions(command)).action(
    async (method: string, path: string, flags: Omit<ApiFlags, 'method' | 'path'>) => {
      const { callApi } = await import('./api.js')
      await callApi({ ...flags, method, path }, context)
    },
  )
  addExamples(command, ['referly api GET /coupons', "referly api GET '/promotional-codes?code=X'"])
}

function addDoctor(program: Command, context: Context): void {
  const command = program
    .command('doctor')
    .summary('say what is wrong with key, host, clock or server')
    .description('Checks the API key, the host, the clock and the answers, and says what to mend.')
  addJsonOption(addConnectionOptions(command)).action(
    async (flags: ConnectionFlags & FormatFlags) => {
      const { doctor } = await import('./doctor.js')
      await doctor(flags, context)
    },
  )
  addExamples(command, ['referly doctor', 'referly doctor --profile live'])
}
