import { type Command, Option } from 'commander'
import {
  addConnectionOptions,
  addDiscountOptions,
  addExamples,
  addFormatOptions,
  addJsonOption,
  createWholeOption,
} from '../command-line.js'
import type { ConnectionFlags } from '../connection.js'
import type { Context } from '../context.js'
import type { FormatFlags } from '../terminal/records.js'
import type { CouponFlags } from './coupons.js'

type Actions = typeof import('./coupons.js')
const load = (): Promise<Actions> => import('./coupons.js')

/** Adds `coupons` and what it can do. */
export function addCoupons(program: Command, context: Context): void {
  const coupons = program.command('coupons').summary('create and list coupons')
  addExamples(coupons, [
    'referly coupons create --name Spring --percent-off 20 --months 3',
    'referly coupons list',
  ])
  addCreate(coupons, context)
  const list = coupons.command('list').description('Lists the coupons.')
  addFormatOptions(addConnectionOptions(list)).action(
    async (flags: ConnectionFlags & FormatFlags) => (await load()).listCoupons(flags, context),
  )
  addExamples(list, ['referly coupons list', 'referly coupons list --format csv'])
  const get = coupons.command('get').description('Shows one coupon.').argument('<id>', 'its id')
  addJsonOption(addConnectionOptions(get)).action(
    async (id: string, flags: ConnectionFlags & FormatFlags) =>
      (await load()).getCoupon(id, flags, context),
  )
  addExamples(get, ['referly coupons get 3f0c7c1e-8d0b-4a5e-9a53-0c4a1d1f1c11'])
}

function addCreate(coupons: Command, context: Context): void {
  const command: Command = coupons
    .command('create')
    .description('Creates a coupon: a share or an amount off, once, forever or for some months.')
    .requiredOption('--name <text>', 'what it is called')
  addDiscountOptions(command)
    .option('--currency <code>', 'such as USD')
    .addOption(
      new Option('--duration <duration>', 'which payments').choices([
        'once',
        'forever',
        'repeating',
      ]),
    )
    .addOption(createWholeOption('--months <n>', 'for so many months', [1, 1200]))
    .addOption(createWholeOption('--max-redemptions <n>', 'how often at most', [1, 2 ** 31 - 1]))
    .option('--external-id <id>', 'your own name for it')
  addJsonOption(addConnectionOptions(command)).action(async (flags: CouponFlags) =>
    (await load()).createCoupon(flags, context),
  )
  addExamples(command, [
    'referly coupons create --name Spring --percent-off 20 --months 3',
    'referly coupons create --name "Ten off" --amount-off 10 --currency USD',
  ])
}
