// A file that the server makes: the button says that it is at work, and why it could not.
import { Button } from '@mantine/core'
import { IconFileDownload } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { download, type QueryParameters } from '../api.ts'
import { useProblemToast } from './use-problem-toast.ts'

export interface DownloadButtonProps {
  readonly label: string
  /** Under /api/v1. */
  readonly path: string
  readonly query?: QueryParameters
  /** With its extension. */
  readonly fileName: string
}

export function DownloadButton({ label, path, query, fileName }: DownloadButtonProps): ReactNode {
  const onFailure = useProblemToast()
  const [busy, setBusy] = useState(false)
  const save = (): void => {
    setBusy(true)
    void download(path, fileName, query)
      .catch(onFailure)
      .finally(() => setBusy(false))
  }
  return (
    <Button
      variant="default"
      className="no-print"
      loading={busy}
      leftSection={<IconFileDownload size={16} stroke={1.5} />}
      onClick={save}
    >
      {label}
    </Button>
  )
}
