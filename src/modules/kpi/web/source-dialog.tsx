// Making an automatic source or changing it: where, how often, with which proof, and how its file is read.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { PasswordField, SelectField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined, type Form } from '#web/components/use-form.ts'
import { localeOf } from '#web/i18n/catalogue.ts'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { ImportSource } from '../source-schemas.ts'
import { mappingsQuery } from './import-queries.ts'
import { refresh } from './keys.ts'
import { bodyOf, fieldsOf, keepsSecret, type SourceFields } from './source-form.ts'
import { hourText, weekdayName } from './source-words.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-imports.ts'
import './messages-sources.ts'

const rhythms = ['HOURLY', 'DAILY', 'WEEKLY'] as const
const proofs = ['NONE', 'BASIC', 'BEARER'] as const
const duplicateChoices = ['overwrite', 'skip', 'reject'] as const
const modes = ['all_or_nothing', 'valid_rows'] as const
const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourText(hour) }))

export interface SourceDialogProps {
  readonly opened: boolean
  readonly close: () => void
  /** Left out: a new one. */
  readonly source?: ImportSource | undefined
  /** Of the state that is shown. */
  readonly etag?: string | null
  readonly made?: (source: ImportSource) => void
}

export function SourceDialog({ opened, ...props }: SourceDialogProps): ReactNode {
  const t = useT<KpiKey>()
  const title = t(props.source === undefined ? 'kpi.sources.create' : 'kpi.sources.edit')
  return (
    <Dialog opened={opened} close={props.close} title={title} size="lg">
      <SourceForm {...props} />
    </Dialog>
  )
}

function SourceForm({ close, source, etag, made }: Omit<SourceDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const [initial] = useState(() => fieldsOf(source))
  const form = useForm<SourceFields>({
    initial,
    validate: (fields) =>
      withoutUndefined({
        name: required(fields.name),
        url: required(fields.url),
        user_name: fields.credentials === 'BASIC' ? required(fields.user_name) : undefined,
        secret: fields.credentials === 'NONE' || keepsSecret(fields, source) ? undefined : required(fields.secret),
      }),
    submit: async (fields) => {
      const body = bodyOf(fields)
      const saved =
        source === undefined
          ? await post<ImportSource>('/imports/sources', body)
          : await patch<ImportSource>(`/imports/sources/${source.id}`, body, etag == null ? {} : { etag })
      await refresh(queryClient, 'source')
      close()
      showToast(t(source === undefined ? 'kpi.sources.created' : 'kpi.sources.saved', { name: saved.name }))
      made?.(saved)
    },
  })
  return (
    <FormView form={form} submitLabel={t(source === undefined ? 'kpi.sources.create' : 'action.save')} cancel={close}>
      <TextField
        form={form}
        name="name"
        label={t('kpi.sources.name')}
        help={t('kpi.sources.nameHelp')}
        required
        autoFocus
        maxLength={120}
      />
      <TextField
        form={form}
        name="url"
        label={t('kpi.sources.url')}
        help={t('kpi.sources.urlHelp')}
        required
        maxLength={2000}
        placeholder="https://"
      />
      <RhythmFields form={form} />
      <ProofFields form={form} source={source} />
      <ReadingFields form={form} />
    </FormView>
  )
}

interface FieldsProps {
  readonly form: Form<SourceFields>
}

function RhythmFields({ form }: FieldsProps): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  const { schedule } = form.values
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(localeOf(language), day) }))
  return (
    <div className="kpi-field-row">
      <SelectField
        form={form}
        name="schedule"
        required
        label={t('kpi.sources.schedule')}
        choices={rhythms.map((value) => ({ value, label: t(`kpi.sources.schedule.${value}`) }))}
      />
      {schedule === 'WEEKLY' ? (
        <SelectField form={form} name="weekday" required label={t('kpi.sources.weekday')} choices={days} />
      ) : null}
      {schedule === 'HOURLY' ? null : (
        <SelectField form={form} name="hour" required label={t('kpi.sources.hour')} choices={hours} />
      )}
    </div>
  )
}

function ProofFields({ form, source }: FieldsProps & { readonly source: ImportSource | undefined }): ReactNode {
  const t = useT<KpiKey>()
  const { credentials } = form.values
  const isKept = keepsSecret(form.values, source)
  return (
    <>
      <SelectField
        form={form}
        name="credentials"
        required
        label={t('kpi.sources.credentials')}
        choices={proofs.map((value) => ({ value, label: t(`kpi.sources.credentials.${value}`) }))}
      />
      {credentials === 'NONE' ? null : (
        <div className="kpi-field-row">
          {credentials === 'BASIC' ? (
            <TextField form={form} name="user_name" label={t('kpi.sources.userName')} required maxLength={200} />
          ) : null}
          <PasswordField
            form={form}
            name="secret"
            label={t(credentials === 'BASIC' ? 'kpi.sources.password' : 'kpi.sources.token')}
            help={t(isKept ? 'kpi.sources.secretKept' : 'kpi.sources.secretHelp')}
            required={!isKept}
            autoComplete="new-password"
          />
        </div>
      )}
    </>
  )
}

function ReadingFields({ form }: FieldsProps): ReactNode {
  const t = useT<KpiKey>()
  const mappings = useQuery(mappingsQuery).data?.items ?? []
  return (
    <>
      <SelectField
        form={form}
        name="mapping_id"
        label={t('kpi.sources.mapping')}
        help={t('kpi.sources.mappingHelp')}
        emptyLabel={t('kpi.sources.mappingNone')}
        choices={mappings.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <div className="kpi-field-row">
        <SelectField
          form={form}
          name="on_duplicate"
          required
          label={t('kpi.imports.onDuplicate')}
          help={t('kpi.sources.duplicateHelp')}
          choices={duplicateChoices.map((value) => ({ value, label: t(`kpi.imports.onDuplicate.${value}`) }))}
        />
        <SelectField
          form={form}
          name="mode"
          required
          label={t('kpi.imports.mode')}
          choices={modes.map((value) => ({ value, label: t(`kpi.imports.mode.${value}`) }))}
        />
      </div>
    </>
  )
}
