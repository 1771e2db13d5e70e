import { Readable } from 'node:stream'

import type { FastifyReply } from 'fastify'

import type { Listing } from '../domain/listings.js'

const json = 'application/json; charset=utf-8'

/**
 * Answers a look-up: whole when it is one piece, else piece by piece as fast as the client reads.
 *
 * A failure of the database before the first piece is answered as an error; later it breaks the connection off, so
 * that nobody takes half a list for a whole one.
 */
export async function sendListing(reply: FastifyReply, listing: Listing): Promise<FastifyReply> {
  const pieces = listing.pieces[Symbol.asyncIterator]()
  const first = await pieces.next()
  void reply.type(json)
  if (first.done === true) return reply.send('[]')
  const [open, close] = listing.isOne ? ['', ''] : ['[', ']']
  const second = await pieces.next()
  if (second.done === true) return reply.send(open + first.value + close)
  const texts = joinPieces([open + first.value, second.value], pieces, close)
  return reply.send(Readable.from(texts, { objectMode: true, highWaterMark: 1 }))
}

async function* joinPieces(
  known: readonly string[],
  pieces: AsyncIterator<string>,
  close: string,
): AsyncGenerator<string> {
  yield* known
  try {
    for (;;) {
      const next = await pieces.next()
      if (next.done === true) break
      yield next.value
    }
    if (close !== '') yield close
  } finally {
    await pieces.return?.()
  }
}
