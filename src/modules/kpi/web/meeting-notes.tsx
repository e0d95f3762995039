// The notes of a meeting about one KPI, and taking one: it may become an action at once.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { del, post } from '#web/api.ts'
import { CheckboxField, DayField, SelectField, TextareaField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { MeetingDetail, MeetingNote } from '../meeting-schemas.ts'
import { deleteLater, useWithoutDeleted } from './deletions.ts'
import { refresh } from './keys.ts'
import { useMemberChoices } from './kpi-dialog.tsx'
import { noteKey, withProposedTitle } from './meeting-drafts.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-meetings.ts'

export interface NoteListProps {
  readonly meeting: MeetingDetail
  /** Null for what concerns no KPI in particular. */
  readonly kpiId: string | null
}

export function NoteList({ meeting, kpiId }: NoteListProps): ReactNode {
  const t = useT<KpiKey>()
  const notes = useWithoutDeleted(meeting.notes).filter((note) => note.kpi_id === kpiId)
  if (notes.length === 0) return <p className="quiet">{t('kpi.meetings.noNote')}</p>
  return (
    <ul className="plain-list lined">
      {notes.map((note) => (
        <NoteItem key={note.id} meeting={meeting} note={note} />
      ))}
    </ul>
  )
}

function NoteItem({ meeting, note }: { readonly meeting: MeetingDetail; readonly note: MeetingNote }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const remove = (): void =>
    deleteLater({
      id: note.id,
      message: t('kpi.meetings.removed'),
      commit: async (options) => {
        await del(`/meetings/${meeting.id}/notes/${note.id}`, options)
        await refresh(queryClient, 'meeting')
      },
      onFailure,
    })
  const { action } = note
  return (
    <li className="meeting-note">
      <div>
        <p className="kpi-prose">
          {note.kind === 'DECISION' ? <strong>{t('kpi.meetings.decision')} : </strong> : null}
          {note.content}
        </p>
        {action === null ? null : (
          <p className="small">
            → {action.title}
            <span className="quiet">
              {' · '}
              {action.owner_name ?? t('kpi.actions.nobody')}
              {action.due_date === null ? null : ` · ${t('kpi.actions.due', { day: format.day(action.due_date) })}`}
            </span>
          </p>
        )}
        <p className="small quiet">{note.author_name}</p>
      </div>
      {meeting.can_note ? (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          aria-label={t('kpi.meetings.remove', { content: note.content })}
          onClick={remove}
        >
          {t('action.delete')}
        </Button>
      ) : null}
    </li>
  )
}

export interface NoteFormProps extends NoteListProps {
  readonly withAction: boolean
}

export function NoteForm({ meeting, kpiId, withAction }: NoteFormProps): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const people = useMemberChoices()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { content: '', to_action: false, title: '', owner_id: '', due_date: '' },
    draftKey: noteKey(meeting.id, kpiId),
    pointers: { '/action/title': 'title', '/action/owner_id': 'owner_id', '/action/due_date': 'due_date' },
    validate: (values) =>
      withoutUndefined({
        content: required(values.content),
        title: values.to_action ? required(values.title) : undefined,
      }),
    submit: async (values) => {
      const action = {
        title: values.title.trim(),
        owner_id: values.owner_id === '' ? null : values.owner_id,
        due_date: values.due_date === '' ? null : values.due_date,
      }
      await post<MeetingNote>(`/meetings/${meeting.id}/notes`, {
        content: values.content.trim(),
        kpi_id: kpiId,
        ...(values.to_action ? { action } : {}),
      })
      form.reset()
      await refresh(queryClient, 'meeting')
      if (values.to_action && kpiId !== null)
        await refresh(queryClient, 'action', { dashboard_id: meeting.dashboard_id, kpi_id: kpiId })
      showToast(values.to_action ? t('kpi.meetings.notedWithAction', { title: action.title }) : t('kpi.meetings.noted'))
    },
  })
  const proposing: typeof form = {
    ...form,
    set: (name, value) => {
      form.set(name, value)
      const title = withProposedTitle(form.values, name, value)
      if (title !== null) form.set('title', title)
    },
  }
  return (
    <FormView form={form} submitLabel={t('kpi.meetings.note')} quiet>
      <TextareaField
        form={proposing}
        name="content"
        label={t('kpi.meetings.newNote')}
        rows={2}
        maxLength={2000}
        required
      />
      {withAction ? <CheckboxField form={proposing} name="to_action" label={t('kpi.meetings.toAction')} /> : null}
      {form.values.to_action ? (
        <>
          <TextField form={form} name="title" label={t('kpi.meetings.actionTitle')} maxLength={200} required />
          <div className="kpi-field-row">
            <SelectField
              form={form}
              name="owner_id"
              label={t('kpi.actions.assignee')}
              choices={people}
              emptyLabel={t('kpi.actions.nobody')}
            />
            <DayField form={form} name="due_date" label={t('kpi.actions.dueDate')} />
          </div>
        </>
      ) : null}
    </FormView>
  )
}
