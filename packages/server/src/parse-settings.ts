import { createValueError, ServerError, toReceived } from './errors.js'
import { createClientAddressReader } from './http/client-address.js'
import {
  settings,
  type EnvironmentOptions,
  type Setting,
  type Settings,
  type StartOptions,
} from './settings.js'

/**
 * Fills in defaults and checks ranges.
 *
 * @throws ServerError `INVALID_OPTION`
 */
export function toSettings(options: StartOptions): Settings {
  const { rateLimit, ...flat } = options
  const given: Readonly<Record<string, unknown>> = {
    ...flat,
    'rateLimit.perSecond': rateLimit?.perSecond,
    'rateLimit.burst': rateLimit?.burst,
  }
  for (const [name, setting] of listSettings()) assertRange(name, setting, given[name])
  assertVendor('limits', options.limits)
  if (options.trustProxy !== undefined) createClientAddressReader(options.trustProxy)
  if (rateLimit !== undefined && !(rateLimit.perSecond > 0)) {
    const received = toReceived(rateLimit.perSecond)
    throw createValueError('INVALID_OPTION', {
      field: 'rateLimit.perSecond',
      expected: 'greater than 0',
      received,
      hint: 'Omit rateLimit for no limit.',
    })
  }
  if (options.dataDir !== undefined && options.databaseUrl !== undefined) {
    const message = 'dataDir and databaseUrl cannot be combined. Set only one of them.'
    throw new ServerError('INVALID_OPTION', message)
  }
  const defaults = listSettings().flatMap(([name, setting]) =>
    setting.default === undefined ? [] : [[name, given[name] ?? setting.default]],
  )
  return { ...options, ...Object.fromEntries(defaults) } as Settings
}

function listSettings(): readonly (readonly [string, Setting])[] {
  return Object.entries(settings)
}

function assertRange(field: string, { kind, range }: Setting, value: unknown): void {
  if (range === undefined || value === undefined) return
  const [least, most] = range
  const isNumber = kind === 'rate' ? Number.isFinite(value) : Number.isInteger(value)
  if (isNumber && Number(value) >= least && Number(value) <= most) return
  throw createRangeError(field, range, value)
}

function createRangeError(
  field: string,
  [least, most]: readonly [number, number],
  value: unknown,
): ServerError {
  const expected = `a whole number between ${least} and ${most}`
  return createValueError('INVALID_OPTION', { field, expected, received: toReceived(value) })
}

function assertVendor(field: string, value: unknown): void {
  if (value === undefined || value === 'referly') return
  const received = toReceived(value)
  throw createValueError('INVALID_OPTION', { field, expected: '`referly` or left out', received })
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the options of `startServer` from environment variables. An empty variable counts as missing. Switches accept
 * `1`, `true`, `yes`, and `on` or `0`, `false`, `no`, and `off`, in any letter case.
 *
 * @example
 * parseEnvironment({ REFERLY_DATA_DIR: './data', PORT: '3000', REFERLY_RATE_LIMIT: '100' })
 * //=> { dataDir: './data', port: 3000, rateLimit: { perSecond: 100 } }
 *
 * @throws ServerError `INVALID_OPTION` for a number that is malformed or out of range, for a switch that is neither on
 *   nor off, and for unknown limits.
 */
export function parseEnvironment(env: Environment = process.env): EnvironmentOptions {
  const values = listSettings().flatMap(([name, setting]) => {
    const value = parseVariable(setting, env)
    return value === undefined ? [] : [[name, value] as const]
  })
  const read = Object.fromEntries(values)
  const { 'rateLimit.perSecond': perSecond, 'rateLimit.burst': burst, ...options } = read
  if (!perSecond) return options
  return {
    ...options,
    rateLimit: { perSecond, ...(burst === undefined ? {} : { burst }) },
  } as EnvironmentOptions
}

function parseVariable(setting: Setting, env: Environment): string | number | boolean | undefined {
  const { variable = '', kind, range } = setting
  const text = env[variable]
  if (text === undefined || text === '') return undefined
  if (kind === 'boolean' || kind === 'log') return parseSwitch(variable, text)
  if (kind === 'vendor') assertVendor(variable, text)
  if (kind === 'proxies' && /^\d+$/.test(text)) return Number(text)
  if (range === undefined) return text
  const number = Number(text)
  const isInRange = number >= range[0] && number <= range[1]
  if (/^\d{1,10}$/.test(text) && isInRange) return number
  throw createRangeError(variable, range, text.slice(0, 20))
}

const switches: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['no', false],
  ['off', false],
])

function parseSwitch(field: string, text: string): boolean {
  const value = switches.get(text.trim().toLowerCase())
  if (value !== undefined) return value
  const expected = `one of ${[...switches.keys()].join(', ')}`
  throw createValueError('INVALID_OPTION', { field, expected, received: toReceived(text) })
}
