import type { NameOrder } from '@referly-kit/csv'
import type { VNode } from 'preact'
import { texts } from '../texts.js'
import type { FileChoices } from './affiliate-file.js'
import type { ChosenFile } from './use-affiliate-file.js'

const { file: words } = texts.designer

/** Encodings that are still in use. The first is also detected; any other one is a guess. */
const encodings = [
  'utf-8',
  'utf-16le',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'iso-8859-2',
  'macintosh',
  'gbk',
  'big5',
  'shift_jis',
  'euc-kr',
] as const

interface FileChoiceFieldsProps {
  readonly file: ChosenFile
  readonly onChange: (choices: Partial<FileChoices>) => void
}

/** The choices about a file: its encoding, the order of names, and columns that were not recognized. */
export function FileChoiceFields({ file, onChange }: FileChoiceFieldsProps): VNode {
  const { reading, encoding = '', nameOrder } = file
  const detected = reading.kind === 'affiliates' && encoding === '' ? reading.file.encoding : ''
  return (
    <div class="file-choices">
      <ColumnFields file={file} onChange={onChange} />
      <Choice
        id="file-encoding"
        label={words.encoding}
        value={encoding}
        options={[
          ['', words.encodingDetected(detected)],
          ...encodings.map((each) => [each, each] as const),
        ]}
        onChange={(value) => onChange({ encoding: value === '' ? undefined : value })}
      />
      <Choice
        id="file-name-order"
        label={words.nameOrder}
        value={nameOrder}
        options={Object.entries(words.nameOrders)}
        onChange={(value) => onChange({ nameOrder: value as NameOrder })}
      />
    </div>
  )
}

function ColumnFields({ file, onChange }: FileChoiceFieldsProps): VNode {
  const { reading, columns, header } = file
  const needed = reading.kind === 'problem' ? reading.choice?.column : undefined
  const names = [...new Set([...columns.keys(), ...(needed === undefined ? [] : [needed])])]
  const options = header.map((title, index) => {
    // Titles can be empty or repeat; numbers cannot.
    const isUnique = title !== '' && header.indexOf(title) === header.lastIndexOf(title)
    const number = String(index + 1)
    return [isUnique ? title : number, title || words.columnNumber(index + 1)] as const
  })
  return (
    <>
      {names.map((name) => (
        <Choice
          key={name}
          id={`file-column-${name}`}
          label={words.column(name)}
          value={columns.get(name) ?? ''}
          options={[['', words.columnNone], ...options]}
          onChange={(value) => {
            const others = [...columns].filter(([other]) => other !== name)
            onChange({ columns: new Map(value === '' ? others : [...others, [name, value]]) })
          }}
        />
      ))}
    </>
  )
}

interface ChoiceProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, title: string])[]
  readonly onChange: (value: string) => void
}

function Choice({ id, label, value, options, onChange }: ChoiceProps): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([each, title]) => (
          <option key={each} value={each}>
            {title}
          </option>
        ))}
      </select>
    </div>
  )
}
