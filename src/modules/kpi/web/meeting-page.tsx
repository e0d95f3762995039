// One meeting: walked KPI by KPI while it is open, its minutes once it is closed.
import { Button, Menu } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { del, download } from '#web/api.ts'
import { ConfirmLoss } from '#web/components/confirm-loss.tsx'
import { DotsMenu } from '#web/components/dots-menu.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import { useRouteParam, useUrlParam } from '#web/url-param.ts'
import type { MeetingDetail } from '../meeting-schemas.ts'
import { refresh } from './keys.ts'
import { CloseMeetingDialog } from './meeting-closing.tsx'
import { MeetingMinutes } from './meeting-minutes.tsx'
import { meetingQuery } from './meeting-queries.ts'
import { MeetingRoom } from './meeting-room.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-meetings.ts'
import './kpi.css'
import './meeting.css'

export function MeetingPage(): ReactNode {
  const t = useT<KpiKey>()
  const meeting = useQuery(meetingQuery(useRouteParam('meetingId')))
  if (meeting.isPending) return <PageSkeleton />
  if (meeting.isError) {
    return (
      <>
        <PageHeader title={t('kpi.meetings.one')} above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]} />
        <ErrorState error={meeting.error} retry={() => void meeting.refetch()} />
      </>
    )
  }
  return <LoadedMeeting meeting={meeting.data} />
}

function LoadedMeeting({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const day = format.longDay(meeting.held_on)
  const isOpen = meeting.closed_at === null
  const state = t(isOpen ? 'kpi.meetings.verdictOpen' : 'kpi.meetings.verdictClosed', { day })
  const counts = `${t('kpi.meetings.noteCount', { count: meeting.note_count })} ${t('kpi.meetings.actionCount', { count: meeting.action_count })}`
  return (
    <div className="full-width">
      <PageHeader
        title={meeting.title}
        above={[
          { label: t('kpi.dashboards.title'), to: '/dashboards' },
          { label: meeting.dashboard_title, to: `/dashboards/${meeting.dashboard_id}` },
          { label: t('kpi.meetings.title'), to: `/dashboards/${meeting.dashboard_id}/meetings` },
        ]}
        verdict={`${state} ${counts}`}
        action={
          <>
            <MinutesButton meeting={meeting} />
            {meeting.can_edit ? <MeetingActs meeting={meeting} /> : null}
          </>
        }
      />
      {isOpen ? <MeetingRoom meeting={meeting} /> : <MeetingMinutes meeting={meeting} />}
    </div>
  )
}

function MinutesButton({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  const onFailure = useProblemToast()
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    setBusy(true)
    try {
      await download(`/meetings/${meeting.id}/minutes.pdf`, `${meeting.title} ${meeting.held_on}.pdf`)
    } catch (error) {
      onFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button variant="default" loading={busy} onClick={() => void save()}>
      {t('kpi.meetings.minutesPdf')}
    </Button>
  )
}

function MeetingActs({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  const [dialog, setDialog] = useUrlParam('edit')
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await del(`/meetings/${meeting.id}`)
    await navigate({ to: `/dashboards/${meeting.dashboard_id}/meetings` })
    await refresh(queryClient, 'meeting')
    showToast(t('kpi.meetings.deleted'))
  }
  return (
    <>
      {meeting.closed_at === null ? (
        <Button onClick={() => setDialog('close')}>{t('kpi.meetings.close')}</Button>
      ) : null}
      <DotsMenu label={t('kpi.meetings.menu')} large>
        <Menu.Item color="red" onClick={() => setDialog('delete')}>
          {t('kpi.meetings.delete')}
        </Menu.Item>
      </DotsMenu>
      <CloseMeetingDialog meeting={meeting} opened={dialog === 'close'} close={() => setDialog('')} />
      <ConfirmLoss
        opened={dialog === 'delete'}
        close={() => setDialog('')}
        title={t('kpi.meetings.delete')}
        losses={[t('kpi.meetings.noteCount', { count: meeting.note_count })]}
        confirmLabel={t('kpi.meetings.delete')}
        confirm={remove}
      />
    </>
  )
}
