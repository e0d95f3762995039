// Taking an import back: offered for ten seconds after it, and on its page; says what will change, and what stands in the way.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { Notice, ProblemNotice } from '#web/components/problem-notice.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useMemberNames } from '#web/pages/use-member-names.ts'
import { hasCode } from '#web/problem.ts'
import { dismissToast, showToast } from '#web/toasts.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import type { ChangedSince, ImportJob } from '../import-schemas.ts'
import { importJobQuery, takeFresh } from './import-queries.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-imports.ts'

/** Whether the server would still take an import back, as far as the page can know. */
function isUndoable(job: ImportJob): boolean {
  return job.undone_at === null && job.undoable_until !== null && Date.parse(job.undoable_until) > Date.now()
}

function useUndo(): (job: ImportJob) => Promise<void> {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  return async (job) => {
    const undone = await post<ImportJob>(`/imports/jobs/${job.id}/undo`)
    queryClient.setQueryData(importJobQuery(job.id).queryKey, undone)
    showToast(t('kpi.imports.undo.done'))
    await refresh(queryClient, 'import')
  }
}

/** Right after an import that was started here: the sentence with its way back. */
export function useFreshImportToast(job: ImportJob): void {
  const t = useT<KpiKey>()
  const undo = useUndo()
  const onFailure = useProblemToast()
  const toast = useRef<number | null>(null)
  useEffect(() => {
    // Undone on its page, it has nothing to take back any more.
    if (job.undone_at !== null && toast.current !== null) dismissToast(toast.current)
    if (!isUndoable(job) || !takeFresh(job.id)) return
    toast.current = showToast(t('kpi.imports.undo.fresh', { count: job.values_written }), {
      undo: () => void undo(job).catch(onFailure),
    })
  })
}

/** What became of the import since, or the button that takes it back. */
export function ImportUndo({ job }: { readonly job: ImportJob }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = useMemberNames()
  const [opened, setOpened] = useState(false)
  if (job.undone_at !== null && job.undone_by !== null) {
    return (
      <Notice title={t('kpi.imports.undo.by', { name: nameOf(job.undone_by), at: format.instant(job.undone_at) })}>
        <p>{sentences(t, job.values_removed, job.values_restored).join(' ')}</p>
      </Notice>
    )
  }
  if (!isUndoable(job)) return null
  return (
    <div className="row">
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('kpi.imports.undo.action')}
      </Button>
      <span className="quiet small">
        {t('kpi.imports.undo.until', { day: format.day((job.undoable_until ?? '').slice(0, 10)) })}
      </span>
      <Dialog opened={opened} close={() => setOpened(false)} title={t('kpi.imports.undo.title')} size="lg">
        <Question job={job} close={() => setOpened(false)} />
      </Dialog>
    </div>
  )
}

function Question({ job, close }: { readonly job: ImportJob; readonly close: () => void }): ReactNode {
  const t = useT<KpiKey>()
  const undo = useUndo()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const run = async (): Promise<void> => {
    setBusy(true)
    try {
      await undo(job)
      close()
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  if (problem !== null) return <Refused problem={problem} close={close} />
  return (
    <div className="stack">
      <ul className="notice-list">
        {sentences(t, job.values_new, job.values_changed, 'kpi.imports.undo.will').map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className="quiet">{t('kpi.imports.undo.redo')}</p>
      <div className="row">
        <Button onClick={() => void run()} loading={busy}>
          {t('kpi.imports.undo.action')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('action.close')}
        </Button>
      </div>
    </div>
  )
}

/** Why nothing was undone, value by value. */
function Refused({ problem, close }: { readonly problem: unknown; readonly close: () => void }): ReactNode {
  const t = useT<KpiKey>()
  const changes = hasCode(problem, 'IMPORT_CHANGED_SINCE') ? (problem.extra['changes'] as readonly ChangedSince[]) : []
  return (
    <div className="stack">
      <ProblemNotice error={problem} />
      {changes.length === 0 ? null : <Changes changes={changes} />}
      <div className="row">
        <Button variant="default" onClick={close}>
          {t('action.close')}
        </Button>
      </div>
    </div>
  )
}

function Changes({ changes }: { readonly changes: readonly ChangedSince[] }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = useMemberNames()
  const title = t('kpi.imports.undo.changes')
  return (
    <div className="table-scroll chart-twin import-diff" role="region" tabIndex={0} aria-label={title}>
      <table>
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('kpi.imports.diff.kpi')}</th>
            <th scope="col">{t('kpi.imports.diff.start')}</th>
            <th scope="col">{t('kpi.imports.undo.what')}</th>
            <th scope="col">{t('kpi.imports.by')}</th>
            <th scope="col">{t('kpi.imports.at')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.value_id}>
              <td>{change.kpi}</td>
              <td>{format.day(change.period_start)}</td>
              <td>{t(`kpi.imports.undo.reason.${change.reason}`)}</td>
              <td>{change.changed_by === null ? '–' : nameOf(change.changed_by)}</td>
              <td>{change.changed_at === null ? '–' : format.instant(change.changed_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type Sentence = 'kpi.imports.undo.will' | 'kpi.imports.undo.did'

function sentences(
  t: ReturnType<typeof useT<KpiKey>>,
  removed: number,
  restored: number,
  key: Sentence = 'kpi.imports.undo.did',
): readonly string[] {
  return [
    ...(removed === 0 ? [] : [t(`${key}Remove`, { count: removed })]),
    ...(restored === 0 ? [] : [t(`${key}Restore`, { count: restored })]),
  ]
}
