import { Socket } from 'node:net'

/** A counter of the connections of each API key. */
export interface ConnectionCounter {
  /** Returns whether the key may use this connection. */
  admit(socket: unknown, keyId: string): boolean
}

/**
 * Creates a counter that allows each key a number of open connections.
 *
 * A connection counts for the key of its latest request, so that a proxy can share its connections among keys.
 */
export function createConnectionCounter(limit: number): ConnectionCounter {
  const keyIds = new WeakMap<Socket, string>()
  const counts = new Map<string, number>()
  const release = (socket: Socket): void => {
    const keyId = keyIds.get(socket)
    if (keyId === undefined) return
    keyIds.delete(socket)
    const left = (counts.get(keyId) ?? 1) - 1
    if (left === 0) counts.delete(keyId)
    else counts.set(keyId, left)
  }
  return {
    admit(socket, keyId) {
      // An injected request has no socket.
      if (!(socket instanceof Socket) || keyIds.get(socket) === keyId) return true
      const count = counts.get(keyId) ?? 0
      if (count >= limit) return false
      if (keyIds.has(socket)) release(socket)
      else socket.once('close', () => release(socket))
      keyIds.set(socket, keyId)
      counts.set(keyId, count + 1)
      return true
    },
  }
}
