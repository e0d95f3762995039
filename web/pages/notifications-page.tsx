// What happened that concerns me, newest first.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { post } from '../api.ts'
import { ChoiceBar } from '../components/choice-bar.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { EmptyState, ErrorState, LinesSkeleton } from '../components/states.tsx'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import { notificationsQuery, rowsOf, topicQuery, topics, type Notification, type Topic } from '../queries.ts'
import { useUrlParam } from '../url-param.ts'
import './notifications-page.css'

export function NotificationsPage(): ReactNode {
  const t = useT()
  const [asked] = useUrlParam('topic')
  const topic = topics.find((one) => one === asked)
  const notifications = useTopic(topic)
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
      <TopicBar />
      {notifications.isError ? (
        <ErrorState error={notifications.error} retry={() => void notifications.refetch()} />
      ) : null}
      {notifications.isPending ? <LinesSkeleton lines={6} /> : null}
      {notifications.isSuccess && rows.length === 0 ? <Nothing topic={topic} /> : null}
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

/** The list of one topic, or of all: the same list to the page. */
function useTopic(topic: Topic | undefined) {
  const all = useInfiniteQuery({ ...notificationsQuery, enabled: topic === undefined })
  const some = useInfiniteQuery({ ...topicQuery(topic ?? 'OTHER'), enabled: topic !== undefined })
  return topic === undefined ? all : some
}

/** Which kind is shown; it stands in the address. */
function TopicBar(): ReactNode {
  const t = useT()
  const [topic, setTopic] = useUrlParam('topic')
  return (
    <div className="notification-topics">
      <ChoiceBar
        label={t('notifications.topics')}
        value={topic}
        onChange={setTopic}
        choices={[
          { value: '', label: t('notifications.allTopics') },
          ...topics.map((value) => ({ value, label: t(`topic.${value}`) })),
        ]}
      />
    </div>
  )
}

function Nothing({ topic }: { readonly topic: Topic | undefined }): ReactNode {
  const t = useT()
  if (topic !== undefined) return <p className="quiet">{t('notifications.noneOfTopic')}</p>
  return <EmptyState title={t('notifications.empty')} text={t('notifications.emptyText')} />
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
          {read_at === null ? (
            <span className="visually-hidden">{t('notifications.unread', { count: 1 })}: </span>
          ) : null}
          {link === null ? (
            title
          ) : (
            <Link to={link} onClick={() => read_at === null && markRead(id)}>
              {title}
            </Link>
          )}
        </p>
        {body === null || body === '' ? null : <p className="quiet notification-body">{body}</p>}
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
