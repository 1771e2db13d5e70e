import { referly } from '../api.js'

/** The part of a backup that has been saved. */
export interface BackupProgress {
  readonly bytes: number
  readonly rows: number
}

interface FilePickerWindow {
  showSaveFilePicker?(options: { readonly suggestedName: string }): Promise<FileSystemFileHandle>
}

/** Returns whether the browser lets a page write a file as it arrives. Other browsers download it themselves. */
export function canSaveBackup(): boolean {
  return 'showSaveFilePicker' in window
}

/** Lets the operator choose a file. Returns nothing when they do not. */
export async function chooseFile(): Promise<FileSystemFileHandle | undefined> {
  const suggestedName = `referly-backup-${new Date().toISOString().slice(0, 10)}.jsonl`
  try {
    return await (window as FilePickerWindow).showSaveFilePicker?.({ suggestedName })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    throw error
  }
}

const newline = '\n'.codePointAt(0)

/** Writes the backup to a file as it arrives. An incomplete file is not kept. */
export async function saveBackup(
  handle: FileSystemFileHandle,
  onProgress: (progress: BackupProgress) => void,
  signal: AbortSignal,
): Promise<BackupProgress> {
  const file = await handle.createWritable()
  let bytes = 0
  let lines = 0
  try {
    for await (const piece of referly.kit.backup.read({ signal })) {
      await file.write(piece as Uint8Array<ArrayBuffer>)
      bytes += piece.length
      lines += piece.filter((byte) => byte === newline).length
      onProgress({ bytes, rows: Math.max(0, lines - 1) })
    }
    await file.close()
  } catch (error) {
    await file.abort()
    throw error
  }
  // The first and the last line are not rows.
  return { bytes, rows: lines - 2 }
}
