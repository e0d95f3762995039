// The calculation of one period with its numbers: the sentence, then each input with what it was put together from.
import { ActionIcon } from '@mantine/core'
import { IconMathFunction } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Dialog } from '#web/components/dialog.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { FormulaExplanation } from '../formula-schemas.ts'
import { explanationQuery } from './formula-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'
import './messages-formula.ts'
import './formula.css'

export interface ExplanationProps {
  readonly kpiId: string
  readonly period: string
}

/** Nobody corrects a computed value: its calculation says which input to correct. */
export function ExplainAct({ kpiId, period }: ExplanationProps): ReactNode {
  const t = useT<KpiKey>()
  const name = usePeriodName()(period)
  const [opened, setOpened] = useState(false)
  return (
    <>
      <ActionIcon
        size="md"
        aria-label={t('kpi.formula.explainNamed', { period: name })}
        title={t('kpi.formula.explain')}
        onClick={() => setOpened(true)}
      >
        <IconMathFunction size={16} stroke={1.5} />
      </ActionIcon>
      <Dialog
        opened={opened}
        close={() => setOpened(false)}
        title={t('kpi.formula.explainTitle', { period: name })}
        size="lg"
      >
        <Explanation kpiId={kpiId} period={period} />
      </Dialog>
    </>
  )
}

export function Explanation({ kpiId, period }: ExplanationProps): ReactNode {
  const t = useT<KpiKey>()
  const explanation = useQuery(explanationQuery(kpiId, period))
  if (explanation.isPending) return <LinesSkeleton lines={3} />
  if (explanation.isError) return <ErrorState error={explanation.error} retry={() => void explanation.refetch()} />
  const { sentence, inputs, value, stored_value, is_closed } = explanation.data
  return (
    <div className="formula-explained">
      <p className="formula-sentence" lang="fr">
        {sentence}
      </p>
      {is_closed && stored_value !== value ? <p>{t('kpi.formula.closed')}</p> : null}
      <ul className="plain-list lined">
        {inputs.map((input, index) => (
          <InputLine key={input.kpi_id ?? index} input={input} />
        ))}
      </ul>
    </div>
  )
}

type Input = FormulaExplanation['inputs'][number]

function InputLine({ input }: { readonly input: Input }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const isHidden = input.kpi_id === null
  const shown =
    input.value === null
      ? t(isHidden ? 'kpi.formula.notShown' : 'kpi.formula.missing')
      : format.withUnit(input.value, input.unit)
  return (
    <li className="formula-input">
      <span>
        {input.kpi_id === null ? (
          <span className="quiet" lang="fr">
            {input.name}
          </span>
        ) : (
          <Link to={`/kpis/${input.kpi_id}`}>{input.name}</Link>
        )}
        {input.sentence === null ? null : (
          <span className="quiet small formula-step" lang="fr">
            {input.sentence}
          </span>
        )}
      </span>
      <span className={input.value === null ? 'quiet' : 'formula-value'}>{shown}</span>
    </li>
  )
}
