// What happened in the periods of a KPI: the list beside the chart with the marks of the chart, adding one, deleting one.
import { ActionIcon, Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, type ReactNode } from 'react'
import { del, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { TextareaField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined, type Form } from '#web/components/use-form.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import { useUrlPatch, useUrlSearch } from '#web/url-param.ts'
import type { Day } from '#kernel/dates.ts'
import type { Annotation } from '../analysis-schemas.ts'
import { annotationMarks } from '../rules/chart-notes.ts'
import { parsePeriodLabel, periodOf } from '../rules/period.ts'
import type { Kpi } from '../schemas.ts'
import { seriesQuery } from './analysis-queries.ts'
import { deleteLater, useWithoutDeleted } from './deletions.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { PeriodField } from './period-field.tsx'
import { offeredPeriods, older, periodOfLabel, type PeriodChoice } from './periods.ts'
import { usePeriodName } from './use-period-name.ts'

const textCharactersMax = 500
const noAnnotations: readonly Annotation[] = []

/** Opens the dialog of a new annotation, of this period where one is given. */
export function useAnnotate(): (period?: string) => void {
  const patch = useUrlPatch()
  return useCallback((period = '') => patch({ edit: 'annotation', period }), [patch])
}

export function AnnotateButton(): ReactNode {
  const t = useT<KpiKey>()
  const annotate = useAnnotate()
  return (
    <Button variant="default" size="xs" onClick={() => annotate()}>
      {t('kpi.annotations.add')}
    </Button>
  )
}

export interface AnnotationSectionProps {
  readonly kpi: Kpi
  /** First day shown; empty for everything. */
  readonly from: string
}

export function AnnotationSection({ kpi, from }: AnnotationSectionProps): ReactNode {
  const t = useT<KpiKey>()
  const { edit, period = '' } = useUrlSearch()
  const patch = useUrlPatch()
  const series = useQuery(seriesQuery(kpi.id, from))
  const annotations = useWithoutDeleted(series.data?.annotations ?? noAnnotations)
  return (
    <>
      {/* What fails to load is said once, by the chart. */}
      {series.isSuccess ? <AnnotationList kpi={kpi} annotations={annotations} /> : null}
      <Dialog
        opened={edit === 'annotation' && kpi.can_answer}
        close={() => patch({ edit: '', period: '' })}
        title={t('kpi.annotations.addTo', { name: kpi.name })}
      >
        <AnnotationForm kpi={kpi} period={period} close={() => patch({ edit: '', period: '' })} />
      </Dialog>
    </>
  )
}

interface AnnotationListProps {
  readonly kpi: Kpi
  readonly annotations: readonly Annotation[]
}

function AnnotationList({ kpi, annotations }: AnnotationListProps): ReactNode {
  const t = useT<KpiKey>()
  const marks = annotationMarks(annotations)
  if (annotations.length === 0 && !kpi.can_answer) return null
  return (
    <>
      <h3 className="kpi-history-title">{t('kpi.annotations.title')}</h3>
      {annotations.length === 0 ? (
        <p className="quiet">
          {t('kpi.annotations.none')} {t('kpi.annotations.first')}
        </p>
      ) : (
        <ul className="plain-list lined annotations">
          {annotations.map((annotation) => (
            <AnnotationItem
              key={annotation.id}
              kpi={kpi}
              annotation={annotation}
              mark={marks.get(annotation.period_label) ?? ''}
            />
          ))}
        </ul>
      )}
    </>
  )
}

interface AnnotationItemProps {
  readonly kpi: Kpi
  readonly annotation: Annotation
  readonly mark: string
}

function AnnotationItem({ kpi, annotation, mark }: AnnotationItemProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const { id, text, author_name, can_delete } = annotation
  const period = nameOf(annotation.period_label)
  const remove = (): void =>
    deleteLater({
      id,
      message: t('kpi.annotations.deleted', { period }),
      commit: async (options) => {
        await del(`/annotations/${id}`, options)
        await refresh(queryClient, 'annotation', { kpi_id: kpi.id })
      },
      onFailure,
    })
  return (
    <li className="annotation">
      <span className="annotation-mark">{mark}</span>
      <span className="annotation-said">
        <strong>{period}</strong> {text} <span className="quiet small">{author_name}</span>
      </span>
      {can_delete ? (
        <ActionIcon
          size="md"
          aria-label={t('kpi.annotations.deleteNamed', { period, text })}
          title={t('action.delete')}
          onClick={remove}
        >
          <IconTrash size={16} stroke={1.5} />
        </ActionIcon>
      ) : null}
    </li>
  )
}

interface AnnotationFormProps {
  readonly kpi: Kpi
  /** What the person was looking at; empty for nothing special. */
  readonly period: string
  readonly close: () => void
}

function AnnotationForm({ kpi, period, close }: AnnotationFormProps): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const save = useAddAnnotation(kpi)
  const form = useForm({
    initial: { ...startOf(kpi, period), text: '' },
    draftKey: `kpi.annotation.${kpi.id}.${period}`,
    validate: (values) =>
      withoutUndefined({
        text: required(values.text),
        day: values.period === older ? required(values.day) : undefined,
      }),
    submit: async (values) => {
      const label = values.period === older ? periodOf(kpi.frequency, values.day as Day).label : values.period
      await save({ period: label, text: values.text.trim() })
      close()
    },
  })
  return (
    <FormView form={form} submitLabel={t('kpi.annotations.add')} cancel={close}>
      <p className="quiet">{t('kpi.annotations.help')}</p>
      <PeriodField
        form={form as unknown as Form<PeriodChoice>}
        kpi={kpi}
        periods={offeredPeriods(kpi.frequency, kpi.expected_period_label)}
        hasOlder
        help={t('kpi.annotations.periodHelp')}
      />
      <TextareaField
        form={form}
        name="text"
        label={t('kpi.annotations.text')}
        rows={3}
        maxLength={textCharactersMax}
        required
        autoFocus
      />
    </FormView>
  )
}

/** The period the form starts with: the chosen one, by one of its days where the list does not have it, else the latest. */
function startOf(kpi: Kpi, chosen: string): PeriodChoice {
  const { frequency, expected_period_label, latest_period_label } = kpi
  const read = parsePeriodLabel(frequency, chosen)
  const period = read.ok ? read.period : periodOfLabel(frequency, latest_period_label ?? expected_period_label)
  const isOffered = offeredPeriods(frequency, expected_period_label).some(({ label }) => label === period.label)
  return isOffered ? { period: period.label, day: '' } : { period: older, day: period.start }
}

/** Sends it; the toast takes it away again for ten seconds. */
function useAddAnnotation(kpi: Kpi): (body: { readonly period: string; readonly text: string }) => Promise<void> {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const reload = (): Promise<void> => refresh(queryClient, 'annotation', { kpi_id: kpi.id })
  return async (body) => {
    const { id, period_label } = await post<Annotation>(`/kpis/${kpi.id}/annotations`, body)
    await reload()
    const undo = (): void => {
      del(`/annotations/${id}`).then(reload).catch(onFailure)
    }
    showToast(t('kpi.annotations.saved', { period: nameOf(period_label) }), { undo })
  }
}
