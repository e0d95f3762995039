// The editor of a formula: its kind, its lines, and what comes out, checked by the server while it is written.
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { put } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { ProblemNotice } from '#web/components/problem-notice.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { ApiProblem } from '#web/problem.ts'
import { showToast } from '#web/toasts.ts'
import type { Formula } from '../formula-schemas.ts'
import type { Kpi } from '../schemas.ts'
import { FormulaCheckView } from './formula-check.tsx'
import { bodyOf, decimalChoices, draftOf, emptyDraft, type FormulaDraft } from './formula-form.ts'
import { checkQuery, formulaQuery } from './formula-queries.ts'
import { FormulaTerms } from './formula-terms.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { useDebounced } from './use-debounced.ts'
import './messages-formula.ts'
import './formula.css'

const pauseMs = 300
const kinds = ['SUM', 'RATIO_OF_SUMS', 'WEIGHTED_AVERAGE'] as const

export interface FormulaDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Kpi
}

export function FormulaDialog({ opened, close, kpi }: FormulaDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.formula.define')} size="lg">
      {kpi.is_computed ? <Saved kpi={kpi} close={close} /> : <Editor kpi={kpi} close={close} saved={null} />}
    </Dialog>
  )
}

function Saved({ kpi, close }: Omit<FormulaDialogProps, 'opened'>): ReactNode {
  const formula = useQuery(formulaQuery(kpi.id))
  if (formula.isPending) return <LinesSkeleton />
  if (formula.isError) return <ErrorState error={formula.error} retry={() => void formula.refetch()} />
  return <Editor kpi={kpi} close={close} saved={formula.data} />
}

interface EditorProps extends Omit<FormulaDialogProps, 'opened'> {
  readonly saved: Formula | null
}

function Editor({ kpi, close, saved }: EditorProps): ReactNode {
  const t = useT<KpiKey>()
  const [draft, setDraft] = useState(() => (saved === null ? emptyDraft(kpi.unit) : draftOf(saved, kpi.unit)))
  const body = bodyOf(draft)
  const settled = useDebounced(body === null ? '' : JSON.stringify(body), pauseMs)
  const check = useQuery(checkQuery(kpi.id, settled === '' ? null : (JSON.parse(settled) as typeof body)))
  const [agreed, setAgreed] = useState(false)
  const lost = check.data?.values_lost ?? 0
  const evidenceLost = check.data?.evidence_lost ?? 0
  const save = useSave(kpi, close)
  const refused = errorsOf(check.error)
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (body !== null && !save.busy) void save.run({ ...body, ...(lost > 0 ? { replace_values: agreed } : {}) })
  }
  return (
    <form className="stack formula-editor" onSubmit={onSubmit} noValidate>
      {save.problem === null ? null : <ProblemNotice error={save.problem} />}
      <Fields draft={draft} change={setDraft} kpi={kpi} errors={refused} />
      <FormulaCheckView kpi={kpi} body={body} check={check} />
      {lost === 0 ? null : (
        <Checkbox
          label={t('kpi.formula.replace', { count: lost })}
          description={[
            t('kpi.formula.replaceHelp'),
            ...(evidenceLost === 0 ? [] : [t('kpi.formula.replaceEvidence', { count: evidenceLost })]),
          ].join(' ')}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
      )}
      <div className="formula-acts">
        <Button type="submit" loading={save.busy} disabled={body === null || (lost > 0 && !agreed)}>
          {t('action.save')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  )
}

interface FieldsProps {
  readonly draft: FormulaDraft
  readonly change: (draft: FormulaDraft) => void
  readonly kpi: Kpi
  readonly errors: ApiProblem['errors']
}

function Fields({ draft, change, kpi, errors }: FieldsProps): ReactNode {
  const t = useT<KpiKey>()
  const isRatio = draft.kind === 'RATIO_OF_SUMS'
  const list = isRatio ? 'numerator' : draft.kind === 'SUM' ? 'terms' : 'average'
  const common = { draft, change, except: kpi.id, errors }
  return (
    <>
      <NativeSelect
        label={t('kpi.formula.kind')}
        value={draft.kind}
        data={kinds.map((kind) => ({ value: kind, label: t(`kpi.formula.kind.${kind}`) }))}
        onChange={(event) => change({ ...draft, kind: event.currentTarget.value as FormulaDraft['kind'] })}
      />
      <FormulaTerms {...common} side="first" legend={t(`kpi.formula.list.${list}`)} />
      {isRatio ? (
        <>
          <FormulaTerms {...common} side="second" legend={t('kpi.formula.list.denominator')} />
          <TextInput
            className="formula-number"
            label={t('kpi.formula.factor')}
            description={t('kpi.formula.factorHelp')}
            inputMode="decimal"
            autoComplete="off"
            value={draft.factor}
            onChange={(event) => change({ ...draft, factor: event.currentTarget.value })}
          />
        </>
      ) : null}
      <NativeSelect
        className="formula-number"
        label={t('kpi.formula.decimals')}
        value={String(draft.decimals)}
        data={decimalChoices.map((count) => ({ value: String(count), label: t('kpi.formula.decimalsOf', { count }) }))}
        onChange={(event) => change({ ...draft, decimals: Number(event.currentTarget.value) })}
      />
    </>
  )
}

interface Save {
  readonly busy: boolean
  readonly problem: unknown
  readonly run: (body: object) => Promise<void>
}

function useSave(kpi: Kpi, close: () => void): Save {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const run = async (body: object): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await put(`/kpis/${kpi.id}/formula`, body)
      await refresh(queryClient, 'formula', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
      close()
      showToast(t('kpi.formula.saved', { name: kpi.name }))
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, run }
}

function errorsOf(error: unknown): ApiProblem['errors'] {
  return error instanceof ApiProblem ? error.errors : []
}
