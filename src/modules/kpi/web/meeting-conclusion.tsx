// The end of a meeting: who was there, what concerns no KPI in particular, and the conclusion.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { patch } from '#web/api.ts'
import { TextareaField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { PeopleField } from '#web/components/people-field.tsx'
import { useForm } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { MeetingDetail } from '../meeting-schemas.ts'
import { refresh } from './keys.ts'
import { useMemberChoices } from './kpi-dialog.tsx'
import { conclusionBody, conclusionFields, conclusionKey } from './meeting-drafts.ts'
import { NoteForm, NoteList } from './meeting-notes.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-meetings.ts'

export function Conclusion({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <section aria-labelledby="meeting-conclusion">
      <h2 id="meeting-conclusion">{t('kpi.meetings.conclusion')}</h2>
      {meeting.can_edit ? <ConclusionForm meeting={meeting} /> : <p className="kpi-prose">{meeting.conclusion}</p>}
      <div className="section">
        <h3>{t('kpi.meetings.general')}</h3>
        <NoteList meeting={meeting} kpiId={null} />
        {meeting.can_note ? <NoteForm meeting={meeting} kpiId={null} withAction={false} /> : null}
      </div>
    </section>
  )
}

function ConclusionForm({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  const people = useMemberChoices()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: conclusionFields(meeting),
    draftKey: conclusionKey(meeting),
    submit: async (values) => {
      await patch<MeetingDetail>(`/meetings/${meeting.id}`, conclusionBody(values))
      form.reset(values)
      await refresh(queryClient, 'meeting')
      showToast(t('kpi.meetings.noted'))
    },
  })
  return (
    <FormView form={form} submitLabel={t('action.save')} quiet>
      <PeopleField form={form} name="attendee_ids" label={t('kpi.meetings.attendees')} people={people} />
      <TextareaField form={form} name="conclusion" label={t('kpi.meetings.conclusion')} rows={3} maxLength={4000} />
    </FormView>
  )
}
