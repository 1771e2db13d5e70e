import { Socket } from 'node:net'

/** Counts the connections of each API key. */
export interface ConnectionCounter {
  /** Returns whether the key may use this connection. */
  admit(socket: unknown, keyId: string): boolean
}

/**
 * Creates a counter that lets a key have so many connections open at once.
 *
 * A connection counts for the key of its latest request, so that a proxy may share its connections among keys.
 */
export function createConnectionCounter(most: number): ConnectionCounter {
  const owners = new WeakMap<Socket, string>()
  const counts = new Map<string, number>()
  const release = (socket: Socket): void => {
    const keyId = owners.get(socket)
    if (keyId === undefined) return
    owners.delete(socket)
    const left = (counts.get(keyId) ?? 1) - 1
    if (left === 0) counts.delete(keyId)
    else counts.set(keyId, left)
  }
  return {
    admit(socket, keyId) {
      // A request that is made in process has none.
      if (!(socket instanceof Socket) || owners.get(socket) === keyId) return true
      const count = counts.get(keyId) ?? 0
      if (count >= most) return false
      if (owners.has(socket)) release(socket)
      else socket.once('close', () => release(socket))
      owners.set(socket, keyId)
      counts.set(keyId, count + 1)
      return true
    },
  }
}
