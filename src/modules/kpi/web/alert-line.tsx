// Where the alert of a KPI stands, in one line under its figures, and the way to its settings.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { alertQuery } from './rhythm-queries.ts'
import { usePeriodName } from './use-period-name.ts'

export function AlertLine({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const [, setDialog] = useUrlParam('edit')
  const { data: alert } = useQuery(alertQuery(kpi.id))
  // Holds its place, so that nothing below jumps.
  if (alert === undefined) return <p className="kpi-alert">{'\u00a0'}</p>
  const state = alert.is_on ? t(`kpi.alert.state.${alert.state}`) : t('kpi.alert.off')
  const isNews = alert.is_on && alert.state !== 'OK' && alert.since_label !== null
  return (
    <p className="kpi-alert">
      <span className="quiet">{t('kpi.alert.title')}</span>
      {isNews ? <strong>{state}</strong> : <span>{state}</span>}
      {isNews ? <span>{t('kpi.alert.since', { period: nameOf(alert.since_label ?? '') })}</span> : null}
      {alert.can_edit ? (
        <Button
          variant="subtle"
          size="compact-xs"
          color="gray"
          className="no-print"
          aria-label={t('kpi.alert.edit')}
          onClick={() => setDialog('alert')}
        >
          {t('kpi.alert.set')}
        </Button>
      ) : null}
    </p>
  )
}
