// Direction and thresholds of a form, with the rule they make said live and a value to try it on.
import { TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { NumberField, SelectField } from '#web/components/fields.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import type { Form } from '#web/components/use-form.ts'
import { readDecimal } from '#web/decimal.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { fromNumber } from '../rules/decimal.ts'
import { evaluateStatus, type Direction } from '../rules/status.ts'
import type { ThresholdField } from '../rules/threshold-fields.ts'
import type { KpiKey } from './messages-fr.ts'
import { toThresholds, type WireThresholds } from './readings.ts'
import { fieldsOf, readThresholds, type ThresholdFaults, type ThresholdTexts } from './threshold-form.ts'
import { useRuleSentence } from './use-rule-sentence.ts'

/** The part of a form's values that holds thresholds. */
export type ThresholdValues = Readonly<Record<ThresholdField | 'direction', string>>

export interface ThresholdFieldsProps {
  readonly form: Form<ThresholdValues>
  readonly unit: string | null
  readonly autoFocus?: boolean
}

export function ThresholdFields({ form, unit, autoFocus = false }: ThresholdFieldsProps): ReactNode {
  const t = useT<KpiKey>()
  const texts = thresholdTextsOf(form.values)
  const directions = (['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST'] as const).map((value) => ({
    value,
    label: t(`kpi.direction.${value}`),
  }))
  return (
    <fieldset className="kpi-thresholds">
      <legend>{t('kpi.thresholds.title')}</legend>
      <SelectField
        form={form}
        name="direction"
        label={t('kpi.field.direction')}
        choices={directions}
        autoFocus={autoFocus}
        required
      />
      <div className="kpi-field-row">
        {fieldsOf(texts.direction).map((field) => (
          <NumberField
            key={field}
            form={form}
            name={field}
            label={t(`kpi.threshold.${field}`)}
            unit={unit}
            required={field !== 'threshold_red'}
          />
        ))}
      </div>
      <RuleNow texts={texts} unit={unit} />
    </fieldset>
  )
}

/** The mistakes of the thresholds in the reader's words, for `validate`. */
export function useThresholdErrors(): (values: ThresholdValues) => Partial<Record<ThresholdField, string>> {
  const t = useT<KpiKey>()
  return (values) => {
    const { faults } = readThresholds(thresholdTextsOf(values))
    return Object.fromEntries(
      Object.entries(faults).map(([field, fault]) => [field, t(`kpi.threshold.fault.${fault}`)]),
    )
  }
}

/** The texts of a form's values; the select offers nothing but directions. */
export function thresholdTextsOf(values: ThresholdValues): ThresholdTexts {
  return { ...values, direction: values.direction as Direction }
}

function RuleNow({ texts, unit }: { readonly texts: ThresholdTexts; readonly unit: string | null }): ReactNode {
  const t = useT<KpiKey>()
  const sentence = useRuleSentence()
  const { wire, faults } = readThresholds(texts)
  const faulty = Object.keys(faults).length > 0
  return (
    <div className="kpi-rule" data-faulty={faulty}>
      <p aria-live="polite">{faulty ? faultSentence(faults, t) : sentence(wire, unit)}</p>
      {faulty ? null : <TryOut wire={wire} />}
    </div>
  )
}

function faultSentence(faults: ThresholdFaults, t: ReturnType<typeof useT<KpiKey>>): string {
  const [fault] = Object.values(faults)
  return fault === undefined ? '' : t(`kpi.rule.${fault}`)
}

function TryOut({ wire }: { readonly wire: WireThresholds }): ReactNode {
  const t = useT<KpiKey>()
  const [typed, setTyped] = useState('')
  const reading = readDecimal(typed)
  const value = reading.ok ? fromNumber(reading.number) : null
  const verdict = value?.ok === true ? evaluateStatus(toThresholds(wire), value.value) : null
  return (
    <div className="row kpi-try">
      <TextInput
        size="xs"
        className="kpi-try-input"
        label={t('kpi.rule.try')}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <span role="status">
        {verdict === null ? null : (
          <StatusBadge status={verdict.status ?? 'NO_THRESHOLD'} critical={verdict.critical} />
        )}
      </span>
    </div>
  )
}
