// What happened that concerns me, newest first.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { post } from '../api.ts'
import { PageHeader } from '../components/page-header.tsx'
import { EmptyState, ErrorState, LinesSkeleton } from '../components/states.tsx'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import { notificationsQuery, rowsOf, type Notification } from '../queries.ts'
import './notifications-page.css'

export function NotificationsPage(): ReactNode {
  const t = useT()
  const notifications = useInfiniteQuery(notificationsQuery)
  const markRead = useMarkRead()
  const rows = rowsOf(notifications.data)
  const unread = rows.filter((one) => one.read_at === null)
  const count = notifications.data?.pages[0]?.unread_count ?? 0
  return (
    <>
      <PageHeader
        title={t('notifications.title')}
        verdict={notifications.isSuccess ? t('notifications.verdict', { count }) : undefined}
        action={
          unread.length === 0 ? undefined : (
            <Button
              variant="default"
              loading={markRead.isPending}
              onClick={() => markRead.mutate(unread.map((one) => one.id))}
            >
              {t('notifications.markAll')}
            </Button>
          )
        }
      />
      {notifications.isError ? (
        <ErrorState error={notifications.error} retry={() => void notifications.refetch()} />
      ) : null}
      {notifications.isPending ? <LinesSkeleton lines={6} /> : null}
      {notifications.isSuccess && rows.length === 0 ? (
        <EmptyState title={t('notifications.empty')} text={t('notifications.emptyText')} />
      ) : null}
      <ul className="plain-list lined notifications">
        {rows.map((one) => (
          <NotificationItem key={one.id} notification={one} markRead={(id) => markRead.mutate([id])} />
        ))}
      </ul>
      {notifications.hasNextPage ? (
        <Button
          variant="default"
          loading={notifications.isFetchingNextPage}
          onClick={() => void notifications.fetchNextPage()}
        >
          {t('table.more')}
        </Button>
      ) : null}
    </>
  )
}

interface NotificationItemProps {
  readonly notification: Notification
  readonly markRead: (id: string) => void
}

function NotificationItem({ notification, markRead }: NotificationItemProps): ReactNode {
  const t = useT()
  const format = useFormat()
  const { id, title, body, link, read_at, created_at } = notification
  return (
    <li className="notification" data-unread={read_at === null}>
      <div>
        <p className="notification-title">
          {read_at === null ? <span className="visually-hidden">{t('notifications.unread')}: </span> : null}
          {link === null ? (
            title
          ) : (
            <Link to={link} onClick={() => read_at === null && markRead(id)}>
              {title}
            </Link>
          )}
        </p>
        {body === null || body === '' ? null : <p className="quiet">{body}</p>}
        <time className="quiet small" dateTime={created_at} title={format.instant(created_at)}>
          {format.relative(created_at)}
        </time>
      </div>
      {read_at === null ? (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-label={t('notifications.markNamed', { title })}
          onClick={() => markRead(id)}
        >
          {t('notifications.mark')}
        </Button>
      ) : null}
    </li>
  )
}

function useMarkRead() {
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  return useMutation({
    mutationFn: (ids: readonly string[]) => post('/notifications/read', { ids }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: notificationsQuery.queryKey }),
    onError: onFailure,
  })
}
