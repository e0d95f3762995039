// Actions by step of the PDCA cycle, side by side; a step is changed on the card, by hand or keyboard alike.
import { NativeSelect } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { isFocusLost } from '#web/keyboard.ts'
import type { Action } from '../schemas.ts'
import { ActionEffectLine } from './action-effect.tsx'
import { actionSteps, byUrgency } from './action-rules.ts'
import type { KpiKey } from './messages-fr.ts'
import { useActionChange } from './use-action-change.ts'

export function ActionBoard({ actions }: { readonly actions: readonly Action[] }): ReactNode {
  const t = useT<KpiKey>()
  const followMoved = useMovedCard(actions)
  const shown = byUrgency(actions.filter((action) => action.status !== 'CANCELLED'))
  return (
    <div className="kpi-action-board">
      {actionSteps.map((step) => {
        const cards = shown.filter((action) => action.step === step)
        return (
          <section key={step} aria-label={t(`kpi.actionStep.${step}`)}>
            <h2>
              {t(`kpi.actionStep.${step}`)} <span className="quiet numeric">{cards.length}</span>
            </h2>
            <p className="small quiet">{t(`kpi.actionStepHelp.${step}`)}</p>
            {cards.length === 0 ? <p className="small quiet kpi-action-none">{t('kpi.actions.noneAtStep')}</p> : null}
            <ul className="plain-list">
              {cards.map((action) => (
                <ActionCard key={action.id} action={action} onMove={followMoved} />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

interface ActionCardProps {
  readonly action: Action
  readonly onMove: (id: string, step: Action['step']) => void
}

function ActionCard({ action, onMove }: ActionCardProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const change = useActionChange()
  return (
    <li className="kpi-action-card" data-late={action.is_late}>
      <p className="kpi-action-title">{action.title}</p>
      <p className="small">
        <Link to={`/kpis/${action.kpi_id}`}>{action.kpi_name}</Link>
      </p>
      <p className="small quiet">
        {action.priority === 'HIGH' ? <strong>{t('kpi.actions.highPriority')} · </strong> : null}
        {action.owner_name ?? t('kpi.actions.nobody')}
        {action.due_date === null ? null : (
          <>
            {' · '}
            <span className={action.is_late ? 'kpi-late' : undefined}>
              {t(action.is_late ? 'kpi.actions.lateSince' : 'kpi.actions.due', { day: format.day(action.due_date) })}
            </span>
          </>
        )}
      </p>
      {action.status === 'DONE' ? <ActionEffectLine actionId={action.id} /> : null}
      {action.can_report ? (
        <NativeSelect
          size="xs"
          aria-label={t('kpi.actions.stepOf', { title: action.title })}
          value={action.step}
          data={actionSteps.map((value) => ({ value, label: t(`kpi.actionStep.${value}`) }))}
          data-action={action.id}
          onChange={(event) => {
            const step = event.currentTarget.value as Action['step']
            onMove(action.id, step)
            void change(action, { step })
          }}
        />
      ) : null}
    </li>
  )
}

/** A card in another column is another element, which takes the focus from it: the keyboard follows the card. */
function useMovedCard(actions: readonly Action[]): ActionCardProps['onMove'] {
  const moved = useRef<Pick<Action, 'id' | 'step'> | null>(null)
  useLayoutEffect(() => {
    const { id, step } = moved.current ?? {}
    if (id === undefined || actions.find((action) => action.id === id)?.step !== step) return
    moved.current = null
    if (isFocusLost()) document.querySelector<HTMLElement>(`select[data-action="${id}"]`)?.focus()
  }, [actions])
  return (id, step) => {
    moved.current = { id, step }
  }
}
