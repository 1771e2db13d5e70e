import type { AffiliateFile, AffiliateRow } from '@referly-kit/csv'
import { useRef, useState } from 'preact/hooks'
import { texts } from '../texts.js'
import type { FileChoices, FileReading } from './affiliate-file.js'

/** 16 MiB, about 250,000 affiliates, which take half a second and 100 MB of memory to read. */
const mostBytes: number = 16 * 2 ** 20

const { file: words } = texts.designer

/** A file that was chosen, with the choices about it. */
export interface ChosenFile extends FileChoices {
  readonly name: string
  readonly bytes: Uint8Array
  /** The titles of its columns, once one of them must be chosen. */
  readonly header: readonly string[]
  readonly reading: FileReading
}

/** The state of the field for a file. */
export interface AffiliateFileState {
  readonly file: ChosenFile | undefined
  /** The reason why no file could be read, or an empty text. */
  readonly problem: string
  /** True if invalid rows are left out. */
  readonly isLeavingOut: boolean
  /** The affiliates to create codes for: none while a row is invalid, unless it is left out. */
  readonly rows: readonly AffiliateRow[]
  readonly extraTitles: readonly string[]
  open(file: File): Promise<void>
  change(choices: Partial<FileChoices>): Promise<void>
  leaveOut(isLeavingOut: boolean): void
}

function toUsable(file: ChosenFile | undefined, isLeavingOut: boolean): AffiliateFile | undefined {
  if (file?.reading.kind !== 'affiliates') return undefined
  const { file: read } = file.reading
  return isLeavingOut || read.problems.length === 0 ? read : undefined
}

const firstChoices: FileChoices = {
  encoding: undefined,
  columns: new Map(),
  nameOrder: 'first-last',
}

const noRows: readonly AffiliateRow[] = []
const noTitles: readonly string[] = []

/** Keeps the file of the designer, and reads it again whenever a choice about it changes. */
export function useAffiliateFile(): AffiliateFileState {
  const [file, setFile] = useState<ChosenFile>()
  const [problem, setProblem] = useState('')
  const [isLeavingOut, leaveOut] = useState(false)
  const turn = useRef(0)
  const read = async (next: Omit<ChosenFile, 'reading'>): Promise<void> => {
    const own = ++turn.current
    const { readAffiliateFile } = await import('./affiliate-file.js')
    const reading = readAffiliateFile(next.bytes, next)
    if (own !== turn.current) return
    const header =
      reading.kind === 'problem' ? (reading.choice?.header ?? next.header) : next.header
    setFile({ ...next, header, reading })
  }
  const open = async (chosen: File): Promise<void> => {
    setFile(undefined)
    leaveOut(false)
    const { name } = chosen
    if (chosen.size > mostBytes) return setProblem(words.tooLarge(name))
    try {
      const bytes = new Uint8Array(await chosen.arrayBuffer())
      await read({ ...firstChoices, name, bytes, header: [] })
      setProblem('')
    } catch {
      setProblem(words.unreadable(name))
    }
  }
  const usable = toUsable(file, isLeavingOut)
  return {
    file,
    problem,
    isLeavingOut,
    rows: usable?.affiliates ?? noRows,
    extraTitles: usable?.extraTitles ?? noTitles,
    open,
    change: async (choices) => file && read({ ...file, ...choices }),
    leaveOut,
  }
}
