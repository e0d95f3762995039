// “Recalculer les statuts”: what it does to the past is said before, how many changed afterwards.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { Notice, ProblemNotice } from '#web/components/problem-notice.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Recomputation } from '../formula-schemas.ts'
import type { Dashboard } from '../schemas.ts'
import { keys } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-formula.ts'

export interface RecomputeDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly dashboard: Dashboard
}

export function RecomputeDialog({ opened, close, dashboard }: RecomputeDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.recompute.title', { title: dashboard.title })}>
      <Recompute close={close} dashboard={dashboard} />
    </Dialog>
  )
}

function Recompute({ close, dashboard }: Omit<RecomputeDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const [outcome, setOutcome] = useState<Recomputation | null>(null)
  const run = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      setOutcome(await post<Recomputation>(`/dashboards/${dashboard.id}/recomputations`))
      await queryClient.invalidateQueries({ queryKey: keys.all })
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      {problem === null ? null : <ProblemNotice error={problem} />}
      {outcome === null ? <Meaning locked={dashboard.locked_through} /> : <Outcome outcome={outcome} />}
      <div className="form-buttons">
        {outcome === null ? (
          <Button loading={busy} onClick={() => void run()}>
            {t('kpi.recompute.run')}
          </Button>
        ) : null}
        <Button variant="default" onClick={close} data-autofocus>
          {t(outcome === null ? 'action.cancel' : 'action.close')}
        </Button>
      </div>
    </div>
  )
}

function Meaning({ locked }: { readonly locked: string | null }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  return (
    <ul className="notice-list">
      <li>{t('kpi.recompute.judged')}</li>
      <li>{t('kpi.recompute.numbers')}</li>
      {locked === null ? null : <li>{t('kpi.recompute.locked', { day: format.day(locked) })}</li>}
      <li>{t('kpi.recompute.audited')}</li>
    </ul>
  )
}

function Outcome({ outcome }: { readonly outcome: Recomputation }): ReactNode {
  const t = useT<KpiKey>()
  const { statuses_changed, value_count, kpi_count } = outcome
  return (
    <Notice tone="good" title={t('kpi.recompute.changed', { count: statuses_changed })}>
      <p>
        {t('kpi.recompute.looked', { count: value_count })} {t('kpi.recompute.of', { count: kpi_count })}
      </p>
    </Notice>
  )
}
