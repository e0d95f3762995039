// “Clore une période”: up to which day the values of a dashboard are closed.
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { addDays } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { put } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { DayField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useIsAdmin } from '#web/frame/use-session.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Dashboard, Kpi } from '../schemas.ts'
import { closingGaps } from './closing-gaps.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'

/** Missing values that are named; the others are counted. */
const namedMax = 3

export interface ClosingDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly dashboard: Dashboard
  /** Its KPIs, for what they lack. */
  readonly kpis: readonly Kpi[]
}

export function ClosingDialog({ opened, close, dashboard, kpis }: ClosingDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.closing.title', { title: dashboard.title })}>
      <ClosingForm close={close} dashboard={dashboard} kpis={kpis} />
    </Dialog>
  )
}

function ClosingForm({ close, dashboard, kpis }: Omit<ClosingDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const required = useRequired()
  const queryClient = useQueryClient()
  const isAdmin = useIsAdmin()
  const [today] = useState(() => isoDay(new Date()))
  const current = dashboard.locked_through
  const mayReopen = isAdmin && current !== null
  const form = useForm({
    initial: { locked_through: laterOf(current, lastMonthEnd(today)) },
    validate: (values) => withoutUndefined({ locked_through: mayReopen ? undefined : required(values.locked_through) }),
    submit: async (values) => {
      const day = values.locked_through === '' ? null : values.locked_through
      await put(`/dashboards/${dashboard.id}/lock`, { locked_through: day })
      await refresh(queryClient, 'closing', { dashboard_id: dashboard.id })
      close()
      showToast(day === null ? t('kpi.closing.openToast') : t('kpi.closing.closedToast', { day: format.day(day) }))
    },
  })
  return (
    <FormView form={form} submitLabel={mayReopen ? t('action.save') : t('kpi.closing.close')} cancel={close}>
      <p className="quiet">{t('kpi.closing.help')}</p>
      {current === null ? null : <p>{t('kpi.closing.closed', { day: format.day(current) })}</p>}
      <DayField
        form={form}
        name="locked_through"
        label={t('kpi.closing.day')}
        required={!mayReopen}
        autoFocus
        max={today}
        {...(mayReopen ? { help: t('kpi.closing.reopenHelp') } : {})}
        {...(mayReopen || current === null ? {} : { min: current })}
      />
      <Gaps kpis={kpis} day={form.values.locked_through} />
    </FormView>
  )
}

/** What these periods lack: nobody is asked for it once they are closed. */
function Gaps({ kpis, day }: { readonly kpis: readonly Kpi[]; readonly day: string }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const gaps = closingGaps(kpis, day)
  const more = gaps.length - namedMax
  return (
    <div role="status">
      {gaps.length === 0 ? null : (
        <>
          <p>{t('kpi.closing.missing', { count: gaps.length })}</p>
          <ul className="quiet">
            {gaps.slice(0, namedMax).map(({ name, period }) => (
              <li key={`${name} ${period}`}>{t('kpi.closing.missingOne', { name, period: nameOf(period) })}</li>
            ))}
            {more > 0 ? <li>{t('kpi.closing.missingMore', { count: more })}</li> : null}
          </ul>
        </>
      )}
    </div>
  )
}

/** What one closes most often: the month that is over. */
function lastMonthEnd(today: string): string {
  return addDays(`${today.slice(0, 8)}01` as Day, -1)
}

/** The day on this machine's calendar; whether it may be closed is the server's to say. */
function isoDay(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function laterOf(current: string | null, day: string): string {
  return current !== null && current > day ? current : day
}
