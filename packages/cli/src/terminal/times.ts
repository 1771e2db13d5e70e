/**
 * Formats an instant with its time zone, by default that of this machine.
 *
 * @example
 * toTimeText('2026-11-28T01:18:00.000Z') //=> '2026-11-28 10:18 GMT+9' in Tokyo
 */
export function toTimeText(instant: string, timeZone?: string): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  const parts = new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).formatToParts(date)
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)?.value ?? ''
  const day = [part('year'), part('month'), part('day')].join('-')
  return `${day} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`
}
