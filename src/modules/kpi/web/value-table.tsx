// The values of a KPI, newest first, with their verdicts; each can be corrected, or deleted and taken back.
import { ActionIcon, Button } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconPaperclip, IconPencil, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { del } from '#web/api.ts'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { useMemberNames } from '#web/pages/use-member-names.ts'
import type { Kpi, Value } from '../schemas.ts'
import { deleteLater } from './deletions.ts'
import { EvidenceLoss } from './evidence-loss.tsx'
import { EvidenceDialog, isClosed } from './evidence-panel.tsx'
import { ExplainAct } from './formula-explanation.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-marks.ts'
import { useApproval } from './use-approval.ts'
import { usePeriodName } from './use-period-name.ts'
import { ValueMarks } from './value-marks.tsx'

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
  const [evidenceOf, setEvidenceOf] = useState<string | null>(null)
  const columns = useColumns(kpi, {
    openEvidence: setEvidenceOf,
    hasComments: values.some(({ comment }) => comment !== null),
  })
  const newestFirst = values.toReversed()
  const shown = values.find(({ id }) => id === evidenceOf)
  return (
    <>
      <DataTable
        id="kpi-values"
        urlPrefix="v"
        caption={t('kpi.values.title')}
        columns={columns}
        rows={newestFirst.slice(0, shownCount)}
        rowKey={(value) => value.id}
        searchable={values.length > 12}
        csv={kpi.code ?? kpi.name}
        file={{ path: `/kpis/${kpi.id}/values` }}
        more={{
          available: shownCount < values.length,
          loading: false,
          load: () => setShownCount(shownCount + rowsAtOnce),
        }}
        {...rowActsOf(kpi, correct)}
      />
      {shown === undefined ? null : <EvidenceDialog kpi={kpi} value={shown} close={() => setEvidenceOf(null)} />}
    </>
  )
}

function rowActsOf(
  kpi: Kpi,
  correct: ValueTableProps['correct'],
): { readonly rowActions?: (value: Value) => ReactNode } {
  if (kpi.is_computed) return { rowActions: (value) => <ExplainAct kpiId={kpi.id} period={value.period_label} /> }
  if (!kpi.can_enter && !kpi.can_approve) return {}
  return { rowActions: (value) => <RowActs kpi={kpi} value={value} correct={correct} /> }
}

interface ColumnOptions {
  readonly openEvidence: (id: string) => void
  /** Without any, their column is offered but not shown. */
  readonly hasComments: boolean
}

function useColumns(kpi: Kpi, { openEvidence, hasComments }: ColumnOptions): readonly Column<Value>[] {
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
          {isClosed({ kpi, value }) ? <span className="kpi-code"> {t('kpi.closing.locked')}</span> : null}{' '}
          <ValueMarks provisional={value.provisional} approval={value.approval} />
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
      width: '30%',
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
      hiddenAtFirst: !hasComments,
      cell: (value) => <span className="kpi-note">{value.comment}</span>,
      value: (value) => value.comment,
    },
    {
      id: 'evidence',
      header: t('kpi.evidence.column'),
      cell: (value) => <EvidenceCount kpi={kpi} value={value} open={openEvidence} />,
      value: (value) => value.evidence_count,
    },
    {
      id: 'entered',
      header: t('kpi.field.entered'),
      cell: (value) => <Entered value={value} />,
      value: (value) => value.entered_at,
    },
  ]
}

function Entered({ value }: { readonly value: Value }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = useMemberNames()
  const corrected = value.entered_at !== value.created_at
  const who = value.entered_by === null ? null : nameOf(value.entered_by)
  const when = corrected
    ? t('kpi.values.corrected', { when: format.relative(value.entered_at) })
    : format.relative(value.entered_at)
  return (
    <span className="quiet small entered-by">
      {who === null ? null : <span>{who} </span>}
      <time dateTime={value.entered_at} title={format.instant(value.entered_at)}>
        {when}
      </time>
      {value.judged_at === null ? null : (
        <span title={t('kpi.values.judgedAgainWhy')}>
          {t('kpi.values.judgedAgain', { day: format.instant(value.judged_at) })}
        </span>
      )}
    </span>
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
  const [isAsking, setAsking] = useState(false)
  const remove = (withEvidence: boolean): void =>
    deleteLater({
      id: value.id,
      message: t('kpi.values.deleted', { period }),
      commit: async (options) => {
        const query = withEvidence ? { with_evidence: true } : {}
        await del(`/values/${value.id}`, { ...options, query })
        await refresh(queryClient, 'value', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
      },
      onFailure,
    })
  if (isClosed({ kpi, value })) return null
  return (
    <>
      {kpi.can_approve && value.approval !== null ? <ApproveButton kpi={kpi} value={value} /> : null}
      {kpi.can_enter ? (
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
            onClick={() => (value.evidence_count === 0 ? remove(false) : setAsking(true))}
          >
            <IconTrash size={16} stroke={1.5} />
          </ActionIcon>
          <EvidenceLoss
            opened={isAsking}
            close={() => setAsking(false)}
            kpi={kpi}
            value={value}
            confirm={() => remove(true)}
          />
        </>
      ) : null}
    </>
  )
}

/** Approves a value that waits, takes the approval of another one back. */
function ApproveButton({ kpi, value }: Pick<ValueTableProps, 'kpi'> & { readonly value: Value }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const { approve, withdraw } = useApproval()
  const { id: kpi_id, name: kpi_name, dashboard_id } = kpi
  const { id: value_id, period_label } = value
  const isPending = value.approval === 'PENDING'
  const period = nameOf(period_label)
  const label = isPending
    ? t('kpi.approval.approveNamed', { name: kpi_name, period })
    : t('kpi.approval.withdraw', { period })
  const { entered_at, updated_at } = value
  const approvable = { dashboard_id, kpi_id, kpi_name, value_id, period_label, entered_at, updated_at }
  return (
    <ActionIcon
      size="md"
      aria-label={label}
      title={label}
      onClick={() => (isPending ? approve(approvable) : withdraw(approvable))}
    >
      {isPending ? <IconCheck size={16} stroke={1.5} /> : <IconArrowBackUp size={16} stroke={1.5} />}
    </ActionIcon>
  )
}

interface EvidenceCountProps extends Pick<ValueTableProps, 'kpi'> {
  readonly value: Value
  readonly open: (id: string) => void
}

/** The clip with its count; for who may only read, nothing where there is nothing. */
function EvidenceCount({ kpi, value, open }: EvidenceCountProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const count = value.evidence_count
  if (count === 0 && !kpi.can_enter) return null
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      aria-label={t('kpi.evidence.open', { period: nameOf(value.period_label), count })}
      title={t('kpi.evidence.count', { count })}
      onClick={() => open(value.id)}
    >
      <span className="evidence-count">
        <IconPaperclip size={16} stroke={1.5} aria-hidden="true" />
        {count === 0 ? null : count}
      </span>
    </Button>
  )
}
