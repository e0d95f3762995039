// Where the alert of a KPI stands, among its figures, and the way to its settings.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Figure } from '#web/components/figure.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { alertQuery } from './rhythm-queries.ts'
import { usePeriodName } from './use-period-name.ts'

export function AlertFigure({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const [, setDialog] = useUrlParam('edit')
  const { data: alert } = useQuery(alertQuery(kpi.id))
  const label = t('kpi.alert.title')
  if (alert === undefined) return <Figure label={label} value={'\u00a0'} />
  const isQuiet = !alert.is_on || alert.state === 'OK' || alert.since_label === null
  return (
    <Figure
      label={label}
      value={alert.is_on ? t(`kpi.alert.state.${alert.state}`) : t('kpi.alert.off')}
      {...(isQuiet ? {} : { period: t('kpi.alert.since', { period: nameOf(alert.since_label ?? '') }) })}
      {...(alert.can_edit
        ? {
            delta: (
              <Button
                variant="subtle"
                size="compact-xs"
                color="gray"
                className="no-print kpi-alert-set"
                aria-label={t('kpi.alert.edit')}
                onClick={() => setDialog('alert')}
              >
                {t('kpi.alert.set')}
              </Button>
            ),
          }
        : {})}
    />
  )
}
