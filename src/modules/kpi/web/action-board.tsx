// Actions by step of the PDCA cycle, side by side; a step is changed on the card, by hand or keyboard alike.
import { NativeSelect } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Action } from '../schemas.ts'
import { ActionEffectLine } from './action-effect.tsx'
import { actionSteps, byUrgency } from './action-rules.ts'
import type { KpiKey } from './messages-fr.ts'
import { useActionChange } from './use-action-change.ts'

export function ActionBoard({ actions }: { readonly actions: readonly Action[] }): ReactNode {
  const t = useT<KpiKey>()
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
                <ActionCard key={action.id} action={action} />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

function ActionCard({ action }: { readonly action: Action }): ReactNode {
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
            void change(action, { step }).then(() => focusCard(action.id))
          }}
        />
      ) : null}
    </li>
  )
}

/** The card has moved to another column, which takes the focus from it: the keyboard follows the card. */
function focusCard(actionId: string): void {
  requestAnimationFrame(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost) document.querySelector<HTMLElement>(`select[data-action="${actionId}"]`)?.focus()
  })
}
