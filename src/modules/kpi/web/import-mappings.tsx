// Saved mappings beside what was understood of a file: one is chosen, proposed, saved or deleted.
import { Button, NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Dialog } from '#web/components/dialog.tsx'
import { TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { Notice } from '#web/components/problem-notice.tsx'
import { useForm, useRequired } from '#web/components/use-form.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { SavedMapping } from '../import-schemas.ts'
import { deleteLater, useWithoutDeleted } from './deletions.ts'
import { choicesOf, firstChoices, mappingToSave } from './import-form.ts'
import { deleteMapping, mappingsQuery, saveMapping } from './import-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import type { ImportRun } from './use-import.ts'
import './messages-imports.ts'

export function SavedMappings({ run }: { readonly run: ImportRun }): ReactNode {
  const t = useT<KpiKey>()
  const mappings = useWithoutDeleted(useQuery(mappingsQuery).data?.items ?? [])
  const { mappingId: used, setMapping } = run
  const [saving, setSaving] = useState(false)
  const chosen = mappings.find(({ id }) => id === used)
  const suggested = used === '' ? mappings.find(({ id }) => id === run.suggestion) : undefined
  const use = (id: string): void => {
    const mapping = mappings.find((one) => one.id === id)
    setMapping(id)
    run.checkWith(mapping === undefined ? firstChoices : choicesOf(mapping))
  }
  return (
    <div className="import-fields import-mappings">
      {suggested === undefined ? null : (
        <Notice title={t('kpi.imports.mapping.suggested', { name: suggested.name })}>
          <Button size="xs" onClick={() => use(suggested.id)}>
            {t('kpi.imports.mapping.use')}
          </Button>
        </Notice>
      )}
      {mappings.length === 0 ? null : (
        <NativeSelect
          size="xs"
          label={t('kpi.imports.mapping.label')}
          value={chosen?.id ?? ''}
          onChange={(event) => use(event.currentTarget.value)}
          data={[
            { value: '', label: t('kpi.imports.mapping.none') },
            ...mappings.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <div className="row">
        <Button variant="default" size="xs" onClick={() => setSaving(true)} disabled={run.headers.length === 0}>
          {t('kpi.imports.mapping.save')}
        </Button>
        {chosen?.can_edit === true ? <DeleteMapping mapping={chosen} gone={() => setMapping('')} /> : null}
      </div>
      <Dialog opened={saving} close={() => setSaving(false)} title={t('kpi.imports.mapping.saveTitle')}>
        <SaveForm
          run={run}
          saved={(id) => {
            setMapping(id)
            setSaving(false)
          }}
          cancel={() => setSaving(false)}
        />
      </Dialog>
    </div>
  )
}

function DeleteMapping({ mapping, gone }: { readonly mapping: SavedMapping; readonly gone: () => void }): ReactNode {
  const t = useT<KpiKey>()
  const onFailure = useProblemToast()
  const queryClient = useQueryClient()
  const remove = (): void => {
    deleteLater({
      id: mapping.id,
      message: t('kpi.imports.mapping.deleted', { name: mapping.name }),
      commit: async (options) => {
        await deleteMapping(mapping.id, options)
        await queryClient.invalidateQueries({ queryKey: mappingsQuery.queryKey })
      },
      onFailure,
    })
    gone()
  }
  return (
    <Button variant="subtle" size="xs" color="gray" onClick={remove}>
      {t('kpi.imports.mapping.delete', { name: mapping.name })}
    </Button>
  )
}

interface SaveFormProps {
  readonly run: ImportRun
  readonly saved: (id: string) => void
  readonly cancel: () => void
}

function SaveForm({ run, saved, cancel }: SaveFormProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const required = useRequired()
  const form = useForm({
    initial: { name: '' },
    validate: ({ name }) => ({ name: required(name) }),
    submit: async ({ name }) => {
      const mapping = await saveMapping(mappingToSave(name, run.choices, run.headers))
      await queryClient.invalidateQueries({ queryKey: mappingsQuery.queryKey })
      showToast(t('kpi.imports.mapping.saved', { name: mapping.name }))
      saved(mapping.id)
    },
  })
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={cancel}>
      <TextField form={form} name="name" label={t('kpi.imports.mapping.name')} required autoFocus />
      <p className="quiet small">{t('kpi.imports.mapping.saveHelp')}</p>
    </FormView>
  )
}
