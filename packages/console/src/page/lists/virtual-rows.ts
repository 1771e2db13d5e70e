import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** The rows of a long list that are in view. */
export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Index of the first row to render. */
  readonly first: number
  /** Index after the last row to render. */
  readonly end: number
  /** Index after the last row in view. */
  readonly viewEnd: number
}

/** Rows rendered above and below those in view, so that a frame that comes late shows no gap. */
const overscan = 12

/**
 * Renders only the rows in view, so that a list of 100,000 costs as much as one of 50.
 *
 * All rows have one height, so their places need no measuring, which is most of what a library for this does.
 */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const scroller = useRef<HTMLDivElement | null>(null)
  const [view, setView] = useState({ first: 0, rows: 50 })
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const update = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - overscan)
      const rows = Math.ceil(element.clientHeight / rowHeight) + 2 * overscan
      setView((last) => (last.first === first && last.rows === rows ? last : { first, rows }))
    }
    const observer = new ResizeObserver(update)
    observer.observe(element)
    element.addEventListener('scroll', update, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', update)
    }
  }, [rowHeight])
  const first = Math.min(view.first, Math.max(0, count - view.rows))
  const end = first + view.rows
  // Above the first row of a list, there are no others to render.
  const viewEnd = end - (first === 0 ? 2 * overscan : overscan)
  return { scroller, first, end: Math.min(count, end), viewEnd }
}
