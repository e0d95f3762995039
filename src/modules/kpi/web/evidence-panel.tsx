// The evidence of one value: what there is, to download or take away, and a place to drop more.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { del, upload } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { FileDrop } from '#web/components/file-drop.tsx'
import { ProblemNotice } from '#web/components/problem-notice.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Evidence } from '../closing-schemas.ts'
import { isLocked } from '../rules/closing.ts'
import type { Kpi, Value } from '../schemas.ts'
import { evidenceQuery } from './closing-queries.ts'
import { deleteLater, useWithoutDeleted } from './deletions.ts'
import { fileBytesMax, fileKinds } from './file-kinds.ts'
import { KeptFile } from './kept-file.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'
import './closing.css'

interface EvidenceOf {
  readonly kpi: Kpi
  readonly value: Value
}

export function EvidenceDialog({ kpi, value, close }: EvidenceOf & { readonly close: () => void }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  return (
    <Dialog opened close={close} title={t('kpi.evidence.of', { period: nameOf(value.period_label) })}>
      <EvidencePanel kpi={kpi} value={value} />
    </Dialog>
  )
}

export function EvidencePanel({ kpi, value }: EvidenceOf): ReactNode {
  const t = useT<KpiKey>()
  const evidence = useQuery(evidenceQuery(value.id))
  const shown = useWithoutDeleted(evidence.data ?? none)
  const closed = isClosed({ kpi, value })
  return (
    <div className="stack">
      {evidence.isPending ? <LinesSkeleton lines={2} /> : null}
      {evidence.isError ? <ErrorState error={evidence.error} retry={() => void evidence.refetch()} /> : null}
      {evidence.isSuccess && shown.length === 0 ? (
        <p className="quiet">{t(kpi.can_enter ? 'kpi.evidence.none' : 'kpi.evidence.noneRead')}</p>
      ) : null}
      {shown.length === 0 ? null : (
        <ul className="plain-list lined">
          {shown.map((one) => (
            <EvidenceItem key={one.id} kpi={kpi} one={one} closed={closed} />
          ))}
        </ul>
      )}
      {kpi.can_enter ? <AddEvidence kpi={kpi} value={value} /> : null}
      {closed && kpi.can_enter ? <p className="quiet small">{t('kpi.evidence.lockedHelp')}</p> : null}
    </div>
  )
}

const none: readonly Evidence[] = []

/** Whether the period of a value is closed, as far as the page knows. */
export function isClosed({ kpi, value }: EvidenceOf): boolean {
  return kpi.locked_through !== null && isLocked(value.period_end as Day, kpi.locked_through as Day)
}

type Day = Parameters<typeof isLocked>[0]

interface EvidenceItemProps {
  readonly kpi: Kpi
  readonly one: Evidence
  readonly closed: boolean
}

function EvidenceItem({ kpi, one, closed }: EvidenceItemProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const { name } = one
  const remove = (): void =>
    deleteLater({
      id: one.id,
      message: t('kpi.evidence.deleted', { name }),
      commit: async (options) => {
        await del(`/evidence/${one.id}`, options)
        await refresh(queryClient, 'evidence', { kpi_id: kpi.id })
      },
      onFailure,
    })
  return (
    <KeptFile
      name={name}
      path={`/evidence/${one.id}/content`}
      facts={[format.bytes(one.bytes), one.added_by_name, format.relative(one.created_at)]}
      remove={one.can_delete && !closed ? remove : undefined}
    />
  )
}

function AddEvidence({ kpi, value }: EvidenceOf): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const send = async (chosen: File): Promise<void> => {
    setFile(chosen)
    setError(null)
    setShare(0)
    try {
      const form = new FormData()
      form.set('file', chosen)
      const before = queryClient.getQueryData(evidenceQuery(value.id).queryKey) ?? []
      const added = await upload<Evidence>(`/values/${value.id}/evidence`, form, { onProgress: setShare })
      await refresh(queryClient, 'evidence', { kpi_id: kpi.id })
      const known = before.some(({ id }) => id === added.id)
      showToast(t(known ? 'kpi.evidence.same' : 'kpi.evidence.added', { name: added.name }))
    } catch (failure) {
      setError(failure)
    } finally {
      setFile(null)
      setShare(null)
    }
  }
  return (
    <>
      <FileDrop
        label={t('kpi.evidence.drop')}
        help={t('kpi.evidence.help')}
        accept={fileKinds}
        bytesMax={fileBytesMax}
        file={file}
        onFile={(chosen) => void send(chosen)}
        progress={share}
        disabled={share !== null}
      />
      {error === null ? null : <ProblemNotice error={error} />}
    </>
  )
}
