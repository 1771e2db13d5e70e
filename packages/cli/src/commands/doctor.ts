import { isReferlyError } from '@referly-kit/client'
import {
  type Connection,
  type ConnectionFlags,
  createClient,
  readConnection,
} from '../connection.js'
import type { Context } from '../context.js'
import { type CliErrorCode, CliError, toMessage } from '../errors.js'
import type { FormatFlags } from '../terminal/records.js'
import { toTable } from '../terminal/table.js'

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly text: string
  /** What the failure comes to. */
  readonly code?: CliErrorCode
}

/** A clock that is further off than this spoils expiry dates and signatures. */
const maxSkewMs = 60_000

/**
 * Says what is wrong between this machine and the API, in the order in which to mend it.
 *
 * @throws CliError with the code of the first check that failed
 */
export async function doctor(
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const { output } = context
  const checks = await readChecks(await readConnection(flags, context), context)
  if (flags.json === true) output.json({ checks })
  else {
    const lines = toTable(
      [
        { title: 'Check', cell: ({ name }) => name },
        { title: 'State', cell: ({ ok }) => (ok ? 'ok' : 'WRONG') },
        { title: 'Finding', cell: ({ text }) => text },
      ],
      checks,
    )
    for (const line of lines) output.data(line)
  }
  const wrong = checks.filter(({ ok }) => !ok)
  if (wrong[0] === undefined) return
  const names = wrong.map(({ name }) => name).join(', ')
  throw new CliError(wrong[0].code ?? 'UNEXPECTED', `Not in order: ${names}.`)
}

async function readChecks(connection: Connection, context: Context): Promise<readonly Check[]> {
  const key = checkKey(connection)
  const { host, date } = await checkHost(connection, context)
  if (!host.ok) return [key, host]
  const clock = checkClock(date)
  if (!key.ok) return [key, host, clock]
  return [key, host, clock, ...(await checkAnswer(connection, context))]
}

function checkKey({ keySource, apiKey }: Connection): Check {
  const wrong = { name: 'API key', ok: false, code: 'AUTHENTICATION' } as const
  if (keySource === undefined) {
    return { ...wrong, text: 'there is none; set REFERLY_API_KEY or give --api-key-file' }
  }
  if (apiKey === '') return { ...wrong, text: `the key is empty, from ${keySource}` }
  // What a header can carry; the client refuses any other.
  if (!/^[\x21-\x7E]+$/.test(apiKey ?? '')) {
    return { ...wrong, text: `what is in ${keySource} is no key: ASCII without spaces` }
  }
  return { name: 'API key', ok: true, text: `from ${keySource}` }
}

interface HostCheck {
  readonly host: Check
  readonly date: string | null
}

/** Asks without the key, so that it says something of the host alone. */
async function checkHost({ baseUrl }: Connection, { signal }: Context): Promise<HostCheck> {
  const name = 'Host'
  try {
    const timeout = AbortSignal.timeout(10_000)
    const answer = await fetch(`${baseUrl}/coupons`, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    })
    await answer.body?.cancel()
    return { host: { name, ok: true, text: baseUrl }, date: answer.headers.get('date') }
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    const text = `${baseUrl} does not answer (${toMessage(cause) || 'refused'}); check the address, the network, and HTTP_PROXY, which Node.js does not read`
    return { host: { name, ok: false, text, code: 'NETWORK' }, date: null }
  }
}

function checkClock(date: string | null): Check {
  const name = 'Clock'
  const there = Date.parse(date ?? '')
  if (Number.isNaN(there)) return { name, ok: true, text: 'the server does not tell its time' }
  const skew = Date.now() - there
  if (Math.abs(skew) <= maxSkewMs) return { name, ok: true, text: 'as the server has it' }
  const seconds = Math.round(Math.abs(skew) / 1000)
  const side = skew > 0 ? 'ahead of' : 'behind'
  const text = `${seconds} s ${side} the server; set the time of this machine`
  return { name, ok: false, text, code: 'UNEXPECTED' }
}

async function checkAnswer(connection: Connection, { signal }: Context): Promise<readonly Check[]> {
  const accepted: Check = { name: 'Key accepted', ok: true, text: 'yes' }
  try {
    const coupons = await createClient(connection, { retries: 0 }).coupons.list({}, { signal })
    const text = `GET /coupons is as documented, ${coupons.length} coupons`
    return [accepted, { name: 'Contract', ok: true, text }]
  } catch (error) {
    if (!isReferlyError(error)) throw error
    const text = toMessage(error)
    if (error.code === 'AUTHENTICATION') {
      return [{ ...accepted, ok: false, text, code: 'AUTHENTICATION' }]
    }
    const code = error.code === 'RATE_LIMITED' ? 'NETWORK' : 'UNEXPECTED'
    return [{ name: 'Contract', ok: false, text: `${text}; check the address`, code }]
  }
}
