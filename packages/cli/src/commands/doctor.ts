import { findKeyProblem } from '../api/api-key.js'
import {
  findWrongHostHint,
  readConnection,
  type Connection,
  type ConnectionFlags,
} from '../api/connection.js'
import type { Context } from '../context.js'
import { CliError, toCauseMessage, toMessage, type CliErrorCode } from '../errors.js'
import { writeTable, type FormatFlags } from '../terminal/records.js'
import type { TableColumn } from '../terminal/table.js'
import { toCountText } from '../terminal/text.js'
import { addConnectionOptions, addJsonOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `doctor`. */
export function addDoctor(command: ReferlyCommand, context: Context): void {
  command
    .details('Suggests a fix for every failed check.')
    .examples(['referly doctor', 'referly doctor --profile live'])
  addJsonOption(addConnectionOptions(command)).action((flags: ConnectionFlags & FormatFlags) =>
    doctor(flags, context),
  )
}

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly text: string
  /** The error code of a failure. */
  readonly code?: CliErrorCode
}

/** A clock that is off by more than this breaks expiry dates and signatures. */
const maxSkewMs = 60_000

async function doctor(flags: ConnectionFlags & FormatFlags, context: Context): Promise<void> {
  const { output } = context
  const checks = await readChecks(await readConnection(flags, context), context)
  if (flags.json === true) output.json({ checks })
  else await writeTable(columns, checks, output)
  const failed = checks.filter(({ ok }) => !ok)
  if (failed[0] === undefined) return
  const names = failed.map(({ name }) => name).join(', ')
  throw new CliError(failed[0].code ?? 'UNEXPECTED', `Failed checks: ${names}.`)
}

const columns: readonly TableColumn<Check>[] = [
  { title: 'Check', cell: ({ name }) => name },
  { title: 'Status', cell: ({ ok }) => (ok ? 'ok' : 'FAILED') },
  { title: 'Details', ifNarrow: 'wrap', cell: ({ text }) => text },
]

/** Runs the checks in the order in which problems should be fixed. */
async function readChecks(connection: Connection, context: Context): Promise<readonly Check[]> {
  const key = checkKey(connection)
  const { host, date } = await checkHost(connection, context)
  if (!host.ok) return [key, host]
  const clock = checkClock(date)
  if (!key.ok) return [key, host, clock]
  return [key, host, clock, ...(await checkResponse(connection, context))]
}

function checkKey({ keySource, apiKey }: Connection): Check {
  const failed = { name: 'API key', ok: false, code: 'AUTHENTICATION' } as const
  if (keySource === undefined) {
    return { ...failed, text: 'missing; set REFERLY_API_KEY or pass --api-key-file' }
  }
  const problem = findKeyProblem(apiKey ?? '')
  if (problem !== undefined) {
    return { ...failed, text: `the key from ${keySource} is ${problem}; copy it again` }
  }
  return { name: 'API key', ok: true, text: `from ${keySource}` }
}

interface HostCheck {
  readonly host: Check
  readonly date: string | null
}

/** Sends no key, so that the result depends on the host alone. */
async function checkHost(connection: Connection, { signal }: Context): Promise<HostCheck> {
  const name = 'Host'
  const { baseUrl } = connection
  try {
    const timeout = AbortSignal.timeout(10_000)
    const response = await fetch(`${baseUrl}/coupons`, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    })
    await response.body?.cancel()
    return { host: { name, ok: true, text: baseUrl }, date: response.headers.get('date') }
  } catch (error) {
    const reason = toCauseMessage(error) || 'connection refused'
    const advice = 'Check the address and the network, and note that Node.js ignores HTTP_PROXY.'
    const text = `${baseUrl} is not responding (${reason}). ${findWrongHostHint(connection) ?? advice}`
    return { host: { name, ok: false, text, code: 'NETWORK' }, date: null }
  }
}

function checkClock(date: string | null): Check {
  const name = 'Clock'
  const serverTime = Date.parse(date ?? '')
  if (Number.isNaN(serverTime)) {
    return { name, ok: true, text: 'not checked: the server does not send its time' }
  }
  const skew = Date.now() - serverTime
  if (Math.abs(skew) <= maxSkewMs) return { name, ok: true, text: 'in sync with the server' }
  const seconds = Math.round(Math.abs(skew) / 1000)
  const side = skew > 0 ? 'ahead of' : 'behind'
  const text = `${seconds} s ${side} the server; correct the clock of this machine`
  return { name, ok: false, text, code: 'UNEXPECTED' }
}

async function checkResponse(
  connection: Connection,
  { signal }: Context,
): Promise<readonly Check[]> {
  const [{ isReferlyError }, { createClient }] = await Promise.all([
    import('@referly-kit/client'),
    import('../api/client.js'),
  ])
  const accepted: Check = { name: 'Key accepted', ok: true, text: 'yes' }
  try {
    const coupons = await createClient(connection, { retries: 0 }).coupons.list({}, { signal })
    const text = `GET /coupons responds as documented (${toCountText(coupons.length, 'coupon')})`
    return [accepted, { name: 'Contract', ok: true, text }]
  } catch (error) {
    if (!isReferlyError(error)) throw error
    const text = toMessage(error)
    if (error.code === 'AUTHENTICATION') {
      const hint = findWrongHostHint(connection)
      const details = hint === undefined ? text : `${text} ${hint}`
      return [{ ...accepted, ok: false, text: details, code: 'AUTHENTICATION' }]
    }
    const code = error.code === 'RATE_LIMITED' ? 'NETWORK' : 'UNEXPECTED'
    return [{ name: 'Contract', ok: false, text: `${text}; check the address`, code }]
  }
}
