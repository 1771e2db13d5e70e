import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Time that a notice is shown, in milliseconds. */
const shownMs = 5000

let show: (message: string) => void = () => {}

/** Shows a message at the edge of the page for a moment, and reads it to screen readers. */
export function notify(message: string): void {
  show(message)
}

/** The place of messages. */
export function Notices(): VNode {
  const [message, setMessage] = useState('')
  useEffect(() => {
    show = setMessage
  }, [])
  useEffect(() => {
    if (message === '') return undefined
    const timer = setTimeout(() => setMessage(''), shownMs)
    return () => clearTimeout(timer)
  }, [message])
  return (
    <div class={`notice${message === '' ? '' : ' shown'}`} role="status">
      {message}
    </div>
  )
}
