// The value of the current period, typed right in the row: Enter saves, Esc gives up.
import { Button, TextInput } from '@mantine/core'
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import { isFocusLost } from '#web/keyboard.ts'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { periodToEnter } from './periods.ts'
import { usePeriodName } from './use-period-name.ts'
import { useTypedValue } from './use-typed-value.ts'
import './messages-formula.ts'

export function QuickEntry({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const [typing, setTyping] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const isBack = useRef(false)
  // As soon as the button is back. Who went on to another field meanwhile stays there.
  useLayoutEffect(() => {
    if (typing || !isBack.current) return
    isBack.current = false
    if (isFocusLost()) button.current?.focus()
  })
  const period = periodToEnter(kpi)
  if (kpi.is_computed) return <span className="quiet small">{t('kpi.formula.computed')}</span>
  if (!kpi.can_enter || !kpi.is_active) return null
  if (period === null) return <span className="quiet small">{t('kpi.entry.done')}</span>
  if (typing) {
    const close = (): void => {
      isBack.current = true
      setTyping(false)
    }
    return <EntryField kpi={kpi} label={period.label} close={close} />
  }
  return (
    <Button
      ref={button}
      variant="default"
      size="compact-sm"
      aria-label={t('kpi.entry.named', { name: kpi.name, period: nameOf(period.label) })}
      onClick={() => setTyping(true)}
    >
      {t('kpi.entry.period', { period: nameOf(period.label) })}
    </Button>
  )
}

interface EntryFieldProps {
  readonly kpi: Kpi
  readonly label: string
  readonly close: () => void
}

function EntryField({ kpi, label, close }: EntryFieldProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const { typed, mistake, busy, onChange, onSubmit } = useTypedValue({ kpi, period: label, done: close })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close()
  }
  return (
    <form className="kpi-entry" onSubmit={onSubmit} noValidate>
      <TextInput
        size="xs"
        ref={focusNow}
        className="kpi-entry-input"
        aria-label={t('kpi.entry.valueOf', { name: kpi.name, period: nameOf(label) })}
        placeholder={nameOf(label)}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        error={mistake}
        onChange={onChange}
        onKeyDown={onKeyDown}
      />
      <Button type="submit" size="compact-sm" loading={busy}>
        {t('kpi.entry.save')}
      </Button>
    </form>
  )
}

/** The person just asked to type: the field takes the focus as it appears. */
function focusNow(input: HTMLInputElement | null): void {
  input?.focus()
}
