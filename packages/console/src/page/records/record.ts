import { useEffect, useState } from 'preact/hooks'
import { onChange } from './changes.js'

/** A record, as far as it has arrived. */
export interface RecordState<Item> {
  readonly record: Item | undefined
  readonly status: 'loading' | 'ready' | 'failed'
}

interface Keyed<Item> extends RecordState<Item> {
  readonly key: string | number
}

/** Reads the record with a key, and reads it again when records were changed. */
export function useRecord<Item>(
  key: string | number,
  read: () => Promise<Item | undefined>,
): RecordState<Item> {
  const [state, setState] = useState<Keyed<Item>>()
  useEffect(() => {
    let isCurrent = true
    const load = (): void => {
      read().then(
        (record) => isCurrent && setState({ key, record, status: 'ready' }),
        () => isCurrent && setState({ key, record: undefined, status: 'failed' }),
      )
    }
    load()
    const stop = onChange(load)
    return () => {
      isCurrent = false
      stop()
    }
  }, [key])
  return state?.key === key ? state : { record: undefined, status: 'loading' }
}
