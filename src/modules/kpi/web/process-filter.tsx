// The choice of one process, kept in the URL.
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { KpiKey } from './messages-fr.ts'
import { processesQuery } from './queries.ts'

export function ProcessFilter(): ReactNode {
  const t = useT<KpiKey>()
  const [process, setProcess] = useUrlParam('process')
  const { data } = useQuery(processesQuery)
  const known = data?.items ?? []
  const names = process === '' || known.includes(process) ? known : [...known, process]
  if (names.length === 0) return null
  return (
    <NativeSelect
      size="xs"
      aria-label={t('kpi.dashboards.process')}
      value={process}
      onChange={(event) => setProcess(event.currentTarget.value)}
      data={[{ value: '', label: t('kpi.dashboards.allProcesses') }, ...names]}
    />
  )
}
