// One file that is kept: its name and facts, to download and, by whoever may, to delete.
import { ActionIcon } from '@mantine/core'
import { IconDownload, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { download } from '#web/api.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import './kept-file.css'

export interface KeptFileProps {
  readonly name: string
  /** Where its bytes are, under /api/v1. */
  readonly path: string
  /** Size, sender, time: what is known of it. */
  readonly facts: readonly (string | null)[]
  /** Absent: not for this person, or not now. */
  readonly remove?: (() => void) | undefined
}

export function KeptFile({ name, path, facts, remove }: KeptFileProps): ReactNode {
  const t = useT<KpiKey>()
  const onFailure = useProblemToast()
  return (
    <li className="kept-file">
      <span className="kept-file-name">
        {name}
        <span className="quiet small"> {facts.filter((fact) => fact !== null).join(' · ')}</span>
      </span>
      <span className="kept-file-acts">
        <ActionIcon
          size="md"
          aria-label={t('kpi.evidence.download', { name })}
          title={t('kpi.evidence.download', { name })}
          onClick={() => void download(path, name).catch(onFailure)}
        >
          <IconDownload size={16} stroke={1.5} />
        </ActionIcon>
        {remove === undefined ? null : (
          <ActionIcon
            size="md"
            aria-label={t('kpi.evidence.delete', { name })}
            title={t('kpi.evidence.delete', { name })}
            onClick={remove}
          >
            <IconTrash size={16} stroke={1.5} />
          </ActionIcon>
        )}
      </span>
    </li>
  )
}
