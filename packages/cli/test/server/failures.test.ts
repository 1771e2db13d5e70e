import { createApp } from '@referly-kit/server'
import { expect, it } from 'vitest'
import { createFailureLog } from '../../src/server/failures.js'
import { createRecordedContext } from '../referly-in-process.js'

it('tells the person at the terminal which request failed, and why', async () => {
  const { context, notes } = createRecordedContext({ cwd: '/' })
  let isBroken = false
  const clock = (): Date => {
    if (isBroken) throw new Error('the clock stopped')
    return new Date()
  }
  const app = await createApp({ clock, logger: createFailureLog(context.output) })
  const { id } = await app.admin.createProgram({ name: 'Acme' })
  const { key } = await app.admin.createApiKey(id)
  isBroken = true
  const headers = { authorization: `Bearer ${key}`, 'x-request-id': 'checkout-1' }
  const payload = { name: 'Spring', percentOff: 20 }
  await app.http.inject({ method: 'POST', url: '/api/v1/coupons', headers, payload })
  isBroken = false
  await app.close()
  expect(notes.join('')).toBe(
    'Warning: POST /api/v1/coupons failed (request id checkout-1): the clock stopped. For details, run this with --log.\n',
  )
})

it.each([
  [
    { webhooks: 'disabled', webhookId: 'w1', failingSince: '2026-11-01T00:00:00.000Z' },
    'The webhook w1 was disabled, because its deliveries have failed since 2026-11-01T00:00:00.000Z.',
  ],
  [{ webhooks: 'stalled', failure: { message: 'No disk.' } }, 'Webhooks cannot be sent: No disk.'],
])('describes %j', (line, text) => {
  const { context, notes } = createRecordedContext({ cwd: '/' })
  createFailureLog(context.output).write(`${JSON.stringify(line)}\n`)
  expect(notes.join('')).toBe(`Warning: ${text}\n`)
})
