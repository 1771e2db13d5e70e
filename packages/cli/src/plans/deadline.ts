/** The forms of a deadline, as error messages describe them. */
export const deadlineForms = 'a date such as 2027-01-31, or a time such as 2027-01-31T18:00+01:00'

const date = String.raw`(\d{4}-\d\d-\d\d)`
const time = String.raw`(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)`
const offset = String.raw`(Z|[+-]\d\d:?\d\d)`
const form: RegExp = new RegExp(`^${date}(?:[T ]${time}${offset}?)?$`, 'i')

/** A deadline as a person writes it, taken apart. */
interface WrittenDeadline {
  readonly day: string
  /** Absent for the end of the day. */
  readonly time: string | undefined
  readonly offset: string | undefined
}

/**
 * Parses the last moment at which something is valid: a time, or a date for the end of that day. Without an
 * offset, both are in the given time zone. Returns the instant in UTC, or undefined for any other text.
 *
 * @example
 * parseDeadline('2027-01-31', 'Europe/Berlin') //=> '2027-01-31T22:59:59.999Z'
 * parseDeadline('2027-01-31 18:00', 'America/New_York') //=> '2027-01-31T23:00:00.000Z'
 */
export function parseDeadline(text: string, timeZone: string): string | undefined {
  const written = readForm(text)
  if (written === undefined) return undefined
  const { day, time: clock, offset: zone } = written
  if (clock === undefined) {
    const midnight = new Date(`${day}T00:00Z`)
    midnight.setUTCDate(midnight.getUTCDate() + 1)
    return new Date(toInstant(midnight.getTime(), timeZone) - 1).toISOString()
  }
  const local = Date.parse(`${day}T${clock}${zone ?? 'Z'}`)
  return new Date(zone === undefined ? toInstant(local, timeZone) : local).toISOString()
}

/** Returns whether the meaning of a deadline depends on a time zone. */
export function needsTimeZone(text: string): boolean {
  const written = readForm(text)
  return written !== undefined && written.offset === undefined
}

function readForm(text: string): WrittenDeadline | undefined {
  const [, day = '', clock, zone] = form.exec(text.trim()) ?? []
  const at = Date.parse(`${day}T00:00Z`)
  // JavaScript turns February 30 into March 2.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(day)) return undefined
  // It accepts an offset only with a colon.
  const colon = zone?.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  if (Number.isNaN(Date.parse(`${day}T${clock ?? '00:00'}${colon ?? 'Z'}`))) return undefined
  return { day, time: clock, offset: colon }
}

const dayMs = 86_400_000

/**
 * Converts a local time, given as if it were UTC, to an instant. A time that occurs twice when clocks are set back is
 * the first one. The start of the hour that is skipped when clocks are set forward is the moment of the change.
 */
function toInstant(local: number, timeZone: string): number {
  const before = local - toOffset(local - dayMs, timeZone)
  if (before + toOffset(before, timeZone) === local) return before
  const after = local - toOffset(local + dayMs, timeZone)
  return after + toOffset(after, timeZone) === local ? after : before
}

/** Returns how far the clocks of a time zone are ahead of UTC, in milliseconds. */
function toOffset(instant: number, timeZone: string): number {
  const whole = Math.floor(instant / 1000) * 1000
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(whole)
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value)
  const local = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  )
  return local - whole
}

/** Returns the time zone of this computer. */
export function readLocalTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Returns whether a text is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
