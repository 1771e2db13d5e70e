import type { ApiKey, ApiKeyKind } from '@referly-kit/types'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toProblem } from '../problems.js'

/** The valid API keys or sessions, once they are loaded. */
export interface KeyList {
  readonly keys: readonly ApiKey[] | undefined
  /** The reason why they could not be read. */
  readonly problem: string
  /** Reads them again. */
  reload(): Promise<void>
}

/** Reads the valid API keys or sessions, the newest first. */
export function useKeys(kind: ApiKeyKind): KeyList {
  const [keys, setKeys] = useState<readonly ApiKey[]>()
  const [problem, setProblem] = useState('')
  const reload = async (): Promise<void> => {
    setProblem('')
    try {
      setKeys(await readKeys(kind))
    } catch (error) {
      setProblem(toProblem(error).message)
    }
  }
  useEffect(() => void reload(), [kind])
  return { keys, problem, reload }
}

/** Reads the valid API keys or sessions, the newest first. */
export async function readKeys(kind: ApiKeyKind): Promise<readonly ApiKey[]> {
  const keys: ApiKey[] = []
  for await (const key of referly.kit.keys.iterate({ kind, state: 'ACTIVE' })) keys.unshift(key)
  return keys
}

/** Returns the name of a key, or its first characters when it has none. */
export function toName({ label, prefix, id }: ApiKey): string {
  return label ?? (prefix === null ? id : `${prefix}…`)
}
