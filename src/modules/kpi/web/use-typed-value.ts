// One value typed right where it is missing: read exactly, sent, and why it was not taken.
import { useState, type ChangeEvent, type FormEvent } from 'react'
import { useI18n } from '#web/i18n/use-i18n.tsx'
import { problemText } from '#web/problem-text.ts'
import type { Kpi } from '../schemas.ts'
import { readQuantity } from './quantity.ts'
import { useEnterValue } from './use-enter-value.ts'
import { useQuantityFault } from './use-quantity-fault.ts'

export interface TypedValueOptions {
  readonly kpi: Pick<Kpi, 'id' | 'dashboard_id' | 'name' | 'unit'>
  /** The label of the period that the value is for. */
  readonly period: string
  /** The server has it. */
  readonly done?: () => void
}

export interface TypedValue {
  readonly typed: string
  readonly mistake: string | null
  readonly busy: boolean
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void
  readonly onSubmit: (event: FormEvent) => void
}

export function useTypedValue({ kpi, period, done }: TypedValueOptions): TypedValue {
  const { catalogue, language } = useI18n()
  const enter = useEnterValue(kpi)
  const faultText = useQuantityFault()
  const [typed, setTyped] = useState('')
  const [mistake, setMistake] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    const reading = readQuantity(typed, kpi.unit)
    if (!reading.ok) return setMistake(faultText(reading.fault, typed, kpi.unit))
    setBusy(true)
    try {
      await enter({ period, value: reading.number })
      done?.()
    } catch (error) {
      const text = problemText(error, catalogue, language)
      setMistake(text.detail === '' ? text.title : text.detail)
    } finally {
      setBusy(false)
    }
  }
  return {
    typed,
    mistake,
    busy,
    onChange: (event) => {
      setTyped(event.currentTarget.value)
      setMistake(null)
    },
    onSubmit: (event) => {
      event.preventDefault()
      if (!busy) void save()
    },
  }
}
