// One list of a formula's lines: the KPI, what it is multiplied by or weighed with, and adding or removing lines.
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { readDecimal } from '#web/decimal.ts'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import { fieldErrorText } from '#web/problem-text.ts'
import type { ApiProblem } from '#web/problem.ts'
import { newTerm, nextKey, wireLists, type FormulaDraft, type TermDraft } from './formula-form.ts'
import { KpiPicker } from './kpi-picker.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-formula.ts'

const termsMax = 50

export interface FormulaTermsProps {
  readonly draft: FormulaDraft
  readonly change: (draft: FormulaDraft) => void
  readonly side: 'first' | 'second'
  readonly legend: string
  readonly except: string
  readonly errors: ApiProblem['errors']
}

export function FormulaTerms(props: FormulaTermsProps): ReactNode {
  const { draft, change, side, legend } = props
  const t = useT<KpiKey>()
  const terms = draft[side]
  const put = (next: readonly TermDraft[]): void => change({ ...draft, [side]: next })
  return (
    <fieldset className="formula-list">
      <legend>{legend}</legend>
      {terms.map((term, index) => (
        <Line
          key={term.key}
          {...props}
          term={term}
          index={index}
          set={(changes) => put(terms.map((one) => (one.key === term.key ? { ...one, ...changes } : one)))}
          drop={terms.length === 1 ? null : () => put(terms.filter((one) => one.key !== term.key))}
        />
      ))}
      {terms.length >= termsMax ? null : (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} stroke={1.5} />}
            onClick={() => put([...terms, newTerm(nextKey(draft))])}
          >
            {t('kpi.formula.add')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}

interface LineProps extends FormulaTermsProps {
  readonly term: TermDraft
  readonly index: number
  readonly set: (changes: Partial<TermDraft>) => void
  readonly drop: (() => void) | null
}

function Line({ draft, side, term, index, set, drop, except, errors }: LineProps): ReactNode {
  const t = useT<KpiKey>()
  const said = useErrorAt(errors)
  const list = draft.kind === 'RATIO_OF_SUMS' ? wireLists[side] : 'terms'
  const place = String(index + 1)
  const isAverage = draft.kind === 'WEIGHTED_AVERAGE'
  const number = readDecimal(term.number)
  const typo = number.ok ? undefined : t(`decimal.${number.fault}`)
  const numberName = isAverage ? 'weight' : 'coefficient'
  return (
    <div className="formula-line">
      <KpiPicker
        label={t('kpi.formula.search', { place })}
        value={term.kpi}
        onChange={(kpi) => set({ kpi })}
        except={except}
        error={said(`/${list}/${index}/kpi_id`)}
        autoFocus={index === 0 && side === 'first'}
      />
      {isAverage ? (
        <NativeSelect
          label={t('kpi.formula.weighing', { place })}
          value={term.weighing}
          data={(['NUMBER', 'KPI'] as const).map((value) => ({ value, label: t(`kpi.formula.weighing.${value}`) }))}
          onChange={(event) => set({ weighing: event.currentTarget.value as TermDraft['weighing'] })}
        />
      ) : null}
      {isAverage && term.weighing === 'KPI' ? (
        <KpiPicker
          label={t('kpi.formula.weightKpi', { place })}
          value={term.weight_kpi}
          onChange={(kpi) => set({ weight_kpi: kpi })}
          except={except}
          error={said(`/${list}/${index}/weight_kpi_id`)}
        />
      ) : (
        <TextInput
          className="formula-number"
          label={t(isAverage ? 'kpi.formula.weight' : 'kpi.formula.coefficient', { place })}
          inputMode="decimal"
          autoComplete="off"
          value={term.number}
          error={typo ?? said(`/${list}/${index}/${numberName}`)}
          onChange={(event) => set({ number: event.currentTarget.value })}
        />
      )}
      {drop === null ? null : (
        <ActionIcon size="lg" aria-label={t('kpi.formula.drop', { place })} onClick={drop}>
          <IconTrash size={16} stroke={1.5} />
        </ActionIcon>
      )}
    </div>
  )
}

function useErrorAt(errors: ApiProblem['errors']): (pointer: string) => string | undefined {
  const { catalogue, language } = useI18n()
  return (pointer) => {
    const error = errors.find((one) => one.pointer === pointer)
    return error === undefined ? undefined : fieldErrorText(error, catalogue, language)
  }
}
