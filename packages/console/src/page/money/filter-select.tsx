import type { VNode } from 'preact'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'

/** Properties of a filter. */
export interface FilterSelectProps {
  /** The name of the filter in the address. */
  readonly name: string
  readonly title: string
  readonly value: string | undefined
  /** The titles of the values. */
  readonly options: Readonly<Record<string, string>>
}

/** A filter of a list, which is part of the address. */
export function FilterSelect({ name, title, value, options }: FilterSelectProps): VNode {
  const { path, query } = useRoute()
  return (
    <select
      class="filter"
      aria-label={title}
      value={value ?? ''}
      onChange={({ currentTarget }) => {
        const others = Object.fromEntries(query)
        navigate(toHref(path, { ...others, [name]: currentTarget.value }), true)
      }}
    >
      <option value="">{`${title}: ${texts.list.all}`}</option>
      {Object.entries(options).map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  )
}
