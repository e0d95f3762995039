// The values of a KPI, newest first, with their verdicts; each can be corrected, or deleted and taken back.
import { ActionIcon } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { del } from '#web/api.ts'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Kpi, Value } from '../schemas.ts'
import { deleteLater } from './deletions.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'

const rowsAtOnce = 100

export interface ValueTableProps {
  readonly kpi: Kpi
  /** Oldest first. */
  readonly values: readonly Value[]
  readonly correct: (value: Value) => void
}

export function ValueTable({ kpi, values, correct }: ValueTableProps): ReactNode {
  const t = useT<KpiKey>()
  const [shownCount, setShownCount] = useState(rowsAtOnce)
  const columns = useColumns(kpi)
  const newestFirst = values.toReversed()
  return (
    <DataTable
      id="kpi-values"
      urlPrefix="v"
      caption={t('kpi.values.title')}
      columns={columns}
      rows={newestFirst.slice(0, shownCount)}
      rowKey={(value) => value.id}
      searchable={values.length > 12}
      csv={kpi.code ?? kpi.name}
      more={{
        available: shownCount < values.length,
        loading: false,
        load: () => setShownCount(shownCount + rowsAtOnce),
      }}
      {...(kpi.can_enter
        ? { rowActions: (value: Value) => <RowActs kpi={kpi} value={value} correct={correct} /> }
        : {})}
    />
  )
}

function useColumns(kpi: Kpi): readonly Column<Value>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  return [
    {
      id: 'period',
      header: t('kpi.field.period'),
      cell: (value) => (
        <span className="nowrap">
          {nameOf(value.period_label)}
          {value.provisional ? <span className="kpi-code"> {t('kpi.values.provisional')}</span> : null}
        </span>
      ),
      value: (value) => value.period_label,
    },
    {
      id: 'value',
      header: kpi.unit === null || kpi.unit === '' ? t('kpi.field.value') : `${t('kpi.field.value')} (${kpi.unit})`,
      align: 'right',
      cell: (value) => format.number(value.value),
      value: (value) => value.value,
    },
    {
      id: 'status',
      header: t('kpi.field.status'),
      cell: (value) => <StatusBadge status={value.status ?? 'NO_THRESHOLD'} critical={value.critical} />,
      value: (value) => t(`status.${value.status ?? 'NO_THRESHOLD'}`),
    },
    {
      id: 'why',
      header: t('kpi.field.why'),
      width: '36%',
      cell: (value) => (
        <span className="quiet small kpi-why" lang="fr">
          {value.explanation}
        </span>
      ),
      value: (value) => value.explanation,
    },
    {
      id: 'comment',
      header: t('kpi.field.comment'),
      cell: (value) => <span className="kpi-note">{value.comment}</span>,
      value: (value) => value.comment,
    },
    {
      id: 'entered',
      header: t('kpi.field.entered'),
      cell: (value) => <Entered value={value} />,
      value: (value) => value.updated_at,
    },
  ]
}

function Entered({ value }: { readonly value: Value }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const corrected = value.updated_at !== value.created_at
  return (
    <time className="quiet small nowrap" dateTime={value.updated_at} title={format.instant(value.updated_at)}>
      {corrected
        ? t('kpi.values.corrected', { when: format.relative(value.updated_at) })
        : format.relative(value.created_at)}
    </time>
  )
}

function RowActs({
  kpi,
  value,
  correct,
}: Pick<ValueTableProps, 'kpi' | 'correct'> & { readonly value: Value }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const period = nameOf(value.period_label)
  const remove = (): void =>
    deleteLater({
      id: value.id,
      message: t('kpi.values.deleted', { period }),
      commit: async (options) => {
        await del(`/values/${value.id}`, options)
        await refresh(queryClient, 'value', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
      },
      onFailure,
    })
  return (
    <>
      <ActionIcon
        size="md"
        aria-label={t('kpi.values.correctNamed', { period })}
        title={t('kpi.values.correct')}
        onClick={() => correct(value)}
      >
        <IconPencil size={16} stroke={1.5} />
      </ActionIcon>
      <ActionIcon
        size="md"
        aria-label={t('kpi.values.deleteNamed', { period })}
        title={t('action.delete')}
        onClick={remove}
      >
        <IconTrash size={16} stroke={1.5} />
      </ActionIcon>
    </>
  )
}
