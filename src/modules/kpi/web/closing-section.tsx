// What a dashboard says of closing: up to when it is closed, and the values that wait for approval.
import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { Notice } from '#web/components/problem-notice.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { ErrorState } from '#web/components/states.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { PendingApproval } from '../closing-schemas.ts'
import type { Dashboard } from '../schemas.ts'
import { pendingQuery } from './closing-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import { useApproval } from './use-approval.ts'
import { usePeriodName } from './use-period-name.ts'
import './closing.css'

export function ClosingSection({ dashboard }: { readonly dashboard: Dashboard }): ReactNode {
  const t = useT<KpiKey>()
  const { locked_through, pending_values, can_edit } = dashboard
  if (locked_through === null && pending_values === 0) return null
  return (
    <>
      <p className="closing-line quiet small">
        <LockLine through={locked_through} />
        {pending_values > 0 ? <span>{t('kpi.approval.count', { count: pending_values })}</span> : null}
      </p>
      {pending_values > 0 && can_edit ? <PendingValues dashboard={dashboard} /> : null}
    </>
  )
}

/** “Période close jusqu’au 31/10/2026”; nothing where nothing is closed. */
export function LockLine({ through }: { readonly through: string | null }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  if (through === null) return null
  return (
    <span className="closing-fact">
      <IconLock size={14} stroke={1.5} aria-hidden="true" />
      {t('kpi.closing.closed', { day: format.day(through) })}
    </span>
  )
}

function PendingValues({ dashboard }: { readonly dashboard: Dashboard }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const pending = useInfiniteQuery(pendingQuery(dashboard.id))
  const rows = rowsOf(pending.data)
  const columns = useColumns()
  const { approve, approveAll } = useApproval()
  const [search] = useUrlParam('pq')
  const [leftOut, setLeftOut] = useState<readonly LeftOutValue[]>([])
  // What is on the page, and as it is on the page: what arrives or changes meanwhile has not been seen.
  const approveShown = async (): Promise<void> => {
    const byId = new Map(rows.map((row) => [row.value_id, row]))
    const changed = await approveAll(dashboard.id, rows)
    setLeftOut(
      changed.flatMap((now) => {
        const seen = byId.get(now.value_id)
        return seen === undefined ? [] : [{ seen, now: now.value }]
      }),
    )
  }
  return (
    <section className="section closing-pending">
      <div className="section-head">
        <h2>{t('kpi.approval.title')}</h2>
        {/* What a search hides is not looked at. */}
        {rows.length === 0 || search !== '' ? null : (
          <Button variant="default" size="xs" onClick={() => void approveShown()}>
            {pending.hasNextPage
              ? t('kpi.approval.approveShown', { count: rows.length })
              : t('kpi.approval.approveAll')}
          </Button>
        )}
      </div>
      <LeftOutNotice values={leftOut} />
      {pending.isError ? (
        <ErrorState error={pending.error} retry={() => void pending.refetch()} />
      ) : (
        <DataTable
          id="kpi-pending"
          urlPrefix="p"
          caption={t('kpi.approval.title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.value_id}
          searchable={rows.length > 12}
          loading={pending.isPending}
          more={{
            available: pending.hasNextPage,
            loading: pending.isFetchingNextPage,
            load: () => void pending.fetchNextPage(),
          }}
          rowActions={(row) => (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t('kpi.approval.approveNamed', { name: row.kpi_name, period: nameOf(row.period_label) })}
              onClick={() => approve(row)}
            >
              {t('kpi.approval.approve')}
            </Button>
          )}
        />
      )}
    </section>
  )
}

interface LeftOutValue {
  readonly seen: PendingApproval
  /** Null: deleted meanwhile. */
  readonly now: number | null
}

/** What was not approved, because it is not the number that was on the page any more. */
function LeftOutNotice({ values }: { readonly values: readonly LeftOutValue[] }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  if (values.length === 0) return null
  return (
    <Notice tone="warning" title={t('kpi.approval.leftOut', { count: values.length })}>
      <ul className="notice-list">
        {values.map(({ seen, now }) => {
          const facts = {
            name: seen.kpi_name,
            period: nameOf(seen.period_label),
            before: format.withUnit(seen.value, seen.unit),
          }
          return (
            <li key={seen.value_id}>
              {now === null
                ? t('kpi.approval.leftOutGone', facts)
                : t('kpi.approval.leftOutChanged', { ...facts, now: format.withUnit(now, seen.unit) })}
            </li>
          )
        })}
      </ul>
    </Notice>
  )
}

function useColumns(): readonly Column<PendingApproval>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  return [
    {
      id: 'kpi',
      header: t('kpi.kpis.one'),
      cell: (row) => <Link to={`/kpis/${row.kpi_id}`}>{row.kpi_name}</Link>,
      value: (row) => row.kpi_name,
    },
    {
      id: 'period',
      header: t('kpi.field.period'),
      cell: (row) => <span className="nowrap">{nameOf(row.period_label)}</span>,
      value: (row) => row.period_label,
    },
    {
      id: 'value',
      header: t('kpi.field.value'),
      align: 'right',
      cell: (row) => format.withUnit(row.value, row.unit),
      value: (row) => row.value,
    },
    {
      id: 'status',
      header: t('kpi.field.status'),
      cell: (row) => <StatusBadge status={row.status ?? 'NO_THRESHOLD'} critical={row.critical} />,
      value: (row) => t(`status.${row.status ?? 'NO_THRESHOLD'}`),
    },
    {
      id: 'by',
      header: t('kpi.approval.by'),
      cell: (row) => (
        <span className="quiet small">
          {[row.entered_by_name, format.relative(row.entered_at)].filter((one) => one !== null).join(', ')}
        </span>
      ),
      value: (row) => row.entered_by_name,
    },
    {
      id: 'evidence',
      header: t('kpi.evidence.column'),
      cell: (row) => (row.evidence_count === 0 ? '' : t('kpi.evidence.count', { count: row.evidence_count })),
      value: (row) => row.evidence_count,
    },
  ]
}
