import type { ApiKey } from '@referly-kit/types'
import type { ComponentChildren, VNode } from 'preact'
import { texts } from '../texts.js'
import type { KeyList } from './key-list.js'

/** A column of keys or sessions. */
export interface KeyColumn {
  readonly title: string
  readonly cell: (key: ApiKey) => ComponentChildren
  /** True for a column that a narrow screen leaves out. */
  readonly isExtra?: boolean
}

/** Properties of a table of keys or sessions. */
export interface KeyTableProps {
  readonly label: string
  readonly list: KeyList
  readonly columns: readonly KeyColumn[]
}

/** A table of keys or sessions. There are few of them, so all are shown. */
export function KeyTable({ label, list, columns }: KeyTableProps): VNode {
  const { keys, problem, reload } = list
  if (problem !== '') {
    return (
      <p class="problem" role="alert">
        {problem}{' '}
        <button type="button" class="button" onClick={() => void reload()}>
          {texts.list.retry}
        </button>
      </p>
    )
  }
  if (keys === undefined) return <p class="loading">{texts.list.loading}</p>
  return (
    <div class="key-table">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, isExtra }) => (
              <th key={title} scope="col" class={isExtra ? 'extra' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              {columns.map(({ title, cell, isExtra }) => (
                <td key={title} class={isExtra ? 'extra' : undefined}>
                  {cell(key)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
