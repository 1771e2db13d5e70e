import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Listing } from '../domain/listings.js'

const json = 'application/json; charset=utf-8'

/** Number of bytes that are sent in one piece if they do not have to be waited for. */
const shortLength = 64 * 1024

/**
 * Sends a listing: in one piece when it is short, and otherwise piece by piece at the pace of the client.
 *
 * A database failure before the first piece becomes an error response. A later one closes the connection, so that
 * a part of the list is not mistaken for all of it.
 */
export async function sendListing(reply: FastifyReply, listing: Listing): Promise<FastifyReply> {
  void reply.type(json)
  if (listing.kind === 'text') return reply.send(listing.text)
  const pieces = listing.pieces[Symbol.asyncIterator]()
  const first = await pieces.next()
  if (first.done === true) return reply.send('[]')
  const [open, close] = listing.isOne ? ['', ''] : ['[', ']']
  const ready = [Buffer.from(open), first.value]
  let next = pieces.next()
  for (let size = first.value.length; size < shortLength;) {
    // A short list has ended by now; a long one waits for the database, and the client should not have to wait with it.
    const piece = await Promise.race([next, nextTurn()])
    if (piece === undefined) break
    if (piece.done === true) return reply.send(Buffer.concat([...ready, Buffer.from(close)]))
    ready.push(piece.value)
    size += piece.value.length
    next = pieces.next()
  }
  const whole = joinPieces(Buffer.concat(ready), { next, pieces }, close)
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
  // Nobody awaits this promise when the client leaves before the second piece.
  next.catch(() => {})
  try {
    yield start
    for (let piece = await next; piece.done !== true; piece = await pieces.next()) yield piece.value
    if (close !== '') yield Buffer.from(close)
  } finally {
    await pieces.return?.()
  }
}

/** A file that is sent while it is being created. */
export interface KitFile {
  readonly contentType: string
  readonly name: string
  readonly pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>
}

/** Sends a file. A failure before its first piece becomes an error response. */
export async function sendFile(
  reply: FastifyReply,
  { contentType, name, pieces }: KitFile,
): Promise<FastifyReply> {
  const all = toAsync(pieces)
  const first = await all.next()
  void reply
    .type(contentType)
    .header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
  if (first.done === true) return reply.send('')
  return reply.send(Readable.from(startWith(first.value, all)))
}

async function* toAsync<T>(pieces: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* pieces
}

async function* startWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}
