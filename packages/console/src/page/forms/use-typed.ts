import { useEffect, useRef, useState } from 'preact/hooks'
import { hasSessionEnded, onSessionEnd } from '../api.js'
import { notify } from '../layout/notices.js'
import { forgetPlace, readTyped, rememberPlace } from '../left-place.js'
import { texts } from '../texts.js'
import type { FieldValues } from './field.js'

/** Returns the values of a form. They are kept while the operator signs in again after the session has ended. */
export function useTyped(initial: FieldValues): [FieldValues, (values: FieldValues) => void] {
  const [typed] = useState(readTyped)
  const [values, setValues] = useState<FieldValues>({ ...initial, ...typed })
  const last = useRef(values)
  last.current = values
  useEffect(() => {
    const first = last.current
    if (typed !== undefined) notify(texts.form.restored)
    const stop = onSessionEnd(() => {
      if (typed !== undefined || last.current !== first) rememberPlace(last.current)
    })
    return () => {
      stop()
      if (!hasSessionEnded()) forgetPlace()
    }
  }, [])
  return [values, setValues]
}
