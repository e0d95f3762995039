// Where a file is dropped, or chosen by keyboard; says what is accepted and why a file is not.
import { IconFileUpload } from '@tabler/icons-react'
import { useId, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import { useFileCheck, type FileLimits } from './use-file-check.ts'
import './file-drop.css'

export interface FileDropProps extends FileLimits {
  readonly label: string
  readonly help?: ReactNode
  readonly file: File | null
  readonly onFile: (file: File) => void
  /** Share sent, 0 to 1, while an upload runs. */
  readonly progress?: number | null
  readonly disabled?: boolean
}

export function FileDrop(props: FileDropProps): ReactNode {
  const { label, help, accept, file, disabled = false } = props
  const t = useT()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const { mistake, take } = useChecked(props)
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    if (!disabled) take(event.dataTransfer.files)
  }
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label className="file-drop" htmlFor={id} data-over={over} data-disabled={disabled}>
        <IconFileUpload stroke={1.5} size={22} aria-hidden="true" />
        <span className="file-drop-label">{label}</span>
        <span className="quiet small">{help ?? t('file.accepted', { list: accept.join(', ') })}</span>
        {file === null ? null : <ChosenFile file={file} progress={props.progress ?? null} />}
        <input
          id={id}
          ref={input}
          type="file"
          className="visually-hidden"
          accept={accept.join(',')}
          disabled={disabled}
          aria-describedby={mistake === null ? undefined : `${id}-mistake`}
          onChange={(event) => {
            take(event.currentTarget.files)
            // The same file, corrected, can be chosen again.
            event.currentTarget.value = ''
          }}
        />
      </label>
      {mistake === null ? null : (
        <p id={`${id}-mistake`} className="file-drop-mistake" role="alert">
          {mistake}
        </p>
      )}
    </div>
  )
}

interface Checked {
  readonly mistake: string | null
  readonly take: (files: FileList | null) => void
}

/** Refuses here what the server would refuse anyway. */
function useChecked({ accept, bytesMax, onFile }: FileDropProps): Checked {
  const refusalOf = useFileCheck({ accept, bytesMax })
  const [mistake, setMistake] = useState<string | null>(null)
  const take = (files: FileList | null): void => {
    const file = files?.[0]
    if (file === undefined) return
    const refusal = refusalOf(file)
    setMistake(refusal)
    if (refusal === null) onFile(file)
  }
  return { mistake, take }
}

function ChosenFile({ file, progress }: { readonly file: File; readonly progress: number | null }): ReactNode {
  const t = useT()
  const format = useFormat()
  return (
    <span className="file-drop-file">
      <strong>{file.name}</strong> <span className="quiet">{format.bytes(file.size)}</span>
      {progress === null ? null : (
        <progress max={1} value={progress} aria-label={t('file.sending', { name: file.name })}>
          {format.share(progress)}
        </progress>
      )}
    </span>
  )
}
