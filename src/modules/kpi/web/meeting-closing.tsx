// Closing a meeting: what is typed goes with it, and a note that is not noted is asked about first.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { post } from '#web/api.ts'
import { ConfirmLoss } from '#web/components/confirm-loss.tsx'
import { Dialog } from '#web/components/dialog.tsx'
import { Notice } from '#web/components/problem-notice.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import { useUrlPatch } from '#web/url-param.ts'
import type { MeetingClosing, MeetingDetail } from '../meeting-schemas.ts'
import { refresh } from './keys.ts'
import { forgetTyped, typedConclusion, unsentNotes, type UnsentNote } from './meeting-drafts.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-meetings.ts'

export interface CloseMeetingDialogProps {
  readonly meeting: MeetingDetail
  readonly opened: boolean
  readonly close: () => void
}

export function CloseMeetingDialog({ meeting, opened, close }: CloseMeetingDialogProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const notes = opened ? unsentNotes(meeting) : []
  const typed = opened ? typedConclusion(meeting) : {}
  const closeMeeting = async (): Promise<void> => {
    await post<MeetingDetail>(`/meetings/${meeting.id}/closing`, typedConclusion(meeting))
    forgetTyped(meeting)
    close()
    await refresh(queryClient, 'meeting')
    showToast(t('kpi.meetings.closed'))
  }
  if (notes.length > 0)
    return (
      <Dialog opened={opened} close={close} title={t('kpi.meetings.closeTitle')}>
        <UnsentNotes notes={notes} />
      </Dialog>
    )
  return (
    <ConfirmLoss
      opened={opened}
      close={close}
      title={t('kpi.meetings.closeTitle')}
      losses={[t('kpi.meetings.closeLoss')]}
      confirmLabel={t('kpi.meetings.close')}
      confirm={closeMeeting}
    >
      <Kept typed={typed} />
    </ConfirmLoss>
  )
}

function Kept({ typed }: { readonly typed: MeetingClosing }): ReactNode {
  const t = useT<KpiKey>()
  const { conclusion = null, attendee_ids } = typed
  return (
    <>
      {conclusion === null ? null : (
        <div>
          <p>{t('kpi.meetings.closeKeeps')}</p>
          <blockquote className="meeting-kept kpi-prose">{conclusion}</blockquote>
        </div>
      )}
      {attendee_ids === undefined ? null : <p>{t('kpi.meetings.closeKeepsPeople')}</p>}
    </>
  )
}

function UnsentNotes({ notes }: { readonly notes: readonly UnsentNote[] }): ReactNode {
  const t = useT<KpiKey>()
  const patchUrl = useUrlPatch()
  return (
    <div className="stack">
      <Notice tone="warning" title={t('kpi.meetings.unnotedTitle', { count: notes.length })}>
        <p>{t('kpi.meetings.unnotedText')}</p>
      </Notice>
      <ul className="plain-list lined">
        {notes.map(({ kpi_id, name, content }) => (
          <li key={kpi_id} className="meeting-note">
            <div>
              <p className="kpi-prose">{content}</p>
              {name === null ? null : <p className="small quiet">{t('kpi.meetings.unnotedAbout', { name })}</p>}
            </div>
            <Button size="compact-sm" variant="default" onClick={() => patchUrl({ kpi: kpi_id ?? 'end', edit: '' })}>
              {t('kpi.meetings.unnotedGo')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What somebody was writing when another one closed the meeting: it is in no minutes, so he may at least copy it. */
export function LeftBehind({ meeting }: { readonly meeting: MeetingDetail }): ReactNode {
  const t = useT<KpiKey>()
  const [left, setLeft] = useState(() => [
    ...unsentNotes(meeting).map(({ content }) => content),
    ...[typedConclusion(meeting).conclusion ?? ''].filter((text) => text !== ''),
  ])
  if (left.length === 0) return null
  const forget = (): void => {
    forgetTyped(meeting)
    setLeft([])
  }
  return (
    <Notice tone="warning" title={t('kpi.meetings.leftTitle')}>
      <p>{t('kpi.meetings.leftText')}</p>
      {left.map((text) => (
        <blockquote key={text} className="meeting-kept kpi-prose">
          {text}
        </blockquote>
      ))}
      <Button size="compact-sm" variant="default" onClick={forget}>
        {t('kpi.meetings.leftForget')}
      </Button>
    </Notice>
  )
}
