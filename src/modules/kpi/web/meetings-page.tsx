// The meetings of a dashboard, and opening one.
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { post } from '#web/api.ts'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { Dialog } from '#web/components/dialog.tsx'
import { DayField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { PeopleField, readPeople } from '#web/components/people-field.tsx'
import { EmptyState, ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useMe } from '#web/frame/use-session.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { useRouteParam, useUrlParam } from '#web/url-param.ts'
import type { Meeting, MeetingDetail } from '../meeting-schemas.ts'
import type { Dashboard } from '../schemas.ts'
import { refresh } from './keys.ts'
import { useMemberChoices } from './kpi-dialog.tsx'
import { meetingsQuery } from './meeting-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-meetings.ts'
import { dashboardQuery } from './queries.ts'

export function MeetingsPage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('dashboardId')
  const dashboard = useQuery(dashboardQuery(id))
  if (dashboard.isPending) return <PageSkeleton />
  if (dashboard.isError) {
    return (
      <>
        <PageHeader title={t('kpi.meetings.title')} above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]} />
        <ErrorState error={dashboard.error} retry={() => void dashboard.refetch()} />
      </>
    )
  }
  return <LoadedMeetings dashboard={dashboard.data} />
}

function LoadedMeetings({ dashboard }: { readonly dashboard: Dashboard }): ReactNode {
  const t = useT<KpiKey>()
  const [opening, setOpening] = useUrlParam('new')
  const meetings = useInfiniteQuery(meetingsQuery(dashboard.id))
  const rows = rowsOf(meetings.data)
  const isEmpty = meetings.isSuccess && rows.length === 0
  const open = dashboard.can_edit ? (
    <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setOpening('1')}>
      {t('kpi.meetings.open')}
    </Button>
  ) : null
  return (
    <>
      <PageHeader
        title={t('kpi.meetings.title')}
        above={[
          { label: t('kpi.dashboards.title'), to: '/dashboards' },
          { label: dashboard.title, to: `/dashboards/${dashboard.id}` },
        ]}
        action={isEmpty ? null : open}
      />
      {meetings.isError ? <ErrorState error={meetings.error} retry={() => void meetings.refetch()} /> : null}
      <DataTable
        id="kpi-meetings"
        caption={t('kpi.meetings.caption')}
        columns={useColumns()}
        rows={rows}
        rowKey={(meeting) => meeting.id}
        rowHref={(meeting) => `/meetings/${meeting.id}`}
        loading={meetings.isPending}
        searchable
        csv={t('kpi.meetings.title')}
        more={{
          available: meetings.hasNextPage,
          loading: meetings.isFetchingNextPage,
          load: () => void meetings.fetchNextPage(),
        }}
        empty={
          isEmpty ? (
            <EmptyState title={t('kpi.meetings.emptyTitle')} text={t('kpi.meetings.emptyText')} action={open} />
          ) : undefined
        }
      />
      <Dialog opened={opening !== ''} close={() => setOpening('')} title={t('kpi.meetings.open')}>
        <OpenForm dashboard={dashboard} close={() => setOpening('')} />
      </Dialog>
    </>
  )
}

function useColumns(): readonly Column<Meeting>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  const stateOf = (meeting: Meeting): string =>
    t(meeting.closed_at === null ? 'kpi.meetings.isOpen' : 'kpi.meetings.isClosed')
  return [
    {
      id: 'title',
      header: t('kpi.meetings.name'),
      cell: (meeting) => meeting.title,
      value: (meeting) => meeting.title,
    },
    {
      id: 'held_on',
      header: t('kpi.meetings.heldOn'),
      cell: (meeting) => format.day(meeting.held_on),
      value: (meeting) => meeting.held_on,
    },
    { id: 'state', header: t('kpi.meetings.state'), cell: stateOf, value: stateOf },
    {
      id: 'notes',
      header: t('kpi.meetings.notes'),
      align: 'right',
      cell: (meeting) => format.number(meeting.note_count),
      value: (meeting) => meeting.note_count,
    },
    {
      id: 'actions',
      header: t('kpi.meetings.decided'),
      align: 'right',
      cell: (meeting) => format.number(meeting.action_count),
      value: (meeting) => meeting.action_count,
    },
  ]
}

function OpenForm({ dashboard, close }: { readonly dashboard: Dashboard; readonly close: () => void }): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const people = useMemberChoices()
  const me = useMe()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { title: dashboard.title, held_on: '', attendee_ids: me.user.id },
    draftKey: `kpi.meeting.new.${dashboard.id}`,
    validate: (values) => withoutUndefined({ title: required(values.title) }),
    submit: async (values) => {
      const made = await post<MeetingDetail>(`/dashboards/${dashboard.id}/meetings`, {
        title: values.title.trim(),
        ...(values.held_on === '' ? {} : { held_on: values.held_on }),
        attendee_ids: readPeople(values.attendee_ids),
      })
      await refresh(queryClient, 'meeting')
      close()
      await navigate({ to: `/meetings/${made.id}` })
    },
  })
  return (
    <FormView form={form} submitLabel={t('kpi.meetings.open')} cancel={close}>
      <TextField form={form} name="title" label={t('kpi.meetings.name')} required autoFocus maxLength={200} />
      <DayField form={form} name="held_on" label={t('kpi.meetings.heldOn')} />
      <PeopleField form={form} name="attendee_ids" label={t('kpi.meetings.attendees')} people={people} />
    </FormView>
  )
}
