// One action: what, who, by when, how far; reported on in place, discussed below.
import { Button, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type ReactNode } from 'react'
import { del } from '#web/api.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Action } from '../schemas.ts'
import { ActionEffectLine } from './action-effect.tsx'
import { actionStatuses, actionSteps, progressChange, statusChange } from './action-rules.ts'
import { CommentList } from './comment-section.tsx'
import { deleteLater } from './deletions.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { useActionChange } from './use-action-change.ts'

export interface ActionItemProps {
  readonly action: Action
  readonly edit?: () => void
  /** Names the KPI, where actions of several stand together. */
  readonly withKpi?: boolean
}

export function ActionItem({ action, edit, withKpi = false }: ActionItemProps): ReactNode {
  const t = useT<KpiKey>()
  const [discussing, setDiscussing] = useState(false)
  const over = action.status === 'DONE' || action.status === 'CANCELLED'
  return (
    <li className="kpi-action" data-over={over}>
      <div className="kpi-action-main">
        <p className="kpi-action-title">{action.title}</p>
        {withKpi ? (
          <p className="small">
            <Link to={`/kpis/${action.kpi_id}`}>{action.kpi_name}</Link>{' '}
            <span className="quiet">· {action.dashboard_title}</span>
          </p>
        ) : null}
        {action.description === null ? null : <p className="quiet small kpi-prose">{action.description}</p>}
        {action.cause === null ? null : (
          <p className="quiet small kpi-prose">{t('kpi.actions.causeIs', { cause: action.cause })}</p>
        )}
        <ActionFacts action={action} />
        {action.status === 'DONE' ? <ActionEffectLine actionId={action.id} /> : null}
      </div>
      <ActionReport action={action} />
      <div className="kpi-action-acts row">
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-expanded={discussing}
          aria-label={t('kpi.actions.discussNamed', { title: action.title })}
          onClick={() => setDiscussing(!discussing)}
        >
          {t('kpi.actions.discuss')}
        </Button>
        {action.can_edit ? <ActionActs action={action} {...(edit === undefined ? {} : { edit })} /> : null}
      </div>
      {discussing ? (
        <div className="kpi-action-talk">
          <CommentList parent={{ kind: 'actions', id: action.id }} />
        </div>
      ) : null}
    </li>
  )
}

function ActionFacts({ action }: { readonly action: Action }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  return (
    <p className="small quiet">
      {action.priority === 'HIGH' ? <strong>{t('kpi.actions.highPriority')} · </strong> : null}
      {action.owner_name ?? t('kpi.actions.nobody')}
      {action.accountable_name === null
        ? null
        : ` · ${t('kpi.actions.accountableIs', { name: action.accountable_name })}`}
      {' · '}
      {action.due_date === null ? (
        t('kpi.actions.noDueDate')
      ) : (
        <span className={action.is_late ? 'kpi-late' : undefined}>
          {action.is_late
            ? t('kpi.actions.lateSince', { day: format.day(action.due_date) })
            : t('kpi.actions.due', { day: format.day(action.due_date) })}
        </span>
      )}
    </p>
  )
}

/** Progress and status, for those who may report. */
function ActionReport({ action }: { readonly action: Action }): ReactNode {
  const t = useT<KpiKey>()
  const change = useActionChange()
  if (!action.can_report) {
    return (
      <p className="kpi-action-report small">
        {t(`kpi.actionStatus.${action.status}`)} · {t('kpi.actions.progressOf', { progress: action.progress })}
      </p>
    )
  }
  return (
    <div className="kpi-action-report">
      <Progress action={action} save={(progress) => change(action, progressChange(action, progress))} />
      <NativeSelect
        size="xs"
        aria-label={t('kpi.actions.statusOf', { title: action.title })}
        value={action.status}
        onChange={(event) => void change(action, statusChange(action, event.currentTarget.value as Action['status']))}
        data={actionStatuses.map((value) => ({ value, label: t(`kpi.actionStatus.${value}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('kpi.actions.stepOf', { title: action.title })}
        value={action.step}
        onChange={(event) => void change(action, { step: event.currentTarget.value as Action['step'] })}
        data={actionSteps.map((value) => ({ value, label: t(`kpi.actionStep.${value}`) }))}
      />
    </div>
  )
}

interface ProgressProps {
  readonly action: Action
  readonly save: (progress: number) => Promise<void>
}

const saveDelayMilliseconds = 600

/** A slider follows the hand; it saves once the hand (or the arrow key) rests. */
function Progress({ action, save }: ProgressProps): ReactNode {
  const t = useT<KpiKey>()
  const [moved, setMoved] = useState<number | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const progress = moved ?? action.progress
  const move = (next: number): void => {
    setMoved(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      // Who moved on while this was saved sees where his hand is.
      void save(next).finally(() => setMoved((now) => (now === next ? null : now)))
    }, saveDelayMilliseconds)
  }
  return (
    <span className="kpi-progress">
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={progress}
        aria-label={t('kpi.actions.progressNamed', { title: action.title })}
        aria-valuetext={t('kpi.actions.progressOf', { progress })}
        onChange={(event) => move(Number(event.currentTarget.value))}
      />
      <span className="small numeric">{t('kpi.actions.progressOf', { progress })}</span>
    </span>
  )
}

function ActionActs({ action, edit }: { readonly action: Action; readonly edit?: () => void }): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const remove = (): void =>
    deleteLater({
      id: action.id,
      message: t('kpi.actions.deleted', { title: action.title }),
      commit: async (options) => {
        await del(`/actions/${action.id}`, options)
        await refresh(queryClient, 'action', { dashboard_id: action.dashboard_id, kpi_id: action.kpi_id })
      },
      onFailure,
    })
  return (
    <>
      {edit === undefined ? null : (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-label={t('kpi.actions.editNamed', { title: action.title })}
          onClick={edit}
        >
          {t('action.edit')}
        </Button>
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-label={t('kpi.actions.deleteNamed', { title: action.title })}
        onClick={remove}
      >
        {t('action.delete')}
      </Button>
    </>
  )
}
