import { isInvalidInputError } from '@referly-kit/client'
import { useEffect, useState } from 'preact/hooks'
import { toProblem } from '../problems.js'
import { onChange } from './changes.js'

/** The state of reading a record. */
export interface Reading {
  readonly status: 'loading' | 'ready' | 'failed'
  /** The reason why it could not be read. */
  readonly problem?: string
}

/** A record, as far as it has arrived. */
export interface RecordState<Item> extends Reading {
  readonly record: Item | undefined
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
    const toFailed = (error: unknown): Keyed<Item> => {
      return { key, record: undefined, ...toFailure(error) }
    }
    const load = (): void => {
      read().then(
        (record) => isCurrent && setState({ key, record, status: 'ready' }),
        (error: unknown) => isCurrent && setState((last) => keepRecord(last, toFailed(error))),
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

/** A record on the page stays there when it cannot be read again. */
function keepRecord<Item>(last: Keyed<Item> | undefined, failed: Keyed<Item>): Keyed<Item> {
  const isKept = failed.status === 'failed' && last?.key === failed.key && last.record !== undefined
  return isKept ? last : failed
}

/** Describes why a record could not be read. An address with an invalid id leads to no record. */
export function toFailure(error: unknown): Reading {
  const { status } = error as { readonly status?: unknown }
  if (isInvalidInputError(error) || status === 400 || status === 404) return { status: 'ready' }
  return { status: 'failed', problem: toProblem(error).message }
}
