import type { AffiliateFile, CsvProblem } from '@referly-kit/csv'
import type { ComponentChildren, VNode } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { texts } from '../texts.js'
import { FileChoiceFields } from './file-choices.js'
import type { AffiliateFileState, ChosenFile } from './use-affiliate-file.js'

const { file: words } = texts.designer

/** Maximum number of invalid rows shown. */
const mostShown = 5

/** The field for a CSV file of affiliates: what was read, what is wrong, and what can be chosen. */
export function FileField({ state }: { readonly state: AffiliateFileState }): VNode {
  const { file, problem } = state
  const open = (files: FileList | null | undefined): void => {
    const [first] = files ?? []
    if (first !== undefined) void state.open(first)
  }
  const input = useRef<HTMLInputElement>(null)
  const drop = (files: FileList | undefined): void => {
    // The input then shows the name of the file.
    if (input.current !== null && files !== undefined) input.current.files = files
    open(files)
  }
  return (
    <DropZone onDrop={drop}>
      <label for="affiliate-file">{words.choose}</label>
      <input
        id="affiliate-file"
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-describedby="affiliate-file-help affiliate-file-problem"
        aria-invalid={isInvalid(state) ? 'true' : undefined}
        onClick={({ currentTarget }) => {
          // Choosing the same file again after it was corrected is a change, too.
          currentTarget.value = ''
        }}
        onChange={({ currentTarget }) => open(currentTarget.files)}
      />
      <p id="affiliate-file-help" class="help">
        {words.help}
      </p>
      <div id="affiliate-file-problem" role="alert">
        {problem !== '' && <p class="problem">{problem}</p>}
        {file !== undefined && <FileProblems file={file} />}
      </div>
      {file !== undefined && <FileSummary file={file} state={state} />}
    </DropZone>
  )
}

interface DropZoneProps {
  readonly onDrop: (files: FileList | undefined) => void
  readonly children: ComponentChildren
}

function DropZone({ onDrop, children }: DropZoneProps): VNode {
  const [isOver, setOver] = useState(false)
  return (
    <div
      class={`field file-field${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onDrop(event.dataTransfer?.files)
      }}
    >
      {children}
    </div>
  )
}

function isInvalid({ problem, file }: AffiliateFileState): boolean {
  if (problem !== '') return true
  if (file === undefined) return false
  const { reading } = file
  return reading.kind === 'problem' || reading.file.problems.length > 0
}

function FileProblems({ file: { name, reading } }: { readonly file: ChosenFile }): VNode {
  if (reading.kind === 'problem') {
    return <p class="problem">{toPlain(`${name}: ${reading.message}`)}</p>
  }
  const { problems } = reading.file
  return (
    <>
      {problems.slice(0, mostShown).map(({ line, message }: CsvProblem) => (
        <p key={line} class="problem">
          {words.line(line, toPlain(message))}
        </p>
      ))}
      {problems.length > mostShown && (
        <p class="problem">{words.more(problems.length - mostShown)}</p>
      )}
    </>
  )
}

interface FileSummaryProps {
  readonly file: ChosenFile
  readonly state: AffiliateFileState
}

function FileSummary({ file, state }: FileSummaryProps): VNode {
  const { name, reading } = file
  const problems = reading.kind === 'affiliates' ? reading.file.problems.length : 0
  return (
    <>
      {problems > 0 && (
        <div class="field checkbox">
          <input
            id="leave-out"
            type="checkbox"
            checked={state.isLeavingOut}
            onChange={({ currentTarget }) => state.leaveOut(currentTarget.checked)}
          />
          <label for="leave-out">{words.leaveOut(problems)}</label>
        </div>
      )}
      <div role="status">
        {reading.kind === 'affiliates' &&
          toNotes(name, reading.file).map((note) => (
            <p key={note} class="help">
              {note}
            </p>
          ))}
      </div>
      <FileChoiceFields file={file} onChange={(choices) => void state.change(choices)} />
    </>
  )
}

function toNotes(name: string, file: AffiliateFile): readonly string[] {
  const { affiliates, isGuess, encoding, headerLine, garbled } = file
  return [
    words.read(name, affiliates.length),
    ...(isGuess ? [words.guessed(encoding)] : []),
    ...(headerLine === undefined ? [] : [words.header(headerLine)]),
    ...(garbled === undefined ? [] : [words.garbled(garbled.line, garbled.name.slice(0, 60))]),
  ]
}

function toPlain(message: string): string {
  return message.replaceAll('`', '')
}
