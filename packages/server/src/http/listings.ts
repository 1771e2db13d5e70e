import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Listing } from '../domain/listings.js'

const json = 'application/json; charset=utf-8'

/**
 * Answers a look-up: whole when it is one piece, else piece by piece as fast as the client reads, the first one at
 * once.
 *
 * A failure of the database before the first piece is answered as an error; later it breaks the connection off, so
 * that nobody takes half a list for a whole one.
 */
export async function sendListing(reply: FastifyReply, listing: Listing): Promise<FastifyReply> {
  void reply.type(json)
  if ('text' in listing) return reply.send(listing.text)
  const pieces = listing.pieces[Symbol.asyncIterator]()
  const first = await pieces.next()
  if (first.done === true) return reply.send('[]')
  const [open, close] = listing.isOne ? ['', ''] : ['[', ']']
  const next = pieces.next()
  // A short list knows by now that it is over; a long one has the database to wait for, and its reader need not.
  const second = await Promise.race([next, nextTurn()])
  const start = Buffer.concat([Buffer.from(open), first.value])
  if (second?.done === true) return reply.send(Buffer.concat([start, Buffer.from(close)]))
  const whole = joinPieces(start, { next, pieces }, close)
  return reply.send(Readable.from(whole, { objectMode: true, highWaterMark: 1 }))
}

interface Rest {
  readonly next: Promise<IteratorResult<Uint8Array>>
  readonly pieces: AsyncIterator<Uint8Array>
}

async function* joinPieces(
  start: Uint8Array,
  { next, pieces }: Rest,
  close: string,
): AsyncGenerator<Uint8Array> {
  // A reader that goes away before the second piece never awaits it.
  next.catch(() => {})
  try {
    yield start
    for (let piece = await next; piece.done !== true; piece = await pieces.next()) yield piece.value
    if (close !== '') yield Buffer.from(close)
  } finally {
    await pieces.return?.()
  }
}
